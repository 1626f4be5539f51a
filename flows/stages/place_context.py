"""What an article says about where its places lie: countries it names, containers written beside a name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from flows.core.annotations import Analysis
from flows.core.lexicons import read_csv, read_yaml
from flows.core.translit import fold
from flows.stages.gazetteer import Named, Place, division_evidence, kilometres, lookup

_NAME = r"(?P<name>[A-Z][\w'’\u2013-]*\.?(?:\s?[A-Z][\w'’\u2013-]*\.?|\s(?:of|and|the)(?=\s[A-Z])){0,5})"
_QUARTER = r"(?:(?:north|south|east|west|central)[a-z-]*\s+)?"
_AFTER = re.compile(rf"(?P<how>,\s+|\s+\(|,?\s+in\s+)(?:the\s+)?{_QUARTER}{_NAME}")
_DESCRIBED = re.compile(rf",\s+(?:the|a|an)\s+(?:[a-z-]+\s+){{0,3}}(?P<kind>[a-z]+)\s+(?:of|in)\s+(?:the\s+)?{_QUARTER}{_NAME}")
_OWNED = re.compile(rf",\s+{_NAME}['’]s?\s+(?:[a-z-]+\s+){{0,3}}(?P<kind>[a-z]+)\b")
_KIND_BEFORE = re.compile(r"\b(?P<kind>[a-z]+) of $")
_KIND_AFTER = re.compile(r" (?P<kind>[a-z]+)\b")
_COUNTY = re.compile(r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}) (?P<kind>County|Parish|Co\.)(?!\w)")
_LISTED_AFTER = re.compile(r",? (?:and|or) [A-Z]|, [A-Z][a-z]+(?:,|\.| and)")
_LISTED_BEFORE = re.compile(r"[\w.](?:,|,? and) $")
_BETWEEN = re.compile(r"(?:,|,? and|,? or|,? &) (?:the )?")
_REACH = 80
"""Characters after a name that may hold its container."""


@dataclass(frozen=True, slots=True)
class Container:
    """Something larger that the article says a place lies in.

    Attributes:
        start: Where its words start.
        places: What its words may mean.
        weight: How plainly the words say so, 0 to 1.
        listed: Whether the words look like part of a list ("Ohio, Delaware and Iowa").
        described: Whether the words say what the place is of it ("the capital of Ohio").
    """

    start: int
    places: tuple[Place, ...]
    weight: float
    listed: bool
    described: bool = False

    def holds(self, place: Place) -> bool:
        """Whether a place lies in one of the readings."""
        return any(lies_in(place, big) for big in self.places)

    def is_peer_of(self, found: tuple[Named, ...]) -> bool:
        """Whether container and name are rather two of a kind in a list: two countries, or two divisions of one."""
        if self.described:
            return False
        if any(n.main and n.place.feature == "country" for n in found) and any(p.feature == "country" for p in self.places):
            return True
        divisions = {n.place.country for n in found if n.main and n.place.feature == "admin1"}
        return self.listed and any(p.feature == "admin1" and p.country in divisions for p in self.places)


def lies_in(small: Place, big: Place) -> bool:
    """Whether a place lies in another, by its codes or, where there are none, by distance."""
    if big.id == small.id:
        return False
    if big.feature == "country":
        return small.country == big.country and small.feature != "country"
    if big.feature == "admin1":
        return small.admin1 == big.admin1 and small.feature not in ("country", "admin1")
    reach = read_yaml("places")["reach"][big.feature]
    same_country = big.country is None or small.country == big.country
    return small.feature in ("city", "admin2") and same_country and kilometres(big, small) <= reach


@dataclass(frozen=True)
class Context:
    """What the whole article says.

    Attributes:
        countries: Weight of each country code by demonyms, names inside other names and the source; place entities aside.
        divisions: Weight of each division code by names inside other names.
        containers: Containers of each place entity by key.
        weight: How much each place entity counts as company.
        peers: The places each place is listed beside ("Ohio, Delaware and Iowa").
        kinds: What the words beside each place's names call it: share of its mentions by kind, `town`, `village` or `division`.
    """

    countries: Mapping[str, float]
    divisions: Mapping[str, float]
    containers: Mapping[int, tuple[Container, ...]]
    weight: Mapping[int, float]
    peers: Mapping[int, tuple[int, ...]]
    kinds: Mapping[int, Mapping[str, float]]


def read_context(analysis: Analysis) -> Context:
    """Collect the evidence for linking the article's places."""
    weights = read_yaml("places")["weights"]
    countries: dict[str, float] = defaultdict(float)
    divisions: dict[str, float] = defaultdict(float)
    source = analysis.document.passport.country
    if source:
        countries[source] += weights["source"]
    for country, division, weight in (*_nationalities(analysis), *_inside_names(analysis), *_counties(analysis)):
        countries[country] += weight
        if division:
            divisions[division] += weight
    containers: dict[int, list[Container]] = defaultdict(list)
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    seen: Counter[int] = Counter()
    for mention in analysis.mentions:
        if mention.type == "name":
            seen[mention.entity] += 1
            if found := container_after(analysis.text, mention.start, mention.end):
                containers[mention.entity].append(found)
            if kind := _kind_beside(analysis.text, mention.start, mention.end):
                kinds[mention.entity][kind] += 1
    most = weights["hint_most"]
    return Context(
        countries={code: min(n, most) for code, n in sorted(countries.items())},
        divisions={code: min(n, most) for code, n in sorted(divisions.items())},
        containers={key: tuple(found) for key, found in containers.items()},
        weight={key: 1.0 + 0.25 * min(n - 1, 4) for key, n in seen.items()},
        peers=_peers(analysis),
        kinds={key: {kind: n / seen[key] for kind, n in sorted(of.items())} for key, of in kinds.items()},
    )


