"""Stories: how alike two articles are in whom and what they name, rare names and words counting most.

The weight of a name or word is its inverse document frequency in the corpus; a corpus smaller than `SMALLEST` is taken to
be a sample of one that large, so that in a handful of articles a shared word is still a coincidence.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from heapq import heappush, heappushpop

from flows.core.resolution import HappeningRecord
from flows.resolve.event_places import Bustle

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

CACHED = 1_000_000


class Stories:
    """The stories of a corpus, made once; answers likeness by article."""

    def __init__(self, happenings: Iterable[HappeningRecord]) -> None:
        """Weigh the names and words.

        Args:
            happenings: Of all articles, those of one article together.
        """
        happenings = list(happenings)
        self.bustle = Bustle(happenings)
        self._told: Mapping[str, tuple[str, ...]] = {h.article_id: h.story for h in happenings if h.story}
        self._counts = Counter(token for story in self._told.values() for token in story)
        self._size = max(SMALLEST, len(self._told))
        self._weights = {n: math.log(1 + self._size / n) ** 2 for n in {1, *self._counts.values()}}
        self._norms = {article: math.sqrt(sum(map(self._weight, story))) for article, story in self._told.items()}
        self._sets: dict[str, frozenset[str]] = {}
        self._crowd: dict[str, float] = {}
        self._days = {h.article_id: date.fromisoformat(h.day).toordinal() for h in happenings if h.day}
        placed = Counter(place for place, _ in {(h.place_id, h.article_id) for h in happenings if h.place_id})
        most = max(COMMON, COMMON_SHARE * len(self._told))
        self.common = frozenset(token for counts in (self._counts, placed) for token, n in counts.items() if n > most)
        """Names, words and places in so many articles that sharing one is no evidence."""

    def _weight(self, token: str) -> float:
        return self._weights[self._counts[token]]

    def _set(self, article: str) -> frozenset[str]:
        if article not in self._sets:
            if len(self._sets) > CACHED // 50:
                self._sets.clear()
            self._sets[article] = frozenset(self._told[article])
        return self._sets[article]

    def alike(self, left: str, right: str) -> float | None:
        """The cosine of two articles' stories, 0 to 1; None where either tells too little."""
        if min(len(self._told.get(left, ())), len(self._told.get(right, ()))) < FEWEST:
            return None
        shared = self._set(left) & self._set(right)
        return math.fsum(map(self._weight, shared)) / (self._norms[left] * self._norms[right])

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
        norms = self._weigh(left.told) * self._weigh(right.told)
        return self._weigh(frozenset(left.told).intersection(right.told)) / math.sqrt(norms)

    def _weigh(self, tokens: Iterable[str]) -> float:
        return math.fsum(self._weights[self._counts[t] or 1] for t in tokens)

    def rarest(self, article: str, most: int, commonest: int) -> Sequence[str]:
        """The rarest names and words that an article shares with another, at most `most`, none in over `commonest` articles."""
        shared = (t for t in self._told.get(article, ()) if 2 <= self._counts[t] <= commonest)
        return sorted(shared, key=lambda t: (self._counts[t], t))[:most]
