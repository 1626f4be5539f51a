"""Frames of the registry's columns and dtypes from plain rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from schemas.registry import KEYS, TABLES

Row = Mapping[str, Any]


def dtypes(table: str) -> dict[str, Any]:
    """Column name -> pandas dtype of a table, in order."""
    return {str(name): column.dtype.type for name, column in TABLES[table].to_schema().columns.items()}


def frame(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The rows of a table as a frame of its columns, sorted by its key.

    Args:
        table: A name of the registry.
        rows: Mappings with at least the table's columns; others are ignored.
    """
    kinds = dtypes(table)
    listed = list(rows)
    columns = {name: pd.array([row.get(name) for row in listed], dtype=kind) for name, kind in kinds.items()}
    return ordered(table, pd.DataFrame(columns))


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
