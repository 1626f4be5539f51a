"""Scored pairs of a corpus, held in a few bytes each."""

from array import array
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Why = TypeVar("Why", bound=Hashable)

AT_ONCE = 100_000
"""Pairs made into objects of Python at a time."""


class Found(Generic[Why]):
    """Pairs of things that are numbered, each with a score and with a reason that many pairs share."""

    def __init__(self, size: int) -> None:
        """Begin with nothing.

        Args:
            size: How many things there are.
        """
        self._size = size
        self._scores, self._codes, self._whys = array("d"), array("q"), array("i")
        self._known: dict[Why, int] = {}
        self._reasons: list[Why] = []

    def __len__(self) -> int:
        """How many pairs."""
        return len(self._scores)

    def add(self, score: float, i: int, j: int, why: Why) -> None:
        """Put a pair behind the others."""
        self._scores.append(score)
        self._codes.append(i * self._size + j)
        number = self._known.setdefault(why, len(self._known))
        if number == len(self._reasons):
            self._reasons.append(why)
        self._whys.append(number)

    def _pair(self, n: int) -> tuple[float, int, int, Why]:
        return self._scores[n], *divmod(self._codes[n], self._size), self._reasons[self._whys[n]]

    def from_best(self) -> Iterator[tuple[float, int, int, Why]]:
        """The pairs from the highest score down, those of one score by their numbers."""
        return self._pairs(self._order())

    def _order(self) -> NDArray[np.int64]:
        codes = np.array(self._codes, dtype=np.int64)
        return np.lexsort((codes, -np.array(self._scores, dtype=np.float64)))

    def _pairs(self, order: NDArray[np.int64]) -> Iterator[tuple[float, int, int, Why]]:
        for start in range(0, len(order), AT_ONCE):
            yield from map(self._pair, order[start : start + AT_ONCE].tolist())

    def from_last(self) -> Iterator[tuple[float, int, int, Why]]:
        """The pairs from the last one added to the first."""
        return map(self._pair, range(len(self) - 1, -1, -1))
