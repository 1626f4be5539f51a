"""Why a record became no article."""

from dataclasses import dataclass

from flows.core.errors import TarikhError


class Unreadable(TarikhError):
    """A record that cannot become an article: a reason code of `schemas/vocab/reasons.csv` and a line for people."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep the code and the line."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record that became no article.

    Attributes:
        key: What it is known by: its path, with `#n` for the nth record of a file.
        reason: A code of `schemas/vocab/reasons.csv`.
        detail: One line for people: what is wrong and what to do.
        raw_path: The same path.
    """

    key: str
    reason: str
    detail: str
    raw_path: str
