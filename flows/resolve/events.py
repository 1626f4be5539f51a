"""One event, many reports: merging the happenings of different articles.

Happenings are compared only inside blocks (same family and day, or same family and principal), scored by the weights of
`flows/lexicons/merging.yml`, and joined best pair first. A join is refused when any two members would contradict each
other: two happenings of one article, two different days, two different named principals, places that exclude each other.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from flows.core.ids import make_id
from flows.core.lexicons import read_yaml
from flows.core.resolution import HappeningRecord, NearMiss, ResolvedEvent
from flows.resolve.records import strongest

LARGEST_BLOCK = 150
"""Blocks with more happenings are split by place, then cut: nothing is compared more than this many times."""

PRECISIONS: tuple[str, ...] = ("day", "week", "month", "season", "year", "none")


GRANULARITY: dict[str, int] = {"facility": 0, "city": 1, "admin2": 2, "admin1": 3, "country": 4, "region": 5}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two happenings are: a score from 0 to 1 and the reasons, strongest first; `veto` says why never."""

    score: float
    reasons: tuple[str, ...]
    veto: str | None = None


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = read_yaml("merging")
    return rules


@cache
def family(event_type: str) -> str:
    """The family of an event type: types that tell one happening in different words."""
    return next((name for name, types in _rules()["families"].items() if event_type in types), event_type)


def principals(happening: HappeningRecord) -> frozenset[str]:
    """Release ids of the named participants the event is about."""
    roles = _rules()["principals"].get(happening.event_type.partition(".")[0], ())
    return frozenset(entity for role, entity, _ in happening.participants if entity and role in roles)


def _days_apart(a: str, b: str) -> int:
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)


def _date_evidence(a: HappeningRecord, b: HappeningRecord) -> tuple[str | None, str | None]:
    """The weight that applies, and a veto."""
    if not (a.date_start and a.date_end and b.date_start and b.date_end):
        if a.day and b.day and _days_apart(a.day, b.day) > _rules()["window_days"]:
            return None, "undated and published far apart"
        return "date_unknown", None
    if a.date_precision == b.date_precision == "day":
        apart = _days_apart(a.date_start, b.date_start)
        return ("same_day", None) if apart == 0 else ("next_day", None) if apart == 1 else (None, "different days")
    if a.date_start <= b.date_end and b.date_start <= a.date_end:
        return "dates_overlap", None
    return None, "dates do not overlap"


def _place_evidence(a: HappeningRecord, b: HappeningRecord) -> tuple[str | None, str | None]:
    if a.place_id is None or b.place_id is None:
        return "place_unknown", None
    if a.place_id == b.place_id:
        return ("same_place" if a.feature in ("city", "facility") else "place_contains"), None
    if a.country and b.country and a.country != b.country:
        return None, "different countries"
    if {"country", "region"} & {a.feature, b.feature}:
        return "place_contains", None
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return None, "different regions"
    if {"admin1", "admin2", "facility"} & {a.feature, b.feature}:
        return "place_contains", None
    return None, "different places"


def _figure_evidence(a: HappeningRecord, b: HappeningRecord) -> str | None:
    ours, theirs = dict(a.figures), dict(b.figures)
    ratios = []
    for measure in sorted(set(ours) & set(theirs)):
        low, high = sorted((ours[measure], theirs[measure]))
        ratios.append(1.0 if low == high else low / high if high > 0 and low >= 0 else 0.0)
    if not ratios:
        return None
    best = max(ratios)
    return "same_figure" if best == 1.0 else "near_figure" if best >= 2 / 3 else "far_figure" if best < 1 / 3 else None


def likeness(a: HappeningRecord, b: HappeningRecord) -> Likeness:
    """How alike two happenings of different articles are."""
    weights: dict[str, float] = _rules()["weights"]
    if a.article_id == b.article_id:
        return Likeness(0.0, (), "told apart by one article")
    if family(a.event_type) != family(b.event_type):
        return Likeness(0.0, (), "different kinds")
    if {a.modality, b.modality} & {"planned", "hypothetical", "negated"} and a.modality != b.modality:
        return Likeness(0.0, (), "one happened, the other is planned or did not")
    found: list[str] = []
    for reason, veto in (_date_evidence(a, b), _place_evidence(a, b)):
        if veto:
            return Likeness(0.0, (), veto)
        if reason:
            found.append(reason)
    ours, theirs = principals(a), principals(b)
    if ours & theirs:
        found.append("shared_principal")
    elif ours and theirs:
        return Likeness(0.0, (), "different principals")
    named = {e for _, e, _ in a.participants if e} & {e for _, e, _ in b.participants if e}
    if named - (ours & theirs):
        found.append("shared_entity")
    if {(r, w) for r, e, w in a.participants if not e} & {(r, w) for r, e, w in b.participants if not e}:
        found.append("shared_words")
    figure = _figure_evidence(a, b)
    if figure:
        found.append(figure)
    if a.event_type == b.event_type:
        found.append("same_type")
    found.sort(key=lambda name: (-weights[name], name))
    total = sum(weights[name] for name in found)
    return Likeness(round(min(1.0, max(0.0, total)), 4), tuple(name for name in found if weights[name]))


