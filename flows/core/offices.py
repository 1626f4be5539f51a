"""Offices in time: who held what on a day, as far as statements and sourced lists tell.

An article says that somebody is, was or will be something; it says so on its day of publication, and sometimes since when
or until when. A sourced list gives offices with dates. From these `code_on` answers what somebody was on a day: "held",
"not_held" or "unknown" - never a guess. Days are `YYYY-MM-DD` text, which sorts as the calendar does.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flows.core.annotations import Position
from flows.core.translit import fold

Verdict = Literal["held", "not_held", "unknown"]
Days = tuple[str, str]
"""First and last day of an uncertain date: "2019-03" is any day of that March."""

LASTING = 366
"""Days for which an office stated as current, with no date, is taken to hold before and after its statement."""

TERM = 3653
"""Days before its stated end for which an office whose begin nobody states is taken to hold."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[~?%]?")


@dataclass(frozen=True, slots=True)
class OfficeStatement:
    """One statement that a person holds, held or will hold an office.

    Attributes:
        title: Title, folded.
        country: ISO 3166-1 alpha-2 of the office, None if unknown.
        actor_type: PLOVER sector, None if unknown.
        status: current, former, acting, incoming.
        start: When it began, None if not stated.
        end: When it ended, None if not stated.
        said: Day it was said, None if unknown.
        listed: Whether a sourced list says so, whose dates are complete: an open end means that it lasts.
    """

    title: str
    country: str | None
    actor_type: str | None
    status: str
    start: Days | None
    end: Days | None
    said: str | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class ListedOffice:
    """One row of a sourced list of offices (`raw/reference`).

    Attributes:
        entity: The person's full name; other spellings after `|`.
        office: Title.
        organization: Organization's name, empty if none.
        country: ISO 3166-1 alpha-2, empty if none.
        start: EDTF date (year, month or day) of the first day in office, empty if unknown.
        end: EDTF date of the last day in office, empty while it lasts.
        source: Where the row comes from; never empty.
    """

    entity: str
    office: str
    organization: str
    country: str
    start: str
    end: str
    source: str


@dataclass(frozen=True, slots=True)
class Code:
    """What somebody is on a day: whether an office was held, its sector, and the country the person belongs to."""

    verdict: Verdict
    actor_type: str | None
    country: str | None


def days_of(edtf: str | None) -> Days | None:
    """First and last day of a simple EDTF date; None where it is open, missing or not simple."""
    match = _DATE.fullmatch(edtf) if edtf else None
    if match is None:
        return None
    year, month, day = match.groups()
    if month is None:
        return f"{year}-01-01", f"{year}-12-31"
    if not 1 <= int(month) <= 12 or int(year) < 1:
        return None
    last = monthrange(int(year), int(month))[1]
    if day is None:
        return f"{year}-{month}-01", f"{year}-{month}-{last:02d}"
    return (f"{year}-{month}-{day}",) * 2 if 1 <= int(day) <= last else None


def statement_of(position: Position, said: str | None) -> OfficeStatement:
    """What an article's position states, said on a day (None if unknown)."""
    return OfficeStatement(
        title=fold(position.title),
        country=position.country,
        actor_type=position.actor_type,
        status=position.status,
        start=days_of(position.valid_from),
        end=days_of(position.valid_to),
        said=said,
    )


def code_on(statements: Sequence[OfficeStatement], first: str | None, last: str | None) -> Code:
    """What somebody was on a day, or in a span of days.

    Args:
        statements: Everything stated of the offices of one person.
        first: First possible day, None if unknown.
        last: Last possible day, None if unknown.

    Returns:
        "held" with the sector of the office held then; "not_held" where every office known was surely not held then;
        else "unknown". The country is that of the office held, else of any office: one who has left office is still of
        the country.
    """
    kept = _without_contradicted(statements)
    verdicts = [(_verdict(same, first, last), same) for same in _by_title(kept)]
    held = [same for verdict, same in verdicts if verdict == "held"]
    country = next((s.country for same in (*held, *(same for _, same in verdicts)) for s in same if s.country), None)
    if held:
        best = min(held, key=lambda same: (_sector(same) is None, not same[0].listed, _age(same), same[0].title))
        own = next((s.country for s in best if s.country), None)
        return Code("held", _sector(best), own or country)
    if verdicts and all(verdict == "not_held" for verdict, _ in verdicts):
        return Code("not_held", None, country)
    return Code("unknown", None, country)


