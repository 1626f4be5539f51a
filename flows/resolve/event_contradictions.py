"""What tells two happenings apart for good: other days, places, countries, kinds, principals or tolls."""

import math
from datetime import date
from functools import lru_cache

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import TOWN, family, kin, principals, rules

UNREAL: frozenset[str] = frozenset(("planned", "hypothetical", "negated"))
"""Modalities that tell of no event: they are one only with their own kind."""

TOLD_APART = "told apart by one article"
"""Why happenings of one article with other tolls are never one."""

STRAY: frozenset[str] = frozenset(
    ("different days", "different places", "different regions", "different countries", "published before it happened")
)
"""Contradictions that one article's mistake makes."""


@lru_cache(maxsize=100_000)
def day_number(iso: str) -> int:
    """A day as a number, to count days between two."""
    return date.fromisoformat(iso).toordinal()


def days_between(a: HappeningRecord, b: HappeningRecord) -> int | None:
    """Days between the dates of two happenings, 0 where they overlap.

    None where either has no two ends, or where they are days apart and the day of either is only that of its article.
    """
    if not (a.date_start and a.date_end and b.date_start and b.date_end):
        return None
    gap = max(0, day_number(a.date_start) - day_number(b.date_end), day_number(b.date_start) - day_number(a.date_end))
    return None if gap > 1 and (is_unsure(a) or is_unsure(b)) else gap


def is_unsure(h: HappeningRecord) -> bool:
    """Whether the day of a happening is only the day of its article, which excludes no other."""
    return h.date_method in rules()["unsure"]


def _told_before(a: HappeningRecord, b: HappeningRecord) -> bool:
    """Whether one article was published before the other's event began, and so cannot tell it (a day is allowed for zones)."""
    return any(
        x.day is not None
        and y.date_start is not None
        and y.modality not in UNREAL
        and day_number(x.day) < day_number(y.date_start) - 1
        for x, y in ((a, b), (b, a))
        if not is_unsure(y)
    )


def _distance(a: HappeningRecord, b: HappeningRecord) -> float | None:
    """Kilometres between two towns or facilities, None where either has no point of its own."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    if not {a.feature, b.feature} <= set(TOWN):
        return None
    x = (a.longitude - b.longitude + 180) % 360 - 180
    return math.hypot(x * math.cos(math.radians((a.latitude + b.latitude) / 2)), a.latitude - b.latitude) * 111.2


def compare_places(a: HappeningRecord, b: HappeningRecord) -> tuple[str | None, str | None]:
    """What the places of two happenings say for one event (a weight of `merging.yml`), and why they never are one."""
    if a.place_id is None or b.place_id is None:
        return ("same_town" if set(a.towns) & set(b.towns) else "place_unknown"), None
    if a.place_id == b.place_id:
        return ("same_place" if a.feature in TOWN else "place_contains"), None
    if a.country and b.country and a.country != b.country:
        return None, "different countries"
    distance = _distance(a, b)
    if distance is not None:
        if distance <= rules()["near_km"]:
            return "near_place", None
        named = a.place_id in b.towns or b.place_id in a.towns
        return ("other_place", None) if named else (None, "different places")
    if {"country", "region", None} & {a.feature, b.feature}:
        return "place_contains", None
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return None, "different regions"
    if {"admin1", "admin2", "facility"} & {a.feature, b.feature}:
        return "place_contains", None
    return None, "different places"


def told_apart(a: HappeningRecord, b: HappeningRecord) -> bool:
    """Whether two happenings of one article are told apart by their tolls.

    An article that comes back to an event in other words, or victim by victim, may only seem to tell another.
    """
    if family(a.event_type) != family(b.event_type):
        return False
    tolls, others = dict(a.figures), dict(b.figures)
    return any(tolls[measure] != others[measure] for measure in tolls.keys() & others.keys())


def contradiction(a: HappeningRecord, b: HappeningRecord) -> str | None:
    """Why two happenings can never be one event, None if they can."""
    if not kin(a.event_type, b.event_type):
        return "different kinds"
    if a.modality != b.modality and (a.modality in UNREAL or b.modality in UNREAL):
        return "one happened, the other is planned or did not"
    gap = days_between(a, b)
    if gap is not None and gap > rules()["far_days"]:
        return "different days"
    if _told_before(a, b):
        return "published before it happened"
    place = compare_places(a, b)[1]
    if place:
        return place
    if family(a.event_type) == family(b.event_type) and a.event_type.partition(".")[0] in rules()["sole_principals"]:
        ours, theirs = principals(a), principals(b)
        if ours and theirs and not ours & theirs:
            return "different principals"
    return None
