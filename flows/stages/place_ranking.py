"""Ranking the gazetteer's candidates for all places of an article together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log10

from flows.core.lexicons import read_yaml
from flows.stages.gazetteer import Named, Place, kilometres
from flows.stages.place_context import Container, Context, are_peers

TOWNS = ("city", "admin2")
"""Features small enough for nearness to mean something."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score."""

    named: Named
    score: float

    @property
    def place(self) -> Place:
        """The place."""
        return self.named.place


@cache
def weights() -> Mapping[str, float]:
    """The weights of `flows/lexicons/places.yml`."""
    given: dict[str, float] = read_yaml("places")["weights"]
    return given


def _own_scores(found: tuple[Named, ...]) -> tuple[float, ...]:
    """What speaks for each candidate whatever the article says."""
    w = weights()
    # a town that bears its division's name is what the name means, but for the word of the division's kind
    seats: dict[str | None, int] = {}
    for named in found:
        if named.place.feature == "city":
            seats[named.place.admin1] = max(named.place.population, seats.get(named.place.admin1, 0))

    def score(named: Named) -> float:
        place = named.place
        own = w["population"] * log10(place.population + 10) / 7 + w[place.feature]
        own += w["capital"] * place.capital if named.main else -w["other_name"]
        own += w["known_abroad"] * (not named.main and place.feature == "city" and place.population > w["metropolis"])
        if place.feature in ("admin1", "admin2") and place.admin1 in seats:
            # the larger the town's share of its division, the likelier the bare name means the town
            share = seats[place.admin1] / max(1, place.population)
            own -= w["seat"] * (place.feature == "admin1") + (w["seat_share"] if share >= w["large_share"] else 0.0)
        return own

    return tuple(score(n) for n in found)


def rank_candidates(candidates: Mapping[int, tuple[Named, ...]], context: Context) -> dict[int, tuple[Scored, ...]]:
    """Every entity's candidates, best first, after some rounds of mutual support."""
    w = weights()
    own = {
        key: tuple(
            s + _contained(n.place, held) + _called(n.place, context.kinds.get(key, {}))
            for n, s in zip(found, _own_scores(found))
        )
        for key, found in candidates.items()
        for held in [tuple(c for c in context.containers.get(key, ()) if not c.is_peer_of(found))]
    }
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
    divisions: dict[str, float] = defaultdict(float, context.divisions)
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
    """How well a candidate fits the article's other places."""
    w = weights()
    peers = (best[peer] for peer in context.peers.get(key, ()) if peer in best)
    score = w["peer"] * any(are_peers(place, peer) for peer in peers)
    score += w["same_country"] * shares[0].get(place.country or "", 0.0)
    if place.feature == "country":
        near = [kilometres(place, b) for k, b in best.items() if k != key and b.feature == "country" and b.id != place.id]
        return score + w["near_country"] * max((exp(-d / w["near_country_kilometres"]) for d in near), default=0.0)
    score += w["same_division"] * shares[1].get(place.admin1 or "", 0.0)
    if place.feature in TOWNS:
        near = [kilometres(place, b) for k, b in best.items() if k != key and b.id != place.id and b.feature in TOWNS]
        score += w["near"] * max((exp(-d / w["near_kilometres"]) for d in near), default=0.0)
    return score


def _contained(place: Place, containers: tuple[Container, ...]) -> float:
    """What the containers written beside the name say of a candidate: for it, against it or nothing."""
    if not containers:
        return 0.0
    w = weights()
    total = sum(w["contained"] * c.weight if c.holds(place) else -w["not_contained"] * c.weight for c in containers)
    return total / len(containers)


def _called(place: Place, kinds: Mapping[str, float]) -> float:
    """How well a candidate fits what the words beside the name call it."""
    w = weights()
    towns = kinds.get("town", 0.0) + kinds.get("village", 0.0)
    score = w["called"] * towns * (1 if place.feature == "city" else -1)
    score += w["called_division"] * kinds.get("division", 0.0) * (1 if place.feature in ("admin1", "admin2") else -1)
    return score - w["no_village"] * kinds.get("village", 0.0) * (place.population > w["village_most"])
