"""Proving that the copies of the tables (CSV, GeoParquet) say what the tables say."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.formats import csv_texts, points
from flows.publish.lies import Lie, row_key
from flows.tables.frames import to_frame
from flows.tables.parts import PART, Frames, parts
from schemas.export import arrow_schema
from schemas.registry import KEYS


def _csv_fault(path: Path, frames: Frames, table: str) -> tuple[bool, int | None]:
    """Whether a CSV file is not the text of a table, and the first record that differs (0 is the header) if there is one."""
    with gzip.open(path, "rb") as stream:
        same = all(stream.read(len(wanted)) == wanted for wanted in map(str.encode, csv_texts(parts(frames, table))))
        if same and not stream.read(1):
            return False, None
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        wanted_records = (
            record for wanted in csv_texts(parts(frames, table)) for record in csv.reader(io.StringIO(wanted, newline=""))
        )
        try:
            pairs = zip_longest(csv.reader(text), wanted_records)
            return True, next((n for n, (a, b) in enumerate(pairs) if a != b), None)
        except csv.Error:
            return True, None


def _nth_key(frames: Frames, table: str, n: int) -> str | None:
    """The key of the nth row of a table, from 0."""
    for part in parts(frames, table, KEYS[table]):
        if n < len(part):
            return row_key(table, part.iloc[n])
        n -= len(part)
    return None


def copy_lies(folder: Path, frames: Frames) -> Iterator[Lie]:
    """The copies that differ from the tables they are made from.

    Args:
        folder: The release.
        frames: Its tables.
    """
    for table in frames:
        name = f"csv/{table}.csv.gz"
        try:
            differs, n = _csv_fault(folder / name, frames, table)
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            yield Lie(name, None, f"cannot be read: {error}")
            return
        if differs:
            row = _nth_key(frames, table, n - 1) if n else None
            where = "its text is" if n is None else f"record {n} is"
            yield Lie(name, row, f"{where} not what tables/{table}.parquet says")
            return
    yield from _located_lies(folder)


def _located_lies(folder: Path) -> Iterator[Lie]:
    name, plain = "events.geoparquet", arrow_schema("events")
    try:
        with pq.ParquetFile(folder / name) as located, pq.ParquetFile(folder / "tables/events.parquet") as events:
            same = (
                located.schema_arrow.names == [*plain.names, "geometry"]
                and located.metadata.num_rows == events.metadata.num_rows
            )
            for ours, theirs in zip(located.iter_batches(PART), events.iter_batches(PART), strict=True) if same else ():
                if not pa.Table.from_batches([ours]).select(plain.names).equals(pa.Table.from_batches([theirs])):
                    same = False
                    break
                data = to_frame(pa.Table.from_batches([theirs]))
                for n, (point, wanted) in enumerate(zip(ours["geometry"].to_pylist(), points(data), strict=True)):
                    if point != wanted:
                        yield Lie(name, str(data["event_id"].iloc[n]), "geometry is not at latitude and longitude")
    except (pa.ArrowException, OSError) as error:
        yield Lie(name, None, f"cannot be read: {str(error).splitlines()[0]}")
        return
    if not same:
        yield Lie(name, None, "is not what tables/events.parquet says")
