"""One event, many reports: merging the happenings of different articles.

Happenings that share a day and country, a principal, or a rare name or word are scored by the weights of
`flows/lexicons/merging.yml` and joined best pair first. A join is refused when any two members would contradict each
other: happenings that one article tells apart, two different days, two principals, places that exclude each other.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter, itemgetter

import numpy as np

from flows.core.ids import make_id
from flows.core.resolution import HappeningRecord, ResolvedEvent
from flows.resolve.event_contradictions import STRAY, TOLD_APART, contradiction, is_unsure, told_apart
from flows.resolve.event_kinds import arena, causes, principals, rules
from flows.resolve.event_likeness import UNTOLD, Likeness, StoryLikeness, likeness
from flows.resolve.event_pairs import candidate_pairs
from flows.resolve.event_parts import parts, strays
from flows.resolve.found import Found
from flows.resolve.misses import Missed, likeliest
from flows.resolve.records import date_trust, strongest
from flows.resolve.shelf import HELD_HAPPENINGS, LEFT, Shelf, beside, by_text, in_order
from flows.resolve.stories import Stories

PRECISIONS: tuple[str, ...] = ("day", "week", "month", "season", "year", "none")

GRANULARITY: dict[str, int] = {"facility": 0, "city": 1, "admin2": 2, "admin1": 3, "country": 4, "region": 5}

SAMPLE = 6
"""Most happenings of a group that are compared with another group's before they join."""

SPECIFIC: frozenset[str] = frozenset(("shared_principal", "same_figure"))
"""Evidence that no other event of a war is likely to give."""

Reasons = tuple[str, ...]

TOLD_WITH: Reasons = ("told_with",)
"""Why what one article tells as two is joined."""


