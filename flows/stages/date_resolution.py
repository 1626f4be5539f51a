"""From what an expression says to calendar days: by its own words, the publication day, or the narrative's current date."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flows.core.lexicons import read_yaml
from flows.stages import date_values as values
from flows.stages.date_readings import Reading
from flows.stages.date_values import NOTHING, Value

RANKS = {"day": 0, "week": 1, "month": 2, "season": 3, "interval": 3, "year": 4, "decade": 5, "none": 9}
"""Precisions from fine to coarse."""

_UNIT_RANKS = {
    "hour": 0,
    "day": 0,
    "weekend": 1,
    "week": 1,
    "fortnight": 1,
    "month": 2,
    "quarter": 3,
    "year": 4,
    "decade": 5,
    "century": 6,
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value, what it was resolved against and how sure that is."""

    value: Value
    anchor: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Told:
    """A date the narrative has told.

    Attributes:
        at: Where.
        value: Its value.
        explicit: Whether its year was written out.
        spoken: Whether it only dates a saying.
        aside: Whether it is only of what lies behind ("since riots broke out ten days ago"), which the narrative does not go on from.
    """

    at: int
    value: Value
    explicit: bool
    spoken: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is resolved against.

    Attributes:
        published: The publication day, None if unknown.
        day_first: Whether 6/1/2022 is 6 January (None: unknown).
        country: The publisher's country, for holidays.
        tense: past, present, future or None around the words.
        told: Dates told before, the latest last.
        near_year: A year written out shortly before, which a month or day without a year falls in, if any.
    """

    published: date | None
    day_first: bool | None = None
    country: str | None = None
    tense: str | None = None
    told: tuple[Told, ...] = field(default=())
    near_year: int | None = None


def resolve(reading: Reading, context: Context) -> Resolved | None:
    """The value of a reading in context; None where the words are no possible date (31 June) or no date at all."""
    answer = _KINDS[reading.kind](reading, context)
    if answer is None or reading.part not in ("early", "mid", "late", "earlier", "later") or answer.value.edtf is None:
        return answer
    value = answer.value
    if reading.part in ("early", "mid", "late"):
        value = values.narrow(value, reading.part)
    elif context.published and value.start and value.end and value.start <= context.published <= value.end:
        first, last = (value.start, context.published) if reading.part == "earlier" else (context.published, value.end)
        value = replace(value, start=first, end=last)
    return replace(answer, value=value)


def _absolute(value: Value | None, confidence: float = 0.95) -> Resolved | None:
    return Resolved(value, "none", confidence) if value else None


def _published(value: Value | None, confidence: float) -> Resolved | None:
    return Resolved(value, "published", confidence) if value else None


def _unresolved(anchor: str = "none") -> Resolved:
    return Resolved(NOTHING, anchor, 0.9)


def nearest(options: list[Value], context: Context, inclusive: bool = True) -> Value | None:
    """Of values in time order, the last not after publication (past), the first not before (future), else the nearest."""
    day = context.published
    if day is None:
        return None
    dated = [v for v in options if v.start and v.end]
    past = [v for v in dated if v.start and (v.start <= day if inclusive else v.start < day)]
    future = [v for v in dated if v.end and v.end >= day]
    if context.tense == "past" and past:
        # a day soon to come is rather that than the one of a year ago, whatever the verb ("declared a dividend payable Nov. 20")
        soon = future[0] if future and future[0].precision == "day" and future[0] is not past[-1] else None
        if soon is not None and 5 * _distance(soon, day)[0] < _distance(past[-1], day)[0]:
            return soon
        return past[-1]
    if context.tense == "future" and future:
        return future[0]
    return min(dated, key=lambda v: _distance(v, day), default=None)


def _distance(value: Value, day: date) -> tuple[int, int]:
    assert value.start and value.end
    if value.start <= day <= value.end:
        return 0, 0
    # news tells more of what was: a day to come must be twice as near
    return (2 * (value.start - day).days, 1) if value.start > day else ((day - value.end).days, 0)


def _years(context: Context) -> list[int]:
    return [context.published.year + k for k in (-1, 0, 1)] if context.published else []


def _year_of(reading: Reading, context: Context) -> int | None:
    if reading.year is not None:
        return reading.year
    if reading.year_shift is not None and context.published:
        return context.published.year + reading.year_shift
    return None


def _in_year(reading: Reading, context: Context, make: Callable[[int], Value | None]) -> Resolved | None:
    """A value that needs a year: the one said, one written shortly before, or the nearest to publication by tense."""
    told = _year_of(reading, context)
    if told is not None:
        value = make(told)
        return (_absolute(value) if reading.year is not None else _published(value, 0.9)) if value else None
    if not any(make(y) for y in (2023, 2024)):
        return None
    if reading.year_shift is not None:
        return _unresolved("published")
    # "fled in 2023 and was extradited last November": counted from the day of the article
    if context.near_year is not None and reading.direction is None:
        value = make(context.near_year)
        return Resolved(value, "narrative", 0.7) if value else _unresolved("narrative")
    options = [v for v in map(make, _years(context)) if v]
    if reading.weekday is not None:
        agreeing = [v for v in options if v.start and v.start.weekday() == reading.weekday]
        options = agreeing or options
    if reading.direction is not None and context.published:
        day = context.published
        if reading.direction < 0:
            options = [v for v in options if v.end and v.end < day][-1:]
        elif reading.direction > 0:
            options = [v for v in options if v.start and v.start > day][:1]
        else:
            options = [v for v in options if v.edtf and v.edtf.startswith(str(day.year))]
    found = nearest(options, context)
    return _published(found, 0.85 if context.tense else 0.75) if found else _unresolved("published")


def _month_day(reading: Reading, context: Context) -> Resolved | None:
    m, d = reading.month or 0, reading.day or 0
    return _in_year(reading, context, lambda y: values.make_day(y, m, d))


def _day_range(reading: Reading, context: Context) -> Resolved | None:
    def make(y: int) -> Value | None:
        first, last = (
            values.make_day(y, reading.month or 0, reading.day or 0),
            values.make_day(y, reading.month or 0, reading.day_to or 0),
        )
        return values.spanning(first, last) if first and last else None

    return _in_year(reading, context, make)


def _month(reading: Reading, context: Context) -> Resolved | None:
    m = reading.month or 0
    if reading.base == "narrative" and context.told:
        base = context.told[-1].value
        at = base.start if reading.direction == -1 else base.end
        if at and reading.direction == 0:
            value = values.month(at.year, m)
            return Resolved(value, "narrative", 0.7) if value else None
        if at:
            steps = (m - at.month) % 12 or 12 if reading.direction == 1 else -((at.month - m) % 12 or 12)
            moved = values.add_months(at.replace(day=1), steps)
            value = values.month(moved.year, moved.month) if moved else None
            return Resolved(value, "narrative", 0.7) if value else None
    return _in_year(reading, context, lambda y: values.month(y, m))


def _month_range(reading: Reading, _: Context) -> Resolved | None:
    first, last = values.month(reading.year or 0, reading.month or 0), values.month(reading.year or 0, reading.month_to or 0)
    return _absolute(values.spanning(first, last)) if first and last else None


def _year(reading: Reading, _: Context) -> Resolved | None:
    return _absolute(values.year(reading.year or 0), 0.9)


def _year_range(reading: Reading, _: Context) -> Resolved | None:
    first, last = values.year(reading.year or 0), values.year(reading.count or 0)
    return _absolute(values.spanning(first, last)) if first and last else None


def _decade(reading: Reading, _: Context) -> Resolved | None:
    return _absolute(values.decade(reading.count or 0))


def _century(reading: Reading, _: Context) -> Resolved | None:
    return _absolute(values.century(reading.count or 0))


def _season(reading: Reading, context: Context) -> Resolved | None:
    code = reading.count or 0
    if reading.direction is not None and reading.year is None and reading.year_shift is None and context.published:
        day = context.published
        options = [v for v in (values.season(y, code) for y in _years(context)) if v and v.start and v.end]
        if reading.direction < 0:
            options = [v for v in options if v.end and v.end < day][-1:]
        elif reading.direction > 0:
            options = [v for v in options if v.start and v.start > day][:1]
        else:
            options = sorted(options, key=lambda v: _distance(v, day))[:1]
        return _published(options[0], 0.8) if options else _unresolved("published")
    return _in_year(reading, context, lambda y: values.season(y, code))


def _quarter(reading: Reading, context: Context) -> Resolved | None:
    if reading.fiscal:
        return _unresolved()
    return _in_year(reading, replace(context, tense=context.tense or "past"), lambda y: values.quarter(y, reading.count or 0))


def _holiday(reading: Reading, context: Context) -> Resolved | None:
    entry = read_yaml("dates")["holidays"].get((reading.said or "").replace("’", "'"))
    if entry is None or (entry.get("country") and entry["country"] != context.country):
        return None

    def make(y: int) -> Value | None:
        if "day" in entry:
            return values.make_day(y, *entry["day"])
        if "easter" in entry:
            return values.day(values.easter(y) + timedelta(entry["easter"]))
        weekday, nth, in_month = entry["rule"]
        return values.day(values.nth_weekday(y, in_month, weekday, nth) + timedelta(entry.get("shift", 0)))

    return _in_year(reading, context, make)


def _numeric(reading: Reading, context: Context) -> Resolved | None:
    parts = [int(p) for p in (reading.said or "").replace(".", "-").replace("/", "-").split("-")]
    if parts[0] > 31:
        return _absolute(values.make_day(*parts), 0.97)
    first, second, y = parts
    y = y if y > 99 else 2000 + y if y <= 68 else 1900 + y
    if first > 12 or second > 12 or first == second:
        d, m = (first, second) if first > 12 or first == second else (second, first)
        return _absolute(values.make_day(y, m, d), 0.95)
    if context.day_first is not None or "." in (reading.said or ""):
        d, m = (first, second) if context.day_first is not False else (second, first)
        return _absolute(values.make_day(y, m, d), 0.85)
    both = sorted({date(y, first, second), date(y, second, first)})
    if context.published and both[1] > context.published >= both[0] and context.tense != "future":
        return _absolute(values.day(both[0]), 0.6)
    return Resolved(Value(None, both[0], both[1], "interval"), "none", 0.6)


def _weekday(reading: Reading, context: Context) -> Resolved | None:
    wanted = reading.weekday or 0
    if reading.base == "narrative":
        base = _base(context, "day")
        if base is None:
            return _unresolved("narrative")
        ahead = (wanted - base.weekday()) % 7
        count = (
            (ahead or 7)
            if reading.direction == 1
            else -((base.weekday() - wanted) % 7 or 7)
            if reading.direction == -1
            else ahead
        )
        return Resolved(values.day(base + timedelta(count)), "narrative", 0.7)
    day = context.published
    if day is None:
        return _unresolved("published")
    if reading.unit == "week":
        monday = day - timedelta(day.weekday()) + timedelta(7 * (reading.count or 0))
        return _published(values.day(monday + timedelta(wanted)), 0.9)
    back, ahead = (day.weekday() - wanted) % 7, (wanted - day.weekday()) % 7
    if reading.direction == -1:
        return _published(values.day(day - timedelta(back or 7)), 0.85)
    if reading.direction == 1:
        return _published(values.day(day + timedelta(ahead or 7)), 0.8)
    if context.tense == "future":
        return _published(values.day(day + timedelta(ahead)), 0.85)
    if context.tense in (None, "present") and reading.direction == 0:
        return _published(values.day(day + timedelta(wanted - day.weekday())), 0.7)
    return _published(values.day(day - timedelta(back)), 0.9 if context.tense == "past" else 0.75)


def _deictic(reading: Reading, context: Context) -> Resolved | None:
    if context.published is None:
        return _unresolved("published")
    return _published(values.shift(context.published, "day", reading.count or 0), 0.95)


def _unit(reading: Reading, context: Context) -> Resolved | None:
    if context.published is None or reading.unit is None:
        return _unresolved("published")
    return _published(values.shift(context.published, reading.unit, reading.count or 0), 0.9)


def _weekend(_: Reading, context: Context) -> Resolved | None:
    day = context.published
    if day is None:
        return _unresolved("published")
    this = values.weekend(day)
    assert this.start
    if context.tense == "future" or this.start <= day:
        return _published(this, 0.8)
    return _published(values.weekend(day - timedelta(7)), 0.8)


def _base(context: Context, unit: str) -> date | None:
    """The narrative's current day for an offset in some unit: the latest date told that is fine enough for it."""
    for told in sorted(context.told[-4:], key=lambda t: (t.spoken, t.aside, -t.at)):
        if RANKS[told.value.precision] <= max(0, _UNIT_RANKS[unit]) and told.value.start:
            return told.value.start
    return None


