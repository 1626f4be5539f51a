"""Towns of violence whose own words name a street, or no place: the town that the article's story is set in.

A local paper writes "on Mill Lane" and "at a nightclub" and takes its town for granted. A street or park that no gazetteer knows
lies in the town that the article speaks of most; it is the town that has coordinates and can be compared. Violence told
without any place takes the place of the other violence of the article, else the town that its sentences name most. Datelines,
which say where the reporter sat, only help to place a street, and are never an event's place alone.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.core.annotations import Analysis, Entity, Mention, Report
from flows.core.lexicons import read_yaml

STREET = "street_of_town"
"""Method of a town that stands for a street or building in it."""
STORY = "story"
"""Method of a place taken from other violence of the article."""
ARTICLE = "article_town"
"""Method of the town that the article names most."""
STANDING = ("actual", "alleged")

Where = tuple[int, int, int, str]
"""Key of the place's entity, start and end of the words that say so, and the method."""


def place_by_story(analysis: Analysis) -> Analysis:
    """Place the happenings of violence that tell no place which can be found on a map.

    Args:
        analysis: An article with linked entities, mentions and reports.

    Returns:
        The same with such reports' places replaced or added; `place_method` is `street_of_town`, `story` or `article_town`.
    """
    told: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if report.event_type in _harm() and report.modality in STANDING:
            told[report.happening].append(report)
    if not told:
        return analysis
    towns = _Towns.of(analysis)
    elsewhere = towns.of_story([r for reports in told.values() for r in reports])
    found: dict[int, Where] = {}
    for reports in told.values():
        where = elsewhere if all(r.place is None for r in reports) else towns.around(reports)
        if where is not None:
            found.update({r.key: where for r in reports})
    return analysis.adding(reports=tuple(_placed(r, found.get(r.key)) for r in analysis.reports)) if found else analysis


def _harm() -> frozenset[str]:
    return frozenset(read_yaml("event_dates")["violence"])


def _placed(report: Report, where: Where | None) -> Report:
    if where is None:
        return report
    place, start, end, method = where
    if method == STREET and report.place is not None:
        return replace(report, place=place, place_method=method)
    return replace(report, place=place, place_start=start, place_end=end, place_method=method)


@dataclass(frozen=True)
class _Towns:
    """The towns of an article, by how often it names them.

    Attributes:
        entities: By key.
        first: First mention of each linked town in the article's own sentences.
        named: How often they name it.
        dated: How often they or a dateline name it.
        spans: First mention of each anywhere.
    """

    entities: Mapping[int, Entity]
    first: Mapping[int, Mention]
    named: Counter[int]
    dated: Counter[int]
    spans: Mapping[int, Mention]

    @classmethod
    def of(cls, analysis: Analysis) -> "_Towns":
        entities = {e.key: e for e in analysis.entities}
        towns = {e.key for e in analysis.entities if e.type == "place" and e.feature == "city" and e.geonames_id}
        by_name = {name.casefold(): key for key in towns for name in (entities[key].name, *entities[key].aliases)}
        datelines = [(b.start, b.end) for b in analysis.document.blocks if b.kind == "dateline"]
        first: dict[int, Mention] = {}
        spans: dict[int, Mention] = {}
        named: Counter[int] = Counter()
        dated: Counter[int] = Counter()
        for mention in sorted(analysis.mentions, key=lambda m: m.start):
            key = mention.entity if mention.entity in towns else _of_force(analysis, mention, entities, by_name)
            if key is None or mention.type == "pronoun":
                continue
            spans.setdefault(key, mention)
            dated[key] += 1
            if not any(start <= mention.start < end for start, end in datelines):
                first.setdefault(key, mention)
                named[key] += 1
        return cls(entities, first, named, dated, spans)

    def is_linked(self, place: int) -> bool:
        """Whether a place is on the map."""
        return self.entities[place].latitude is not None

    def around(self, reports: Sequence[Report]) -> Where | None:
        """The town of a happening whose places are all off the map."""
        if any(r.place is not None and self.is_linked(r.place) for r in reports):
            return None
        town = _most(self.dated)
        if town is None:
            return None
        return town, self.spans[town].start, self.spans[town].end, STREET

    def of_story(self, reports: Sequence[Report]) -> Where | None:
        """The place that most violence has, else the town named most."""
        linked = Counter(r.place for r in reports if r.place is not None and self.is_linked(r.place))
        place = _most(linked)
        for report in reports:
            if place is not None and report.place == place and report.place_start is not None and report.place_end is not None:
                return place, report.place_start, report.place_end, STORY
        town = _most(self.named, self.dated)
        return (town, self.first[town].start, self.first[town].end, ARTICLE) if town is not None else None


def _of_force(analysis: Analysis, mention: Mention, entities: Mapping[int, Entity], by_name: Mapping[str, int]) -> int | None:
    """The town whose police or firemen a name is ("Osh Police Department")."""
    if mention.type != "name" or entities[mention.entity].type != "organization":
        return None
    words = analysis.words(mention.start, mention.end).split()
    force = next((i for i, w in enumerate(words) if w.casefold() in read_yaml("event_towns")["forces"]), 0)
    return by_name.get(" ".join(words[:force]).casefold()) if force else None


def _most(votes: Counter[int], more: Mapping[int, int] | None = None) -> int | None:
    """What has most votes, by other votes on a tie; None where that is a tie too."""
    ranked = sorted(((n, more[key] if more else 0, key) for key, n in votes.items()), reverse=True)[:2]
    return ranked[0][2] if ranked and (len(ranked) == 1 or ranked[0][:2] > ranked[1][:2]) else None
