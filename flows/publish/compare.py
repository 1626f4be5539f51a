"""What changed between two releases, cell by cell, and why."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.core.errors import TarikhError
from flows.publish.reasons import Causes, find_causes
from flows.publish.verify import release_folder
from flows.tables.frames import frame, join
from flows.tables.parts import Frames, Stored, columns_of, side_by_side
from flows.tables.withhold import masked_key
from schemas.registry import KEYS, TABLES

Report = Mapping[str, Any]
COMPARED: tuple[str, ...] = tuple(t for t in TABLES if t != "changes")
"""Tables that are compared: all but the comparison itself."""


@dataclass(frozen=True)
class Difference:
    """The difference of two releases.

    Attributes:
        old: Version of the older release.
        new: Version of the newer one.
        old_schema: Schema version of the older release.
        new_schema: Schema version of the newer one.
        columns: Lines that announce added and removed tables and columns.
        changes: Rows of the `changes` table.
    """

    old: str
    new: str
    old_schema: str
    new_schema: str
    columns: tuple[str, ...]
    changes: pd.DataFrame


def keyed(table: str, data: pd.DataFrame) -> pd.DataFrame:
    """A table indexed by its key as one string (`changes.key`)."""
    parts = [pc.fill_null(pc.cast(pa.array(data[column], from_pandas=True), pa.string()), "") for column in KEYS[table]]
    keys = pc.binary_join_element_wise(*parts, "/") if len(data) else pa.array([], pa.string())
    indexed = data.set_axis(pd.Index(keys.to_pylist(), name="key", dtype="object"), axis=0)
    return indexed[~indexed.index.duplicated()]


def _plain(data: "pd.Series[Any]") -> pa.Array:
    """A column with empty text as null."""
    column = pa.array(data, from_pandas=True)
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return pc.if_else(pc.equal(column, ""), None, column) if is_text else column


def changed_columns(old: pd.DataFrame, new: pd.DataFrame) -> "pd.Series[str]":
    """The columns that differ, separated by spaces, of each row whose key both frames have; equal rows are left out.

    Args:
        old: A keyed table.
        new: The same table of the newer release; columns that only one of them has are not compared.
    """
    there = old.index.get_indexer(new.index)
    shared = there >= 0
    before, after = old.take(there[shared]), new[shared]
    names: dict[int, list[str]] = {}
    for column in (c for c in after.columns if c in before.columns):
        a, b = _plain(before[column]), _plain(after[column])
        if a.type != b.type:  # a release of another schema
            a, b = pc.cast(a, pa.string()), pc.cast(b, pa.string())
        differs = pc.or_(pc.fill_null(pc.not_equal(a, b), False), pc.xor(pc.is_null(a), pc.is_null(b)))
        for n in differs.to_numpy(zero_copy_only=False).nonzero()[0]:
            names.setdefault(int(n), []).append(str(column))
    rows = sorted(names)
    return pd.Series([" ".join(names[n]) for n in rows], index=after.index[rows], dtype="object")


def diff_frames(old: Frames, new: Frames, old_report: Report, new_report: Report) -> pd.DataFrame:
    """The rows of the `changes` table.

    Args:
        old: Tables of the previous release.
        new: Tables of the release at hand; `changes` is ignored.
        old_report: The previous release's `report.json`.
        new_report: The `report.json` at hand (`flows.publish.write.report`), or at least its `fingerprints` and `corrections`.
    """
    causes = find_causes(old, new, old_report, new_report)
    made = (
        frame("changes", list(_rows(table, *pair, causes)))
        for table in sorted(COMPARED)
        if table in old and table in new
        for pair in side_by_side(old, new, table)
    )
    return join("changes", made)


def _rows(table: str, old: pd.DataFrame, new: pd.DataFrame, causes: Causes) -> Iterator[dict[str, str | None]]:
    """Rows of `changes` from a part of a table that holds the same keys of both releases."""
    before, after = keyed(table, old), keyed(table, new)
    added = after[~after.index.isin(before.index)]
    removed = before[~before.index.isin(after.index)]
    changed = changed_columns(before, after)
    for kind, data in (("added", added), ("removed", removed), ("changed", after.loc[changed.index])):
        columns = changed if kind == "changed" else pd.Series(dtype="object")
        told = causes.reasons(table, kind, data, columns)
        hidden = {masked_key(table, key): (key, reason) for key, reason in told.items() if reason == "takedown"}
        named = columns.to_dict()
        open_keys = {key: (key, reason) for key, reason in told.items() if reason != "takedown"}
        for shown, (key, reason) in (open_keys | hidden).items():
            yield {"table": table, "key": shown, "change": kind, "columns": named.get(key), "reason": reason}


def read_report(folder: Path) -> dict[str, Any]:
    """`report.json` of a release folder.

    Raises:
        TarikhError: There is none, or it is damaged.
    """
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise TarikhError(f"{folder}: no release with a readable report.json here: give a release folder") from None
    return report


def column_changes(old: Frames, new: Frames) -> tuple[str, ...]:
    """Lines that announce tables and columns that came or went."""
    lines = []
    for table in sorted({*old, *new}):
        if table not in old or table not in new:
            lines.append(f"table {table} {'added' if table in new else 'removed'}")
            continue
        before, after = set(columns_of(old, table)), set(columns_of(new, table))
        lines += [f"column {table}.{c} added" for c in sorted(after - before)]
        lines += [f"column {table}.{c} removed" for c in sorted(before - after)]
    return tuple(lines)


def find_difference(old: Frames, new: Frames, old_report: Report, new_report: Report) -> Difference:
    """The difference of two releases, of which the newer need not be written yet.

    Args:
        old: Tables of the previous release.
        new: Tables of the release at hand.
        old_report: The previous release's `report.json`.
        new_report: The `report.json` at hand (`flows.publish.write.report`).
    """
    return Difference(
        old=str(old_report.get("version")),
        new=str(new_report.get("version")),
        old_schema=str(old_report.get("schema_version")),
        new_schema=str(new_report.get("schema_version")),
        columns=column_changes(old, new),
        changes=diff_frames(old, new, old_report, new_report),
    )


def diff_releases(old: Path, new: Path) -> Difference:
    """The difference of two release folders.

    Raises:
        TarikhError: One of them is no release.
    """
    before, after = release_folder(old), release_folder(new)
    ours, theirs = Stored.of(before / "tables"), Stored.of(after / "tables")
    return find_difference(ours, theirs, read_report(before), read_report(after))


def describe(difference: Difference) -> Iterator[str]:
    """Lines that tell a difference: schema, then a line a table and reason."""
    yield f"{difference.old} -> {difference.new}"
    if difference.old_schema != difference.new_schema:
        yield f"schema {difference.old_schema} -> {difference.new_schema}"
    yield from difference.columns
    yield from summarise(difference.changes)


def summarise(changes: pd.DataFrame) -> Iterator[str]:
    """A line for each table, kind of change and reason: rows, and for changed rows the columns most often changed."""
    if changes.empty:
        yield "no row changed"
    told = changes.assign(reason=changes["reason"].fillna("not known"))
    for table in (t for t in TABLES if t in set(told["table"])):
        for (kind, reason), rows in told[told["table"] == table].groupby(["change", "reason"], sort=True):
            columns = rows["columns"].dropna().str.split().explode().value_counts()
            most = sorted(columns.items(), key=lambda item: (-item[1], str(item[0])))[:6]
            tail = ": " + ", ".join(f"{name} {n}" for name, n in most) if most else ""
            yield f"{table}: {len(rows)} {kind} ({str(reason).replace('_', ' ')}){tail}"
