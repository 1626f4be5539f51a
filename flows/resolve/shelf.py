"""Records of a corpus in the order they came: so many in memory, the rest in a temporary file, read back one by one."""

import marshal
import os
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from flows.core.errors import TarikhError

T = TypeVar("T")

HELD = 40_000
"""Records held in memory while no file is needed: a build of 1,500 articles puts none aside."""

HELD_HAPPENINGS = 15_000
"""Happenings held in memory while no file is needed: they are larger, and an article has fewer than entities."""

LEFT = 5_000
"""Most records held in memory once others are in the file."""

SHARED = 500
"""Shared values held in memory once they are in the file."""

BLOCK = 1 << 16
"""Bytes read at once where records are read in order."""


class Pile:
    """Bodies of bytes one behind another in a temporary file, made once it is needed."""

    def __init__(self, folder: Path | None) -> None:
        """Begin with nothing.

        Args:
            folder: Where the file is made, None for the system's folder of temporary files.
        """
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._ends = array("q", [0])

    def __len__(self) -> int:
        """How many bodies."""
        return len(self._ends) - 1

    def add(self, bodies: Iterable[bytes]) -> None:
        """Write some behind the others."""
        try:
            if self._file is None:
                self._file = TemporaryFile(dir=self._folder)  # noqa: SIM115 - it ends with this object
            end = self._file.seek(self._ends[-1])
            for body in bodies:
                self._file.write(body)
                end += len(body)
                self._ends.append(end)
            self._file.flush()
        except OSError as error:
            where = self._folder or "the folder of temporary files"
            raise TarikhError(f"{where}: cannot be written ({error.strerror}): free space or rights, then run again") from None

    def read(self, n: int) -> bytes:
        """One of them."""
        start = self._ends[n]
        return self._at(start, self._ends[n + 1] - start)

    def _at(self, start: int, size: int) -> bytes:
        assert self._file is not None
        return os.pread(self._file.fileno(), size, start)

    def reader(self) -> Callable[[int], bytes]:
        """What reads them one by one, many from the file at once where they are asked for in order."""
        block, first = b"", 0

        def read(n: int) -> bytes:
            nonlocal block, first
            start, end = self._ends[n], self._ends[n + 1]
            if start < first or end > first + len(block):
                block, first = self._at(start, max(BLOCK, end - start)), start
            return block[start - first : end - first]

        return read


class _Later:
    """A shared value that is read from the file where it is asked for."""

    __slots__ = ("_n", "_read")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, read: Callable[[int], Any], n: int) -> None:
        self._read, self._n = read, n

    def __iter__(self) -> Iterator[Any]:
        return iter(self._read(self._n))

    def __len__(self) -> int:
        return len(self._read(self._n))

    def __eq__(self, other: object) -> bool:
        mine = self._read(self._n)
        return bool(mine == (other._read(other._n) if isinstance(other, _Later) else other))