def _offset(reading: Reading, context: Context) -> Resolved | None:
    unit, count = reading.unit or "day", reading.count or 0
    if reading.base == "published":
        if context.published is None:
            return _unresolved("published")
        value = values.shift(context.published, "day" if unit == "hour" else unit, count)
        return _published(values.about(value) if value and reading.approximate else value, 0.8)
    base = _base(context, unit)
    if base is not None:
        value = values.shift(base, "day" if unit == "hour" else unit, count)
        value = values.about(value) if value and reading.approximate else value
        if value and value.start and context.published and count > 0 and value.start > context.published:
            return _unresolved("narrative")  # news does not tell what comes after it as "two days later"
        return Resolved(value, "narrative", 0.7) if value else None
    if unit in ("year", "month", "quarter") and context.published:
        return _published(values.shift(context.published, unit, count), 0.5)
    return _unresolved("narrative")


def _clock(_: Reading, context: Context) -> Resolved | None:
    base = _base(context, "day")
    return Resolved(values.day(base), "narrative", 0.6) if base else _unresolved("narrative")


def _reference(_: Reading, __: Context) -> Resolved | None:
    return _unresolved()


def _none(_: Reading, __: Context) -> Resolved | None:
    return None


_KINDS: dict[str, Callable[[Reading, Context], Resolved | None]] = {
    "numeric": _numeric,
    "month_day": _month_day,
    "day_range": _day_range,
    "month": _month,
    "month_range": _month_range,
    "year": _year,
    "year_range": _year_range,
    "decade": _decade,
    "century": _century,
    "weekday": _weekday,
    "deictic": _deictic,
    "unit": _unit,
    "offset": _offset,
    "weekend": _weekend,
    "season": _season,
    "quarter": _quarter,
    "holiday": _holiday,
    "clock": _clock,
    "anchored": _reference,
    "reference": _reference,
    "duration": _none,
}
