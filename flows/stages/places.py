"""Places: each place of the article linked to the gazetteer by everything the document says of it.

Every candidate of every name is scored: by itself (population, kind, whether the name is its main one) and by its
company (countries and divisions the article names, places near it, the container written after it as in
"Springfield, Illinois"). The company is settled in rounds, because it is made of links itself. A place whose best
candidate scores too low is left without coordinates.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from math import exp

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.lexicons import read_yaml
from flows.core.translit import fold
from flows.stages.gazetteer import Named, Place, division_name, lookup
from flows.stages.place_context import Context, lies_in, read_context
from flows.stages.place_ranking import Scored, rank_candidates, weights
from flows.stages.place_spotting import spot_places

DIVISIONS = ("admin1", "admin2")

_OWNER = re.compile(r"([^\W\d_][\w.-]*(?: [^\W\d_][\w.-]*){0,2})['’]s \S")
_BEFORE = 50
_BLOCK = re.compile(
    r"(?:\bblocks? (?:of|on)|\b(?:intersection|corner|intersections|corners) of) (?:[\w.]+ ){0,2}"
    r"(?:(?:\w+ ){0,2}(?:and|&) (?:[NSEWnsew]\w*\.? )?)?$"
)
"""What stands before a street's name, with its compass point, or before the second of two that cross."""


def link_places(analysis: Analysis) -> Analysis:
    """Link the article's places and facilities to the gazetteer.

    Args:
        analysis: With entities and mentions of names.

    Returns:
        The same with `entities` linked: coordinates, country, division, kind and runner-up of each that could be. A name
        used of a town and of the division around it ("New York", "Albany, New York") becomes two entities.
    """
    analysis = spot_places(analysis)
    context = read_context(analysis)
    streets = _streets(analysis)
    candidates = {e.key: _candidates(e) for e in analysis.entities if e.type == "place" and e.key not in streets}
    ranked = rank_candidates({key: found for key, found in candidates.items() if found}, context)
    linked = {key: scored for key, scored in ranked.items() if scored[0].score >= weights()["threshold"]}
    analysis = _split_divisions(analysis, linked, context)
    entities = tuple(_linked_or_part(e, linked.get(e.key)) for e in analysis.entities)
    return analysis.adding(entities=_placed_facilities(_lying_in(entities, analysis, context), analysis, context))


def _candidates(entity: Entity) -> tuple[Named, ...]:
    """The gazetteer's candidates for an entity's names: the main name's, or where it has none its aliases'."""
    for name in (entity.name, *entity.aliases):
        found = lookup(name)
        if found:
            return found
    return _towns_of_part(entity.name)


def _towns_of_part(name: str) -> tuple[Named, ...]:
    """The towns that a name is a part of: "Southwest Philadelphia", "Richmond's East End"."""
    first, _, rest = name.partition(" ")
    owner = _OWNER.match(name)
    whole = owner[1] if owner else rest if first.lower() in read_yaml("places")["words"]["quarter"] else ""
    least = read_yaml("places")["sizeable"]
    return tuple(n for n in lookup(whole) if n.main and n.place.feature == "city" and n.place.population >= least)


def _streets(analysis: Analysis) -> frozenset[int]:
    """The entities that are only named as streets: "the 300 block of South Campbell", "the corner of Gregory and Prospect"."""
    named: dict[int, set[bool]] = defaultdict(set)
    for mention in analysis.mentions:
        if mention.type == "name":
            named[mention.entity].add(bool(_BLOCK.search(analysis.text, max(0, mention.start - _BEFORE), mention.start)))
    return frozenset(key for key, found in named.items() if found == {True})


def _part(entity: Entity) -> Entity:
    """Give a part of a country ("northern Peru") its country; it has no coordinates of its own."""
    first, _, whole = entity.name.partition(" ")
    if entity.type != "place" or entity.country or first.lower() not in read_yaml("places")["words"]["quarter"]:
        return entity
    place = next((n.place for n in lookup(whole) if n.main and n.place.feature == "country"), None)
    return replace(entity, country=place.country, link_method="part_of") if place else entity