class _Clusters:
    """Growing groups of happenings, none of which holds a contradiction."""

    def __init__(self, rows: Sequence[HappeningRecord], repeats: Mapping[str, str], stories: Stories, leads: bytearray) -> None:
        self.rows = rows
        self._stories = stories
        self._leads = leads
        self.root = array("q", range(len(rows)))
        self.members: dict[int, list[int]] = {}
        self.why: dict[int, tuple[float, Reasons]] = {}
        self.misses: Found[str] = Found(len(rows))
        self._repeats = repeats
        self._profiles: dict[int, tuple[tuple[int, int], ...]] = {}

    def group(self, root: int) -> list[int]:
        """The indexes of a group."""
        return self.members.get(root) or [root]

    def spans(self, i: int) -> bool:
        """Whether a happening's group is told by more than one article."""
        return len({self.rows[x].article_id for x in self.group(self.root[i])}) > 1

    def _profiled(self, root: int) -> tuple[tuple[int, int], ...]:
        """One member for each way of being contradicted, with how many share it: thousands are as quick to test as ten."""
        return self._profiles.get(root) or ((root, 1),)

    def _veto(self, a: int, b: int, reasons: Reasons) -> str | None:
        """Why two groups can never be one.

        A stray date or place among many that agree is no reason, nor any where one of the two that are to join has it wrong.
        """
        strays: list[str] = []
        compared = 0
        for x, n in self._profiled(a):
            for y, m in self._profiled(b):
                left, right = self.rows[x], self.rows[y]
                compared += n * m
                veto = None if self._repeat(left, right) else contradiction(left, right)
                if veto in STRAY:
                    strays += [veto] * min(n * m, 1000)
                elif veto:
                    return veto
        most = rules()["strays"]["told with" if reasons == TOLD_WITH else "alike"]
        if "mistaken" not in reasons and len(strays) > most * compared:
            return Counter(strays).most_common(1)[0][0]
        if not self._together(a, b, not SPECIFIC.isdisjoint(reasons)):
            return "the groups tell different stories"
        told: dict[str, list[int]] = defaultdict(list)
        for x in self.group(a):
            told[self.rows[x].article_id].append(x)
        for y in self.group(b):
            for x in told.get(self.rows[y].article_id, ()):
                if told_apart(self.rows[x], self.rows[y]):
                    return TOLD_APART
        return None

    def _together(self, a: int, b: int, specific: bool) -> bool:
        """Whether two groups are alike on the whole, not only the two of them that are most alike.

        Large groups must be more alike, as a war's days chain up, unless something specific ties those that join them.
        """
        ours, theirs = (sorted(self.group(root), key=lambda x: (not self._leads[x], x))[:SAMPLE] for root in (a, b))
        if len(ours) == len(theirs) == 1:
            return True
        pairs = [(x, y) for x in ours for y in theirs if self.rows[x].article_id != self.rows[y].article_id]
        scores = [self.score(x, y) for x, y in pairs]
        told_by = len({self.rows[x].article_id for root in (a, b) for x in self.group(root)})
        needed = rules()["together"] if specific or told_by < rules()["crowd"] else rules()["crowded"]
        return not scores or math.fsum(scores) >= needed * len(scores)

    def score(self, x: int, y: int) -> float:
        """How alike two happenings are."""
        return _scored(self.rows, self._stories, self._leads, x, y).score

    def _repeat(self, a: HappeningRecord, b: HappeningRecord) -> bool:
        return self._repeats.get(a.article_id) == b.article_id or self._repeats.get(b.article_id) == a.article_id

    def join(self, score: float, i: int, j: int, reasons: Reasons) -> None:
        """Join the groups of two happenings unless that would make a contradiction, which is kept as a near miss."""
        a, b = sorted((self.root[i], self.root[j]))
        if a == b:
            return
        veto = self._veto(a, b, reasons)
        if veto:
            self.misses.add(score, i, j, veto)
            return
        profiles: dict[tuple[object, ...], tuple[int, int]] = {}
        for y, n in (*self._profiled(a), *self._profiled(b)):
            profile = _profile(self.rows[y])
            x, m = profiles.get(profile, (y, 0))
            profiles[profile] = min(x, y), n + m
        if len(self.group(a)) < len(self.group(b)):
            a, b = b, a
        moved = self.group(b)
        self.members[a] = [*self.group(a)] if a not in self.members else self.members[a]
        self.members[a] += moved
        for y in moved:
            self.root[y] = a
        self.members.pop(b, None)
        self._profiles.pop(b, None)
        self._profiles[a] = tuple(profiles.values())
        known = [w for w in (self.why.pop(a, None), self.why.pop(b, None)) if w]
        self.why[a] = min([*known, (score, reasons)])


def _profile(h: HappeningRecord) -> tuple[object, ...]:
    """All of a happening that can contradict another of a different article."""
    undated = None if h.date_start and h.date_end else h.day
    place = (h.place_id, h.feature, h.admin1, h.country)
    dated = (h.date_start, h.date_end, h.date_precision, is_unsure(h), undated)
    return h.event_type, h.modality, dated, place, principals(h)


def _order(h: HappeningRecord) -> tuple[str, str, int, str, int]:
    return (h.day or "9999", h.article_id, h.start, h.event_type, h.happening)


def _in_order(happenings: Sequence[HappeningRecord]) -> tuple[Sequence[HappeningRecord], Stories, bytearray]:
    """The happenings by `_order` without the words of their stories, the stories, and `_leads`."""
    rows, leads = beside(happenings, HappeningRecord, HELD_HAPPENINGS), bytearray()
    ordered = map(happenings.__getitem__, in_order(happenings, _order, happenings.__getitem__))

    def put_in_order() -> Iterator[HappeningRecord]:
        for _, told in groupby(ordered, attrgetter("article_id")):
            own = list(told)
            yield from own
            leading = _leads(own)
            leads.extend(leading)
            rows.extend(replace(h, story=(), told=()) for h in _with_tolls(own, leading))

    stories = Stories(put_in_order())
    if isinstance(happenings, Shelf):
        happenings.rest()
    return rows, stories, leads


def _leads(own: Sequence[HappeningRecord]) -> bytearray:
    """1 for the happening an article tells most of, in each arena: the one that its story is about."""
    best: dict[str, int] = {}
    for i, h in enumerate(own):
        kind = h.event_type if causes(h.event_type) else arena(h.event_type)
        if kind not in best or len(h.reports) > len(own[best[kind]].reports):
            best[kind] = i
    return bytearray(i in best.values() for i in range(len(own)))


