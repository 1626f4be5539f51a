"""Tables on disk, read a part at a time: what is done with them takes the memory of a part, not of the corpus.

A table is a Parquet file sorted by its key. Functions that take tables as a mapping from name to frame work on frames in
memory and on `Stored` tables alike, where they ask for `parts`, `count` or `columns` and not for a whole frame.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from types import TracebackType
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.tables.frames import frame, ordered, to_frame
from schemas.export import arrow_schema, loose_schema
from schemas.registry import KEYS, TABLES

PART = 20_000
"""Rows held at once."""
ROW_GROUP = 100_000
"""Rows of a row group of a Parquet file."""
Frames = Mapping[str, pd.DataFrame]


def to_arrow(data: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """A frame as an Arrow table that carries the descriptions of its schema and nothing of pandas."""
    return pa.Table.from_pandas(data, schema=schema, preserve_index=False).replace_schema_metadata(schema.metadata)


class Stored(Mapping[str, pd.DataFrame]):
    """Tables of which some lie on disk. One that is asked for by name is read whole: ask for `parts` of what may be large."""

    def __init__(self, sources: Mapping[str, Path | pd.DataFrame]) -> None:
        """Name the tables.

        Args:
            sources: By name: a Parquet file sorted by the table's key, or a frame.
        """
        self._sources = dict(sources)

    @classmethod
    def of(cls, folder: Path) -> "Stored":
        """The tables of the registry that lie in a folder as `TABLE.parquet`."""
        return cls({t: folder / f"{t}.parquet" for t in TABLES if (folder / f"{t}.parquet").is_file()})

    def having(self, **more: "Path | pd.DataFrame") -> "Stored":
        """These tables with some replaced or added."""
        return Stored(self._sources | more)

    def source(self, table: str) -> Path | pd.DataFrame:
        """Where a table lies."""
        return self._sources[table]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A whole table."""
        source = self._sources[table]
        return to_frame(pq.read_table(source)) if isinstance(source, Path) else source

    def __contains__(self, table: object) -> bool:
        """Whether there is such a table; none is read for the answer."""
        return table in self._sources

    def __iter__(self) -> Iterator[str]:
        """The tables' names."""
        return iter(self._sources)

    def __len__(self) -> int:
        """How many tables."""
        return len(self._sources)


def _source(frames: Frames, table: str) -> Path | pd.DataFrame:
    return frames.source(table) if isinstance(frames, Stored) else frames[table]


