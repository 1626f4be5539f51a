"""Gates on tables: schema, keys, references, evidence spans. What fails goes to quarantine with the check's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.errors

from flows.core.store import Refused
from schemas.registry import KEYS, SPANS, TABLES, references

Frames = dict[str, pd.DataFrame]


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
        bad = pd.Series(
            [
                _is_lie(texts.get(a), s, e, w)
                for a, s, e, w in zip(data["article_id"], data[start], data[end], data[words], strict=True)
            ],
            index=data.index,
            dtype=bool,
        )
        data, more = _drop(table, data, bad, "span_mismatch", f"text[{start}:{end}] is not {words}")
        refused += more
    return data, refused


def _is_lie(text: str | None, start: Any, end: Any, words: Any) -> bool:
    """Whether a span is half given, or its offsets do not give its words."""
    missing = sum(map(pd.isna, (start, end, words)))
    return missing != 3 and (missing > 0 or text is None or text[start:end] != words)


def check_references(frames: Frames) -> tuple[Frames, list[Refused]]:
    """Drop rows that refer to rows that are not there, and so on until every reference holds."""
    frames, refused = dict(frames), []
    changed = True
    while changed:
        changed = False
        for table, column, target, target_column in references():
            data = frames[table]
            bad = data[column].notna() & ~data[column].isin(frames[target][target_column])
            if bad.any():
                frames[table], more = _drop(table, data, bad, "foreign_key", f"{column} is not in {target}")
                refused += more
                changed = True
    return frames, refused


def validate(frames: Frames, texts: Mapping[str, str]) -> Validated:
    """Hold every table to its schema, keys, references and evidence.

    Args:
        frames: All tables by name; `quarantine` and `changes` may be missing.
        texts: Normalised text of every article, by id.

    Returns:
        The rows that hold, and a refusal for each of the others.
    """
    kept, refused = {}, []
    for table, data in frames.items():
        for check in (check_keys, check_schema):
            data, more = check(table, data)
            refused += more
        data, more = check_spans(table, data, texts)
        refused += more
        kept[table] = data
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
