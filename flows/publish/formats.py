"""Tables as bytes: Parquet, CSV, GeoParquet. The bytes depend on the rows alone: no clock, no path, no order of input."""

import csv
import gzip
import io
import json
import struct
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from flows.core.errors import TarikhError
from flows.tables.frames import ordered
from schemas.export import arrow_schema
from schemas.registry import KEYS

FORMULA: tuple[str, ...] = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may take a text cell that begins with one of these for a formula."""
ROW_GROUP = 100_000
TEXTS = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False, metadata={"description": "The article."}),
        pa.field("text", pa.string(), nullable=False, metadata={"description": "Its normalised text, which spans count in."}),
    ],
    metadata={"description": "Article text of the sources that permit it."},
)
"""The optional `texts.parquet`."""


class FormatError(TarikhError):
    """A table cannot be written; the message names table and column."""


def prepared(table: str, data: pd.DataFrame) -> pd.DataFrame:
    """The table's columns, sorted by its key, with empty text as null (CSV cannot tell them apart).

    Raises:
        FormatError: A column is missing, or null where the schema forbids it.
    """
    schema = arrow_schema(table)
    missing = [name for name in schema.names if name not in data.columns]
    if missing:
        raise FormatError(f"{table}: no column {missing[0]}: make frames with flows.tables.frames")
    data = data[schema.names].copy()
    for field in schema:
        if pa.types.is_string(field.type):
            data[field.name] = data[field.name].astype("string").replace("", pd.NA)
        if not field.nullable and data[field.name].isna().any():
            raise FormatError(f"{table}.{field.name}: empty where the schema asks for a value: validate the frames first")
    return ordered(table, data)


def arrow_table(table: str, data: pd.DataFrame) -> pa.Table:
    """A prepared frame as an Arrow table that carries the descriptions and nothing of pandas."""
    schema = arrow_schema(table)
    return pa.Table.from_pandas(data, schema=schema, preserve_index=False).replace_schema_metadata(schema.metadata)


def _parquet(data: pa.Table, keys: tuple[str, ...]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(
        data,
        sink,
        compression="zstd",
        write_statistics=True,
        write_page_index=True,
        row_group_size=ROW_GROUP,
        sorting_columns=pq.SortingColumn.from_ordering(data.schema, [(key, "ascending") for key in keys]),
    )
    return sink.getvalue()


def parquet_bytes(table: str, data: pd.DataFrame) -> bytes:
    """A prepared frame as Parquet: zstd, sorted by its key, with statistics and page index."""
    return _parquet(arrow_table(table, data), KEYS[table])


def texts_bytes(texts: Mapping[str, str]) -> bytes:
    """Article texts by id as Parquet."""
    ids = sorted(texts)
    return _parquet(pa.table({"article_id": ids, "text": [texts[i] for i in ids]}, schema=TEXTS), ("article_id",))


def safe_cell(value: str) -> str:
    """A text cell that no spreadsheet executes.

    An apostrophe goes before a leading formula sign, and before a leading apostrophe, so that `plain_cell` gets every text
    back. Numbers are never touched.
    """
    return "'" + value if value.startswith((*FORMULA, "'")) else value


def plain_cell(value: str) -> str:
    """The text that `safe_cell` was given: without one leading apostrophe."""
    return value.removeprefix("'")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) else repr(value)


def _values(cells: Any) -> list[Any]:
    """The cells of a column as plain Python values, None for null."""
    values: list[Any] = cells.to_numpy(dtype=object, na_value=None).tolist()
    return values


def csv_text(data: pd.DataFrame) -> str:
    """A prepared frame as RFC 4180 text: header, CRLF, empty for null, ISO dates, true and false."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(data.columns)
    columns = [_values(data[name]) for name in data.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue()


def csv_bytes(data: pd.DataFrame) -> bytes:
    """A prepared frame as gzipped CSV in UTF-8; the gzip header holds neither time nor name."""
    return gzip.compress(csv_text(data).encode("utf-8"), compresslevel=6, mtime=0)


def points(events: pd.DataFrame) -> list[bytes | None]:
    """Little-endian WKB points (longitude, latitude) of events, None where one is not located."""
    return [
        None if pd.isna(lat) or pd.isna(lon) else struct.pack("<BIdd", 1, 1, float(lon), float(lat))
        for lat, lon in zip(events["latitude"], events["longitude"], strict=True)
    ]


def geoparquet_bytes(events: pd.DataFrame) -> bytes:
    """Prepared events as GeoParquet 1.1 with a `geometry` column in WGS 84 (OGC:CRS84)."""
    table = arrow_table("events", events)
    located = events.dropna(subset=["latitude", "longitude"])
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"] if len(located) else []}
    if len(located):
        lon, lat = located["longitude"].astype(float), located["latitude"].astype(float)
        about["bbox"] = [lon.min(), lat.min(), lon.max(), lat.max()]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    geometry = pa.field("geometry", pa.binary(), metadata={"description": "Where it happened, WKB point; null: not located."})
    table = table.append_column(geometry, pa.array(points(events), type=pa.binary()))
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"geo": json.dumps(geo, sort_keys=True).encode()})
    return _parquet(table, KEYS["events"])
