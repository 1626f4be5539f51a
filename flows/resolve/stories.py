"""Stories: how alike two articles are in whom and what they name, rare names and words counting most.

The weight of a name or word is its inverse document frequency in the corpus; a corpus smaller than `SMALLEST` is taken to
be a sample of one that large, so that in a handful of articles a shared word is still a coincidence. Names and words are
held as numbers in the order of the alphabet, articles as numbers in the order in which their happenings come.
"""

import math
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from heapq import heappush, heappushpop

import numpy as np

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

UNDATED = 0
"""Stands for the day of an article without one."""

UNKNOWN = -1
"""Stands for a bustle that nobody asked for yet."""


@lru_cache(maxsize=10_000)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class _Lists:
    """Lists of numbers one behind another."""

    def __init__(self) -> None:
        self.numbers, self._ends = array("i"), array("q", [0])

    def append(self, numbers: Iterable[int]) -> None:
        self.numbers.extend(numbers)
        self._ends.append(len(self.numbers))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, n: int) -> "array[int]":
        return self.numbers[self._ends[n] : self._ends[n + 1]]

    def size(self, n: int) -> int:
        """How long one is."""
        return self._ends[n + 1] - self._ends[n]


class Stories:
    """The stories of a corpus, made once; answers likeness by article."""

    def __init__(self, happenings: Iterable[HappeningRecord]) -> None:
        """Weigh the names and words.

        Args:
            happenings: Of all articles, those of one article together; each is asked for once.
        """
        self.article_of = array("i")
        """The number of the article of each happening."""
        self._days = array("i")
        self._told, self._stories = _Lists(), _Lists()
        self.bustle = Bustle()
        placed, numbers, last = Tellers(), dict[str, int](), None

        def numbered(tokens: Iterable[str]) -> list[int]:
            return [numbers.setdefault(token, len(numbers)) for token in tokens]

        story: tuple[str, ...] = ()
        for h in happenings:
            if h.article_id != last:
                if last is not None:
                    self._stories.append(numbered(story))
                last, story = h.article_id, ()
                self._days.append(_ordinal(h.day) if h.day else UNDATED)
            self.article_of.append(len(self._days) - 1)
            story = story or h.story
            self._told.append(numbered(h.told))
            self.bustle.add(h)
            if h.place_id:
                placed.add(h.place_id, h.article_id)
        if last is not None:
            self._stories.append(numbered(story))
        self.bustle.close()
        self._bustle = array("i", [UNKNOWN]) * len(self._told)
        self._weigh_all(sorted(numbers), numbers, placed)

    def _weigh_all(self, tokens: Sequence[str], numbers: dict[str, int], placed: Tellers) -> None:
        """Number names and words anew, in order of the alphabet, and weigh them."""
        ranks = np.empty(len(tokens), dtype=np.int32)
        ranks[[numbers[token] for token in tokens]] = np.arange(len(tokens), dtype=np.int32)
        numbers.clear()
        for lists in (self._told, self._stories):
            held = np.frombuffer(lists.numbers, dtype=np.int32) if lists.numbers else np.empty(0, dtype=np.int32)
            lists.numbers = array("i", ranks[held].tobytes())
        stories = range(len(self._stories))
        told = sum(self._stories.size(n) > 0 for n in stories)
        counts = np.bincount(np.array(self._stories.numbers, dtype=np.int32), minlength=len(tokens))
        self._counts = array("i", counts.astype(np.int32).tobytes())
        size = max(SMALLEST, told)
        weights = {n: math.log(1 + size / n) ** 2 for n in {1, *np.unique(counts).tolist()} if n}
        weights[0] = weights[1]
        self._weights = array("d", map(weights.__getitem__, self._counts))
        self._norms = array("d", (math.sqrt(sum(self._weigh(self._stories[n]))) for n in stories))
        self._told_norms = array("d", (math.fsum(self._weigh(self._told[n])) for n in range(len(self._told))))
        self._last: tuple[int, int, float | None] = -1, -1, None
        self._last_told: tuple[int, frozenset[int]] = -1, frozenset()
        self._sets: dict[int, frozenset[int]] = {}
        self._crowd = array("d", [SPARSE]) * len(self._days)
        most = max(COMMON, COMMON_SHARE * told)
        common = (tokens[n] for n in np.flatnonzero(counts > most).tolist())
        self.common = frozenset((*common, *placed.above(most)))
        """Names, words and places in so many articles that sharing one is no evidence."""

    def _weigh(self, tokens: Iterable[int]) -> Iterable[float]:
        return map(self._weights.__getitem__, tokens)

    def _set(self, article: int) -> frozenset[int]:
        if article not in self._sets:
            if len(self._sets) >= HELD:
                self._sets.clear()
            self._sets[article] = frozenset(self._stories[article])
        return self._sets[article]

    def alike(self, left: int, right: int) -> float | None:
        """The cosine of two articles' stories, 0 to 1; None where either tells too little."""
        if self._last[0] == left and self._last[1] == right:
            return self._last[2]
        found = None
        if min(self._stories.size(left), self._stories.size(right)) >= FEWEST:
            shared = self._set(left) & self._set(right)
            found = math.fsum(self._weigh(shared)) / (self._norms[left] * self._norms[right])
        self._last = left, right, found
        return found

    def settle(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Learn how crowded each article's story is: how like it is to the `CROWD`th of those it is compared with.

        Articles of the same days are left out: many that tell one event at once make it no topic, a topic goes on.

        Args:
            pairs: Articles that are compared, each pair once.
        """
        nearest: dict[int, list[float]] = {}
        for left, right in pairs:
            alike = None if self._at_once(left, right) else self.alike(left, right)
            for article in (left, right) if alike is not None and alike > SPARSE else ():
                best = nearest.setdefault(article, [])
                if len(best) < CROWD:
                    heappush(best, alike or 0.0)
                else:
                    heappushpop(best, alike or 0.0)
        for article, best in nearest.items():
            if len(best) == CROWD:
                self._crowd[article] = best[0]

    def _at_once(self, left: int, right: int) -> bool:
        one, other = self._days[left], self._days[right]
        return one != UNDATED and other != UNDATED and abs(one - other) <= AT_ONCE

    def distinct(self, left: int, right: int) -> float:
        """How many times more alike two articles are than either is to the many that share its topic."""
        return (self.alike(left, right) or 0.0) / max(self._crowd[left], self._crowd[right])

    def alike_told(self, left: int, right: int) -> float | None:
        """The cosine of the sentences that report two happenings, 0 to 1; None where either tells too little."""
        if min(self._told.size(left), self._told.size(right)) < FEWEST_TOLD:
            return None
        if self._last_told[0] != left:
            self._last_told = left, frozenset(self._told[left])
        shared = self._last_told[1].intersection(self._told[right])
        if not shared:
            return 0.0
        return math.fsum(self._weigh(shared)) / math.sqrt(self._told_norms[left] * self._told_norms[right])

    def bustle_of(self, n: int, h: HappeningRecord) -> int:
        """The bustle of a happening, which is looked up once.

        Args:
            n: Its number.
            h: The happening.
        """
        if self._bustle[n] == UNKNOWN:
            self._bustle[n] = self.bustle(h)
        return self._bustle[n]

    def rarest(self, article: int, most: int, commonest: int) -> Sequence[int]:
        """The rarest names and words that an article shares with another, at most `most`, none in over `commonest` articles."""
        counts = self._counts
        return sorted((t for t in self._stories[article] if 2 <= counts[t] <= commonest), key=lambda t: (counts[t], t))[:most]
