"""What a matched time expression means before context fills what it leaves out."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from flows.stages.date_lexer import Lexeme


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says, before context fills what it leaves out.

    Attributes:
        kind: How it is to be resolved: numeric, month_day, day_range, month, month_range, year, year_range, decade, century,
            weekday, deictic, unit, offset, weekend, season, quarter, holiday, clock, anchored ("two days after ..."), reference, duration.
        year: Calendar year where said.
        year_shift: Years from the publication year where said ("January 6 last year": -1).
        month: Month number; `month_to` the last of a range.
        day: Day of the month; `day_to` the last of a range.
        weekday: Monday 0.
        unit: day, week, month, quarter, year ...
        count: Units away, negative for the past; decade or century number; None where vague.
        base: published or narrative.
        direction: -1 last, 0 this or the nearest by tense, 1 next; None where unsaid.
        part: early, mid, late; earlier and later for "earlier this year".
        said: Words that need a look-up (numeric date, holiday) or the kind of a reference.
        approximate: Whether the words say "about".
        fiscal: Whether a fiscal year is meant.
    """

    kind: str
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    month_to: int | None = None
    day: int | None = None
    day_to: int | None = None
    weekday: int | None = None
    unit: str | None = None
    count: int | None = None
    base: str = "published"
    direction: int | None = None
    part: str | None = None
    said: str | None = None
    approximate: bool = False
    fiscal: bool = False


class Found:
    """One match of a pattern: its groups as lexemes."""

    def __init__(self, match: re.Match[str], lexemes: tuple[Lexeme, ...]) -> None:
        """Tie a match over letters to the lexemes it covers."""
        self._match, self._lexemes = match, lexemes
        self._groups = match.re.groupindex

    def all(self, group: str) -> tuple[Lexeme, ...]:
        """The lexemes of a group (or of its alternative, named with a 2), none where it took no part."""
        for name in (group, group + "2"):
            if name in self._groups and self._match.start(name) >= 0:
                return self._lexemes[self._match.start(name) : self._match.end(name)]
        return ()

    def one(self, group: str) -> Lexeme | None:
        """The first lexeme of a group."""
        return next(iter(self.all(group)), None)

    def number(self, group: str) -> int | None:
        """The value of a group's first lexeme where it is a number."""
        lexeme = self.one(group)
        return lexeme.value if lexeme is not None and isinstance(lexeme.value, int) else None

    def word(self, group: str) -> str | None:
        """A group's first lexeme in lower case."""
        lexeme = self.one(group)
        return lexeme.text.lower() if lexeme else None

    @property
    def before(self) -> str:
        """The lexeme before the match in lower case, empty at the beginning."""
        at = self._match.start()
        return self._lexemes[at - 1].text.lower() if at else ""

    @property
    def after(self) -> Lexeme | None:
        """The lexeme after the match."""
        at = self._match.end()
        return self._lexemes[at] if at < len(self._lexemes) else None


PARTS = {"beginning": "early", "start": "early", "outset": "early", "middle": "mid", "end": "late", "close": "late"}
DIRECTIONS = {
    "LAST": -1, "PAST": -1, "PREV": -1, "THIS": 0, "CURRENT": 0, "NEXT": 1, "COMING": 1, "FOLLOW": 1, "THAT": 0, "SAME": 0,
}  # fmt: skip


def read_part(found: Found) -> str | None:
    """The part of a stretch that the words single out: early, mid, late, earlier or later."""
    word = found.word("edge") or found.word("bound")
    return PARTS.get(word, word) if word else None


class SaidYear(NamedTuple):
    """The calendar year said, or its distance from the publication year."""

    year: int | None
    shift: int | None


def read_year(found: Found) -> SaidYear | None:
    """The year said or its shift; None where the words after a date are no year ("January 6 last month")."""
    relative = found.all("yrel")
    if not relative:
        return SaidYear(found.number("year"), None)
    if relative[-1].value != "year":
        return None
    shift = next(DIRECTIONS[x.name] for x in relative if x.name in DIRECTIONS)
    return SaidYear(None, shift)
