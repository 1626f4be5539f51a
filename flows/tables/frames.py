"""Frames of the registry's columns and dtypes from plain rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from schemas.export import loose_schema
from schemas.registry import KEYS

Row = Mapping[str, Any]
KINDS = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def to_frame(data: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame of nullable types."""
    whole: pd.DataFrame = data.to_pandas(types_mapper=KINDS.get)
    return whole


def cells(data: pd.DataFrame) -> list[list[Any]]:
    """The columns of a frame as plain Python values, None for null."""
    return [pa.array(data[column], from_pandas=True).to_pylist() for column in data.columns]


def plain_rows(data: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a frame as plain Python values by column, None for null."""
    names = [str(column) for column in data.columns]
    return (dict(zip(names, row, strict=True)) for row in zip(*cells(data), strict=True))


def frame(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The rows of a table as a frame of its columns, sorted by its key.

    Args:
        table: A name of the registry.
        rows: Mappings with at least the table's columns; others are ignored.
    """
    listed = list(rows)
    schema = loose_schema(table)
    columns = [pa.array([row.get(f.name) for row in listed], type=f.type, from_pandas=True) for f in schema]
    return ordered(table, to_frame(pa.table(columns, names=schema.names)))


def ordered(table: str, data: pd.DataFrame) -> pd.DataFrame:
    """A frame sorted by its table's key, ties by all columns, rows numbered anew."""
    by = list(KEYS[table])
    if data.duplicated(by).any():
        by += [str(c) for c in data.columns if c not in by]
    return data.sort_values(by, kind="stable", ignore_index=True)


def join(table: str, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several frames of one table as one."""
    full = [part for part in parts if len(part)]
    return ordered(table, pd.concat(full, ignore_index=True)) if full else frame(table, ())