def _lying_in(entities: tuple[Entity, ...], analysis: Analysis, context: Context) -> tuple[Entity, ...]:
    """Give places off the map the country of what the words beside them say they lie in ("Peru's Olvar province")."""
    by_key = {e.key: e for e in entities if e.type == "place" and e.country}
    starts = {m.start: by_key[m.entity] for m in analysis.mentions if m.entity in by_key}
    ends = {m.end: by_key[m.entity] for m in analysis.mentions if m.entity in by_key}
    found: dict[int, set[str | None]] = defaultdict(set)
    for mention in analysis.mentions:
        if mention.type == "name" and analysis.words(mention.start - 3, mention.start) in ("'s ", "’s "):
            owner = ends.get(mention.start - 3)
            found[mention.entity] |= {owner.country} if owner else set()
    for key, containers in context.containers.items():
        found[key] |= {starts[c.start].country for c in containers if c.start in starts}
    return tuple(
        replace(e, country=next(iter(found[e.key])), link_method="part_of")
        if e.type == "place" and e.country is None and len(found.get(e.key, ())) == 1
        else e
        for e in entities
    )


def _split_divisions(analysis: Analysis, linked: dict[int, tuple[Scored, ...]], context: Context) -> Analysis:
    """Part a town from the division of its name: "New York" from the "New York" of "Albany, New York".

    The mentions that are written as a container of another place stand for the division. They get an entity of their
    own where others are left, and `linked` gains its link.
    """
    at = {m.start: m for m in analysis.mentions if m.type == "name" and m.entity in linked}
    inside: dict[int, set[int]] = defaultdict(set)
    for key, containers in sorted(context.containers.items()):
        for container in containers if key in linked else ():
            mention = at.get(container.start)
            if mention and mention.entity != key and _means_division(linked[key][0], linked[mention.entity]):
                inside[mention.entity].add(mention.key)
    entities, mentions = list(analysis.entities), list(analysis.mentions)
    for key, moved in sorted(inside.items()):
        divisions, towns = _divisions_first(linked[key]), _towns_first(linked[key])
        if all(m.key in moved for m in mentions if m.entity == key) or towns is None:
            linked[key] = divisions
            continue
        new = max(e.key for e in entities) + 1
        entities.append(replace(analysis.entity(key), key=new, aliases=(), rule="division_of_town"))
        mentions = [replace(m, entity=new) if m.key in moved else m for m in mentions]
        linked[key], linked[new] = towns, divisions
    return analysis.adding(entities=tuple(entities), mentions=tuple(mentions)) if inside else analysis


def _means_division(small: Scored, named: tuple[Scored, ...]) -> bool:
    """Whether the container of a place means a division, where a town in it has the same name."""
    towns = [c.place for c in named if c.place.feature == "city"]
    divisions = [c.place for c in named if c.place.feature in DIVISIONS]
    return any(lies_in(small.place, d) and any(lies_in(t, d) and t.id != small.place.id for t in towns) for d in divisions)


def _divisions_first(scored: tuple[Scored, ...]) -> tuple[Scored, ...]:
    return tuple(sorted(scored, key=lambda c: c.place.feature not in DIVISIONS))


def _towns_first(scored: tuple[Scored, ...]) -> tuple[Scored, ...] | None:
    """The candidates with the town first, None where no town is large enough to be meant by the bare name."""
    least = read_yaml("places")["well_known"]
    town = next((c for c in scored if c.place.feature == "city" and c.place.population >= least), None)
    return (town, *(c for c in scored if c is not town)) if town else None