def _with_tolls(own: Sequence[HappeningRecord], leads: bytearray) -> Iterator[HappeningRecord]:
    """The happenings of an article, with the tolls it tells of their consequences: its dead are those of its bombing."""
    tolls = {figure for h, lead in zip(own, leads, strict=True) if lead and causes(h.event_type) for figure in h.figures}
    for h, lead in zip(own, leads, strict=True):
        lacking = lead and not h.figures and arena(h.event_type) == "harm" and h.event_type not in rules()["things"]
        yield replace(h, figures=tuple(sorted(tolls))) if tolls and lacking else h


def _scored(
    rows: Sequence[HappeningRecord], stories: Stories, leads: bytearray, i: int, j: int, against: str | None = UNTOLD
) -> Likeness:
    """The likeness of two happenings; `against` as in `likeness`."""
    a, b = rows[i], rows[j]
    one, other = stories.article_of[i], stories.article_of[j]
    asides = 2 - leads[i] - leads[j]
    aside = rules()["story"]["aside"] ** asides
    alike, distinct = stories.alike(one, other), stories.distinct(one, other)
    found = StoryLikeness(
        alike=None if alike is None else alike * aside,
        told=stories.alike_told(i, j),
        distinct=distinct * aside,
        asides=asides,
        common=stories.common,
        topical=alike is not None and distinct < rules()["ties"]["topic"],
        bustle=max(stories.bustle_of(i, a), stories.bustle_of(j, b)),
    )
    return likeness(a, b, found, against)


def _scored_pairs(rows: Sequence[HappeningRecord], stories: Stories, leads: bytearray) -> "Found[Reasons]":
    """The pairs that are one event or nearly so."""
    floor = rules()["near_miss"]
    out: Found[Reasons] = Found(len(rows))
    pairs = candidate_pairs(rows, stories)
    stories.settle(pairs.articles())
    for i, among in groupby(pairs, itemgetter(0)):
        one = rows[i]
        for _, j in among:
            against = contradiction(one, rows[j])
            if against is not None and against not in STRAY:
                continue
            like = _scored(rows, stories, leads, i, j, against)
            if like.score >= floor:
                out.add(like.score, i, j, like.reasons)
    return out


def merge_happenings(
    happenings: Sequence[HappeningRecord], near_duplicate_of: Mapping[str, str]
) -> tuple[Sequence[ResolvedEvent], Missed]:
    """Join the happenings that are one event.

    Args:
        happenings: Of all articles, in any order.
        near_duplicate_of: Repeated article -> standing article; a repeat's happening joins its twin's.

    Returns:
        The events, sorted by id, and the pairs that were nearly joined.
    """
    rows, stories, leads = _in_order(happenings)
    clusters = _Clusters(rows, near_duplicate_of, stories, leads)
    for i, j in _twins(rows, near_duplicate_of):
        clusters.join(1.0, i, j, ("near_duplicate",))
    for score, i, j, reasons in _scored_pairs(rows, stories, leads).from_best():
        if score >= rules()["threshold"]:
            clusters.join(score, i, j, reasons)
        elif clusters.root[i] != clusters.root[j]:
            clusters.misses.add(score, i, j, "score below threshold: " + ", ".join(reasons))
    for i, j in parts(rows, stories.bustle):
        if clusters.spans(i) or clusters.spans(j):
            clusters.join(rules()["part"], i, j, TOLD_WITH)
    for i, j in strays(rows, stories.bustle):
        if clusters.spans(i) != clusters.spans(j):
            clusters.join(rules()["part"], i, j, TOLD_WITH)
    del stories

    def named(root: int) -> str:
        return _event_id(rows[min(clusters.group(root))])

    roots = np.unique(np.array(clusters.root, dtype=np.int64))
    events = beside(happenings, ResolvedEvent, LEFT)
    for root in roots[by_text(map(named, roots.tolist()))].tolist():
        events.append(_event([rows[m] for m in sorted(clusters.group(root))], clusters.why.get(root)))
    return events, likeliest("event", clusters.misses.from_best(), clusters.root, named)


