"""Actor codes of participants: sector and country by the office held on the event's date, as far as the article tells.

What other articles and a sourced list tell of offices is added across articles (`flows.resolve.offices`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Entity, Position
from flows.core.offices import OfficeStatement, code_on, sector_on, statement_of
from flows.core.reports import Participant
from flows.core.sectors import sector_of_noun
from flows.stages.gazetteer import lookup
from flows.stages.relations_actors import STATE, country_in, main_country
from flows.stages.relations_index import index_mentions

ACTORS = frozenset({"person", "organization", "group"})
ACTING = frozenset({"actor", "authority", "agent", "accuser", "participant"})
"""Roles of those who act: what looks like a building or a thing is an institution there ("the parliament approved")."""
GOVERNING = ACTING | {"accused"}
"""Roles in which a capital stands for its government."""
_THEN = ("then-", "then ")


def code_participants(analysis: Analysis) -> Analysis:
    """Give each participant the sector and country it has in the event.

    Args:
        analysis: With entities, positions, reports and participants.

    Returns:
        The same with `participants`: `actor_type` and `country` by the office held on the event's date; of those without
        a name by their noun ("riot police") and a nationality word; a capital that acts is its government. None where the article does not tell.
    """
    offices: dict[int, list[OfficeStatement]] = defaultdict(list)
    said = analysis.document.published_day or analysis.dating.latest
    for position in analysis.positions:
        offices[position.person].append(statement_of(position, said))
    then = _in_office_then(analysis)
    dates = {r.key: (r.date_start, r.date_end) for r in analysis.reports}
    sectors = {e.key: (e.actor_type, e.country) for e in analysis.entities}
    capitals = {e.key for e in analysis.entities if _is_capital(e)}
    out = []
    for p in analysis.participants:
        if p.entity is None:
            out.append(_unnamed(analysis, p))
            continue
        own_sector, own_country = sectors[p.entity]
        at_the_time = next((q for q in then.get(p.entity, ()) if q.start <= p.start and p.end <= q.end), None)
        if at_the_time is not None:
            out.append(replace(p, actor_type=at_the_time.actor_type, country=at_the_time.country or own_country))
        elif p.entity in offices:
            first, last = dates[p.report]
            code = code_on(offices[p.entity], first or last or said, last or first or said)
            told = own_sector if said is None or not _of_office(offices[p.entity], own_sector) else None
            sector = sector_on(code, offices[p.entity], told)
            out.append(replace(p, actor_type=sector, country=code.country or own_country))
        else:
            sector = own_sector or ("GOV" if p.role in GOVERNING and p.entity in capitals else None)
            out.append(replace(p, actor_type=sector, country=own_country))
    return analysis.adding(participants=_of_the_state(analysis, out))


def _is_capital(entity: Entity) -> bool:
    """Whether a place is a country's capital: where it acts, its government does ("Oslo accused Lima of lying")."""
    if entity.type != "place" or entity.feature != "city" or entity.geonames_id is None:
        return False
    return any(n.place.capital and n.place.geonames_id == entity.geonames_id for n in lookup(entity.name))


def _of_the_state(analysis: Analysis, participants: Sequence[Participant]) -> tuple[Participant, ...]:
    """Forces, courts and authorities without a country are of the one country that the article is about."""
    if all(p.country or p.actor_type not in STATE for p in participants):
        return tuple(participants)
    country = main_country(index_mentions(analysis))
    return tuple(
        replace(p, country=country) if p.country is None and p.actor_type in STATE and p.entity_type in ACTORS else p
        for p in participants
    )


def _in_office_then(analysis: Analysis) -> Mapping[int, Sequence[Position]]:
    """Offices that the article says were held at the time it tells of ("then-Interior Minister X")."""
    out: dict[int, list[Position]] = defaultdict(list)
    for position in analysis.positions:
        if analysis.words(position.start, position.end).lower().startswith(_THEN):
            out[position.person].append(position)
    return out


def _of_office(offices: Sequence[OfficeStatement], sector: str | None) -> bool:
    """Whether a sector is that of an office, not of what somebody does ("the lawyer and former minister")."""
    return sector in {o.actor_type for o in offices}


def _unnamed(analysis: Analysis, p: Participant) -> Participant:
    if p.entity_type not in ACTORS and p.role not in ACTING:
        return p
    words = analysis.words(p.start, p.end)
    token = analysis.parse.span_head(p.start, p.end)
    lemma = token.lemma.lower() if token is not None else None
    return replace(p, actor_type=p.actor_type or sector_of_noun(words, lemma), country=p.country or country_in(words))
