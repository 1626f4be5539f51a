"""Relations: who holds or held which office, and what persons and organizations are to each other.

Descriptions (`relations_descriptions`) are tied to those they are said of (`relations_holders`); what ties two names by a verb
is in `relations_verbs`. `find_positions` runs before references are resolved, so that "the former head of the agency" can
be tied to the person the article calls so; `find_relations` runs after, so that "his deputies" has an owner.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Entity, Position, Relation
from flows.core.sectors import sector_of_name
from flows.core.translit import fold
from flows.stages.relations_actors import STATE, main_country, with_actors
from flows.stages.relations_compounds import stated_by_compounds
from flows.stages.relations_descriptions import find_roles
from flows.stages.relations_followers import stated_by_followers
from flows.stages.relations_holders import find_holders
from flows.stages.relations_index import Index, index_mentions
from flows.stages.relations_lead import described_in_lead
from flows.stages.relations_lexicon import singular, terms
from flows.stages.relations_near import stated_beside
from flows.stages.relations_owners import with_firm, with_owners
from flows.stages.relations_parties import holds_seat, stated_by_parties, stated_by_seats
from flows.stages.relations_places import stated_by_places
from flows.stages.relations_roles import Holding, Role
from flows.stages.relations_validity import Tenure, read_clock
from flows.stages.relations_verbs import stated_by_verbs

PREDICATES = {
    "current": "position_held",
    "former": "former_position",
    "acting": "acting_position",
    "incoming": "incoming_position",
}


def find_positions(analysis: Analysis) -> Analysis:
    """Find the offices that the article states of those it names.

    Args:
        analysis: With dates, entities and mentions of names.

    Returns:
        The same with `positions`.
    """
    index = index_mentions(analysis)
    return analysis.adding(positions=_positions(index, read_holdings(index)))


def find_relations(analysis: Analysis) -> Analysis:
    """Find relations and offices, and what sector and country they give each actor.

    Args:
        analysis: With dates, entities and all mentions.

    Returns:
        The same with `relations`, `positions` and `entities` (actor_type, country).
    """
    index = index_mentions(analysis)
    holdings = read_holdings(index)
    positions = _positions(index, holdings)
    own = [*_relations(index, holdings)]
    beside = (
        *stated_by_verbs(index),
        *stated_by_parties(index),
        *stated_beside(index),
        *stated_by_seats(index, holdings),
        *stated_by_compounds(index),
    )
    stated = [*own, *beside, *stated_by_followers(index, own), *stated_by_places(index)]
    return analysis.adding(
        relations=_numbered(stated),
        positions=positions,
        entities=with_actors(index, positions, holdings),
    )


def read_holdings(index: Index) -> tuple[Holding, ...]:
    """Everything an article calls somebody, in reading order."""
    roles = find_roles(index)
    found = tuple(with_firm(index, _with_body(index, h)) for h in with_owners(index, find_holders(index, roles)))
    return (*found, *described_in_lead(index, roles, found))


def _with_body(index: Index, holding: Holding) -> Holding:
    """An "army spokesman" speaks for the one army that the article names, if it names one of his country."""
    role = holding.role
    if not _is_bare_post(holding):
        return holding
    said = fold(index.analysis.words(index.parse.tokens[role.title_first].start, index.parse.tokens[role.core].start))
    bodies = [
        e
        for e in index.analysis.entities
        if e.type == "organization"
        and f" {fold(e.name)}".endswith(f" {said}")
        and e.country in (None, role.country or e.country)
    ]
    if len(bodies) > 1:  # of two commissions the one named before
        named = {n.entity.key for i, n in index.names.items() if i < role.first}
        bodies = [e for e in bodies if e.key in named]
    if not said or len(bodies) != 1:
        return holding
    return replace(holding, role=replace(role, things=tuple(bodies)), confidence=round(0.8 * holding.confidence, 3))


def _span(index: Index, holding: Holding) -> tuple[int, int]:
    tokens = index.parse.tokens
    return tokens[holding.first].start, tokens[holding.last - 1].end


def _title(index: Index, role: Role) -> str:
    tokens = index.parse.tokens
    core = tokens[role.core]
    if role.plural or core.tag == "NNS":
        before = index.analysis.words(tokens[role.title_first].start, core.start)
        behind = index.analysis.words(core.end, tokens[role.title_last - 1].end)
        return " ".join(f"{before}{singular(core)}{behind}".split())
    words = index.analysis.words(tokens[role.title_first].start, tokens[role.title_last - 1].end)
    return " ".join(words.split())


def _is_office(index: Index, holding: Holding) -> bool:
    """Whether what one is called is an office that says enough to be one."""
    role = holding.role
    if role.status == "former" and role.word("rank") and role.levelled and not role.word("office", "tie", "kin"):
        return True  # "former police sergeant X"
    word = role.word("office")
    if word is None:
        return False
    tie = role.word("tie", "kin")
    if tie is not None and role.persons and not (role.things or role.places):
        return False
    if role.things or role.places or role.levelled or word.title not in terms("vague"):
        return True
    if role.country is not None and word.title in terms("enough_with_country"):
        return True
    if role.opener == "'s" or (role.status == "former" and word.title in terms("enough_as_former")):
        return True  # "the ship's captain, X", "X, a retired judge"
    # "the Speaker, Ana Sol"
    one = role.opener == "the" and index.parse.tokens[role.core].text[:1].isupper()
    return word.title in terms("enough_as_title") and (holding.rule == "title" or one or role.country is not None)


def _holders_of_office(index: Index, holdings: Sequence[Holding]) -> Iterator[tuple[Holding, str]]:
    """Holdings that are offices, those of an organization's spokesperson or deputy included, with their sector word."""
    for holding in holdings:
        if holding.named.entity.type == "person" and _is_office(index, holding):
            word = holding.role.word("office")
            yield holding, (word.sector or "") if word else ""
        elif _is_post(holding) or holds_seat(holding):
            yield holding, ""