def _twins(rows: Sequence[HappeningRecord], near_duplicate_of: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Happenings of a repeated article with the same type, in order, in the article it repeats."""
    asked = {*near_duplicate_of, *near_duplicate_of.values()}
    by_article: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, h in enumerate(rows) if asked else ():
        if h.article_id in asked:
            by_article[(h.article_id, h.event_type)].append(i)
    for (article, kind), ours in sorted(by_article.items()):
        theirs = by_article.get((near_duplicate_of.get(article, ""), kind), [])
        for i in ours:
            same = [j for j in theirs if rows[j].participants == rows[i].participants and rows[j].edtf == rows[i].edtf]
            if same:
                yield same[0], i


def _dated(group: Sequence[HappeningRecord]) -> HappeningRecord:
    """The happening whose date speaks for the event: of the most precise dates the one most articles, then most reports give, then the surest."""
    finest = min(PRECISIONS.index(h.date_precision if h.edtf else "none") for h in group)
    precise = [h for h in group if PRECISIONS.index(h.date_precision if h.edtf else "none") == finest]
    votes = Counter(edtf for edtf, _ in {(h.edtf, h.article_id) for h in precise})
    told = Counter(h.edtf for h in precise for _ in h.reports)
    return min(precise, key=lambda h: (-votes[h.edtf], -told[h.edtf], date_trust(h.date_method), _order(h)))


def _placed(group: Sequence[HappeningRecord]) -> HappeningRecord:
    """The happening whose place speaks for the event: of the finest places the one most articles give, then most name."""
    ranks = [(h.place_id is None, GRANULARITY.get(h.feature or "", len(GRANULARITY))) for h in group]
    fine = [h for h, rank in zip(group, ranks, strict=True) if rank == min(ranks)]
    votes = Counter(place for place, _ in {(h.place_id, h.article_id) for h in fine})
    named = Counter(town for town, _ in {(town, h.article_id) for h in group for town in h.towns})
    return min(fine, key=lambda h: (-votes[h.place_id], -named[h.place_id or ""], _order(h)))


def _kind(group: Sequence[HappeningRecord]) -> str:
    """The type most articles tell; a consequence (a death) names the event only where its cause is untold."""
    votes = Counter(kind for kind, _ in {(h.event_type, h.article_id) for h in group})
    first = {h.event_type: n for n, h in reversed(list(enumerate(sorted(group, key=_order))))}
    return min(votes, key=lambda kind: (bool(causes(kind)), -votes[kind], first[kind]))


def _event_id(first: HappeningRecord) -> str:
    """The id of an event by its first happening."""
    return make_id("evt", first.article_id, first.event_type, first.start)


def _event(group: Sequence[HappeningRecord], why: tuple[float, Reasons] | None) -> ResolvedEvent:
    first = min(group, key=_order)
    dated, placed, kind = (first, first, first.event_type) if len(group) == 1 else (_dated(group), _placed(group), _kind(group))
    # independent articles make an event likelier; the product of doubts, at most one doubt a source
    doubts: dict[str, float] = {}
    for h in group:
        doubts[h.source] = min(doubts.get(h.source, 1.0), 1.0 - h.confidence)
    return ResolvedEvent(
        event_id=_event_id(first),
        members=tuple(sorted((h.article_id, h.happening) for h in group)),
        reports=tuple(sorted((h.article_id, key) for h in group for key in h.reports)),
        event_type=kind,
        modality=strongest(h.modality for h in group),
        edtf=dated.edtf,
        date_start=dated.date_start,
        date_end=dated.date_end,
        date_precision=dated.date_precision if dated.edtf else "none",
        place_id=placed.place_id,
        merge_reason="single" if why is None else f"{why[0]:.2f}: " + ", ".join(why[1]),
        confidence=round(min(0.99, 1.0 - math.prod(doubts.values())), 4),
    )
