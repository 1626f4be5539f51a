"""Readings of expressions that name calendar time: days, months, years, seasons, quarters, holidays."""

from collections.abc import Callable

from flows.stages.date_readings import DIRECTIONS, Found, Reading, SaidYear, read_part, read_year

_BEFORE_THAT = frozenset({",", ";", "(", "in", "by", "of", "from", "since", "and", "–", "—"})
"""What stands before "that November" where it points at a month of the year told before."""


def _read_month_day(found: Found) -> Reading | None:
    told = read_year(found)
    day = found.number("day")
    if told is None or day is None or day > 31:
        return None
    short = found.number("short")
    if short is not None:
        # "17 Jan 90 (": two digits are a year only before a mark, as in datelines
        if found.after is None or found.after.text not in "()-–—:" or not 32 <= short <= 99:
            return None
        told = SaidYear(1900 + short, None)
    return Reading(
        "month_day",
        month=found.number("month"),
        day=day,
        weekday=found.number("weekday"),
        part=read_part(found),
        year=told.year,
        year_shift=told.shift,
    )


def _read_day_range(found: Found) -> Reading | None:
    told = read_year(found)
    if told is None or (found.one("month_to") is not None and told.year is None):
        return None
    return Reading(
        "day_range",
        month=found.number("month"),
        month_to=found.number("month_to"),
        day=found.number("day"),
        day_to=found.number("day_to"),
        year=told.year,
        year_shift=told.shift,
    )


def _read_numeric(found: Found) -> Reading:
    return Reading("numeric", said=found.word("date"))


def _read_month(found: Found) -> Reading | None:
    told = read_year(found)
    if told is None:
        return None
    mod = found.one("mod")
    if mod is not None and mod.name == "THAT" and found.before not in _BEFORE_THAT:
        return None  # "said that May was wet"
    base = "narrative" if mod and mod.name in ("FOLLOW", "PREV", "THAT", "SAME") else "published"
    direction = DIRECTIONS[mod.name] if mod else None
    return Reading(
        "month",
        month=found.number("month"),
        part=read_part(found),
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
    return Reading("year", year=found.number("year"), part=read_part(found), fiscal=bool(found.one("fiscal")))


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
    return Reading("year", year=100 * words[0] + sum(words[1:]), part=read_part(found))


def _read_decade(found: Found) -> Reading:
    return Reading("decade", count=found.number("decade"), part=read_part(found))


def _read_century(found: Found) -> Reading | None:
    unit = found.one("unit")
    return (
        Reading("century", count=found.number("ordinal"), part=read_part(found)) if unit and unit.value == "century" else None
    )


def _read_season(found: Found) -> Reading | None:
    told, mod = read_year(found), found.one("mod")
    if told is None or (told == (None, None) and mod is None):
        return None
    return Reading(
        "season",
        count=found.number("season"),
        direction=DIRECTIONS.get(mod.name) if mod else None,
        part=read_part(found),
        year=told.year,
        year_shift=told.shift,
    )


def _read_quarter(found: Found) -> Reading | None:
    unit, told = found.one("unit"), read_year(found)
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
    told = read_year(found)
    if told is None:
        return None
    return Reading(
        "quarter", count=found.number("code"), fiscal=found.one("fiscal") is not None, year=told.year, year_shift=told.shift
    )


def _read_holiday(found: Found) -> Reading | None:
    told, mod = read_year(found), found.one("mod")
    if told is None:
        return None
    return Reading(
        "holiday",
        said=found.word("holiday"),
        direction=DIRECTIONS[mod.name] if mod else None,
        year=told.year,
        year_shift=told.shift,
    )


ABSOLUTE: dict[str, Callable[[Found], Reading | None]] = {
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
    "season": _read_season,
    "quarter": _read_quarter,
    "quarter_code": _read_quarter_code,
    "holiday": _read_holiday,
}
"""What each `read:` of `flows/lexicons/dates_grammar.yml` calls, for calendar time."""
