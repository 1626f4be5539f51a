"""Which happenings are worth comparing: pairs that share a principal, a day and country, or a rare name or word.

The number of pairs grows in proportion to the corpus: a block larger than `LARGEST_BLOCK` is put in order and each of its
members compared with its `LARGEST_BLOCK` neighbours alone.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import arena, principals
from flows.resolve.stories import Stories

LARGEST_BLOCK = 40
RAREST = 12
"""Rare names and words of an article that it is looked up by."""

TOWNS = 2
"""Most of its towns that a happening is looked up by."""

CHUNK = 1_000_000
"""Pairs worked on at a time."""

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


def _neighbourhood(h: HappeningRecord) -> tuple[str, str, str, str]:
    return h.date_start or h.day or "", h.place_id or "", h.article_id, h.event_type


@dataclass(frozen=True)
class Pairs:
    """Pairs of indexes worth comparing, each once, in order.

    Attributes:
        articles_of: The number of the article of each happening.
        codes: Each pair as one number: the smaller index times the number of happenings, plus the larger.
    """

    articles_of: NDArray[np.int32]
    codes: NDArray[np.int64]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The pairs."""
        for start in range(0, len(self.codes), CHUNK):
            for code in self.codes[start : start + CHUNK].tolist():
                yield divmod(code, len(self.articles_of))

    def articles(self) -> Iterator[tuple[int, int]]:
        """The pairs of articles, each once."""
        size = int(self.articles_of.max(initial=-1)) + 1
        found = np.empty(0, dtype=np.int64)
        for start in range(0, len(self.codes), CHUNK):
            left, right = (
                self.articles_of[side].astype(np.int64)
                for side in np.divmod(self.codes[start : start + CHUNK], len(self.articles_of))
            )
            found = np.union1d(found, np.minimum(left, right) * size + np.maximum(left, right))
        for start in range(0, len(found), CHUNK):
            for code in found[start : start + CHUNK].tolist():
                yield divmod(code, size)


def candidate_pairs(happenings: Sequence[HappeningRecord], stories: Stories) -> Pairs:
    """Pairs of happenings worth comparing."""
    # a block is known by the hash of its key: of 64 bits, so that two blocks of a corpus are hardly ever taken for one
    keys, members = array("q"), array("q")
    last, rare = -1, list[int]()
    for i, h in enumerate(happenings):
        if stories.article_of[i] != last:
            last = stories.article_of[i]
            rare = list(stories.rarest(last, RAREST, COMMONEST))
        for key in _keys(h, rare):
            keys.append(hash(key))
            members.append(i)
    articles_of = np.array(stories.article_of, dtype=np.int32)
    blocks = _blocks(happenings, _numbers(keys), _numbers(members))
    del keys, members
    return Pairs(articles_of, _codes(*blocks, articles_of))


def _numbers(values: "array[int]") -> NDArray[np.int64]:
    return np.frombuffer(values, dtype=np.int64) if values else np.empty(0, dtype=np.int64)


def _blocks(
    happenings: Sequence[HappeningRecord], keys: NDArray[np.int64], members: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The blocks of two members and more, one behind the other: the key and the index of each member, large blocks in order."""
    order = np.argsort(keys, kind="stable")
    keys, members = keys[order], members[order]
    del order
    new = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.empty(0, dtype=bool)
    starts = np.flatnonzero(new)
    sizes = np.diff(np.concatenate((starts, [len(keys)])))
    for start, size in zip(starts[sizes > LARGEST_BLOCK].tolist(), sizes[sizes > LARGEST_BLOCK].tolist(), strict=True):
        block = members[start : start + size].tolist()
        members[start : start + size] = sorted(block, key=lambda i: (_neighbourhood(happenings[i]), i))
    several = np.repeat(sizes > 1, sizes)
    return keys[several], members[several]


def _codes(keys: NDArray[np.int64], members: NDArray[np.int64], articles_of: NDArray[np.int32]) -> NDArray[np.int64]:
    """Each pair of a block whose members are no further apart than a block may be large, and of different articles."""
    out = np.empty(0, dtype=np.int64)
    waiting: list[NDArray[np.int64]] = []
    for step in range(1, LARGEST_BLOCK + 1):
        near = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(near):
            break
        for start in range(0, len(near), CHUNK):
            left, right = members[near[start : start + CHUNK]], members[near[start : start + CHUNK] + step]
            apart = articles_of[left] != articles_of[right]
            left, right = left[apart], right[apart]
            waiting.append(np.minimum(left, right) * len(articles_of) + np.maximum(left, right))
            if sum(map(len, waiting)) > max(4 * CHUNK, len(out)):
                out, waiting = np.unique(np.concatenate((out, *waiting))), []
    return np.unique(np.concatenate((out, *waiting)))
