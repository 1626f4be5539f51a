"""Stories: how alike two articles are in whom and what they name, rare names and words counting most.

The weight of a name or word is its inverse document frequency in the corpus; a corpus smaller than `SMALLEST` is taken to
be a sample of one that large, so that in a handful of articles a shared word is still a coincidence.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flows.core.resolution import HappeningRecord

SMALLEST = 200
FEWEST = 8
"""An article with fewer names and words says nothing of its story."""

CACHED = 1_000_000


class Stories:
    """The stories of a corpus, made once; answers likeness by article."""

    def __init__(self, happenings: Iterable[HappeningRecord]) -> None:
        """Weigh the names and words.

        Args:
            happenings: Of all articles, in any order.
        """
        self._told: Mapping[str, tuple[str, ...]] = {h.article_id: h.story for h in happenings if h.story}
        self._counts = Counter(token for story in self._told.values() for token in story)
        self._size = max(SMALLEST, len(self._told))
        self._weights = {n: math.log(1 + self._size / n) ** 2 for n in set(self._counts.values())}
        self._norms = {article: math.sqrt(sum(map(self._weight, story))) for article, story in self._told.items()}
        self._sets: dict[str, frozenset[str]] = {}

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

    def rarest(self, article: str, most: int, commonest: int) -> Sequence[str]:
        """The rarest names and words that an article shares with another, at most `most`, none in over `commonest` articles."""
        shared = (t for t in self._told.get(article, ()) if 2 <= self._counts[t] <= commonest)
        return sorted(shared, key=lambda t: (self._counts[t], t))[:most]
