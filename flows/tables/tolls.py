"""Tolls of an event: a view of its figures by a stated rule.

Counted are figures of the measure that belong to the event's reports and are claims that stand (reports denied, negated or
hypothetical are out), that are no part of a larger figure, no number of a period or of cases ("110 homicides"), and no
increment while a total is told. Each source speaks by its latest figure: the newest day it holds for (as stated, else the
publication day), and within a day the largest, since a running total only grows: a later article updates the toll, and one
that retells an old toll with its day does not. `best` is the latest of all sources (largest on a tie), unless a single source tells more
than three times what three others agree on; `low` and `high` the range of what the sources say last, each figure widened by the bounds
its words allow ("at least 40": from 40). Where no
figure is told, distinct victims named or counted one by one are (`harm`). Of the violence that articles are mainly about a learned choice among all
counts they tell overrules both, unless the figures are larger than it knows (`stories`).

Some words count all who were hit ("five people were shot"), the dead among them too: where other words count the wounded alone
they are left out, else the dead are taken off.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_AGREEING = 3
"""Sources of one mind against which a single source with a far larger toll is not believed."""
_FAR = 3
"""How many times what they say that is."""


@dataclass(frozen=True, slots=True)
class TollFigure:
    """What the rule needs of one figure.

    Attributes:
        source: Source of the article.
        day: Day the figure holds for: as stated, else the publication day; None if unknown.
        value: The value, None if only bounded.
        low: Lower bound, None if unbounded.
        high: Upper bound, None if unbounded.
        part: Whether it is a part of another figure of the event.
        scope: cumulative, increment, period or single.
        hit: Whether it counts all who were hit, those who died of it too.
        died: Of those hit, how many died by what the article tells of the day elsewhere.
    """

    source: str
    day: str | None
    value: float | None
    low: float | None
    high: float | None
    part: bool
    scope: str
    hit: bool = False
    died: int = 0


@dataclass(frozen=True, slots=True)
class Toll:
    """Low, best and high; None where nothing is told."""

    low: int | None
    best: int | None
    high: int | None


def toll(figures: Iterable[TollFigure], victims: int, dead: int = 0) -> Toll:
    """The toll by the rule above.

    Args:
        figures: Figures of one measure of one event.
        victims: Distinct victims told one by one, used where no figure is.
        dead: How many died, to be taken off figures of all who were hit.
    """
    told = [f for f in figures if not f.part and (f.value is not None or f.low is not None)]
    told = [f for f in told if not f.hit] or [_without(f, max(dead, f.died)) for f in told]
    totals = [f for f in told if f.scope != "increment"]
    told = totals or told
    if not told:
        return Toll(victims, victims, victims) if victims else Toll(None, None, None)
    newest = [_latest([f for f in told if f.source == source]) for source in sorted({f.source for f in told})]
    best = _latest(_believed(newest))
    lows = [_floor(f) for f in newest]
    highs = [_ceiling(f) for f in newest]
    return Toll(min(lows), _single(best), max(highs))


def _believed(newest: Sequence[TollFigure]) -> Sequence[TollFigure]:
    """The figures of the sources without one that a single source tells and that is far above what several others agree on."""
    votes = Counter(_single(f) for f in newest)
    agreed, most = max(votes.items(), key=lambda v: (v[1], v[0]))
    if most < _AGREEING:
        return newest
    return [f for f in newest if votes[_single(f)] > 1 or _single(f) <= _FAR * agreed]


def _without(f: TollFigure, dead: int) -> TollFigure:
    """A figure of all who were hit as one of the wounded; one that the dead exceed is of others."""
    value, low, high = ((None if x is None else x - dead) for x in (f.value, f.low, f.high))
    if any(x is not None and x < 0 for x in (value, low, high)):
        return f
    return replace(f, value=value, low=low, high=high)


def _single(f: TollFigure) -> int:
    return int(f.value if f.value is not None else f.low or 0)


def _floor(f: TollFigure) -> int:
    return int(min(x for x in (f.low, f.value) if x is not None))


def _ceiling(f: TollFigure) -> int:
    return int(max(x for x in (f.high, f.value, f.low) if x is not None))


def _latest(figures: Sequence[TollFigure]) -> TollFigure:
    return max(figures, key=lambda f: (f.day or "", _single(f)))