def _blocks(happenings: Sequence[HappeningRecord]) -> Iterator[list[int]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, h in enumerate(happenings):
        kind = family(h.event_type)
        for principal in sorted(principals(h)):
            blocks[(kind, "who", principal)].append(i)
        if h.date_start and h.date_precision == "day":
            # a pair one day apart meets in the block of the later day
            blocks[(kind, "day", h.date_start)].append(i)
            blocks[(kind, "day", (date.fromisoformat(h.date_start) + timedelta(days=1)).isoformat())].append(i)
        elif h.date_start:
            blocks[(kind, "month", h.date_start[:7])].append(i)
        elif h.day:
            blocks[(kind, "published", h.day[:7])].append(i)
    for _, members in sorted(blocks.items()):
        if len(members) <= LARGEST_BLOCK:
            yield members
            continue
        by_place: dict[str, list[int]] = defaultdict(list)
        for i in members:
            by_place[happenings[i].place_id or ""].append(i)
        for _, part in sorted(by_place.items()):
            for first in range(0, len(part), LARGEST_BLOCK):
                yield part[first : first + LARGEST_BLOCK]


def _scored_pairs(happenings: Sequence[HappeningRecord]) -> list[tuple[float, int, int, tuple[str, ...]]]:
    floor = _rules()["near_miss"]
    seen: set[tuple[int, int]] = set()
    out = []
    for block in _blocks(happenings):
        for i, j in combinations(block, 2):
            if i == j or (i, j) in seen:
                continue
            seen.add((i, j))
            like = likeness(happenings[i], happenings[j])
            if like.veto is None and like.score >= floor:
                out.append((like.score, i, j, like.reasons))
    return sorted(out, key=lambda p: (-p[0], p[1], p[2]))


def _order(h: HappeningRecord) -> tuple[str, str, int, str]:
    return (h.day or "9999", h.article_id, h.start, h.event_type)


def merge_happenings(
    happenings: Sequence[HappeningRecord], near_duplicate_of: Mapping[str, str]
) -> tuple[tuple[ResolvedEvent, ...], tuple[NearMiss, ...]]:
    """Join the happenings that are one event.

    Args:
        happenings: Of all articles, in any order.
        near_duplicate_of: Repeated article -> standing article; a repeat's happening joins its twin's.

    Returns:
        The events, sorted by id, and the pairs that were nearly joined.
    """
    rows = sorted(happenings, key=_order)
    cluster = list(range(len(rows)))
    members: dict[int, list[int]] = {i: [i] for i in cluster}
    why: dict[int, tuple[float, tuple[str, ...]]] = {}
    misses: list[tuple[float, int, int, str]] = []

    def join(score: float, i: int, j: int, reasons: tuple[str, ...]) -> None:
        a, b = sorted((cluster[i], cluster[j]))
        if a == b:
            return
        for x in members[a]:
            for y in members[b]:
                veto = likeness(rows[x], rows[y]).veto
                if veto and rows[x].article_id != near_duplicate_of.get(rows[y].article_id):
                    misses.append((score, i, j, veto))
                    return
        for y in members.pop(b):
            members[a].append(y)
            cluster[y] = a
        known = [w for w in (why.pop(a, None), why.pop(b, None)) if w]
        why[a] = min([*known, (score, reasons)], key=lambda w: (w[0], w[1]))

    for i, j in _twins(rows, near_duplicate_of):
        join(1.0, i, j, ("near_duplicate",))
    for score, i, j, reasons in _scored_pairs(rows):
        if score >= _rules()["threshold"]:
            join(score, i, j, reasons)
        elif cluster[i] != cluster[j]:
            misses.append((score, i, j, "score below threshold: " + ", ".join(reasons)))
    events = {root: _event([rows[m] for m in sorted(group)], why.get(root)) for root, group in members.items()}
    near = {
        (events[a].event_id, events[b].event_id): NearMiss("event", events[a].event_id, events[b].event_id, score, reason)
        for score, i, j, reason in reversed(misses)
        for a, b in [sorted((cluster[i], cluster[j]))]
        if a != b
    }
    return tuple(sorted(events.values(), key=lambda e: e.event_id)), tuple(near[k] for k in sorted(near))


def _twins(rows: Sequence[HappeningRecord], near_duplicate_of: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Happenings of a repeated article with the same type, in order, in the article it repeats."""
    by_article: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, h in enumerate(rows):
        by_article[(h.article_id, h.event_type)].append(i)
    for (article, kind), ours in sorted(by_article.items()):
        theirs = by_article.get((near_duplicate_of.get(article, ""), kind), [])
        for i in ours:
            same = [j for j in theirs if rows[j].participants == rows[i].participants and rows[j].edtf == rows[i].edtf]
            if same:
                yield same[0], i


def _event(group: list[HappeningRecord], why: tuple[float, tuple[str, ...]] | None) -> ResolvedEvent:
    first = min(group, key=_order)
    dated = min(group, key=lambda h: (PRECISIONS.index(h.date_precision if h.edtf else "none"), _order(h)))
    placed = min(group, key=lambda h: (h.place_id is None, GRANULARITY.get(h.feature or "", len(GRANULARITY)), _order(h)))
    # independent articles make an event likelier; the product of doubts, at most one doubt a source
    doubts: dict[str, float] = {}
    for h in group:
        doubts[h.source] = min(doubts.get(h.source, 1.0), 1.0 - h.confidence)
    reports = sorted((h.article_id, key) for h in group for key in h.reports)
    return ResolvedEvent(
        event_id=make_id("evt", first.article_id, first.event_type, first.start),
        members=tuple(sorted((h.article_id, h.happening) for h in group)),
        reports=tuple(reports),
        event_type=first.event_type,
        modality=strongest(h.modality for h in group),
        edtf=dated.edtf,
        date_start=dated.date_start,
        date_end=dated.date_end,
        date_precision=dated.date_precision if dated.edtf else "none",
        place_id=placed.place_id,
        merge_reason="single" if why is None else f"{why[0]:.2f}: " + ", ".join(why[1]),
        confidence=round(min(0.99, 1.0 - math.prod(doubts.values())), 4),
    )