def _is_post(holding: Holding) -> bool:
    """Whether a tie to an organization is a post in it ("spokesman for the ministry")."""
    role = holding.role
    tie = role.word("tie")
    if tie is None or holding.named.entity.type != "person" or role.persons:
        return False
    return tie.predicate in ("spokesperson_of", "deputy_of") if role.things else _is_bare_post(holding)


def _is_bare_post(holding: Holding) -> bool:
    """Whether somebody speaks for a body that the article never names ("Army spokesman X"): a post with no organization."""
    role, tie = holding.role, holding.role.word("tie")
    of = role.things or role.places or role.persons or holding.named.entity.type != "person"
    return not of and role.levelled and tie is not None and tie.predicate == "spokesperson_of"


def _sector(role: Role, title: str, sector: str) -> str | None:
    """The sector of an office: its own, else its organization's, else the title's."""
    word = role.word("office")
    if word is not None and word.own:
        return sector or None
    for thing in role.things[:1]:
        return thing.actor_type or sector_of_name(thing.name, *thing.aliases)
    if word is None:
        return sector_of_name(title)
    plain = fold(title) == fold(role.title_word)
    told = (
        role.country or role.places or (role.title_word in terms("of_state") if plain else role.title_word in terms("by_field"))
    )
    return (sector or None) if told else None


def _positions(index: Index, holdings: Sequence[Holding]) -> tuple[Position, ...]:
    clock, country = read_clock(index), main_country(index)
    out: dict[tuple[int, int | None, str, str], Position] = {}
    for holding, sector in _holders_of_office(index, holdings):
        role, tenure = holding.role, clock.tenure(holding)
        start, end = _span(index, holding)
        title = _title(index, role)
        code = _sector(role, title, sector)
        position = Position(
            key=0,
            start=start,
            end=end,
            person=holding.named.entity.key,
            organization=role.things[0].key if role.things else None,
            country=_country(role) or (country if code in STATE else None),
            title=title,
            status=tenure.status,
            valid_from=tenure.valid_from,
            valid_to=tenure.valid_to,
            actor_type=code,
            rule=holding.rule,
            confidence=holding.confidence,
        )
        same = (position.person, position.organization, fold(position.title), position.status)
        before = out.get(same)
        if before is None or (before.valid_from, before.valid_to) == (None, None) != (position.valid_from, position.valid_to):
            out[same] = position
    ordered = sorted(out.values(), key=lambda p: (p.start, p.end, p.person, p.title))
    return tuple(replace(p, key=n) for n, p in enumerate(ordered))


