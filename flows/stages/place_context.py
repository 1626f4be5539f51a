"""What an article says about where its places lie: countries it names, containers written beside a name."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flows.core.annotations import Analysis, Mention
from flows.core.lexicons import read_csv, read_yaml
from flows.stages.gazetteer import Place, kilometres, lookup

_AFTER = re.compile(
    r"(?:,\s+(?:in\s+)?(?:the\s+)?|\s+\(|,?\s+in\s+(?:the\s+)?)"
    r"((?:[A-Z][\w'’\u2013-]*\.?|of|and|the)(?:\s+(?:[A-Z][\w'’\u2013-]*\.?|of|and))*(?:[A-Z]\.)*)"
)
_TAIL = 60


@dataclass(frozen=True, slots=True)
class Container:
    """Something larger that the article says a place lies in.

    Attributes:
        places: What its words may mean.
        weight: How plainly the words say so, 0 to 1.
    """

    places: tuple[Place, ...]
    weight: float

    def holds(self, place: Place) -> bool:
        """Whether a place lies in one of the readings."""
        return any(_holds(big, place) for big in self.places)


def _holds(big: Place, small: Place) -> bool:
    if big.id == small.id:
        return False
    if big.feature == "country":
        return small.country == big.country
    if big.feature == "admin1":
        return small.admin1 == big.admin1 and small.feature not in ("country", "admin1")
    reach = {"admin2": 90.0, "city": 50.0, "region": 400.0}[big.feature]
    same_country = big.country is None or small.country == big.country
    return small.feature in ("city", "admin2") and same_country and kilometres(big, small) <= reach


@dataclass(frozen=True)
class Context:
    """What the whole article says.

    Attributes:
        countries: Weight of each country code by demonyms and the source, entities aside.
        containers: Containers of each place entity by key.
        weight: How much each place entity counts as company.
    """

    countries: Mapping[str, float]
    containers: Mapping[int, tuple[Container, ...]]
    weight: Mapping[int, float]


def read_context(analysis: Analysis) -> Context:
    """Collect the evidence for linking the article's places."""
    weights = read_yaml("places")["weights"]
    countries: Counter[str] = Counter()
    demonyms = demonym_countries()
    for token in analysis.parse.tokens:
        if token.text[:1].isupper() and (code := demonyms.get(token.lower)):
            countries[code] += weights["demonym"]
    if analysis.document.passport.country:
        countries[analysis.document.passport.country] += weights["source"]
    containers: dict[int, list[Container]] = defaultdict(list)
    seen: Counter[int] = Counter()
    for mention in analysis.mentions:
        if mention.type == "name":
            seen[mention.entity] += 1
            if found := _container_after(analysis.text, mention):
                containers[mention.entity].append(found)
    return Context(
        countries={code: min(n, weights["demonym_most"]) for code, n in countries.items()},
        containers={key: tuple(found) for key, found in containers.items()},
        weight={key: 1.0 + 0.25 * min(n - 1, 4) for key, n in seen.items()},
    )


@cache
def demonym_countries() -> Mapping[str, str]:
    """Country code of each one-word nationality word, lower case."""
    return {row["word"].lower(): row["country"] for row in read_csv("demonyms")}


def _container_after(text: str, mention: Mention) -> Container | None:
    """The container written right after a name, if any: ", Illinois", " (Ukraine)", " in Bulacan"."""
    tail = text[mention.end : mention.end + _TAIL]
    match = _AFTER.match(tail)
    if not match:
        return None
    words = match.group(1).split()
    for n in range(min(len(words), 5), 0, -1):
        name = " ".join(words[:n])
        name = name if name.count(".") else name.rstrip(",")
        found = [n.place for n in lookup(name) if n.main or n.place.feature in ("country", "admin1", "region")]
        large = tuple(p for p in found if p.feature != "city") or tuple(found[:3])
        if large:
            return Container(large, 1.0 if match.group(0)[0] in ",(" or match.group(0)[1] == "(" else 0.6)
    return None
