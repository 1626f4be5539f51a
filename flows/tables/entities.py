"""Rows of the tables of entities and their names, and what other tables ask of entities."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flows.core.resolution import Resolution, ResolvedEntity
from flows.core.strings import Strings
from flows.core.translit import fold, script_of
from flows.resolve.records import is_evidence
from flows.tables.frames import cells
from flows.tables.rows import Row

GEO_PREC: Mapping[str, str] = {"admin2": "admin1", "region": "country"}
"""Kinds of places that `geo_precision` has no word of its own for; the coarser word is the honest one."""
NAMED = ("person", "organization", "facility")
"""Types of entities that a summary calls by their name."""


def geo_precision(place: ResolvedEntity) -> str:
    """How fine the point of a place is."""
    if place.latitude is None or place.feature is None:
        return "none"
    return GEO_PREC.get(place.feature, place.feature)


class Known:
    """What tables ask of entities by their ids, in a few bytes each."""

    def __init__(self, entities: Iterable[ResolvedEntity]) -> None:
        """Note it.

        Args:
            entities: Of the release, sorted by id.
        """
        ids, self._names, kinds = list[bytes](), Strings(), bytearray()
        self.places: dict[str, ResolvedEntity] = {}
        """Those that an event may lie in, by id, without names and members."""
        for e in entities:
            ids.append(e.entity_id.encode("ascii"))
            self._names.append(e.name if e.type in NAMED else "")
            kinds.append(NAMED.index(e.type) if e.type in NAMED else len(NAMED))
            if is_evidence(e):
                self.places[e.entity_id] = replace(e, members=(), names=())
        self._ids, self._kinds = np.array(ids, dtype=np.bytes_), np.frombuffer(kinds, dtype=np.uint8)

    def __len__(self) -> int:
        """How many."""
        return len(self._ids)

    def numbers(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """The places of some ids in the table of entities."""
        return np.searchsorted(self._ids, np.array([one.encode("ascii") for one in ids], dtype=np.bytes_))

    def _asked(self, ids: "pd.Series[str]") -> tuple[list[str], list[int]]:
        asked = ids.dropna().unique().tolist()
        return asked, self.numbers(asked).tolist()

    def names(self, ids: "pd.Series[str]") -> dict[str, str]:
        """How a summary calls entities, by id.

        Args:
            ids: Of entities, perhaps more than once.
        """
        return {one: self._names[n] for one, n in zip(*self._asked(ids), strict=True) if self._kinds[n] < len(NAMED)}

    def persons(self, ids: "pd.Series[str]") -> set[str]:
        """The persons among some entities."""
        return {one for one, n in zip(*self._asked(ids), strict=True) if self._kinds[n] == NAMED.index("person")}


class Mentioned:
    """How often each entity is mentioned, and by how many articles."""

    def __init__(self, known: Known) -> None:
        """Nothing is counted yet."""
        self._known = known
        self.mentions, self.articles = np.zeros(len(known), dtype=np.int32), np.zeros(len(known), dtype=np.int32)

    def add(self, mentions: pd.DataFrame) -> "Mentioned":
        """Count the rows of `mentions` of some whole articles."""
        ids, articles = cells(mentions[["entity_id", "article_id"]])
        numbers = self._known.numbers(ids)
        np.add.at(self.mentions, numbers, 1)
        pairs = np.unique(pd.factorize(np.array(articles, dtype=object))[0] * len(self._known) + numbers)
        np.add.at(self.articles, pairs % max(1, len(self._known)), 1)
        return self


def entity_rows(resolution: Resolution, mentioned: Mentioned) -> Iterator[Row]:
    """Rows of `entities`."""
    for n, e in enumerate(resolution.entities):
        yield {
            "entity_id": e.entity_id,
            "entity_type": e.type,
            "name": e.name,
            "country": e.country,
            "actor_type": e.actor_type,
            "wikidata_id": e.wikidata_id,
            "geonames_id": e.geonames_id,
            "latitude": e.latitude,
            "longitude": e.longitude,
            "admin1": e.admin1,
            "geo_precision": geo_precision(e),
            "link_method": e.link_method,
            "mention_count": int(mentioned.mentions[n]),
            "article_count": int(mentioned.articles[n]),
            "first_seen": e.first_seen,
            "last_seen": e.last_seen,
            "merge_reason": e.reason,
            "confidence": round(e.confidence, 4),
        }


def name_rows(resolution: Resolution) -> Iterator[Row]:
    """Rows of `entity_names`."""
    for e in resolution.entities:
        for name, count in e.names:
            yield {
                "entity_id": e.entity_id,
                "name": name,
                "script": script_of(name),
                "language": None,
                "is_canonical": name == e.name,
                "mention_count": count,
                "search_key": fold(name),
            }
