"""Offices across articles: what all articles and a sourced list state of each person's offices, applied to each event's date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis
from flows.core.offices import ListedOffice, OfficeStatement, code_on, days_of, sector_on, statement_of
from flows.core.reports import Participant
from flows.core.resolution import LocalEntity, ResolvedEntity
from flows.core.sectors import sector_of_office
from flows.core.translit import fold, same_name, sound_key

SAME = 0.9
"""Least likeness of a listed name and a person's for the two to be one."""


Stated = tuple[LocalEntity, OfficeStatement]


def stated_offices(analysis: Analysis) -> tuple[Stated, ...]:
    """What one article states of offices, said on its day of publication."""
    article, said = analysis.document.article_id, analysis.document.published_day
    return tuple(((article, p.person), statement_of(p, said)) for p in analysis.positions)


def collect_offices(
    stated: Iterable[Stated],
    entities: Iterable[ResolvedEntity],
    ids: Mapping[LocalEntity, str],
    listed: Sequence[ListedOffice] = (),
) -> dict[str, tuple[OfficeStatement, ...]]:
    """Everything known of the offices of each person of the release.

    Args:
        stated: Of all articles.
        entities: Entities of the release.
        ids: Their ids by article and entity.
        listed: Rows of a sourced list; a row is of the one person whose full name it bears in any spelling, of none where
            several bear it.

    Returns:
        Statements by release id, in a fixed order.
    """
    out: dict[str, list[OfficeStatement]] = defaultdict(list)
    for local, statement in stated:
        if local in ids:
            out[ids[local]].append(statement)
    asked = {_key(spelling) for row in listed for spelling in row.entity.split("|")}
    by_sound: dict[str, list[ResolvedEntity]] = defaultdict(list)
    for person in entities if listed else ():
        for name in dict.fromkeys(n for n, _ in person.names) if person.type == "person" else ():
            if (key := _key(name)) in asked:
                by_sound[key].append(person)
    for row in listed:
        bearer = _bearer(row, by_sound)
        if bearer is not None:
            out[bearer.entity_id].append(_listed(row))
    return {key: tuple(sorted(found, key=_order)) for key, found in sorted(out.items())}


def _key(name: str) -> str:
    return " ".join(sorted(sound_key(name).split()))


def _bearer(row: ListedOffice, by_sound: Mapping[str, Sequence[ResolvedEntity]]) -> ResolvedEntity | None:
    found: dict[str, ResolvedEntity] = {}
    for spelling in (s.strip() for s in row.entity.split("|")):
        if len(fold(spelling).split()) < 2:
            continue
        for person in by_sound.get(_key(spelling), ()):
            if any(same_name(spelling, n).score >= SAME for n, _ in person.names if " " in n.strip()):
                found[person.entity_id] = person
    at_home = {k: p for k, p in found.items() if not row.country or p.country in (None, row.country)}
    best = at_home or found
    return next(iter(best.values())) if len(best) == 1 else None


def _listed(row: ListedOffice) -> OfficeStatement:
    return OfficeStatement(
        title=fold(row.office),
        country=row.country or None,
        actor_type=sector_of_office(row.office, row.organization),
        status="former" if row.end else "current",
        start=days_of(row.start),
        end=days_of(row.end),
        said=None,
        listed=True,
    )


def _order(s: OfficeStatement) -> tuple[str, ...]:
    return (s.title, s.said or "", s.status, *(s.start or ("", "")), *(s.end or ("", "")), s.country or "")


def with_offices(
    analysis: Analysis, entity_ids: Mapping[LocalEntity, str], offices: Mapping[str, Sequence[OfficeStatement]]
) -> Analysis:
    """The article with sector and country of each participant by the offices held on the event's date.

    Where the offices known do not tell, the article's own view stays.

    Args:
        analysis: One article.
        entity_ids: Release ids by (article id, entity key).
        offices: What `collect_offices` answered.
    """
    dates = {r.key: (r.date_start, r.date_end) for r in analysis.reports}
    article, day = analysis.document.article_id, analysis.document.published_day

    def coded(p: Participant) -> Participant:
        known = offices.get(entity_ids.get((article, p.entity), ""), ()) if p.entity is not None else ()
        if not known:
            return p
        first, last = dates[p.report]
        code = code_on(known, first or last or day, last or first or day)
        return replace(p, actor_type=sector_on(code, known, p.actor_type), country=code.country or p.country)

    return analysis.adding(participants=tuple(coded(p) for p in analysis.participants))
