"""Applying corrections and takedowns to tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from flows.core.corrections import Correction, CorrectionsError
from flows.core.store import Refused
from flows.tables.parts import Frames, having
from flows.tables.validate import check_schema
from flows.tables.withhold import naming_articles, withhold
from schemas.registry import KEYS, TABLES

Pairs = Sequence[tuple[str, str | None]]
HEADER_COLUMNS: tuple[str, ...] = ("article_id", "source", "url", "raw_path", "text_sha256")
"""Columns of `articles` by which articles are taken down, known before anything is decided across articles."""


class ArticleHeader(Protocol):
    """What a takedown needs of an article."""

    @property
    def article_id(self) -> str:
        """`art_...`."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one correction.

    Attributes:
        name: The entry's name.
        action: The entry's action.
        reason: The entry's reason.
        outcome: applied, guard_failed (rows were found, none met the guard) or not_found.
        rows: Rows it touched.
        skipped: Rows found that did not meet the guard and were left alone.
        table: The entry's table.
        columns: Columns it set, empty for takedowns.
        keys: Keys of the rows it touched, as in `changes.key`.
        withheld: Articles whose text holds a withheld name and is neither published nor quoted.
    """

    name: str
    action: str
    reason: str
    outcome: str
    rows: int
    skipped: int = 0
    table: str = ""
    columns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def _outcome(found: int, guarded: int) -> str:
    return "not_found" if not found else "applied" if guarded else "guard_failed"


def _typed(c: Correction, column: str, kind: Any, value: str | None) -> Any:
    """A written value as the column's type.

    Raises:
        CorrectionsError: It is none.
    """
    if value is None:
        return pd.NA
    try:
        if isinstance(kind, pd.BooleanDtype):
            return {"true": True, "false": False}[value.casefold()]
        return pd.Series([value], dtype="string").astype(kind)[0]
    except (KeyError, ValueError, TypeError):
        raise CorrectionsError(f"corrections.yml: {c.name}: {c.table}.{column} cannot hold {value!r}: it is {kind}") from None


def _match(c: Correction, data: pd.DataFrame, pairs: Pairs) -> "pd.Series[bool]":
    """The rows in which every column has its value; a null value means an empty cell."""
    hit = pd.Series(True, index=data.index)
    for column, value in pairs:
        cells = data[column]
        same = cells.isna() if value is None else (cells == _typed(c, column, cells.dtype, value)).fillna(False).astype(bool)
        hit &= same
    return hit


def _check(c: Correction, frames: Frames) -> pd.DataFrame:
    """The entry's table.

    Raises:
        CorrectionsError: The entry names a table or column that is not there, or does not fit its action.
    """
    if c.table not in frames:
        raise CorrectionsError(f"corrections.yml: {c.name}: no table {c.table}: use one of {', '.join(TABLES)}")
    data = frames[c.table]
    for column, _ in (*c.where, *c.guard, *c.values):
        if column not in data.columns:
            raise CorrectionsError(f"corrections.yml: {c.name}: {c.table} has no column {column}")
    if c.action == "redact_entity" and c.table != "entities":
        raise CorrectionsError(f"corrections.yml: {c.name}: redact_entity is about the table entities")
    if c.action == "set" and not c.values:
        raise CorrectionsError(f"corrections.yml: {c.name}: set needs `values`")
    keys = [column for column, _ in c.values if column in KEYS[c.table]]
    if keys:
        raise CorrectionsError(f"corrections.yml: {c.name}: {keys[0]} is the key of {c.table} and cannot be set")
    return data


def keys_of(table: str, data: pd.DataFrame) -> tuple[str, ...]:
    """Keys of rows, as in `changes.key`."""
    return tuple("/".join("" if pd.isna(v) else str(v) for v in row) for row in data[list(KEYS[table])].to_numpy().tolist())


def _set(c: Correction, data: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    """The table with the entry's values in some rows.

    Raises:
        CorrectionsError: A value breaks a rule of the table, which would cost the row.
    """
    out = data.copy()
    for column, value in c.values:
        out.loc[rows, column] = _typed(c, column, data[column].dtype, value)
    broken = check_schema(c.table, out[rows].reset_index(drop=True))[1]
    if len(broken) > len(check_schema(c.table, data[rows].reset_index(drop=True))[1]):
        raise CorrectionsError(f"corrections.yml: {c.name}: the new value breaks a rule of {c.table}: {broken[0].detail}")
    return out


def taken_articles(
    headers: Iterable[ArticleHeader], corrections: Sequence[Correction]
) -> tuple[tuple[Applied, ...], tuple[Refused, ...]]:
    """Articles taken down, before anything is decided across articles, so that nothing of the release rests on them.

    Args:
        headers: Articles with the attributes `HEADER_COLUMNS`.
        corrections: Entries of `raw/corrections.yml`.

    Returns:
        What became of each active `drop_article`, and a refusal for each article taken down.

    Raises:
        CorrectionsError: An entry is not about `articles`, or finds them by another column.
    """
    listed = list(headers)
    done, refused = [], {}
    for c in corrections:
        if c.status != "active" or c.action != "drop_article":
            continue
        if c.table != "articles" or not c.where:
            raise CorrectionsError(f"corrections.yml: {c.name}: drop_article needs table articles and `where`")
        for column, _ in (*c.where, *c.guard):
            if column not in HEADER_COLUMNS:
                raise CorrectionsError(f"corrections.yml: {c.name}: find articles by one of {', '.join(HEADER_COLUMNS)}")
        hits = [h for h in listed if all(getattr(h, column) == value for column, value in c.where)]
        meant = [h for h in hits if all(getattr(h, column) == value for column, value in c.guard)]
        ids = tuple(sorted(h.article_id for h in meant))
        outcome = _outcome(len(hits), len(meant))
        done.append(
            Applied(c.name, c.action, c.reason, outcome, len(ids), len(hits) - len(meant), c.table, (), ids),
        )
        for article in ids:
            refused[article] = Refused("corrections", f"articles:{article}", "takedown", f"{c.name}: {c.reason}", "")
    return tuple(done), tuple(refused.values())


def apply_corrections(
    frames: Frames, corrections: Sequence[Correction]
) -> tuple[Frames, tuple[Applied, ...], tuple[Refused, ...]]:
    """Apply the active corrections of rows in file order; articles are taken down earlier, by `taken_articles`.

    Rows that rest on a dropped row fall with it when references are checked; events without a report fall here.

    Args:
        frames: All tables by name.
        corrections: Entries of `raw/corrections.yml`.

    Returns:
        The tables, what became of each correction, and a quarantine row for each row taken down.

    Raises:
        CorrectionsError: An entry names a table or column that does not exist, or sets a value that cannot stand.
    """
    out: Frames = frames
    done: list[Applied] = []
    refused: list[Refused] = []
    for c in corrections:
        if c.status != "active" or c.action == "drop_article":
            continue
        data = _check(c, out)
        hit = _match(c, data, c.where)
        guarded = hit & _match(c, data, c.guard)
        rows = data[guarded]
        keys = keys_of(c.table, rows) if c.action != "drop_row" or c.table != "entity_names" else ()
        withheld = naming_articles(out, frozenset(rows["entity_id"])) if c.action == "redact_entity" else ()
        columns = tuple(column for column, _ in c.values)
        outcome = _outcome(int(hit.sum()), len(rows))
        skipped = int(hit.sum()) - len(rows)
        done.append(Applied(c.name, c.action, c.reason, outcome, len(rows), skipped, c.table, columns, keys, withheld))
        if rows.empty:
            continue
        if c.action == "set":
            out = having(out, {c.table: _set(c, data, guarded)})
        elif c.action == "redact_entity":
            out = withhold(out, frozenset(rows["entity_id"]))
        else:
            why = f"{c.name}: {c.reason}"
            refused += [Refused("corrections", f"{c.table}:{key}", "takedown", why, "") for key in keys]
            out = having(out, {c.table: data[~guarded].reset_index(drop=True)})
            out, orphans = _without_orphans(out)
            refused += [Refused("corrections", f"events:{event}", "takedown", why, "") for event in orphans]
    return out, tuple(done), tuple(refused)


def _without_orphans(frames: Frames) -> tuple[Frames, list[str]]:
    """The tables without events that no report is left of, and those events."""
    events = frames["events"]
    bare = ~events["event_id"].isin(frames["event_reports"]["event_id"])
    return having(frames, {"events": events[~bare].reset_index(drop=True)}), [str(e) for e in events.loc[bare, "event_id"]]
