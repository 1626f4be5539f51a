"""How much is told of a town in some days: in a war's capital the same day and town are a coincidence, in a village none."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import TOWN, arena

SPAN = 10
"""Days counted together; those before and after count too."""

TOWNS = 2
"""Most towns of a happening's article that it may lie in."""


class Bustle:
    """The number of articles that tell of harm in a town about a day; that of its busiest town for a country."""

    def __init__(self, happenings: Iterable[HappeningRecord] = ()) -> None:
        """Count.

        Args:
            happenings: In an order that keeps those of one article together.
        """
        self._towns: dict[str, int] = {}
        self._articles: Counter[int] = Counter()
        self._countries: dict[str, str] = {}
        self._most: dict[tuple[str, int], int] = {}
        self._last, self._found = "", set[int]()
        for h in happenings:
            self.add(h)
        self.close()

    def add(self, h: HappeningRecord) -> None:
        """Count one more, after those of its article or of another."""
        if h.article_id != self._last:
            self._count()
            self._last = h.article_id
        if h.place_id and h.country and h.feature in TOWN:
            self._countries[h.place_id] = h.country
        span = _span(h)
        if span is not None and arena(h.event_type) == "harm":
            for town in (h.place_id, *h.towns[:TOWNS]):
                if town:
                    code = self._towns.setdefault(town, len(self._towns)) << 32 | span
                    self._found |= {code - 1, code, code + 1}

    def _count(self) -> None:
        self._articles.update(self._found)
        self._found = set()

    def close(self) -> None:
        """Count the last article, and what is told of countries."""
        self._count()
        towns = list(self._towns)
        for code, n in self._articles.items():
            country = self._countries.get(towns[code >> 32])
            if country is not None:
                key = country, code & 0xFFFFFFFF
                self._most[key] = max(n, self._most.get(key, 0))

    def _told(self, town: str, span: int) -> int:
        number = self._towns.get(town)
        return 0 if number is None else self._articles[number << 32 | span]

    def __call__(self, h: HappeningRecord) -> int:
        """How many articles tell of harm where and when a happening is told to be; 0 if unknown."""
        span = _span(h)
        if span is None:
            return 0
        towns = list(_towns(h))
        if not towns and h.country:
            return self._most.get((h.country, span), 0)
        return max((self._told(town, span) for town in towns), default=0)


def _towns(h: HappeningRecord) -> Iterator[str]:
    if h.place_id and h.feature in TOWN:
        yield h.place_id
    yield from h.towns[:TOWNS]


def _span(h: HappeningRecord) -> int | None:
    day = h.date_start or h.day
    return date.fromisoformat(day).toordinal() // SPAN if day else None