@cache
def _kinds() -> Mapping[str, str]:
    """What each word for a kind of place makes of a name beside it."""
    return {word: kind for kind, words in read_yaml("places")["kinds"].items() for word in words}


def _kind_beside(text: str, start: int, end: int) -> str | None:
    """What the words beside a name call it: "the village of X", "X district", "the port city of X"; None if nothing."""
    before = _KIND_BEFORE.search(text, max(0, start - 24), start)
    after = None if before else _KIND_AFTER.match(text, end)
    match = before or after
    kind = _kinds().get(match.group("kind")) if match else None
    # "X city" is a town, but "X town hall" and "X village elders" are of any place
    return kind if before or kind == "division" else None


@cache
def demonym_countries() -> Mapping[str, str]:
    """Country code of each nationality word or phrase, folded."""
    return {fold(row["word"]): row["country"] for row in read_csv("demonyms")}


Hint = tuple[str, str | None, float]
"""A country code, a division code and how much it counts."""


def _nationalities(analysis: Analysis) -> Iterator[Hint]:
    known, weight = demonym_countries(), read_yaml("places")["weights"]["demonym"]
    before = ""
    for token in analysis.parse.tokens:
        word = token.lower
        if token.text[:1].isupper() and (code := known.get(f"{before} {word}") or known.get(word)):
            yield code, None, weight
        before = word


def _inside_names(analysis: Analysis) -> Iterator[Hint]:
    """Countries and well-known divisions inside names of other things ("Kentucky State Police")."""
    known, weight = division_evidence(), read_yaml("places")["weights"]["inside"]
    places = {e.key for e in analysis.entities if e.type == "place"}
    taken = {i for m in analysis.mentions if m.entity in places for i in range(m.start, m.end)}
    tokens = analysis.parse.tokens
    for i, token in enumerate(tokens):
        if not token.text[:1].isupper() or token.start in taken:
            continue
        pair = f"{token.lower} {tokens[i + 1].lower}" if i + 1 < len(tokens) else ""
        readings = known.get(pair) or known.get(token.lower) or ()
        for country, division in readings:
            yield country, division, weight / len(readings)


def _counties(analysis: Analysis) -> Iterator[Hint]:
    """The divisions of the counties named anywhere ("Bath County Sheriff's Office")."""
    weight = read_yaml("places")["weights"]["county"]
    for name in sorted({m.group("name") for m in _COUNTY.finditer(analysis.text)}):
        words = name.split()
        for first in range(len(words)):
            found = [n.place for n in lookup(" ".join(words[first:]) + " County") if n.place.feature == "admin2"]
            for place in found:
                if place.country:
                    yield place.country, place.admin1, weight / len(found)
            if found:
                break


def _peers(analysis: Analysis) -> dict[int, tuple[int, ...]]:
    """For each place the places that only a comma or a conjunction parts it from."""
    places = {e.key for e in analysis.entities if e.type == "place"}
    out: dict[int, dict[int, None]] = defaultdict(dict)
    named = [m for m in analysis.mentions if m.entity in places and m.type == "name"]
    for a, b in pairwise(named):
        if a.entity != b.entity and _BETWEEN.fullmatch(analysis.text, a.end, max(a.end, b.start)):
            out[a.entity][b.entity] = None
            out[b.entity][a.entity] = None
    return {key: tuple(found) for key, found in out.items()}


def are_peers(a: Place, b: Place) -> bool:
    """Whether two places are of one kind that lists keep together: two countries, two divisions of one country."""
    return (
        a.feature == b.feature
        and (a.feature == "country" or (a.feature == "admin1" and a.country == b.country))
        and a.id != b.id
    )


def container_after(text: str, start: int, end: int) -> Container | None:
    """The container written after a name, if any: ", Illinois", " (Ukraine)", " in Bulacan", ", a town in northern Peru"."""
    plain = _AFTER.match(text, end, end + _REACH)
    described = _DESCRIBED.match(text, end, end + _REACH) or _OWNED.match(text, end, end + _REACH)
    if described and described.group("kind") not in read_yaml("places")["words"]["kind"]:
        described = None
    match = described or plain
    if not match:
        return None
    beside = match is plain and match.group("how").strip() in (",", "(")
    weight = 1.0 if beside or described else 0.6
    words = match.group("name").split()
    if not beside:
        # "in Peru's Piura region"; but in "In Vienna, Peru's envoy said" a new phrase begins
        words = [w.removesuffix("'s").removesuffix("’s") for w in words]
    listed = bool(_LISTED_AFTER.match(text, match.end()) or _LISTED_BEFORE.search(text, max(0, start - 8), start))
    for n in range(len(words), 0, -1):
        found = [n.place for n in lookup(" ".join(words[:n])) if n.main or n.place.feature in ("country", "admin1", "region")]
        large = tuple(p for p in found if p.feature != "city") or tuple(found[:3])
        if large:
            return Container(match.start("name"), large, weight, listed, match is described)
    return None
