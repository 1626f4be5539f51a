"""Tables as files: Parquet, CSV, GeoParquet. The bytes depend on the rows alone: no clock, no path, no order of input."""

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.core.errors import TarikhError
from flows.tables.frames import ordered
from flows.tables.parts import TableWriter, to_arrow
from schemas.export import arrow_schema
from schemas.registry import KEYS

FORMULA: tuple[str, ...] = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may take a text cell that begins with one of these for a formula."""
CSV_ROWS = 10_000
"""Rows made into text at once."""
TEXTS_AT_ONCE = 1_000
LEVEL = 4
"""How hard gzip tries: the default takes half as long again for files a thirtieth smaller."""
GZIP = 31
"""What zlib calls the gzip format."""
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


def write_texts(path: Path, articles: Iterable[str], texts: Mapping[str, str]) -> None:
    """Texts of some articles, in order of their ids, as Parquet."""
    with TableWriter(path, TEXTS, ("article_id",)) as writer:
        for ids in batched(articles, TEXTS_AT_ONCE):
            writer.add(pa.table({"article_id": ids, "text": [texts[i] for i in ids]}, schema=TEXTS))


def batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Items in lists of a size; the last is shorter."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])


def safe_cell(value: str) -> str:
    """A text cell that no spreadsheet executes.

    An apostrophe goes before a leading formula sign, and before a leading apostrophe, so that `plain_cell` gets every text
    back. Numbers are never touched.
    """
    return "'" + value if value.startswith((*FORMULA, "'")) else value


def plain_cell(value: str) -> str:
    """The text that `safe_cell` was given: without one leading apostrophe."""
    return value.removeprefix("'")


_RISKY = "^[" + re.escape("".join((*FORMULA, "'"))) + "]"
"""What the cells begin with that `safe_cell` changes."""


_QUOTED = '[",\r\n]'
"""What stands in no cell that is not quoted."""


def _cells(data: "pd.Series[Any]") -> pa.Array:
    """The cells of a column as they stand in a file: empty for null, true and false, texts made safe and quoted where they must."""
    column = pa.array(data, from_pandas=True)
    if pa.types.is_floating(column.type):  # as Python writes them: Arrow leaves out the point of whole numbers
        return pa.array(["" if value is None else repr(value) for value in column.to_pylist()], pa.string())
    is_text = not (pa.types.is_boolean(column.type) or pa.types.is_integer(column.type))
    column = pc.fill_null(pc.cast(column, pa.string()), "")
    if not is_text:
        return column
    risky = pc.match_substring_regex(column, _RISKY)
    if pc.any(risky).as_py():
        column = pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
    quoted = pc.match_substring_regex(column, _QUOTED)
    if pc.any(quoted).as_py():
        whole = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        column = pc.if_else(quoted, whole, column)
    return column


def csv_text(data: pd.DataFrame, header: bool = True) -> str:
    """A prepared frame as RFC 4180 text: header, CRLF, empty for null, ISO dates, true and false."""
    lines = [",".join(map(str, data.columns))] if header else []
    if len(data):
        lines += pc.binary_join_element_wise(*(_cells(data[name]) for name in data.columns), ",").to_pylist()
    return "".join(f"{line}\r\n" for line in lines)


def csv_texts(frames: Iterable[pd.DataFrame]) -> Iterator[str]:
    """Prepared parts of a table as the text of one CSV file, part by part."""
    for n, part in enumerate(frames):
        for first in range(0, max(1, len(part)), CSV_ROWS):
            yield csv_text(part.iloc[first : first + CSV_ROWS], header=n == first == 0)


def write_csv(out: IO[bytes], frames: Iterable[pd.DataFrame]) -> None:
    """Prepared parts of a table as one gzipped CSV in UTF-8; the gzip header holds neither time nor name."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    for text in csv_texts(frames):
        out.write(packer.compress(text.encode("utf-8")))
    out.write(packer.flush())


def points(events: pd.DataFrame) -> list[bytes | None]:
    """Little-endian WKB points (longitude, latitude) of events, None where one is not located."""
    return [
        None if pd.isna(lat) or pd.isna(lon) else struct.pack("<BIdd", 1, 1, float(lon), float(lat))
        for lat, lon in zip(events["latitude"], events["longitude"], strict=True)
    ]


def write_geoparquet(path: Path, frames: Callable[[], Iterable[pd.DataFrame]]) -> None:
    """Prepared events as GeoParquet 1.1 with a `geometry` column in WGS 84 (OGC:CRS84).

    Args:
        path: The file.
        frames: Answers the parts of the events; they are read twice, as the bounds come first.
    """
    bounds: list[tuple[float, float, float, float]] = []
    for part in frames():
        located = part.dropna(subset=["latitude", "longitude"])
        if len(located):
            lon, lat = located["longitude"].astype(float), located["latitude"].astype(float)
            bounds.append((lon.min(), lat.min(), lon.max(), lat.max()))
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"] if bounds else []}
    if bounds:
        west, south, east, north = zip(*bounds, strict=True)
        about["bbox"] = [min(west), min(south), max(east), max(north)]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    geometry = pa.field("geometry", pa.binary(), metadata={"description": "Where it happened, WKB point; null: not located."})
    plain = arrow_schema("events")
    schema = plain.append(geometry).with_metadata({**(plain.metadata or {}), b"geo": json.dumps(geo, sort_keys=True).encode()})
    with TableWriter(path, schema, KEYS["events"]) as writer:
        for part in frames():
            data = to_arrow(part, plain).append_column(geometry, pa.array(points(part), type=pa.binary()))
            writer.add(data.replace_schema_metadata(schema.metadata))
