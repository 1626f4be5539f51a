"""Which happenings are worth comparing: pairs that share a principal, a day and country, or a rare name or word.

The number of pairs grows in proportion to the corpus: a block larger than `LARGEST_BLOCK` is put in order and each of its
members compared with its `LARGEST_BLOCK` neighbours alone.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import arena, principals
from flows.resolve.shelf import Pile, Shelf
from flows.resolve.stories import Stories

LARGEST_BLOCK = 40
RAREST = 12
"""Rare names and words of an article that it is looked up by."""

TOWNS = 2
"""Most of its towns that a happening is looked up by."""

CHUNK = 500_000
"""Pairs worked on at a time."""

AT_ONCE = 50_000
"""Pairs made into objects of Python at a time."""

PARTS = 16
"""Parts in which blocks are put aside, by their key."""

ROWS = 10_000
"""Happenings whose pairs are put aside in one part."""

COMMONEST = 30
"""A name or word in more articles finds nothing."""


def _keys(h: HappeningRecord, rare: Sequence[int]) -> Iterator[tuple[str | int, ...]]:
    kind = arena(h.event_type)
    for principal in sorted(principals(h)):
        yield kind, "who", principal
    for token in rare:
        yield kind, "told", token
    if h.date_start and h.date_precision == "day":
        # a pair one day apart meets in the block of the later day
        yield kind, "day", h.date_start, h.country or ""
        yield kind, "day", (date.fromisoformat(h.date_start) + timedelta(days=1)).isoformat(), h.country or ""
    if h.date_start or h.day:
        for town in h.towns[:TOWNS]:
            yield kind, "month", (h.date_start or h.day or "")[:7], town


class Aside:
    """Arrays of numbers put aside in a file, in parts that are read back one by one."""

    def __init__(self, folder: Path | None) -> None:
        """Begin with nothing.

        Args:
            folder: Where the file lies, None for the system's folder of temporary files.
        """
        self._pile, self._pieces = Pile(folder), defaultdict[int, list[int]](list)

    def put(self, part: int, numbers: NDArray[np.int64]) -> None:
        """Put some behind the others of a part."""
        self._pieces[part].append(len(self._pile))
        self._pile.add([numbers.tobytes()])

    def get(self, part: int) -> NDArray[np.int64]:
        """All of a part, in the order in which they came."""
        return np.frombuffer(b"".join(map(self._pile.read, self._pieces[part])), dtype=np.int64)


@dataclass(frozen=True)
class Pairs:
    """Pairs of indexes worth comparing, each once, in order.

    Attributes:
        articles_of: The number of the article of each happening.
        codes: Each pair as one number: the smaller index times the number of happenings, plus the larger; the pairs of whose
            smaller index the article is the same lie in one part.
        parts: How many parts.
    """

    articles_of: NDArray[np.int64]
    codes: Aside
    parts: int

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The pairs."""
        for part in range(self.parts):
            yield from _split(self.codes.get(part), len(self.articles_of))

    def articles(self) -> Iterator[tuple[int, int]]:
        """The pairs of articles, each once."""
        size = int(self.articles_of.max(initial=-1)) + 1
        for part in range(self.parts):
            left, right = (self.articles_of[side] for side in np.divmod(self.codes.get(part), len(self.articles_of)))
            yield from _split(np.unique(left * size + right), size)


def _split(codes: NDArray[np.int64], size: int) -> Iterator[tuple[int, int]]:
    """The two numbers of each code."""
    for start in range(0, len(codes), AT_ONCE):
        for code in codes[start : start + AT_ONCE].tolist():
            yield divmod(code, size)


