"""What is decided across articles, and the compact records it is decided from.

Records leave out everything that a decision does not need, so that a million of them fit in memory.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from flows.core.offices import OfficeStatement
from flows.core.strings import Strings

LocalEntity = tuple[str, int]
"""An article id and an `Entity.key` (or `Report.key`) in it."""


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """One entity of one article, as the corpus sees it.

    Attributes:
        article_id: The article.
        key: `Entity.key`.
        type: person, organization, place, facility, group.
        name: Fullest name in the article.
        aliases: Its other names there.
        country: ISO 3166-1 alpha-2, None if unknown.
        actor_type: PLOVER sector, None if unknown.
        wikidata_id: Q-number, if known.
        geonames_id: GeoNames id, if linked.
        latitude: Degrees north, if linked.
        longitude: Degrees east, if linked.
        admin1: Region name, if linked.
        feature: facility, city, admin1, country; None if not linked.
        link_method: How it was linked.
        titles: Office titles stated of a person, folded, in order of text.
        companions: Folded names of the article's entities, sorted, its own perhaps among them; evidence against namesakes.
        mention_count: Mentions of all kinds in the article.
        name_counts: Each written name and how often it is used.
        day: Publication day of the article, None if unknown.
        confidence: Of the type, 0 to 1.
    """

    article_id: str
    key: int
    type: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    actor_type: str | None
    wikidata_id: str | None
    geonames_id: str | None
    latitude: float | None
    longitude: float | None
    admin1: str | None
    feature: str | None
    link_method: str | None
    titles: tuple[str, ...]
    companions: tuple[str, ...]
    mention_count: int
    name_counts: tuple[tuple[str, int], ...]
    day: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class HappeningRecord:
    """One happening of one article: all its reports there, as the corpus sees it.

    Attributes:
        article_id: The article.
        happening: `Report.happening`.
        reports: `Report.key`s, in order of text.
        event_type: Type of the most telling report.
        modality: The strongest claim among the reports (actual over alleged over planned ...).
        edtf: EDTF date, None if unknown.
        date_start: First day, None if open or unknown.
        date_end: Last day, None if open or unknown.
        date_precision: day, week, month, season, year, none.
        place_id: Release id of the place entity, None if unknown.
        place_name: Its name.
        country: Its country.
        latitude: Degrees north.
        longitude: Degrees east.
        admin1: Region name of the place.
        feature: facility, city, admin1, country of the place.
        participants: (role, release entity id or None, folded words), sorted.
        figures: (measure, value), sorted.
        source: Source of the article.
        day: Publication day, None if unknown.
        start: Where the first trigger starts.
        confidence: Of the most confident report.
        story: What the article names where it tells of events: release ids of entities and folded words, each once. One
            happening of an article holds it for all.
        told: The same of the sentences that report this happening alone.
        many: Whether it is told in the plural ("murders"): many happenings as one.
        towns: Release ids of towns it may lie in: its own if known, else those its article names most.
        date_method: How its date was found (`Report.date_method`), None without one.
    """

    article_id: str
    happening: int
    reports: tuple[int, ...]
    event_type: str
    modality: str
    edtf: str | None
    date_start: str | None
    date_end: str | None
    date_precision: str
    place_id: str | None
    place_name: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    admin1: str | None
    feature: str | None
    participants: tuple[tuple[str, str | None, str], ...]
    figures: tuple[tuple[str, float], ...]
    source: str
    day: str | None
    start: int
    confidence: float
    story: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    many: bool = False
    towns: tuple[str, ...] = ()
    date_method: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedEntity:
    """One entity of the release.

    Attributes:
        entity_id: `ent_...`.
        members: The article entities it stands for, sorted.
        type: person, organization, place, facility, group.
        name: Canonical name.
        country: ISO 3166-1 alpha-2, None if unknown.
        actor_type: PLOVER sector, None if unknown.
        wikidata_id: Q-number, if known.
        geonames_id: GeoNames id, if linked.
        latitude: Degrees north, if linked.
        longitude: Degrees east, if linked.
        admin1: Region name, if linked.
        feature: facility, city, admin1, country; None if not linked.
        link_method: How it was linked.
        names: Each name and how often it is used, canonical first.
        first_seen: Earliest publication day, None if unknown.
        last_seen: Latest publication day, None if unknown.
        reason: Why the members are one ("same name", "judgement", "gazetteer" ...).
        confidence: 0 to 1.
    """

    entity_id: str
    members: tuple[LocalEntity, ...]
    type: str
    name: str
    country: str | None
    actor_type: str | None
    wikidata_id: str | None
    geonames_id: str | None
    latitude: float | None
    longitude: float | None
    admin1: str | None
    feature: str | None
    link_method: str | None
    names: tuple[tuple[str, int], ...]
    first_seen: str | None
    last_seen: str | None
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ResolvedEvent:
    """One event of the release: happenings of one or more articles.

    Attributes:
        event_id: `evt_...`.
        members: (article id, happening) pairs, sorted.
        reports: (article id, report key) pairs, sorted.
        event_type: `domain.type`.
        modality: The strongest claim among the members.
        edtf: EDTF date, None if unknown.
        date_start: First day, None if open or unknown.
        date_end: Last day, None if open or unknown.
        date_precision: day, week, month, season, year, none.
        place_id: Release id of the place, None if unknown.
        merge_reason: Why the members are one event; "single" for one member.
        confidence: 0 to 1.
    """

    event_id: str
    members: tuple[tuple[str, int], ...]
    reports: tuple[tuple[str, int], ...]
    event_type: str
    modality: str
    edtf: str | None
    date_start: str | None
    date_end: str | None
    date_precision: str
    place_id: str | None
    merge_reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Two things that were nearly merged, for the report.

    Attributes:
        kind: entity or event.
        left: One release id.
        right: The other.
        score: Their score, 0 to 1.
        reason: What spoke against it.
    """

    kind: str
    left: str
    right: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A human decision about two things (a row of `raw/judgements.csv`).

    Attributes:
        left: An id or a name.
        right: An id or a name.
        verdict: same, different or unsure.
        who: Who decided.
        when: `YYYY-MM-DD`.
        why: The reason.
    """

    left: str
    right: str
    verdict: str
    who: str
    when: str
    why: str


@dataclass(frozen=True)
class Resolution:
    """Everything decided across articles.

    Attributes:
        entities: Entities of the release, sorted by id.
        events: Events of the release, sorted by id.
        near_duplicate_of: For each near-duplicate article, the article it repeats.
        near_misses: The likeliest pairs that were nearly merged.
        near_miss_counts: How many there are in all, by kind.
        offices: What is stated of each person's offices, by release id.
        attacks: Events that some article tells as an attack, whatever type most tell.
    """

    entities: Sequence[ResolvedEntity] = ()
    events: Sequence[ResolvedEvent] = ()
    near_duplicate_of: Mapping[str, str] = field(default_factory=dict)
    near_misses: tuple[NearMiss, ...] = ()
    offices: Mapping[str, tuple[OfficeStatement, ...]] = field(default_factory=dict)
    attacks: frozenset[str] = frozenset()
    near_miss_counts: Mapping[str, int] = field(default_factory=dict)

    def entity_ids(self) -> Mapping[LocalEntity, str]:
        """The release id of each article entity."""
        return ReleaseIds((e.entity_id, e.members) for e in self.entities)

    def event_ids(self) -> Mapping[tuple[str, int], str]:
        """The release id of the event of each report, by article id and report key."""
        return ReleaseIds((e.event_id, e.reports) for e in self.events)


class ReleaseIds(Mapping[tuple[str, int], str]):
    """Release ids by article id and key, in a few bytes each."""

    def __init__(self, members: Iterable[tuple[str, Iterable[tuple[str, int]]]]) -> None:
        """Sort them by article.

        Args:
            members: Each release id with what it stands for.
        """
        self._ids = Strings()
        articles, keys, numbers = array("i"), array("i"), array("i")
        self._articles: dict[str, int] = {}
        for number, (release_id, stands_for) in enumerate(members):
            self._ids.append(release_id)
            for article, key in stands_for:
                articles.append(self._articles.setdefault(article, len(self._articles)))
                keys.append(key)
                numbers.append(number)
        order = np.lexsort((np.array(keys, dtype=np.int32), np.array(articles, dtype=np.int32)))
        counts = np.bincount(np.array(articles, dtype=np.int32), minlength=len(self._articles))
        self._starts = array("q", [0, *np.cumsum(counts).tolist()])
        self._keys = array("i", np.array(keys, dtype=np.int32)[order].tobytes())
        self._numbers = array("i", np.array(numbers, dtype=np.int32)[order].tobytes())

    def __getitem__(self, member: tuple[str, int]) -> str:
        """The release id of one."""
        number = self._articles[member[0]]
        end = self._starts[number + 1]
        at = bisect_left(self._keys, member[1], self._starts[number], end)
        if at == end or self._keys[at] != member[1]:
            raise KeyError(member)
        return self._ids[self._numbers[at]]

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """All that have one."""
        for article, number in self._articles.items():
            yield from ((article, key) for key in self._keys[self._starts[number] : self._starts[number + 1]])

    def __len__(self) -> int:
        """How many."""
        return len(self._keys)