class Shelf(Sequence[T]):
    """Records of one dataclass, whose fields are plain values and tuples of them."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: type[T], folder: Path | None = None, held: int = HELD, shared: str | None = None) -> None:
        """Begin with nothing.

        Args:
            kind: The dataclass.
            folder: Where the file is made once it is needed, None for the system's folder of temporary files.
            held: Most records held in memory.
            shared: A field whose value many records that follow each other share: it is written once for all of them, and
                of a record from the file it is read when it is iterated or compared.
        """
        self._kind: Any = kind
        names = [f.name for f in fields(cast(Any, kind))]
        self._values = attrgetter(*names)
        self._at = None if shared is None else names.index(shared)
        self._ends_of_shared = array("q")
        self._last: Any = None
        self._known: dict[int, Any] = {}
        self.folder, self._most = folder, held
        self._near: dict[int, T] = {}
        self._file, self._file_of_shared = Pile(folder), Pile(folder)
        self._size = 0

    def __len__(self) -> int:
        """How many records."""
        return self._size

    def __eq__(self, other: object) -> bool:
        """Whether both are sequences of the same records."""
        same = isinstance(other, Sequence) and len(other) == self._size
        return same and all(a == b for a, b in zip(self, cast("Sequence[object]", other), strict=True))

    def append(self, record: T) -> None:
        """Put a record behind the others."""
        self._near[self._size] = record
        self._size += 1
        if len(self._near) > self._most:
            self._put_aside()

    def extend(self, records: Iterable[T]) -> None:
        """Put records behind the others."""
        for record in records:
            self.append(record)

    @overload
    def __getitem__(self, n: int) -> T: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[T]: ...
    def __getitem__(self, n: int | slice) -> T | Sequence[T]:
        """A record by its number, which must not be negative."""
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(self._size))]
        found = self._near.get(n)
        if found is not None:
            return found
        if not 0 <= n < self._size:
            raise IndexError(n)
        record = self._made(n, self._file.read(n))
        self._near[n] = record
        if len(self._near) > self._most:
            self._put_aside()
        return record

    def __iter__(self) -> Iterator[T]:
        """The records in order; those read from the file are not held."""
        read = self._file.reader()
        for n in range(self._size):
            found = self._near.get(n)
            yield self._made(n, read(n)) if found is None else found

    def _made(self, n: int, body: bytes) -> T:
        values = marshal.loads(body)  # noqa: S302 - written by this object
        if self._at is not None:
            later = _Later(self._shared, bisect_right(self._ends_of_shared, n))
            values = [*values[: self._at], later, *values[self._at :]]
        record: T = self._kind(*values)
        return record

    def _shared(self, n: int) -> Any:
        if n not in self._known:
            if len(self._known) >= SHARED:
                for old in list(self._known)[: SHARED // 2]:
                    del self._known[old]
            self._known[n] = marshal.loads(self._file_of_shared.read(n))  # noqa: S302 - as above
        return self._known[n]

    def _packed(self, n: int) -> bytes:
        values = self._values(self._near[n])
        if self._at is not None:
            at, value = self._at, values[self._at]
            if self._ends_of_shared and self._last is value:
                self._ends_of_shared[-1] = n + 1
            else:
                self._file_of_shared.add([marshal.dumps(value)])
                self._ends_of_shared.append(n + 1)
                self._last = value
            values = values[:at] + values[at + 1 :]
        return marshal.dumps(values)

    def rest(self) -> None:
        """Let go of what is held in memory if there is a file to read it from."""
        if len(self._file):
            self._write()
            self._near.clear()

    def _put_aside(self) -> None:
        """Let go of the records that were read or added first, of all but as many as may be held beside a file."""
        self._write()
        self._most = min(self._most, LEFT)
        for n in list(self._near)[: len(self._near) - self._most // 2]:
            del self._near[n]

    def _write(self) -> None:
        """Write what the file lacks."""
        self._file.add(map(self._packed, range(len(self._file), self._size)))


def beside(records: Sequence[Any], kind: type[T], held: int = HELD) -> Shelf[T]:
    """An empty shelf whose file will lie where that of some other records does."""
    return Shelf(kind, records.folder if isinstance(records, Shelf) else None, held)


def by_text(texts: Iterable[str]) -> NDArray[np.intp]:
    """The order of some ASCII texts: their places, the first of the alphabet first."""
    return np.argsort(np.array([text.encode("ascii") for text in texts], dtype=np.bytes_), kind="stable")


def in_order(records: Iterable[T], order: Callable[[T], tuple[Any, ...]], read: Callable[[int], T]) -> Iterator[int]:
    """The numbers of records in an order; those that begin alike are sorted at a time.

    Args:
        records: All of them.
        order: What they are sorted by; it begins with something that many share, such as a day.
        read: Answers a record by its number.
    """
    alike: dict[Any, array[int]] = {}
    last: dict[Any, tuple[Any, ...]] = {}
    unordered = set()
    for n, record in enumerate(records):
        key = order(record)
        alike.setdefault(key[0], array("q")).append(n)
        if last.get(key[0], key) > key:
            unordered.add(key[0])
        last[key[0]] = key
    for first in sorted(alike):
        found = alike.pop(first)
        yield from sorted(found, key=lambda n: order(read(n))) if first in unordered else found


class Tellers:
    """In how many articles each of some names is, counted in a few bytes a time."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._names: dict[str, int] = {}
        self._articles: dict[str, int] = {}
        self._seen = array("q")

    def add(self, name: str, article: str) -> None:
        """An article tells a name, perhaps again."""
        number = self._names.setdefault(name, len(self._names))
        self._seen.append(number << 32 | self._articles.setdefault(article, len(self._articles)))

    @property
    def articles(self) -> int:
        """How many articles tell any."""
        return len(self._articles)

    def above(self, most: float) -> Iterator[str]:
        """The names in more articles than so many."""
        told = np.bincount(np.unique(np.array(self._seen, dtype=np.int64)) >> 32, minlength=len(self._names))
        return (name for name, number in self._names.items() if told[number] > most)
