"""Readings of expressions that need a day to count from: weekdays, today, last week, two days later."""

from collections.abc import Callable

from flows.stages.date_lexer import Lexeme
from flows.stages.date_readings import DIRECTIONS, Found, Reading, read_part

_DURATION_HEADS = frozenset({"over", "during", "for", "within", "throughout", "in", "of", "through", "than", "about"})


def _read_weekday(found: Found) -> Reading | None:
    if found.before in ("every", "each"):
        return Reading("duration")
    mod, week = found.one("mod"), found.one("week")
    if week is not None:
        if week.value != "week":
            return None
        shift = DIRECTIONS[next(x.name for x in found.all("wrel") if x.name in DIRECTIONS)]
        return Reading("weekday", weekday=found.number("weekday"), unit="week", count=shift)
    direction = 1 if found.one("coming") else DIRECTIONS[mod.name] if mod else None
    base = "narrative" if mod and mod.name in ("FOLLOW", "PREV", "SAME", "THAT") else "published"
    return Reading("weekday", weekday=found.number("weekday"), direction=direction, base=base, part=read_part(found))


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
    count = DIRECTIONS[mod.name]
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
        part=read_part(found),
        fiscal=found.one("fiscal") is not None,
    )


def _read_unit_part(found: Found) -> Reading | None:
    """the end of the month, the start of the year: of the publication day's own."""
    unit = found.one("unit")
    if unit is None or unit.text.lower().endswith("s") or unit.value not in ("week", "month", "year", "decade", "century"):
        return None
    return Reading("unit", unit=str(unit.value), count=0, part=read_part(found))


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
    if unit.value == "second":
        return None
    sign = -1 if way.name in ("EARLIER", "BEFORE") else 1
    count = read_count(found.all("num")) if found.all("num") else (0 if unit.value == "hour" else None)
    if found.one("the") is not None:
        count = 1
    if count is None:
        return Reading("reference", said="narrative")
    name, count = _whole_days(str(unit.value), count)
    # "was shot a week earlier": about that day, not a week of the calendar
    weeks = name == "week" and found.one("the") is None
    name, count = ("day", 7 * count) if weeks else (name, count)
    anchored = way.name in ("BEFORE", "AFTER") and following is not None and following.text not in ",.;:)!?”\"'"
    if anchored and following is not None and following.name != "AND":
        return Reading("anchored", unit=name, count=sign * count)
    return Reading("offset", unit=name, count=sign * count, base="narrative", approximate=weeks)


def _read_weekend(found: Found) -> Reading | None:
    unit = found.one("unit")
    return (
        Reading("weekend", part=read_part(found))
        if unit and unit.value == "weekend" and not unit.text.lower().endswith("s")
        else None
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


RELATIVE: dict[str, Callable[[Found], Reading | None]] = {
    "weekday": _read_weekday,
    "deictic": _read_deictic,
    "day_beyond": _read_day_beyond,
    "daypart": _read_daypart,
    "unit": _read_unit,
    "unit_part": _read_unit_part,
    "ago": _read_ago,
    "from_now": _read_from_now,
    "later": _read_later,
    "weekend": _read_weekend,
    "clock": _read_clock,
    "reference": _read_reference,
}
"""What each `read:` of `flows/lexicons/dates_grammar.yml` calls, for relative time."""