def sector_on(code: Code, statements: Sequence[OfficeStatement], otherwise: str | None) -> str | None:
    """The sector on a day: of the office held; of no office that surely was not; else what is known otherwise."""
    if code.verdict == "held":
        return code.actor_type
    lost = code.verdict == "not_held" and otherwise in {s.actor_type for s in statements}
    return None if lost else otherwise


def _without_contradicted(statements: Sequence[OfficeStatement]) -> list[OfficeStatement]:
    """Statements without those that speak of an office that a sourced list dates."""
    listed = [set(s.title.split()) for s in statements if s.listed]
    return [s for s in statements if s.listed or not any(_same(set(s.title.split()), words) for words in listed)]


def _same(a: set[str], b: set[str]) -> bool:
    return a <= b or b <= a


def _by_title(statements: Iterable[OfficeStatement]) -> list[list[OfficeStatement]]:
    """Statements of one office together; each term of a listed office apart."""
    out: dict[tuple[str, Days | None], list[OfficeStatement]] = {}
    for s in statements:
        out.setdefault((s.title, s.start if s.listed else None), []).append(s)
    return [out[key] for key in sorted(out, key=lambda k: (k[0], k[1] or ("", "")))]


def _sector(same: Sequence[OfficeStatement]) -> str | None:
    return next((s.actor_type for s in same if s.actor_type), None)


def _age(same: Sequence[OfficeStatement]) -> tuple[bool, str]:
    """Later offices first: those with the latest begin, else the latest statement."""
    days = [s.start[0] for s in same if s.start] or [s.said for s in same if s.said]
    return not days, "".join(chr(0x10FFFF - ord(c)) for c in max(days)) if days else ""


def _verdict(same: Sequence[OfficeStatement], first: str | None, last: str | None) -> Verdict:
    """Whether one office was held all of a span of days."""
    if first is None or last is None:
        return "unknown"
    begins = [s.start for s in same if s.start and s.status != "incoming"]
    ends = [s.end for s in same if s.end and s.status != "incoming"]
    begin = min(begins, default=None)
    end = max(ends, default=None)
    if end is not None and first > end[1] and not any(b[0] > end[1] for b in begins):
        return "not_held"
    if begin is not None and last < begin[0]:
        return "not_held"
    after_begin = begin is not None and first >= begin[1]
    if end is not None and last <= end[0]:
        floor = begin[1] if begin else _shift(end[0], -TERM)
        return "held" if first >= floor else "unknown"
    if end is not None:
        return "unknown"
    if after_begin and same[0].listed:
        return "held"
    return _by_sayings(same, first, last, after_begin)


def _by_sayings(same: Sequence[OfficeStatement], first: str, last: str, after_begin: bool) -> Verdict:
    """The verdict on an office without a stated end, by who called it current, former or to come, and when."""
    current = [s.said for s in same if s.status in ("current", "acting") and s.said]
    former = [s.said for s in same if s.status == "former" and s.said]
    coming = [s.said for s in same if s.status == "incoming" and s.said]
    if former and first >= min(former) and not any(c > min(former) for c in current):
        return "not_held"
    if current and (after_begin or first >= _shift(min(current), -LASTING)):
        until = max(current) if former else _shift(max(current), LASTING)
        if last <= until:
            return "held"
    if after_begin and not former:
        return "held"
    if coming and not current and last <= min(coming):
        return "not_held"
    return "unknown"


def _shift(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.min.isoformat() if days < 0 else date.max.isoformat()
