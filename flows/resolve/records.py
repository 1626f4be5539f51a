"""Compact records of one article's entities and happenings, for decisions across articles."""

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flows.core.annotations import Analysis
from flows.core.reports import Report
from flows.core.resolution import EntityRecord, HappeningRecord, LocalEntity, ResolvedEntity
from flows.core.translit import fold
from flows.resolve.event_kinds import TOWN, rules

CLAIMS: tuple[str, ...] = ("actual", "alleged", "denied", "planned", "hypothetical", "negated")
"""Modalities from the strongest claim to the weakest."""

HAPPENED: tuple[str, ...] = ("actual", "alleged", "denied")
"""Modalities of what is told as past: such a thing is not dated after its telling (a day is allowed for zones)."""

WIDE: tuple[str, ...] = ("country", "admin1")
"""Features of places that a headline names for the town."""

LONGEST_STORY = 120
"""Most names and words kept of an article's story."""

LONGEST_TOLD = 40
"""Most names and words kept of the sentences that report one happening."""

TOWNS = 4
"""Most towns kept of an article."""

COMPANIONS = 40
"""Most names kept as company of an entity: enough to tell namesakes apart, bounded for long articles."""


def strongest(modalities: Iterable[str]) -> str:
    """The strongest claim among some modalities."""
    return min(modalities, key=CLAIMS.index)


def entity_records(analysis: Analysis) -> tuple[EntityRecord, ...]:
    """One record for each entity of the article, in key order."""
    written: dict[int, Counter[str]] = defaultdict(Counter)
    mentioned: Counter[int] = Counter()
    for mention in analysis.mentions:
        mentioned[mention.entity] += 1
        if mention.type == "name":
            written[mention.entity][analysis.words(mention.start, mention.end)] += 1
    titles: dict[int, list[str]] = defaultdict(list)
    for position in analysis.positions:
        titles[position.person].append(fold(position.title))
    company = tuple(sorted({sys.intern(fold(e.name)) for e in analysis.entities})[:COMPANIONS])
    document, day = analysis.document, analysis.document.published_day
    return tuple(
        EntityRecord(
            article_id=sys.intern(document.article_id),
            key=e.key,
            type=sys.intern(e.type),
            name=sys.intern(e.name),
            aliases=tuple(map(sys.intern, e.aliases)),
            country=_known(e.country),
            actor_type=_known(e.actor_type),
            wikidata_id=_known(e.wikidata_id),
            geonames_id=_known(e.geonames_id),
            latitude=e.latitude,
            longitude=e.longitude,
            admin1=_known(e.admin1),
            feature=_known(e.feature),
            link_method=_known(e.link_method),
            titles=tuple(titles[e.key]),
            companions=company,
            mention_count=mentioned[e.key],
            name_counts=tuple((sys.intern(name), n) for name, n in sorted(written[e.key].items())),
            day=day,
            confidence=e.confidence,
        )
        for e in analysis.entities
    )


def _known(text: str | None) -> str | None:
    """A word that many records share, held once for all of them."""
    return None if text is None else sys.intern(text)


