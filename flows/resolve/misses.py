"""Near misses for the report: the likeliest of each kind, as many as a person may read, and how many there are.

Their number grows with the corpus, in a war's faster than its articles; a list of all of them helps nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flows.core.resolution import NearMiss

MOST = 1_000
"""Most near misses of a kind that are told."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Near misses.

    Attributes:
        pairs: The `MOST` of the highest scores, sorted by id.
        count: How many there are in all.
    """

    pairs: tuple[NearMiss, ...]
    count: int


def likeliest(
    kind: str, found: Iterable[tuple[float, int, int, str]], root: Sequence[int], named: Callable[[int], str]
) -> Missed:
    """The likeliest near misses between groups; of two between the same groups the first stands.

    Args:
        kind: entity or event.
        found: Score, two things by number and what spoke against them, from the highest score down.
        root: The group of each thing.
        named: The id of a group.
    """
    seen: set[int] = set()
    kept: list[NearMiss] = []
    for score, i, j, reason in found:
        a, b = sorted((root[i], root[j]))
        code = a * len(root) + b
        if a == b or code in seen:
            continue
        seen.add(code)
        if len(kept) < MOST:
            left, right = sorted((named(a), named(b)))
            kept.append(NearMiss(kind, left, right, round(score, 4), reason))
    return Missed(tuple(sorted(kept, key=lambda m: (m.left, m.right))), len(seen))
