"""What several articles together hold of how many an event killed and hurt, from what each tells of its main violence.

Each article has some pairs of dead and hurt with their probabilities (`flows/stages/story_tolls.py`). The pair with the largest sum holds;
but where the newest articles are sure of more dead, theirs does, for the dead of an event only grow in number. `low` and `high` are the
range of what the articles hold likeliest, each for itself. Another event of the same day, that no article is mainly about ("two were wounded" beside
the shooting), killed and hurt no more than that, where it is sure enough.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flows.stages.story_tolls import LARGEST
from flows.tables.tolls import Toll

_LIKELY = 0.2
"""Probability below which nothing is judged."""
_SURE = 0.6
"""Probability from which the newest articles are believed against the older ones."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One pair that an article may tell of its main event.

    Attributes:
        event: The event.
        article: The article.
        day: When it was published, empty if unknown.
        killed: How many died.
        injured: How many were hurt.
        probability: That the article tells this.
        part: Whether the event is only another one of the day of the article's main violence.
    """

    event: str
    article: str
    day: str
    killed: int
    injured: int
    probability: float
    part: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The dead and the hurt of an event as its articles tell them together; of a `part` the most there can be."""

    killed: Toll
    injured: Toll
    part: bool = False


def agree_on_stories(readings: Iterable[Reading]) -> Mapping[str, Judged]:
    """What the articles of each event hold together."""
    by_event: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_event[reading.event].append(reading)
    agreed = ((event, _of_main(own) or _of_parts(own)) for event, own in by_event.items())
    return {event: judged for event, judged in agreed if judged is not None}


def overrule(counted: Toll, judged: Toll, part: bool) -> Toll:
    """The toll of an event: as judged, but for tolls of figures larger than what is learned from, and for bounds where both agree."""
    best = counted.best or 0
    if best > LARGEST or best == judged.best or (part and best < (judged.best or 0)):
        return counted
    return judged if judged.best else Toll(None, None, None)


def _of_parts(own: Collection[Reading]) -> Judged | None:
    """The most that an event can have that no article is mainly about, None where that is unsure."""
    (killed, injured), sure = _likeliest(own)
    return Judged(Toll(0, killed, killed), Toll(0, injured, injured), part=True) if sure >= _SURE else None


def _of_main(own: Collection[Reading]) -> Judged | None:
    own = [r for r in own if not r.part]
    if not own:
        return None
    best, likely = _likeliest(own)
    if likely < _LIKELY:
        return None
    last = max(r.day for r in own)
    newest, sure = _likeliest([r for r in own if r.day == last])
    if sure >= _SURE and newest[0] > best[0]:
        best = newest
    articles: dict[str, list[Reading]] = defaultdict(list)
    for reading in own:
        articles[reading.article].append(reading)
    alone = [best, *(_likeliest(told)[0] for told in articles.values())]
    killed, injured = ([pair[n] for pair in alone] for n in (0, 1))
    return Judged(Toll(min(killed), best[0], max(killed)), Toll(min(injured), best[1], max(injured)))


def _likeliest(readings: Collection[Reading]) -> tuple[Pair, float]:
    """The likeliest pair and its mean probability; the larger on a tie."""
    sums: dict[Pair, float] = defaultdict(float)
    for r in sorted(readings, key=lambda r: (r.article, r.killed, r.injured)):
        sums[r.killed, r.injured] += r.probability
    pair = max(sums, key=lambda p: (round(sums[p], 6), p))
    return pair, sums[pair] / len({r.article for r in readings})
