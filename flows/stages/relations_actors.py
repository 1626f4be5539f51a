"""What an article tells of the sector and the country of those it names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.core.annotations import Entity, Position
from flows.core.sectors import sector_of_name
from flows.core.translit import fold
from flows.stages.place_context import demonym_countries
from flows.stages.relations_index import Index
from flows.stages.relations_roles import Holding

STATE = frozenset({"GOV", "COP", "MIL", "JUD", "LEG", "SPY"})
"""Sectors that belong to a state, so that their office has a country."""

MOST = 0.75
"""Share of an article's signs of country from which all speak for one country."""

UNKNOWN = 0.5
"""What a mention of a place without a country counts against any one country."""


def country_in(words: str) -> str | None:
    """The country of a nationality word or phrase that a name begins with ("Russian Defence Ministry")."""
    parts, known = fold(words).split(), demonym_countries()
    return known.get(" ".join(parts[:2])) or known.get(parts[0]) if len(parts) > 1 else None


def main_country(index: Index) -> str | None:
    """The one country an article is about, by its places and nationality words; None where it is about several."""
    signs: Counter[str] = Counter()
    unknown = {e.key for e in index.analysis.entities if e.type == "place" and not e.country}
    places = {e.key: e.country for e in index.analysis.entities if e.type == "place" and e.country}
    said = {e.country for e in index.analysis.entities if e.type == "place" and e.feature == "country"}
    for mention in index.analysis.mentions:
        if mention.entity in places:
            signs[str(places[mention.entity])] += 1
    # places on no map may lie in another country
    others = UNKNOWN * sum(mention.entity in unknown for mention in index.analysis.mentions)
    for token in index.parse.tokens:
        if token.i not in index.names and (code := index.demonym(token.i)):
            signs[code] += 1
            said.add(code)
    if not signs:
        return None
    best, n = signs.most_common(1)[0]
    return best if n >= MOST * (sum(signs.values()) + others) and (n > 1 or best in said) else None


def with_actors(index: Index, positions: Sequence[Position], holdings: Iterable[Holding]) -> tuple[Entity, ...]:
    """The article's entities with sector and country where the article tells them.

    Args:
        index: The article.
        positions: Offices found in it.
        holdings: Everything it calls somebody.
    """
    sectors: dict[int, Counter[str]] = {}
    countries: dict[int, Counter[str]] = {}
    for position in positions:
        if position.status != "former" and position.actor_type:
            sectors.setdefault(position.person, Counter())[position.actor_type] += 3
        if position.country and position.actor_type in STATE:
            countries.setdefault(position.person, Counter())[position.country] += 1
    for holding in holdings:
        key, word = holding.named.entity.key, holding.role.word("rank", "occupation")
        if word and word.sector and holding.role.status != "former":
            sectors.setdefault(key, Counter())[word.sector] += 1
        if holding.role.country and holding.named.entity.type == "person":
            countries.setdefault(key, Counter())[holding.role.country] += 2
    return tuple(_coded(e, sectors.get(e.key), countries.get(e.key)) for e in index.analysis.entities)


def _coded(entity: Entity, sectors: Counter[str] | None, countries: Counter[str] | None) -> Entity:
    if entity.type in ("organization", "group"):
        sector = entity.actor_type or sector_of_name(entity.name, *entity.aliases)
        return replace(entity, actor_type=sector, country=entity.country or country_in(entity.name))
    if entity.type != "person":
        return entity
    return replace(entity, actor_type=_first(sectors) or entity.actor_type, country=_first(countries) or entity.country)


def _first(counts: Counter[str] | None) -> str | None:
    return min(counts, key=lambda c: (-counts[c], c)) if counts else None