class _Teller:
    """What one article names and says where it reports events; places are evidence of their own."""

    def __init__(self, analysis: Analysis, entity_ids: Mapping[LocalEntity, str]) -> None:
        self._analysis = analysis
        self._sentences = analysis.parse.sentences
        self._starts = [s.start for s in self._sentences]
        self._places = {
            w for e in analysis.entities if e.type == "place" for n in (e.name, *e.aliases) for w in fold(n).split()
        }
        article = analysis.document.article_id
        self._ids = {e.key: entity_ids[article, e.key] for e in analysis.entities if e.type != "place"}
        self._named: dict[int, list[str]] = defaultdict(list)
        for mention in sorted(analysis.mentions, key=lambda m: (m.start, m.key)):
            if mention.entity in self._ids:
                self._named[bisect_right(self._starts, mention.start) - 1].append(self._ids[mention.entity])

    def _words(self, text: str) -> Iterable[str]:
        return (w for w in fold(text).split() if (len(w) > 3 or w.isdigit()) and w not in self._places)

    def _sentence(self, k: int) -> str:
        return self._analysis.words(self._sentences[k].start, self._sentences[k].end)

    def _reporting(self, reports: Iterable[Report]) -> list[int]:
        found = {bisect_right(self._starts, r.start) - 1 for r in reports}
        return sorted(k for k in found if k >= 0)

    def story(self) -> tuple[str, ...]:
        """Of the title and all sentences that report events."""
        telling = self._reporting(self._analysis.reports)
        text = " ".join([self._analysis.document.title or "", *map(self._sentence, telling)])
        return _interned((*self._ids.values(), *self._words(text)), LONGEST_STORY)

    def told(self, reports: Iterable[Report]) -> tuple[str, ...]:
        """Of the sentences of some reports."""
        telling = self._reporting(reports)
        names = [name for k in telling for name in self._named[k]]
        return _interned((*names, *self._words(" ".join(map(self._sentence, telling)))), LONGEST_TOLD)


