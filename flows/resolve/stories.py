"""Stories: how alike two articles are in whom and what they name, rare names and words counting most.

The weight of a name or word is its inverse document frequency in the corpus; a corpus smaller than `SMALLEST` is taken to
be a sample of one that large, so that in a handful of articles a shared word is still a coincidence.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from heapq import heappush, heappushpop

from flows.core.resolution import HappeningRecord
from flows.resolve.event_places import Bustle
from flows.resolve.shelf import Tellers

SMALLEST = 200
FEWEST = 8
"""An article with fewer names and words says nothing of its story."""

FEWEST_TOLD = 4
"""Sentences with fewer names and words say nothing of their happening."""

COMMON, COMMON_SHARE = 10, 0.02
"""In more articles than so many, and than this share of all, a name or place ties no two happenings."""

CROWD = 6
"""So many articles as like as two are make a topic (a war, a trial), in which likeness proves little."""

AT_ONCE = 3
"""Articles published within so many days may tell one event."""

SPARSE = 0.05
"""Likeness that says nothing: articles that have no more with others are in no crowd."""

HELD = 4_000
"""Stories held as sets at once: a set takes many times the memory of a story."""


@lru_cache(maxsize=100_000)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class Stories:
    """The stories of a corpus, made once; answers likeness by article."""

    def __init__(self, happenings: Sequence[HappeningRecord]) -> None:
        """Weigh the names and words.

        Args:
            happenings: Of all articles, those of one article together.
        """
        self._told: dict[str, tuple[str, ...]] = {}
        self._days: dict[str, int] = {}
        placed = Tellers()
        self.bustle = Bustle(happenings)
        for h in happenings:
            if h.story:
                self._told[h.article_id] = h.story
            if h.day:
                self._days[h.article_id] = _ordinal(h.day)
            if h.place_id:
                placed.add(h.place_id, h.article_id)
        self._counts = Counter(token for story in self._told.values() for token in story)
        self._size = max(SMALLEST, len(self._told))
        self._weights = {n: math.log(1 + self._size / n) ** 2 for n in {1, *self._counts.values()}}
        self._weights[0] = self._weights[1]
        self._norms = {article: math.sqrt(sum(self._weigh(story))) for article, story in self._told.items()}
        self._last: tuple[str, str, float | None] = "", "", None
        self._sets: dict[str, frozenset[str]] = {}
        self._crowd: dict[str, float] = {}
        most = max(COMMON, COMMON_SHARE * len(self._told))
        common = [token for token, n in self._counts.items() if n > most]
        self.common = frozenset((*common, *placed.above(most)))
        """Names, words and places in so many articles that sharing one is no evidence."""

    def _weigh(self, tokens: Iterable[str]) -> Iterable[float]:
        return map(self._weights.__getitem__, map(self._counts.__getitem__, tokens))

    def _set(self, article: str) -> frozenset[str]:
        if article not in self._sets:
            if len(self._sets) >= HELD:
                self._sets.clear()
            self._sets[article] = frozenset(self._told[article])
        return self._sets[article]

    def alike(self, left: str, right: str) -> float | None:
        """The cosine of two articles' stories, 0 to 1; None where either tells too little."""
        if self._last[0] == left and self._last[1] == right:
            return self._last[2]
        found = None
        if min(len(self._told.get(left, ())), len(self._told.get(right, ()))) >= FEWEST:
            shared = self._set(left) & self._set(right)
            found = math.fsum(self._weigh(shared)) / (self._norms[left] * self._norms[right])
        self._last = left, right, found
        return found

    def settle(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Learn how crowded each article's story is: how like it is to the `CROWD`th of those it is compared with.

        Articles of the same days are left out: many that tell one event at once make it no topic, a topic goes on.

        Args:
            pairs: Articles that are compared, each pair once.
        """
        nearest: dict[str, list[float]] = {}
        for left, right in pairs:
            alike = None if self._at_once(left, right) else self.alike(left, right)
            for article in (left, right) if alike is not None and alike > SPARSE else ():
                best = nearest.setdefault(article, [])
                if len(best) < CROWD:
                    heappush(best, alike or 0.0)
                else:
                    heappushpop(best, alike or 0.0)
        self._crowd = {article: best[0] for article, best in nearest.items() if len(best) == CROWD}

    def _at_once(self, left: str, right: str) -> bool:
        one, other = self._days.get(left), self._days.get(right)
        return one is not None and other is not None and abs(one - other) <= AT_ONCE

    def distinct(self, left: str, right: str) -> float:
        """How many times more alike two articles are than either is to the many that share its topic."""
        crowd = max(self._crowd.get(left, SPARSE), self._crowd.get(right, SPARSE))
        return (self.alike(left, right) or 0.0) / crowd

    def alike_told(self, left: HappeningRecord, right: HappeningRecord) -> float | None:
        """The cosine of the sentences that report two happenings, 0 to 1; None where either tells too little."""
        if min(len(left.told), len(right.told)) < FEWEST_TOLD:
            return None
        shared = frozenset(left.told).intersection(right.told)
        if not shared:
            return 0.0
        norms = math.fsum(self._weigh(left.told)) * math.fsum(self._weigh(right.told))
        return math.fsum(self._weigh(shared)) / math.sqrt(norms)

    def rarest(self, article: str, most: int, commonest: int) -> Sequence[str]:
        """The rarest names and words that an article shares with another, at most `most`, none in over `commonest` articles."""
        shared = (t for t in self._told.get(article, ()) if 2 <= self._counts[t] <= commonest)
        return sorted(shared, key=lambda t: (self._counts[t], t))[:most]
