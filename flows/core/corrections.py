"""Corrections and takedowns: `raw/corrections.yml`, applied to tables by the build and reported in the changelog.

Each entry names what it is about (`locator`), what to do (`action`), why (`reason`), whether it stands (`status`) and a
`guard`: what must be true of the row for the correction to apply. A guard that no longer holds means the world behind the
correction has changed: the build says so and leaves the row alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flows.core.errors import TarikhError

ACTIONS: tuple[str, ...] = ("set", "drop_row", "drop_article", "redact_entity")
STATUSES: tuple[str, ...] = ("active", "expired", "withdrawn")


class CorrectionsError(TarikhError):
    """The corrections file is malformed; the message names the entry and the fix."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of `raw/corrections.yml`.

    Attributes:
        name: Its own short name.
        table: The table it is about ("articles" for a whole article).
        where: Column values that find the row ("url", "article_id", "event_id", "name" ...).
        action: set (columns to values), drop_row, drop_article (and all that rests on it), redact_entity (the name is
            replaced by its kind everywhere, mentions' text included).
        values: For `set`: column -> new value.
        reason: Why, as the changelog will print it.
        status: active, expired, withdrawn. Only active ones apply.
        guard: Column values that must hold for the correction to apply; empty for none.
    """

    name: str
    table: str
    where: tuple[tuple[str, str], ...]
    action: str
    values: tuple[tuple[str, str | None], ...]
    reason: str
    status: str
    guard: tuple[tuple[str, str], ...]


def _pairs(entry: dict[str, Any], key: str, name: str) -> tuple[tuple[str, Any], ...]:
    value = entry.get(key) or {}
    if not isinstance(value, dict):
        raise CorrectionsError(f"corrections.yml: {name}: `{key}` must map columns to values")
    return tuple((str(k), v if v is None else str(v)) for k, v in value.items())


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The entries of a corrections file, none if there is no such file.

    Raises:
        CorrectionsError: It is not YAML, or an entry lacks something.
    """
    if not path.is_file():
        return ()
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorrectionsError(f"corrections.yml: not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(entries, list):
        raise CorrectionsError("corrections.yml: must be a list of entries")
    out = []
    for n, entry in enumerate(entries, 1):
        name = str(entry.get("name", f"entry {n}")) if isinstance(entry, dict) else f"entry {n}"
        if not isinstance(entry, dict):
            raise CorrectionsError(f"corrections.yml: {name}: must be a mapping")
        missing = [k for k in ("table", "where", "action", "reason", "status") if not entry.get(k)]
        if missing:
            raise CorrectionsError(f"corrections.yml: {name}: add {', '.join(missing)}")
        if entry["action"] not in ACTIONS:
            raise CorrectionsError(f"corrections.yml: {name}: action must be one of {', '.join(ACTIONS)}")
        if entry["status"] not in STATUSES:
            raise CorrectionsError(f"corrections.yml: {name}: status must be one of {', '.join(STATUSES)}")
        out.append(
            Correction(
                name=name,
                table=str(entry["table"]),
                where=_pairs(entry, "where", name),
                action=str(entry["action"]),
                values=_pairs(entry, "values", name),
                reason=str(entry["reason"]),
                status=str(entry["status"]),
                guard=_pairs(entry, "guard", name),
            )
        )
    return tuple(out)
