"""Which happenings are worth comparing: pairs that share a principal, a day and country, or a rare name or word.

The number of pairs grows in proportion to the corpus: a block larger than `LARGEST_BLOCK` is put in order and each of its
members compared with its `LARGEST_BLOCK` neighbours alone.
"""

from array import array
from collections import defaultdict
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
"""Pairs made into numbers of Python at a time."""

COMMONEST = 30
"""A name or word in more articles finds nothing."""


def _keys(h: HappeningRecord, rare: Sequence[str]) -> Iterator[tuple[str, ...]]:
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
        happenings: What the indexes count.
        codes: Each pair as one number: the smaller index times the number of happenings, plus the larger.
    """

    happenings: Sequence[HappeningRecord]
    codes: NDArray[np.int64]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The pairs."""
        for start in range(0, len(self.codes), CHUNK):
            for code in self.codes[start : start + CHUNK].tolist():
                yield divmod(code, len(self.happenings))

    def articles(self) -> Iterator[tuple[str, str]]:
        """The pairs of articles, each once."""
        names = sorted({h.article_id for h in self.happenings})
        number = {name: n for n, name in enumerate(names)}
        of = np.array([number[h.article_id] for h in self.happenings], dtype=np.int64)
        left, right = (of[side] for side in np.divmod(self.codes, max(1, len(self.happenings))))
        for code in np.unique(np.minimum(left, right) * len(names) + np.maximum(left, right)):
            a, b = divmod(int(code), len(names))
            yield names[a], names[b]


def candidate_pairs(happenings: Sequence[HappeningRecord], stories: Stories) -> Pairs:
    """Pairs of happenings worth comparing."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    rare: dict[str, Sequence[str]] = {}
    for i, h in enumerate(happenings):
        if h.article_id not in rare:
            rare[h.article_id] = stories.rarest(h.article_id, RAREST, COMMONEST)
        for key in _keys(h, rare[h.article_id]):
            blocks[key].append(i)
    pairs = array("q")
    size = len(happenings)
    for members in blocks.values():
        if len(members) > LARGEST_BLOCK:
            members.sort(key=lambda i: (_neighbourhood(happenings[i]), i))
        for at, i in enumerate(members):
            for j in members[at + 1 : at + 1 + LARGEST_BLOCK]:
                if happenings[i].article_id != happenings[j].article_id:
                    pairs.append(min(i, j) * size + max(i, j))
    blocks.clear()
    return Pairs(happenings, np.unique(np.frombuffer(pairs, dtype=np.int64)) if pairs else np.empty(0, dtype=np.int64))
