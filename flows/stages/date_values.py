"""Calendar values: a stretch of days with its EDTF name and the precision it was told with."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1000, 2999


@dataclass(frozen=True, slots=True)
class Value:
    """A named stretch of days.

    Attributes:
        edtf: EDTF string, None where only bounds are known.
        start: First day, None if open or unknown.
        end: Last day (closed), None if open or unknown.
        precision: day, week, month, season, year, decade, interval, none.
    """

    edtf: str | None
    start: date | None
    end: date | None
    precision: str


NOTHING = Value(None, None, None, "none")
"""What names no calendar time."""


def day(on: date) -> Value:
    """One day."""
    return Value(on.isoformat(), on, on, "day")


def make_day(year: int, month: int, number: int) -> Value | None:
    """One day by its numbers, None if the calendar has no such day."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]):
        return None
    return day(date(year, month, number))


def month(year: int, number: int) -> Value | None:
    """One month."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        return None
    return Value(f"{year:04d}-{number:02d}", date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month")


def year(number: int) -> Value | None:
    """One year."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    return Value(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "year")


def decade(first: int) -> Value | None:
    """The ten years from `first`, a multiple of ten."""
    if first % 10 or not FIRST_YEAR <= first <= LAST_YEAR:
        return None
    return Value(f"{first // 10}X", date(first, 1, 1), date(first + 9, 12, 31), "decade")


def century(number: int) -> Value | None:
    """A century as commonly counted: the 20th is 1900 to 1999."""
    if not 11 <= number <= 29:
        return None
    return Value(f"{number - 1}XX", date(number * 100 - 100, 1, 1), date(number * 100 - 1, 12, 31), "interval")


def season(of_year: int, code: int) -> Value | None:
    """A season of the northern year by its EDTF code: 21 spring, 22 summer, 23 autumn, 24 winter (ending the next year)."""
    if not FIRST_YEAR <= of_year < LAST_YEAR:
        return None
    first = 3 * (code - 20)
    last_year, last = (of_year + 1, 2) if code == 24 else (of_year, first + 2)
    return Value(
        f"{of_year:04d}-{code}", date(of_year, first, 1), date(last_year, last, monthrange(last_year, last)[1]), "season"
    )


def quarter(of_year: int, number: int) -> Value | None:
    """A quarter of the calendar year, as an interval of months."""
    if not (FIRST_YEAR <= of_year <= LAST_YEAR and 1 <= number <= 4):
        return None
    first, last = date(of_year, 3 * number - 2, 1), date(of_year, 3 * number, monthrange(of_year, 3 * number)[1])
    return Value(f"{first:%Y-%m}/{last:%Y-%m}", first, last, "interval")


def week(around: date) -> Value:
    """The week, Monday to Sunday, that holds a day."""
    monday = around - timedelta(around.weekday())
    return stretch(monday, monday + timedelta(6), "week")


def weekend(around: date) -> Value:
    """The Saturday and Sunday of the week that holds a day."""
    saturday = around + timedelta(5 - around.weekday())
    return stretch(saturday, saturday + timedelta(1), "interval")


def stretch(first: date, last: date, precision: str = "interval") -> Value:
    """A run of days."""
    return Value(f"{first.isoformat()}/{last.isoformat()}", first, last, precision)


def add_months(on: date, count: int) -> date | None:
    """The same day some months away, cut to the length of that month; None beyond the calendar."""
    index = on.year * 12 + on.month - 1 + count
    y, m = divmod(index, 12)
    if not FIRST_YEAR <= y <= LAST_YEAR:
        return None
    return date(y, m + 1, min(on.day, monthrange(y, m + 1)[1]))


def add_days(on: date, count: int) -> date | None:
    """The day some days away, None beyond the calendar."""
    if abs(count) > 365_000:
        return None
    moved = on.toordinal() + count
    return (
        date.fromordinal(moved) if date(FIRST_YEAR, 1, 1).toordinal() <= moved <= date(LAST_YEAR, 12, 31).toordinal() else None
    )


def shift(base: date, unit: str, count: int) -> Value | None:
    """The day, week, month, quarter, year, decade or century that lies `count` units from a day."""
    if abs(count) > 3000:
        return None
    if unit in ("day", "week", "fortnight", "weekend"):
        moved = add_days(base, count * {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}[unit])
        make = {"day": day, "week": week, "fortnight": week, "weekend": weekend}[unit]
        return make(moved) if moved else None
    if unit in ("month", "quarter"):
        moved = add_months(base, count * (3 if unit == "quarter" else 1))
        if moved is None:
            return None
        return month(moved.year, moved.month) if unit == "month" else quarter(moved.year, (moved.month + 2) // 3)
    if unit == "year":
        return year(base.year + count)
    if unit == "decade":
        return decade((base.year // 10 + count) * 10)
    return century(base.year // 100 + 1 + count) if unit == "century" else None


def narrow(value: Value, part: str) -> Value:
    """The early, mid or late part of a value: its name stays, its days become that third.

    A month's thirds are days 1-10, 11-20 and 21 to its end; a year's are four months each; a decade's
    its years 0-3, 4-6 and 7-9; of other stretches (season, week) a third of the days. Of a day or two there are no parts.
    """
    if value.start is None or value.end is None or (value.end - value.start).days < 2:
        return value
    first, last = value.start, value.end
    if value.precision == "month":
        cuts = (first, first.replace(day=11), first.replace(day=21))
    elif value.precision == "year":
        cuts = (first, first.replace(month=5), first.replace(month=9))
    elif value.precision == "decade":
        cuts = (first, first.replace(year=first.year + 4), first.replace(year=first.year + 7))
    else:
        third = timedelta(((last - first).days + 1) // 3)
        cuts = (first, first + third, last - third + timedelta(1))
    number = {"early": 0, "mid": 1, "late": 2}[part]
    start = cuts[number]
    return replace(value, start=start, end=cuts[number + 1] - timedelta(1) if number < 2 else last)


def since(value: Value) -> Value:
    """From the value's beginning on, open at the end."""
    first = value.edtf and value.edtf.split("/")[0]
    if first and "X" in first and value.start:
        first = f"{value.start.year:04d}"  # EDTF knows no interval from a decade
    return replace(value, edtf=first and f"{first}/..", end=None, precision="interval")


def spanning(first: Value, last: Value) -> Value | None:
    """From one value to another, None where they are not two points in order."""
    if not (first.edtf and last.edtf and first.start and last.end) or "/" in first.edtf + last.edtf or first.start > last.end:
        return None
    return Value(f"{first.edtf.rstrip('~')}/{last.edtf.rstrip('~')}", first.start, last.end, "interval")


def about(value: Value) -> Value:
    """The value as an approximation."""
    if not value.edtf or value.edtf.endswith("~") or "/" in value.edtf or "X" in value.edtf:
        return value
    return replace(value, edtf=value.edtf + "~")


def easter(in_year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = in_year % 19, divmod(in_year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, last = divmod(h + m - 7 * n + 114, 31)
    return date(in_year, number, last + 1)


def nth_weekday(in_year: int, in_month: int, weekday: int, nth: int) -> date:
    """The nth weekday (Monday 0) of a month, counted from its end where `nth` is negative."""
    if nth > 0:
        first = date(in_year, in_month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(in_year, in_month, monthrange(in_year, in_month)[1])
    return last - timedelta((last.weekday() - weekday) % 7 + 7 * (-nth - 1))