def _country(role: Role) -> str | None:
    """The country that an office is of, as its phrase says."""
    if role.country:
        return role.country
    return next((e.country for e in (*role.places, *role.things) if e.country), None)


def _relations(index: Index, holdings: Sequence[Holding]) -> Iterator[Relation]:
    clock = read_clock(index)
    for holding in holdings:
        role = holding.role
        if (holding.named.entity.type == "person" and _is_office(index, holding)) or _is_bare_post(holding):
            yield _office(index, holding, clock.tenure(holding))
            continue
        word = role.word("kin", "tie")
        if word is None:
            continue
        if holds_seat(holding):
            yield _office(index, holding, clock.tenure(holding))
            continue
        for target, title, detail in _tied(index, holding):
            start, end = _span(index, holding)
            sure = holding.confidence if target is not None else 0.8 * holding.confidence
            subject = holding.named.entity.key
            yield Relation(0, start, end, subject, word.predicate, target, title, detail, None, None, holding.rule, sure)


def _office(index: Index, holding: Holding, tenure: Tenure) -> Relation:
    role = holding.role
    start, end = _span(index, holding)
    of = (*role.things, *role.places) or _country_named(index, role)
    return Relation(
        0,
        start,
        end,
        holding.named.entity.key,
        PREDICATES[tenure.status],
        of[0].key if of else None,
        _title(index, role),
        None,
        tenure.valid_from,
        tenure.valid_to,
        holding.rule,
        holding.confidence,
    )


def _country_named(index: Index, role: Role) -> tuple[Entity, ...]:
    """The country of a nationality word before an office ("the Norwegian foreign minister"), where the article names it."""
    if role.country is None:
        return ()
    return tuple(e for e in index.analysis.entities if e.feature == "country" and e.country == role.country)[:1]


def _tied(index: Index, holding: Holding) -> Iterator[tuple[int | None, str | None, str | None]]:
    """Whom or what a tie binds the holder to, with title and detail; nothing where that is not known."""
    role, subject = holding.role, holding.named.entity
    word = role.word("kin", "tie")
    if word is None:
        return
    title = _title(index, role)
    detail = f"former {title}" if role.status == "former" else None
    persons = [p.key for p in role.persons if p.key != subject.key]
    things = [t.key for t in role.things if t.key != subject.key]
    if word.predicate in ("subsidiary_of", "part_of"):
        if subject.type in ("organization", "facility") and things:
            yield things[0], title, detail
    elif word.predicate == "located_in":
        for place in (
            [p for p in role.places if p.key != subject.key and p.country][:1] if subject.type in ("place", "facility") else ()
        ):
            yield place.key, title, detail
    elif subject.type != "person" and word.predicate != "owner_of":
        return
    elif word.predicate in ("relative_of", "ally_of"):
        for key in persons:
            yield key, title, detail
    elif word.predicate == "deputy_of":
        for key in persons[:1] or things[:1]:
            yield key, title, detail
    elif word.predicate == "lawyer_of":
        for key in persons or (things[:1] if role.last > role.title_last or role.opener == "'s" else []):
            yield key, title, detail
    elif word.predicate == "spokesperson_of":
        places = [p.key for p in role.places]
        for key in things[:1] or persons[:1] or places[:1]:
            yield key, title, detail
    elif word.predicate in ("founder_of", "owner_of", "member_of"):
        for key in things[:1]:
            yield key, title, detail
    else:
        for thing in [t for t in role.things if t.type != "group"][:1]:
            yield thing.key, title, detail


def _numbered(relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """Each relation once, where it is stated best, in reading order."""
    best: dict[tuple[int, str, int | None, str, str], Relation] = {}
    for relation in relations:
        same = (relation.subject, relation.predicate, relation.object, fold(relation.title or ""), fold(relation.detail or ""))
        if same not in best or _worth(relation) > _worth(best[same]):
            best[same] = relation
    ordered = sorted(
        best.values(), key=lambda r: (r.start, r.end, r.subject, r.predicate, r.object if r.object is not None else -1)
    )
    return tuple(replace(r, key=n) for n, r in enumerate(ordered))


def _worth(relation: Relation) -> tuple[bool, float, int]:
    return relation.valid_from is not None or relation.valid_to is not None, relation.confidence, -relation.start
