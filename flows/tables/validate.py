"""Gates on tables: schema, keys, references, evidence spans. What fails goes to quarantine with the check's name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.errors
from numpy.typing import NDArray
from pandas.util import hash_array

from flows.core.store import Refused
from flows.tables.frames import cells
from flows.tables.parts import Frames, Stored, parts, rewritten, write_parts
from schemas.export import loose_schema
from schemas.registry import KEYS, SPANS, TABLES, references


@dataclass(frozen=True)
class Validated:
    """Tables in which every row holds, and what was set aside."""

    frames: Frames
    refused: tuple[Refused, ...]


def _name(table: str, row: Mapping[Any, Any]) -> str:
    return table + ":" + "/".join(str(row[k]) for k in KEYS[table])


def _why(context: str, column: str, check: str) -> str:
    """What a row broke; a check of the whole row names no column."""
    return f"{column}: {check}" if context == "Column" else check


def _drop(
    table: str, data: pd.DataFrame, bad: "pd.Series[bool]", reason: str, detail: str
) -> tuple[pd.DataFrame, list[Refused]]:
    rows = data[bad]
    refused = [Refused("validate", _name(table, row), reason, detail, "") for row in rows[list(KEYS[table])].to_dict("records")]
    return data[~bad].reset_index(drop=True), refused


def check_schema(table: str, data: pd.DataFrame) -> tuple[pd.DataFrame, list[Refused]]:
    """Drop the rows that break a rule of their table.

    Raises:
        pandera.errors.SchemaErrors: The columns themselves are wrong, which no row can be blamed for.
    """
    try:
        return TABLES[table].validate(data, lazy=True), []
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        if cases["index"].isna().any():
            raise
        detail = cases.groupby("index").apply(
            lambda g: "; ".join(sorted(set(map(_why, g["schema_context"], g["column"], g["check"]))))
        )
        refused = []
        for index, why in detail.items():
            row = data.loc[index]
            refused.append(Refused("validate", _name(table, row), "schema", str(why)[:400], ""))
        left = data.drop(index=list(detail.index)).reset_index(drop=True)
        return TABLES[table].validate(left, lazy=True), refused


def check_keys(table: str, data: pd.DataFrame) -> tuple[pd.DataFrame, list[Refused]]:
    """Keep the first row of each key."""
    return _drop(table, data, data.duplicated(list(KEYS[table])), "duplicate_key", "another row has the same key")


def check_spans(table: str, data: pd.DataFrame, texts: Mapping[str, str]) -> tuple[pd.DataFrame, list[Refused]]:
    """Drop the rows whose offsets do not give their words."""
    refused: list[Refused] = []
    for start, end, words in SPANS.get(table, ()):
        articles, *spans = cells(data[["article_id", start, end, words]])
        lies = [False] * len(data)
        known, text = "", None
        for n in sorted(range(len(data)), key=lambda n: str(articles[n])):
            if articles[n] != known:  # rows are taken article by article: a text is read once
                known, text = articles[n], None if articles[n] is None else texts.get(articles[n])
            lies[n] = _is_lie(text, *(column[n] for column in spans))
        bad = pd.Series(lies, index=data.index, dtype=bool)
        data, more = _drop(table, data, bad, "span_mismatch", f"text[{start}:{end}] is not {words}")
        refused += more
    return data, refused


def _is_lie(text: str | None, start: int | None, end: int | None, words: str | None) -> bool:
    """Whether a span is half given, or its offsets do not give its words."""
    missing = (start is None) + (end is None) + (words is None)
    return missing != 3 and (missing > 0 or text is None or text[start:end] != words)


class Keys:
    """Keys of tables that others refer to, each read once and held as sorted hashes.

    They are of 64 bits, so that two keys of a corpus are hardly ever taken for one.
    """

    def __init__(self, frames: Frames) -> None:
        """Nothing is read yet.

        Args:
            frames: Tables by name.
        """
        self._frames = frames
        self._held: dict[tuple[str, str], NDArray[np.uint64]] = {}

    def missing(self, values: "pd.Series[str]", table: str, column: str) -> "pd.Series[bool]":
        """Which values are given but are in no row of a column."""
        if (table, column) not in self._held:
            self._held[table, column] = np.sort(
                np.concatenate([_hashes(part[column].dropna()) for part in parts(self._frames, table, [column])])
            )
        held, given = self._held[table, column], values.notna().to_numpy()
        asked = _hashes(values[given])
        at = np.searchsorted(held, asked)
        known = np.zeros(len(asked), dtype=bool)
        inside = at < len(held)
        known[inside] = held[at[inside]] == asked[inside]
        out = np.zeros(len(values), dtype=bool)
        out[given] = ~known
        return pd.Series(out, index=values.index, dtype=bool)


def _hashes(values: "pd.Series[str]") -> NDArray[np.uint64]:
    """A hash of each value."""
    return hash_array(values.to_numpy(dtype=object), categorize=False)


def _referring(
    frames: Frames, reference: tuple[str, str, str, str], keys: Keys, refused: list[Refused]
) -> Iterator[pd.DataFrame]:
    """The parts of a table without the rows whose reference does not hold."""
    table, column, target, target_column = reference
    for part in parts(frames, table):
        bad = keys.missing(part[column], target, target_column)
        left, more = _drop(table, part, bad, "foreign_key", f"{column} is not in {target}")
        refused.extend(more)
        yield left


def check_references(frames: Frames) -> tuple[Frames, list[Refused]]:
    """Drop rows that refer to rows that are not there, and so on until every reference holds."""
    refused: list[Refused] = []
    keys, changed = Keys(frames), True
    while changed:
        changed = False
        for reference in references():
            table, column, target, key = reference
            if any(keys.missing(part[column], target, key).any() for part in parts(frames, table, [column])):
                frames = rewritten(frames, table, _referring(frames, reference, keys, refused))
                keys, changed = Keys(frames), True
    return frames, refused


def validate(frames: Frames, texts: Mapping[str, str], folder: Path | None = None) -> Validated:
    """Hold every table to its schema, keys, references and evidence.

    Args:
        frames: All tables by name; `quarantine` and `changes` may be missing.
        texts: Normalised text of every article, by id.
        folder: Where the tables are left; None for in memory.

    Returns:
        The rows that hold, and a refusal for each of the others.
    """
    refused: list[Refused] = []

    def held(table: str) -> Iterator[pd.DataFrame]:
        for data in parts(frames, table):
            for check in (check_keys, check_schema):
                data, more = check(table, data)
                refused.extend(more)
            data, more = check_spans(table, data, texts)
            refused.extend(more)
            yield data

    kept: Frames
    if folder is None:
        kept = {table: pd.concat(list(held(table)), ignore_index=True) for table in frames}
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for table in frames:
            write_parts(folder / f"{table}.parquet", table, held(table), loose_schema(table))
        kept = Stored.of(folder)
    kept, more = check_references(kept)
    return Validated(kept, tuple([*refused, *more]))


def check_conservation(inputs: int, articles: int, refused: int) -> str | None:
    """Inputs = articles + duplicates and refusals; answers what is lost, None if nothing is."""
    lost = inputs - articles - refused
    return (
        None
        if lost == 0
        else f"{inputs} inputs became {articles} articles and {refused} refusals: {abs(lost)} {'lost' if lost > 0 else 'too many'}"
    )