class _Ranks:
    """The ranks of texts in the alphabet, one for each that was added."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._own = array("i")

    def add(self, text: str) -> None:
        self._own.append(self._numbers.setdefault(text, len(self._numbers)))

    def ranks(self) -> NDArray[np.int32]:
        place = np.empty(len(self._numbers), dtype=np.int32)
        place[[self._numbers[text] for text in sorted(self._numbers)]] = np.arange(len(self._numbers))
        return place[np.array(self._own, dtype=np.int32)]


def candidate_pairs(happenings: Sequence[HappeningRecord], stories: Stories) -> Pairs:
    """Pairs of happenings worth comparing."""
    # a block is known by the hash of its key: of 64 bits, so that two blocks of a corpus are hardly ever taken for one
    folder = happenings.folder if isinstance(happenings, Shelf) else None
    aside, found = Aside(folder), array("q")
    neighbourhood = _Ranks(), _Ranks(), _Ranks(), _Ranks()
    last, rare = -1, list[int]()

    def put_aside() -> None:
        keys, members = np.array(found, dtype=np.int64).reshape(-1, 2).T
        for part in range(PARTS):
            chosen = keys % PARTS == part
            aside.put(part, np.stack((keys[chosen], members[chosen]), axis=1).ravel())
        del found[:]

    for i, h in enumerate(happenings):
        if stories.article_of[i] != last:
            last = stories.article_of[i]
            rare = list(stories.rarest(last, RAREST, COMMONEST))
        for key in _keys(h, rare):
            found.extend((hash(key), i))
        if len(found) > 2 * CHUNK:
            put_aside()
        near = h.date_start or h.day or "", h.place_id or "", h.article_id, h.event_type
        for ranks, text in zip(neighbourhood, near, strict=True):
            ranks.add(text)
    put_aside()
    place = np.empty(len(happenings), dtype=np.int32)
    place[np.lexsort([ranks.ranks() for ranks in reversed(neighbourhood)])] = np.arange(len(place), dtype=np.int32)
    articles_of = np.array(stories.article_of, dtype=np.int64)
    return _paired(aside, place, articles_of, Aside(folder), Aside(folder))


def _paired(blocks: Aside, place: NDArray[np.int32], articles_of: NDArray[np.int64], found: Aside, kept: Aside) -> Pairs:
    """Each pair of a block whose members are no further apart than a block may be large, and of different articles.

    Args:
        blocks: The key of a block and a happening, by turns.
        place: Of each happening among the others where a block is put in order.
        articles_of: The article of each happening.
        found: Where pairs are put aside as they are found.
        kept: Where they are put aside each once.
    """
    size = len(articles_of)
    part_of = np.flatnonzero(np.diff(articles_of, prepend=-1))[articles_of] // ROWS if size else articles_of
    parts = int(part_of.max(initial=-1)) + 1
    starts = np.searchsorted(part_of, np.arange(parts + 1)) * size
    for part in range(PARTS):
        keys, members = blocks.get(part).reshape(-1, 2).T
        for codes in _codes(keys, members, place, articles_of):
            cuts = np.searchsorted(codes, starts)
            for n in np.flatnonzero(np.diff(cuts)).tolist():
                found.put(n, codes[cuts[n] : cuts[n + 1]])
    for n in range(parts):
        kept.put(n, np.unique(found.get(n)))
    return Pairs(articles_of, kept, parts)


def _codes(
    keys: NDArray[np.int64], members: NDArray[np.int64], place: NDArray[np.int32], articles_of: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """The pairs of some blocks, sorted, so many at a time; some come more than once."""
    order = np.lexsort((place[members], keys))
    keys, members = keys[order], members[order]
    del order
    waiting: list[NDArray[np.int64]] = []
    for step in range(1, LARGEST_BLOCK + 1):
        near = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(near):
            break
        left, right = members[near], members[near + step]
        apart = articles_of[left] != articles_of[right]
        left, right = left[apart], right[apart]
        waiting.append(np.minimum(left, right) * len(articles_of) + np.maximum(left, right))
        if sum(map(len, waiting)) > CHUNK:
            yield np.unique(np.concatenate(waiting))
            waiting = []
    if waiting:
        yield np.unique(np.concatenate(waiting))