def parts(frames: Frames, table: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
    """A table in parts, in its order; at least one, which may be empty.

    Args:
        frames: Tables by name.
        table: One of them.
        columns: Only these, None for all.
    """
    source = _source(frames, table)
    wanted = None if columns is None else list(columns)
    if not isinstance(source, Path):
        yield source if wanted is None else source[wanted]
        return
    with pq.ParquetFile(source) as file:
        none = True
        for batch in file.iter_batches(PART, columns=wanted):
            none = False
            yield to_frame(pa.Table.from_batches([batch]))
        if none:
            yield to_frame(file.read(columns=wanted))


def count(frames: Frames, table: str) -> int:
    """Rows of a table."""
    source = _source(frames, table)
    return int(pq.read_metadata(source).num_rows) if isinstance(source, Path) else len(source)


def nulls(frames: Frames, table: str) -> dict[str, int]:
    """Empty cells of each column of a table."""
    source = _source(frames, table)
    if not isinstance(source, Path):
        return {str(column): int(source[column].isna().sum()) for column in source.columns}
    about = pq.read_metadata(source)
    groups = [group for group in map(about.row_group, range(about.num_row_groups)) if group.num_rows]
    return {name: sum(group.column(n).statistics.null_count for group in groups) for n, name in enumerate(about.schema.names)}


def columns_of(frames: Frames, table: str) -> list[str]:
    """Columns of a table."""
    source = _source(frames, table)
    return list(pq.read_schema(source).names) if isinstance(source, Path) else [str(c) for c in source.columns]


def side_by_side(old: Frames, new: Frames, table: str) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """A table of two releases in pairs of parts that hold the same range of its first key.

    Args:
        old: Tables sorted by their keys.
        new: Others.
        table: A table of both.
    """
    key, sides = KEYS[table][0], (parts(old, table), parts(new, table))
    held = [next(side) for side in sides]
    more = [next(side, None) for side in sides]
    while ahead := [part[key].iloc[0] for part in more if part is not None]:
        cut = min(ahead)
        below = [part[key] < cut for part in held]
        yield held[0][below[0]], held[1][below[1]]
        for n, part in enumerate(more):
            held[n] = held[n][~below[n]]
            if part is not None and part[key].iloc[0] == cut:
                held[n] = pd.concat([held[n], part], ignore_index=True)
                more[n] = next(sides[n], None)
    yield held[0], held[1]


def having(frames: Frames, more: Mapping[str, pd.DataFrame]) -> Frames:
    """Tables with some replaced or added."""
    return frames.having(**more) if isinstance(frames, Stored) else {**frames, **more}


def rewritten(frames: Frames, table: str, made: Iterable[pd.DataFrame]) -> Frames:
    """Tables with one made anew from its own parts, where it lies.

    Args:
        frames: Tables by name.
        table: One of them.
        made: Its new parts, in order.
    """
    source = _source(frames, table)
    if not isinstance(source, Path):
        return having(frames, {table: pd.concat(list(made), ignore_index=True)})
    fresh = source.with_suffix(".partial")
    write_parts(fresh, table, made, pq.read_schema(source))
    fresh.replace(source)
    return frames


class TableWriter:
    """A Parquet file written part after part: the bytes are the same whatever the parts are."""

    def __init__(self, path: Path | IO[bytes], schema: pa.Schema, keys: Sequence[str]) -> None:
        """Begin.

        Args:
            path: The file.
            schema: Columns with their descriptions.
            keys: What the rows are sorted by.
        """
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            write_statistics=True,
            write_page_index=True,
            sorting_columns=pq.SortingColumn.from_ordering(schema, [(key, "ascending") for key in keys]),
        )
        self._schema = schema
        self._waiting: list[pa.Table] = []
        self._rows = self._written = 0

    def __enter__(self) -> "TableWriter":
        """The writer."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write what is left and close."""
        if kind is None and (self._rows or not self._written):
            self._flush(self._rows)
        self._writer.close()

    def add(self, data: pa.Table) -> None:
        """Rows that come after all those before."""
        if len(data):
            self._waiting.append(data)
            self._rows += len(data)
        while self._rows >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def _flush(self, rows: int) -> None:
        # one chunk a column: how rows came in must not show
        held = pa.concat_tables([self._schema.empty_table(), *self._waiting]).combine_chunks()
        self._writer.write_table(held.slice(0, rows), row_group_size=ROW_GROUP)
        self._written += rows
        self._rows -= rows
        self._waiting = [pa.concat_tables([held.slice(rows)])] if self._rows else []


def write_parts(path: Path | IO[bytes], table: str, frames: Iterable[pd.DataFrame], schema: pa.Schema | None = None) -> None:
    """Write parts of a table, in order, as one Parquet file: zstd, sorted, with statistics and page index.

    Args:
        path: The file.
        table: Its table.
        frames: The parts.
        schema: Columns, None for those of the registry.
    """
    schema = schema or arrow_schema(table)
    with TableWriter(path, schema, KEYS[table]) as writer:
        for data in frames:
            writer.add(to_arrow(data, schema))
    pa.default_memory_pool().release_unused()


def keep(frames: Frames, table: str, path: Path) -> None:
    """Leave a table in a file: a copy of the one it lies in, if it lies in one."""
    source = _source(frames, table)
    if isinstance(source, Path):
        copyfile(source, path)
    else:
        write_parts(path, table, [source], loose_schema(table))


LABELS = "234567abcdefghijklmnopqrstuvwxyz"
"""What identifiers begin with after their prefix, in order."""


