"""What is found that does not hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas.registry import KEYS


@dataclass(frozen=True, slots=True)
class Lie:
    """The first thing found that does not hold.

    Attributes:
        file: File of the release, or of the raw folder.
        row: Key of the row, None for a whole file.
        what: What does not hold.
    """

    file: str
    row: str | None
    what: str

    def __str__(self) -> str:
        """One line."""
        return " ".join(f"{self.file}: {f'{self.row}: ' if self.row else ''}{self.what}".split())


def row_key(table: str, row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    """The key of a row as one string, as `changes.key` has it."""
    return "/".join("" if pd.isna(row[k]) else str(row[k]) for k in KEYS[table])
