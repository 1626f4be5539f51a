"""When an article was published, from what metadata or its address say; never from its text."""

import re
import warnings
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

from flows.core.document import Passport

EARLIEST, LATEST = 1700, 2100
_LABEL = re.compile(r"(?:first )?(?:published|posted)\b(?: on\b)?:?\s+", re.I)
"""A page's own label before the time; "updated" is no such label, as it tells another time."""
_YEAR = re.compile(r"(?<!\d)(1[7-9]\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{8}T\d{4}", re.I)
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)\b|Z$|[+-]\d{2}:?\d{2}$)", re.I)
_NAMED_ZONE = re.compile(r"\b(?!AM$|PM$)[A-Z]{2,5}$")
_IN_URL = re.compile(r"(?:^|[/_-])(20\d\d|19\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=$|[/_-])")


def read_published(value: str, passport: Passport) -> tuple[str | None, str | None]:
    """A publication date as metadata gives it.

    A time without a zone is read in the source's own zone; without one known, only the day is kept.

    Args:
        value: As given.
        passport: Of the source: its zone and its order of day and month.

    Returns:
        `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ`, and None; or None and why it cannot be told.
    """
    value = _LABEL.sub("", value.strip())
    exact = _DAY.match(value) or _COMPACT.match(value)
    if exact:
        day = _day(*exact.groups())
        return (day, None) if day else (None, f"no such day: {value[:40]!r}")
    if len(value) > 80 or not _YEAR.search(value):
        return None, f"no date with a full year: {value[:40]!r}"
    numeric = _NUMERIC.match(value)
    day_first = passport.day_first
    if numeric and day_first is None:
        first, second = int(numeric.group(1)), int(numeric.group(2))
        if first <= 12 and second <= 12 and first != second:
            return None, f"day or month first? {value[:40]!r}: say `day_first` in the source's passport"
        day_first = first > 12
    parsed = _iso(value) or _parse(value, bool(numeric and day_first))
    if parsed is None:
        return None, f"not a full date: {value[:40]!r}"
    if not EARLIEST <= parsed.year < LATEST:
        return None, f"out of range: {value[:40]!r}"
    if not _CLOCK.search(value):
        return parsed.date().isoformat(), None
    return _moment(parsed, value, passport), None


def published_in_url(url: str | None) -> str | None:
    """The day in an address's path ("/2021/03/04/"), None if there is none or more than one."""
    if not url or len(url) > 2_000:
        return None
    path = url.split("?", 1)[0].split("#", 1)[0]
    days = {day for m in _IN_URL.finditer(path) if (day := _day(*m.groups()))}
    return days.pop() if len(days) == 1 else None


def _iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _parse(value: str, day_first: bool) -> datetime | None:
    """A date and time that the words themselves give: parsing against two defaults shows what they leave open."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one = dateutil_parser.parse(value, default=datetime(2000, 1, 1), dayfirst=day_first)
            two = dateutil_parser.parse(value, default=datetime(2003, 2, 2), dayfirst=day_first)
    except (ValueError, OverflowError, TypeError, AttributeError, ArithmeticError):
        return None
    return one if one == two else None


def _moment(parsed: datetime, value: str, passport: Passport) -> str:
    try:
        if parsed.tzinfo is not None and _ZONE.search(value):
            moment = parsed.astimezone(UTC)
        elif passport.timezone != "UTC" and not _NAMED_ZONE.search(value):
            moment = parsed.replace(tzinfo=ZoneInfo(passport.timezone)).astimezone(UTC)
        else:
            return parsed.date().isoformat()
    except (OverflowError, ValueError):
        return parsed.date().isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if EARLIEST <= found.year < LATEST else None
