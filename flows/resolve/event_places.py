"""How much is told of a town in some days: in a war's capital the same day and town are a coincidence, in a village none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import TOWN, arena

SPAN = 10
"""Days counted together; those before and after count too."""

TOWNS = 2
"""Most towns of a happening's article that it may lie in."""


class Bustle:
    """The number of articles that tell of harm in a town about a day; that of its busiest town for a country."""

    def __init__(self, happenings: Sequence[HappeningRecord]) -> None:
        """Count.

        Args:
            happenings: In an order that keeps those of one article together.
        """
        self._articles: Counter[tuple[str, int]] = Counter()
        country: dict[str, str] = {}
        for _, told in groupby(happenings, key=lambda h: h.article_id):
            found: set[tuple[str, int]] = set()
            for h in told:
                if h.place_id and h.country and h.feature in TOWN:
                    country[h.place_id] = h.country
                span = _span(h)
                if span is not None and arena(h.event_type) == "harm":
                    found |= {(town, span + near) for town in (h.place_id, *h.towns[:TOWNS]) if town for near in (-1, 0, 1)}
            self._articles.update(found)
        self._most: dict[tuple[str, int], int] = {}
        for (town, span), n in self._articles.items():
            if town in country:
                key = country[town], span
                self._most[key] = max(n, self._most.get(key, 0))

    def __call__(self, h: HappeningRecord) -> int:
        """How many articles tell of harm where and when a happening is told to be; 0 if unknown."""
        span = _span(h)
        if span is None:
            return 0
        towns = list(_towns(h))
        if not towns and h.country:
            return self._most.get((h.country, span), 0)
        return max((self._articles[town, span] for town in towns), default=0)


def _towns(h: HappeningRecord) -> Iterator[str]:
    if h.place_id and h.feature in TOWN:
        yield h.place_id
    yield from h.towns[:TOWNS]


def _span(h: HappeningRecord) -> int | None:
    day = h.date_start or h.day
    return date.fromisoformat(day).toordinal() // SPAN if day else None