def _interned(tokens: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(sys.intern(token) for token in list(dict.fromkeys(tokens))[:most])


def is_evidence(entity: ResolvedEntity) -> bool:
    """Whether `happening_records` asks more of an entity than its id: of a place, and of a group, which is no participant."""
    return entity.type not in ("person", "organization") or entity.feature is not None


def happening_records(
    analysis: Analysis, entity_ids: Mapping[LocalEntity, str], entities: Mapping[str, ResolvedEntity]
) -> tuple[HappeningRecord, ...]:
    """One record for each happening of the article, in order of first mention.

    Args:
        analysis: The article.
        entity_ids: Release ids by article and entity.
        entities: By release id, at least those that are evidence.
    """
    article = sys.intern(analysis.document.article_id)
    groups: dict[int, list[Report]] = defaultdict(list)
    for report in sorted(analysis.reports, key=lambda r: (r.start, r.key)):
        groups[report.happening].append(report)
    roles: dict[int, list[tuple[str, str | None, str]]] = defaultdict(list)
    for p in analysis.participants:
        known = entity_ids.get((article, p.entity)) if p.entity is not None else None
        if known is not None and known in entities and entities[known].type in ("place", "group"):
            known = None  # a country at the table or a people among the dead is no evidence for one event
        roles[p.report].append((p.role, known, fold(analysis.words(p.start, p.end))))
    figures: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for f in analysis.figures:
        if f.report is not None and f.value is not None and f.part_of is None:
            figures[f.report].append((f.measure, f.value))
    teller = _Teller(analysis, entity_ids)
    story, towns = teller.story(), _towns(analysis, entity_ids, entities)
    out: list[HappeningRecord] = []
    for happening, reports in groups.items():
        dated = _best_dated(reports, analysis.document.published_day)
        place_id = _best_placed([(r, entity_ids.get((article, r.place))) for r in reports if r.place is not None], entities)
        place = entities.get(place_id) if place_id else None
        lead = max(reports, key=lambda r: (-CLAIMS.index(r.modality), r.confidence, -r.start))
        out.append(
            HappeningRecord(
                article_id=article,
                happening=happening,
                reports=tuple(r.key for r in reports),
                event_type=lead.event_type,
                modality=strongest(r.modality for r in reports),
                edtf=dated.edtf,
                date_start=dated.date_start,
                date_end=dated.date_end,
                date_precision=calendar_precision(dated.date_precision, dated.date_start, dated.date_end),
                place_id=place_id,
                place_name=place.name if place else None,
                country=place.country if place else None,
                latitude=place.latitude if place else None,
                longitude=place.longitude if place else None,
                admin1=place.admin1 if place else None,
                feature=place.feature if place else None,
                participants=tuple(sorted({p for r in reports for p in roles[r.key]}, key=lambda p: (p[0], p[1] or "", p[2]))),
                figures=tuple(sorted({f for r in reports for f in figures[r.key]})),
                source=analysis.document.source,
                day=analysis.document.published_day,
                start=reports[0].start,
                confidence=max(r.confidence for r in reports),
                story=() if out else story,
                told=teller.told(reports),
                many=_is_many(analysis, reports),
                towns=_own_first(place, towns),
                date_method=dated.date_method if dated.edtf else None,
            )
        )
    return tuple(out)


def _best_placed(told: Sequence[tuple[Report, str | None]], entities: Mapping[str, ResolvedEntity]) -> str | None:
    """The place of the first report that has one; a country or province gives way to the town in it that a sentence names.

    Args:
        told: Reports of a happening that have a place, with its release id.
        entities: By release id.
    """
    first = next((place_id for _, place_id in told), None)
    wide = entities.get(first or "")
    if wide is None or wide.feature not in WIDE:
        return first
    known = ((r, entities.get(place_id or "")) for r, place_id in told)
    towns = (place for r, place in known if place and place.feature in TOWN and r.place_method in rules()["own_place"])
    return next((place.entity_id for place in towns if _lies_in(place, wide)), first)


def _lies_in(place: ResolvedEntity, wide: ResolvedEntity) -> bool:
    return (
        place.country is not None
        and place.country == wide.country
        and (wide.feature == "country" or place.admin1 == wide.admin1)
    )


def _towns(
    analysis: Analysis, entity_ids: Mapping[LocalEntity, str], entities: Mapping[str, ResolvedEntity]
) -> tuple[str, ...]:
    """The towns and facilities that an article names most."""
    named = Counter(entity_ids[analysis.document.article_id, m.entity] for m in analysis.mentions)
    towns = [place for place in named if place in entities and entities[place].feature in TOWN]
    return tuple(sorted(towns, key=lambda place: (-named[place], place))[:TOWNS])


def _own_first(place: ResolvedEntity | None, towns: tuple[str, ...]) -> tuple[str, ...]:
    """The towns a happening may lie in, its own before those its article names; none where only its country is known."""
    if place is None:
        return towns
    return tuple(dict.fromkeys((place.entity_id, *towns))) if place.feature in TOWN else ()


def _is_many(analysis: Analysis, reports: Sequence[Report]) -> bool:
    """Whether at least half of the words that tell a happening are in the plural."""
    words = [analysis.words(r.start, r.end).casefold() for r in reports]
    return 2 * sum(w.endswith("s") and not w.endswith("ss") for w in words) >= len(words)


_PRECISION: tuple[str, ...] = ("day", "week", "month", "season", "year", "none")
_LONGEST: tuple[tuple[int, str], ...] = ((1, "day"), (7, "week"), (31, "month"), (92, "season"), (366, "year"))


def calendar_precision(precision: str, start: str | None, end: str | None) -> str:
    """The precision of an event's date: an interval counts as the shortest calendar unit that is as long."""
    if precision in _PRECISION:
        return precision
    if start is None or end is None:
        return "none"
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    return next((name for longest, name in _LONGEST if days <= longest), "none")


def _best_dated(reports: Sequence[Report], published: str | None) -> Report:
    """The report with the most precise date that most reports have, then the one dated in the surest way; none is dated ahead."""

    def sound(report: Report) -> Report:
        ahead = report.modality in HAPPENED and report.date_start and published and _days(published, report.date_start) > 1
        return replace(report, edtf=None, date_start=None, date_end=None, date_precision="none") if ahead else report

    def rank(report: Report) -> tuple[int, int, int, int]:
        known = report.date_precision if report.edtf and report.date_precision in _PRECISION else "none"
        return _PRECISION.index(known), -told[report.edtf], date_trust(report.date_method), report.start

    standing = [sound(report) for report in reports]
    told = Counter(report.edtf for report in standing)
    return min(standing, key=rank)


def date_trust(method: str | None) -> int:
    """How far from certain the way is in which a date was found, 0 for the surest."""
    methods: list[str] = rules()["date_methods"]
    return methods.index(method) if method in methods else len(methods)


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days