def label_of(keys: "pd.Series[str] | pd.Index[str]") -> "pd.Series[str]":
    """The first letter of identifiers, without their prefix."""
    return pd.Series(keys, dtype="string").str.slice(4, 5)


@dataclass(frozen=True)
class Range:
    """Identifiers whose first letter is one of some, and their second."""

    first: str
    second: str = LABELS

    def holds(self, key: str) -> bool:
        """Whether an identifier is one of them."""
        return key[4] in self.first and (self.second == LABELS or key[5] in self.second)


class Spool:
    """Rows of tables put aside on disk in any order, and read back by ranges of their first key."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema], by: Mapping[str, str]) -> None:
        """Begin with nothing.

        Args:
            folder: Where the rows lie; it is created.
            schemas: Of each table.
            by: The column of identifiers that each table is read back by.
        """
        self._folder, self._schemas, self._by = folder, schemas, by
        self._waiting: dict[str, list[pa.Table]] = {t: [] for t in schemas}
        self._rows = dict.fromkeys(schemas, 0)
        self._runs: dict[str, list[tuple[Path, dict[str, int]]]] = {t: [] for t in schemas}
        self._counts: dict[str, dict[str, int]] = {t: dict.fromkeys(LABELS, 0) for t in schemas}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, table: str, data: pd.DataFrame) -> None:
        """Put rows aside."""
        schema = self._schemas[table]
        if len(data):
            self._waiting[table].append(pa.Table.from_pandas(data, schema=schema, preserve_index=False))
            self._rows[table] += len(data)
        if self._rows[table] >= PART:
            self._flush(table)

    def _flush(self, table: str) -> None:
        data = pa.concat_tables(self._waiting[table]).combine_chunks()
        labels = label_of(data[self._by[table]].to_pandas()).to_numpy()
        path = self._folder / f"{table}-{len(self._runs[table])}.arrow"
        batches: dict[str, int] = {}
        with pa.ipc.new_file(path, self._schemas[table]) as out:
            for label in LABELS:
                chosen = (labels == label).nonzero()[0]
                if len(chosen):
                    batches[label] = len(batches)
                    self._counts[table][label] += len(chosen)
                    out.write_batch(data.take(pa.array(chosen)).combine_chunks().to_batches()[0])
        self._runs[table].append((path, batches))
        self._waiting[table], self._rows[table] = [], 0

    def ranges(self, *tables: str) -> Iterator[Range]:
        """Ranges, in order, of which all tables together have about `PART` rows."""
        for table in tables:
            if self._waiting[table]:
                self._flush(table)
        held, rows = "", 0
        for label in LABELS:
            more = sum(self._counts[t][label] for t in tables)
            if held and rows + more > PART:
                yield Range(held)
                held, rows = "", 0
            held, rows = held + label, rows + more
            if held == label and rows > PART:
                step = max(1, len(LABELS) * PART // rows)
                yield from (Range(label, LABELS[n : n + step]) for n in range(0, len(LABELS), step))
                held, rows = "", 0
        if held:
            yield Range(held)

    def read(self, table: str, asked: Range) -> pd.DataFrame:
        """The rows of a range, in no order that means anything."""
        found = []
        for path, batches in self._runs[table]:
            chosen = [batches[label] for label in asked.first if label in batches]
            if chosen:
                with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as run:
                    found += [self._within(table, run.get_batch(n), asked) for n in chosen]
        return to_frame(pa.Table.from_batches(found, self._schemas[table]))

    def _within(self, table: str, batch: pa.RecordBatch, asked: Range) -> pa.RecordBatch:
        if asked.second == LABELS:
            return batch
        second = pc.utf8_slice_codeunits(batch[self._by[table]], 5, 6)
        return batch.filter(pc.is_in(second, value_set=pa.array(list(asked.second))))

    def parts(self, table: str) -> Iterator[pd.DataFrame]:
        """A table of the registry in parts, sorted by its key."""
        none = True
        for asked in self.ranges(table):
            data = self.read(table, asked)
            if len(data):
                none = False
                yield ordered(table, data)
        if none:
            yield frame(table, ())
