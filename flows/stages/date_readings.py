"""What a matched time expression means before context fills what it leaves out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flows.stages.date_lexer import Lexeme


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says, before context fills what it leaves out.

    Attributes:
        kind: How it is to be resolved: numeric, month_day, day_range, month, month_range, year, year_range, decade, century,
            weekday, deictic, unit, offset, weekend, season, quarter, holiday, clock, reference, duration.
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


_PARTS = {"beginning": "early", "start": "early", "outset": "early", "middle": "mid", "end": "late", "close": "late"}
_DIRECTIONS = {
    "LAST": -1, "PAST": -1, "PREV": -1, "THIS": 0, "CURRENT": 0, "NEXT": 1, "COMING": 1, "FOLLOW": 1, "THAT": 0, "SAME": 0,
}  # fmt: skip
_DURATION_HEADS = frozenset({"over", "during", "for", "within", "throughout", "in", "of", "through", "than", "about"})


def _part(found: Found) -> str | None:
    word = found.word("edge") or found.word("bound")
    return _PARTS.get(word, word) if word else None


class _Year(NamedTuple):
    """The calendar year said, or its distance from the publication year."""

    year: int | None
    shift: int | None


def _year(found: Found) -> _Year | None:
    """The year said or its shift; None where the words after a date are no year ("January 6 last month")."""
    relative = found.all("yrel")
    if not relative:
        return _Year(found.number("year"), None)
    if relative[-1].value != "year":
        return None
    shift = next(_DIRECTIONS[x.name] for x in relative if x.name in _DIRECTIONS)
    return _Year(None, shift)


def _read_month_day(found: Found) -> Reading | None:
    told = _year(found)
    day = found.number("day")
    if told is None or day is None or day > 31:
        return None
    return Reading(
        "month_day",
        month=found.number("month"),
        day=day,
        weekday=found.number("weekday"),
        part=_part(found),
        year=told.year,
        year_shift=told.shift,
    )


def _read_day_range(found: Found) -> Reading | None:
    told = _year(found)
    if told is None:
        return None
    return Reading(
        "day_range",
        month=found.number("month"),
        day=found.number("day"),
        day_to=found.number("day_to"),
        year=told.year,
        year_shift=told.shift,
    )


def _read_numeric(found: Found) -> Reading:
    return Reading("numeric", said=found.word("date"))


def _read_month(found: Found) -> Reading | None:
    told = _year(found)
    if told is None:
        return None
    mod = found.one("mod")
    base = "narrative" if mod and mod.name in ("FOLLOW", "PREV") else "published"
    direction = _DIRECTIONS[mod.name] if mod else None
    return Reading(
        "month",
        month=found.number("month"),
        part=_part(found),
        direction=direction,
        base=base,
        year=told.year,
        year_shift=told.shift,
    )


def _read_month_range(found: Found) -> Reading:
    return Reading("month_range", month=found.number("month"), month_to=found.number("month_to"), year=found.number("year"))


def _read_plain_year(found: Found) -> Reading | None:
    unit = found.one("unit")
    if unit is not None and unit.value != "year":
        return None
    return Reading("year", year=found.number("year"), part=_part(found), fiscal=bool(found.one("fiscal")))


def _read_year_range(found: Found) -> Reading | None:
    first, last = found.number("year"), found.number("year_to")
    if first is None or last is None:
        return None
    last = last if last > 100 else first // 100 * 100 + last
    return Reading("year_range", year=first, count=last) if first < last <= first + 100 else None


def _read_spoken_year(found: Found) -> Reading | None:
    words = [x.value for x in found.all("words") if isinstance(x.value, int)]
    if words[:2] == [2, 1000] and (len(words) == 2 and found.word("unit") == "year"):
        return Reading("year", year=2000)
    if not 16 <= words[0] <= 20 or words[1] < 10 or words[1] > 90 or (len(words) == 3 and (words[1] < 20 or words[2] > 9)):
        return None
    return Reading("year", year=100 * words[0] + sum(words[1:]), part=_part(found))


def _read_decade(found: Found) -> Reading:
    return Reading("decade", count=found.number("decade"), part=_part(found))


def _read_century(found: Found) -> Reading | None:
    unit = found.one("unit")
    return Reading("century", count=found.number("ordinal"), part=_part(found)) if unit and unit.value == "century" else None


def _read_weekday(found: Found) -> Reading | None:
    if found.before in ("every", "each"):
        return Reading("duration")
    mod, week = found.one("mod"), found.one("week")
    if week is not None:
        if week.value != "week":
            return None
        shift = _DIRECTIONS[next(x.name for x in found.all("wrel") if x.name in _DIRECTIONS)]
        return Reading("weekday", weekday=found.number("weekday"), unit="week", count=shift)
    direction = 1 if found.one("coming") else _DIRECTIONS[mod.name] if mod else None
    base = "narrative" if mod and mod.name in ("FOLLOW", "PREV", "SAME", "THAT") else "published"
    return Reading("weekday", weekday=found.number("weekday"), direction=direction, base=base, part=_part(found))


def _read_deictic(found: Found) -> Reading:
    days = found.number("deictic") or 0
    if found.one("beyond") is not None:
        days += 1 if days > 0 else -1
    return Reading("deictic", unit="day", count=days)


def _read_day_beyond(found: Found) -> Reading | None:
    unit = found.one("unit")
    if unit is None or unit.value != "day":
        return None
    return _read_deictic(found)


def _read_daypart(found: Found) -> Reading | None:
    mod = found.one("mod")
    assert mod is not None
    if mod.name in ("THAT", "SAME", "FOLLOW", "NEXT", "PREV"):
        count = {"THAT": 0, "SAME": 0, "FOLLOW": 1, "NEXT": 1, "PREV": -1}[mod.name]
        return Reading("offset", unit="day", count=count, base="narrative")
    if mod.name == "LAST":
        return Reading("deictic", unit="day", count=-1) if found.word("daypart") in ("night", "evening") else None
    return Reading("deictic", unit="day", count=0)


def _read_unit(found: Found) -> Reading | None:
    """this week, last year, the following month, that day ..."""
    mod, unit, the = found.one("mod"), found.one("unit"), found.one("the")
    assert mod is not None and unit is not None
    if unit.text.lower().endswith("s") or unit.value in ("second", "hour", "fortnight"):
        return None
    if unit.text.lower() == "night":
        return _night(mod)
    count = _DIRECTIONS[mod.name]
    if mod.name == "PAST" and found.one("this") is None:
        return None
    if mod.name == "LAST" and the is not None:
        return None
    if unit.value == "day" and mod.name in ("LAST", "PAST", "CURRENT", "COMING"):
        return None
    narrative = mod.name in ("PREV", "FOLLOW", "THAT", "SAME") or (mod.name == "NEXT" and the is not None)
    if mod.name == "NEXT" and the is not None and found.before in _DURATION_HEADS and unit.value != "day":
        return None
    if mod.name == "SAME" and the is None:
        return None
    return Reading(
        "offset" if narrative else "unit",
        unit=str(unit.value),
        count=count,
        base="narrative" if narrative else "published",
        part=_part(found),
        fiscal=found.one("fiscal") is not None,
    )


def _night(mod: Lexeme) -> Reading | None:
    if mod.name in ("LAST", "THIS"):
        return Reading("deictic", unit="day", count=-1 if mod.name == "LAST" else 0)
    if mod.name in ("THAT", "SAME"):
        return Reading("offset", unit="day", count=0, base="narrative")
    return None


def read_count(lexemes: tuple[Lexeme, ...]) -> int | None:
    """The number a group of lexemes spells, None where it is vague ("several")."""
    total = 0
    for lexeme in lexemes:
        if lexeme.name == "VAGUE":
            return 2 if lexeme.text.lower() == "couple" else None
        if lexeme.name == "ART":
            total += 0 if len(lexemes) > 1 else 1
        elif isinstance(lexeme.value, int):
            total = total * lexeme.value if lexeme.value >= 100 and total else total + lexeme.value
    return total or None


def _read_ago(found: Found) -> Reading | None:
    unit = found.one("unit")
    if unit is None or unit.value == "second":
        return None
    count = read_count(found.all("num")) if found.all("num") else 1
    if count is None or unit.value == "weekend":
        return Reading("reference", said="past")
    unit_name, count = _whole_days(str(unit.value), count)
    return Reading(
        "offset", unit=unit_name, count=-count, approximate=found.one("or") is not None or found.one("about") is not None
    )


def _whole_days(unit: str, count: int) -> tuple[str, int]:
    return ("day", count // 24) if unit == "hour" else (unit, count)


def _read_from_now(found: Found) -> Reading | None:
    unit, count = found.one("unit"), read_count(found.all("num"))
    if unit is None or count is None or unit.value in ("second", "hour"):
        return Reading("reference", said="future")
    return Reading("offset", unit=str(unit.value), count=count)


def _read_later(found: Found) -> Reading | None:
    """two days later, a year earlier, the day before, hours later ..."""
    unit, way = found.one("unit"), found.one("way")
    assert unit is not None and way is not None
    following = found.after
    if (
        way.name in ("BEFORE", "AFTER")
        and following is not None
        and following.text not in ",.;:)!?”\"'"
        and following.name != "AND"
    ):
        return None
    if unit.value == "second":
        return None
    sign = -1 if way.name in ("EARLIER", "BEFORE") else 1
    count = read_count(found.all("num")) if found.all("num") else (0 if unit.value == "hour" else None)
    if found.one("the") is not None:
        count = 1
    if count is None:
        return Reading("reference", said="narrative")
    name, count = _whole_days(str(unit.value), count)
    return Reading("offset", unit=name, count=sign * count, base="narrative")


def _read_season(found: Found) -> Reading | None:
    told, mod = _year(found), found.one("mod")
    if told is None or (told == (None, None) and mod is None):
        return None
    return Reading(
        "season",
        count=found.number("season"),
        direction=_DIRECTIONS.get(mod.name) if mod else None,
        part=_part(found),
        year=told.year,
        year_shift=told.shift,
    )


def _read_quarter(found: Found) -> Reading | None:
    unit, told = found.one("unit"), _year(found)
    number = found.number("ordinal")
    if (
        unit is None
        or unit.value != "quarter"
        or unit.text.lower().endswith("s")
        or told is None
        or number is None
        or number > 4
    ):
        return None
    said = told.year if told.year is not None else found.number("year_before")
    return Reading("quarter", count=number, fiscal=found.one("fiscal") is not None, year=said, year_shift=told.shift)


def _read_quarter_code(found: Found) -> Reading | None:
    told = _year(found)
    if told is None:
        return None
    return Reading(
        "quarter", count=found.number("code"), fiscal=found.one("fiscal") is not None, year=told.year, year_shift=told.shift
    )


def _read_weekend(found: Found) -> Reading | None:
    unit = found.one("unit")
    return (
        Reading("weekend", part=_part(found))
        if unit and unit.value == "weekend" and not unit.text.lower().endswith("s")
        else None
    )


def _read_holiday(found: Found) -> Reading | None:
    told, mod = _year(found), found.one("mod")
    if told is None:
        return None
    return Reading(
        "holiday",
        said=found.word("holiday"),
        direction=_DIRECTIONS[mod.name] if mod else None,
        year=told.year,
        year_shift=told.shift,
    )


def _read_clock(found: Found) -> Reading | None:
    if found.one("ampm") is None and (
        found.one("clock") is None or found.before not in ("at", "around", "about", "by", "before", "after", "until")
    ):
        return None
    return Reading("clock")


def _read_reference(found: Found) -> Reading:
    lexeme = found.one("ref")
    return Reading("reference", said=str(lexeme.value) if lexeme else None)


READERS: dict[str, Callable[[Found], Reading | None]] = {
    "numeric": _read_numeric,
    "month_day": _read_month_day,
    "day_range": _read_day_range,
    "month": _read_month,
    "month_range": _read_month_range,
    "plain_year": _read_plain_year,
    "year_range": _read_year_range,
    "spoken_year": _read_spoken_year,
    "decade": _read_decade,
    "century": _read_century,
    "weekday": _read_weekday,
    "deictic": _read_deictic,
    "day_beyond": _read_day_beyond,
    "daypart": _read_daypart,
    "unit": _read_unit,
    "ago": _read_ago,
    "from_now": _read_from_now,
    "later": _read_later,
    "season": _read_season,
    "quarter": _read_quarter,
    "quarter_code": _read_quarter_code,
    "weekend": _read_weekend,
    "holiday": _read_holiday,
    "clock": _read_clock,
    "reference": _read_reference,
}
"""What each `read:` of `flows/lexicons/dates_grammar.yml` calls."""