def _placed_facilities(entities: tuple[Entity, ...], analysis: Analysis, context: Context) -> tuple[Entity, ...]:
    """Facilities take the coordinates of the town in their name ("Almaty airport") or written after it.

    A town that nothing else names must be well known, and the only such of its name.
    """
    towns = {fold(name): e for e in reversed(entities) if e.feature in ("city", "admin2") for name in (e.name, *e.aliases)}
    starts: dict[int, list[Mention]] = defaultdict(list)
    for mention in analysis.mentions:
        starts[mention.start].append(mention)
    by_key = {e.key: e for e in entities}
    countries = {e.country for e in entities if e.type == "place" and e.feature == "city"}

    def place_of(facility: Entity) -> Entity | None:
        words = fold(facility.name).split()
        for length in range(len(words), 0, -1):
            for first in range(len(words) - length + 1):
                if town := towns.get(" ".join(words[first : first + length])):
                    return town
        after = (by_key[m.entity] for c in context.containers.get(facility.key, ()) for m in starts[c.start])
        return next((e for e in after if e.feature in ("city", "admin2")), None) or _named_after(facility, countries)

    sited = (e.latitude is None and (e.type == "facility" or is_town_court(e)) for e in entities)
    return tuple(_inside(e, place_of(e)) if lies else e for e, lies in zip(entities, sited, strict=True))


def is_town_court(entity: Entity) -> bool:
    """Whether a name is of the court of a place ("Leeds Crown Court"), and not of a country's highest."""
    if entity.type != "organization":
        return False
    kinds, words = read_yaml("places")["courts"], entity.name.casefold().split()
    return len(words) > 2 and words[-1] in kinds and words[-2] in kinds and words[-1] != words[-2]


def _named_after(facility: Entity, countries: Collection[str | None]) -> Entity | None:
    """The one well-known town that a facility is called after as its town: "Almaty airport", but not "Jackson Hospital"."""
    words, least = facility.name.split(), read_yaml("places")["well_known"]
    for length in range(len(words) - 1, 0, -1):
        rest = " ".join(words[length:])
        told = rest.islower() or "airport" in rest.lower() or is_town_court(facility)
        found = lookup(" ".join(words[:length])) if told else ()
        towns = [n.place for n in found if n.place.feature == "city" and n.place.population >= least]
        if len(towns) > 1 and is_town_court(facility):
            towns = [town for town in towns if town.country in countries]
        if towns:
            return _at(facility, towns[0]) if len(towns) == 1 else None
    return None


def _at(entity: Entity, place: Place) -> Entity:
    """An entity that lies where a place of the gazetteer does."""
    return replace(
        entity,
        country=place.country or entity.country,
        latitude=place.latitude,
        longitude=place.longitude,
        admin1=division_name(place.admin1) if place.admin1 and place.feature != "country" else None,
        feature=place.feature,
    )


def _inside(facility: Entity, town: Entity | None) -> Entity:
    if town is None:
        return facility
    return replace(
        facility,
        country=town.country,
        latitude=town.latitude,
        longitude=town.longitude,
        admin1=town.admin1,
        feature=town.feature,
        link_method="located_in",
    )


def _linked_or_part(entity: Entity, scored: tuple[Scored, ...] | None) -> Entity:
    """An entity with its link; a part of a town lies where the town does, and is not the town."""
    if scored is None:
        return _part(entity)
    linked = _linked(entity, scored)
    if any(lookup(name) for name in (entity.name, *entity.aliases)):
        return linked
    return replace(linked, geonames_id=None, runner_up=None, link_method="part_of")


def _linked(entity: Entity, scored: tuple[Scored, ...]) -> Entity:
    place = scored[0].place
    second = scored[1] if len(scored) > 1 else None
    margin = scored[0].score - (second.score if second else 0.0)
    certainty = weights()["certainty"] * margin + scored[0].score - 1
    return replace(
        _at(entity, place),
        geonames_id=place.geonames_id,
        runner_up=f"{second.place.id} {second.score:.2f}" if second else None,
        link_method="gazetteer",
        confidence=round(1 / (1 + exp(-certainty)), 3),
    )
