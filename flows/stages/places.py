"""Places: each place of the article linked to the gazetteer by everything the document says of it.

Every candidate of every name is scored: by itself (population, kind, whether the name is its main one) and by its
company (countries and divisions the article names, places near it, the container written after it as in
"Springfield, Illinois"). The company is settled in rounds, because it is made of links itself. A place whose best
candidate scores too low is left without coordinates.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log10

from flows.core.annotations import Analysis, Entity
from flows.core.lexicons import read_yaml
from flows.stages.gazetteer import Named, Place, division_name, kilometres, lookup
from flows.stages.place_context import Context, read_context


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score."""

    named: Named
    score: float

    @property
    def place(self) -> Place:
        """The place."""
        return self.named.place


def link_places(analysis: Analysis) -> Analysis:
    """Link the article's places and facilities to the gazetteer.

    Args:
        analysis: With entities and mentions of names.

    Returns:
        The same with `entities` linked: coordinates, country, division, kind and runner-up of each that could be.
    """
    context = read_context(analysis)
    candidates = {e.key: _candidates(e) for e in analysis.entities if e.type == "place"}
    ranked = _rank({key: found for key, found in candidates.items() if found}, context)
    linked = {key: scored for key, scored in ranked.items() if scored[0].score >= _weights()["threshold"]}
    entities = tuple(_linked(e, linked[e.key]) if e.key in linked else e for e in analysis.entities)
    return analysis.adding(entities=entities)


@cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = read_yaml("places")["weights"]
    return weights


def _candidates(entity: Entity) -> tuple[Named, ...]:
    """The gazetteer's candidates for an entity's names: the main name's, or where it has none its aliases'."""
    for name in (entity.name, *entity.aliases):
        found = lookup(name)
        if found:
            return found
    return ()


def _own_score(named: Named) -> float:
    """What speaks for a candidate whatever the article says."""
    w, place = _weights(), named.place
    score = w["population"] * log10(place.population + 10) / 7 + w[place.feature]
    return score if named.main else score - w["other_name"]


def _rank(candidates: Mapping[int, tuple[Named, ...]], context: Context) -> dict[int, tuple[Scored, ...]]:
    """Every entity's candidates, best first, after some rounds of mutual support."""
    w = _weights()
    own = {key: tuple(_own_score(n) + _contained(key, n.place, context) for n in found) for key, found in candidates.items()}
    best = {key: max(zip(own[key], found), key=lambda sn: sn[0])[1].place for key, found in candidates.items()}
    ranked: dict[int, tuple[Scored, ...]] = {}
    for _ in range(int(w["rounds"])):
        shares = {key: _shares(key, best, context) for key in candidates}
        ranked = {
            key: tuple(
                sorted(
                    (Scored(n, s + _company(key, n.place, best, shares[key], context)) for n, s in zip(found, own[key])),
                    key=lambda c: (-c.score, c.place.id),
                )
            )
            for key, found in candidates.items()
        }
        settled = {key: scored[0].place for key, scored in ranked.items()}
        if settled == best:
            break
        best = settled
    return ranked


def _shares(key: int, best: Mapping[int, Place], context: Context) -> tuple[dict[str, float], dict[str, float]]:
    """How much of the article, this entity aside, speaks of each country and each division (shares of 1)."""
    countries: dict[str, float] = defaultdict(float, context.countries)
    divisions: dict[str, float] = defaultdict(float)
    for other, place in best.items():
        if other == key:
            continue
        weight = context.weight.get(other, 1.0)
        if place.country:
            countries[place.country] += weight
        if place.admin1 and place.feature != "country":
            divisions[place.admin1] += weight
    return _normal(countries), _normal(divisions)


def _normal(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values()) + 1.0
    return {code: n / total for code, n in counts.items()}


def _company(
    key: int, place: Place, best: Mapping[int, Place], shares: tuple[dict[str, float], dict[str, float]], context: Context
) -> float:
    w = _weights()
    if place.feature in ("country", "region"):
        return 0.0
    score = w["same_country"] * shares[0].get(place.country or "", 0.0)
    score += w["same_division"] * shares[1].get(place.admin1 or "", 0.0)
    if place.feature == "city" or place.feature == "admin2":
        near = [kilometres(place, b) for k, b in best.items() if k != key and b.feature in ("city", "admin2")]
        score += w["near"] * max((exp(-d / w["near_kilometres"]) for d in near), default=0.0)
    return score


def _contained(key: int, place: Place, context: Context) -> float:
    """What the containers written beside the name say of a candidate: for it, against it or nothing."""
    w = _weights()
    containers = context.containers.get(key, ())
    if not containers:
        return 0.0
    return sum(w["contained"] * c.weight if c.holds(place) else -w["not_contained"] * c.weight for c in containers) / len(
        containers
    )


def _linked(entity: Entity, scored: tuple[Scored, ...]) -> Entity:
    place = scored[0].place
    second = scored[1] if len(scored) > 1 else None
    margin = scored[0].score - (second.score if second else 0.0)
    return replace(
        entity,
        country=place.country or entity.country,
        geonames_id=place.geonames_id,
        latitude=place.latitude,
        longitude=place.longitude,
        admin1=division_name(place.admin1) if place.admin1 and place.feature != "country" else None,
        feature=place.feature,
        runner_up=f"{second.place.id} {second.score:.2f}" if second else None,
        link_method="gazetteer",
        confidence=round(1 / (1 + exp(-(_weights()["certainty"] * margin + scored[0].score - 1))), 3),
    )
