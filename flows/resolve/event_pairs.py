"""Which happenings are worth comparing: pairs that share a principal, a day and country, or a rare name or word.

The number of pairs grows in proportion to the corpus: a block larger than `LARGEST_BLOCK` is put in order and each of its
members compared with its `LARGEST_BLOCK` neighbours alone.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import arena, principals
from flows.resolve.stories import Stories

LARGEST_BLOCK = 40
RAREST = 6
"""Rare names and words of an article that it is looked up by."""

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
    elif h.place_id and h.feature in ("city", "facility") and (h.date_start or h.day):
        yield kind, "month", (h.date_start or h.day or "")[:7], h.place_id


def _neighbourhood(h: HappeningRecord) -> tuple[str, str, str, str]:
    return h.date_start or h.day or "", h.place_id or "", h.article_id, h.event_type


def candidate_pairs(happenings: Sequence[HappeningRecord], stories: Stories) -> Iterator[tuple[int, int]]:
    """Pairs of indexes worth comparing, each once, in order."""
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
    for pair in np.unique(np.frombuffer(pairs, dtype=np.int64)) if pairs else ():
        yield divmod(int(pair), size)
