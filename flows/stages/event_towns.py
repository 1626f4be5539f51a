"""Towns of violence whose own words name a street, or no place: the town that the article's story is set in.

A local paper writes "on Mill Lane" and "at a nightclub" and takes its town for granted. A street or park that no gazetteer knows
lies in the town that the article speaks of most; it is the town that has coordinates and can be compared, and so does a quarter
("the Millside neighborhood"), which gazetteers know by namesakes elsewhere if at all. Violence told without any place takes the
place of the other violence of the article, else the town that its sentences name most. Towns of hospitals, jails and homes ("a clinic in
Osh", "Ana Velsko, 31, of Osh") are not where it happened. A dateline, which says where the reporter sat, is an event's place alone only
where the article names no place outside that town's country.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Token
from flows.core.reports import STANDING, Report
from flows.stages.date_attachment import is_long_before
from flows.stages.event_lasting import sums_up

STREET = "street_of_town"
"""Method of a town that stands for a street or building in it."""
STORY = "story"
"""Method of a place taken from other violence of the article."""
ARTICLE = "article_town"
"""Method of the town that the article names most."""
DATELINE = "dateline"
"""Method of the town of the dateline, where the article names no other."""

Where = tuple[int, int, int, str]
"""Key of the place's entity, start and end of the words that say so, and the method."""


def place_by_story(analysis: Analysis) -> Analysis:
    """Place the happenings of violence that tell no place which can be found on a map.

    Args:
        analysis: An article with linked entities, mentions and reports.

    Returns:
        The same with such reports' places replaced or added; `place_method` is `street_of_town`, `story`, `article_town` or `dateline`.
    """
    analysis = analysis.adding(reports=tuple(_not_at_hospital(analysis, r) for r in analysis.reports))
    told: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if (
            report.event_type in words("event_dates", "violence")
            and report.modality in STANDING
            and not sums_up(analysis, report)
        ):
            told[report.happening].append(report)
    if not told:
        return analysis
    towns = _Towns.of(analysis)
    found: dict[int, Where] = {}
    most = max(told.values(), key=len)
    nowhere = [
        reports
        for reports in told.values()
        if all(r.place is None for r in reports) and (len(reports) == len(most) or not _is_background(analysis, reports))
    ]
    for reports in told.values():
        where = towns.around(reports)
        if where is not None:
            found.update({r.key: where for r in reports})
    elsewhere = (
        towns.of_story([_placed(r, found.get(r.key)) for reports in told.values() for r in reports]) if nowhere else None
    )
    if elsewhere is not None:
        found.update({r.key: elsewhere for reports in nowhere for r in reports})
    return analysis.adding(reports=tuple(_placed(r, found.get(r.key)) for r in analysis.reports)) if found else analysis


def _is_background(analysis: Analysis, reports: Sequence[Report]) -> bool:
    """Whether a happening is told to have been long before the article ("in 2021 a similar attack")."""
    ends = [r.date_end for r in reports if r.date_end is not None]
    published = analysis.document.published_day
    return bool(ends) and published is not None and is_long_before(max(ends), published)


def _not_at_hospital(analysis: Analysis, report: Report) -> Report:
    """A wound without the town of the hospital it was treated in, or of the wounded's home."""
    if report.event_type != "life.injure" or report.place_start is None:
        return report
    beside = next((m for m in analysis.mentions if m.start == report.place_start and m.entity == report.place), None)
    if beside is None or not _is_aside(analysis, beside):
        return report
    return replace(report, place=None, place_start=None, place_end=None, place_method=None)


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
        datelined: The town of the dateline, where the article names no place outside its country.
        quarters: Places that the words beside them call a part of a town.
        settlements: Places that the words before them call a town or village.
    """

    entities: Mapping[int, Entity]
    first: Mapping[int, Mention]
    named: Counter[int]
    dated: Counter[int]
    spans: Mapping[int, Mention]
    datelined: int | None
    quarters: frozenset[int]
    settlements: frozenset[int]

    @classmethod
    def of(cls, analysis: Analysis) -> "_Towns":
        entities = {e.key: e for e in analysis.entities}
        cities = [e for e in analysis.entities if e.type == "place" and e.feature == "city"]
        towns = {e.key for e in cities if e.geonames_id} or {e.key for e in cities if e.link_method == "part_of"}
        by_name = {name.casefold(): key for key in towns for name in (entities[key].name, *entities[key].aliases)}
        datelines = [(b.start, b.end) for b in analysis.document.blocks if b.kind == "dateline"]
        first: dict[int, Mention] = {}
        spans: dict[int, Mention] = {}
        free: set[int] = set()
        named: Counter[int] = Counter()
        dated: Counter[int] = Counter()
        quarters = frozenset(m.entity for m in analysis.mentions if _is_quarter(analysis, m))
        settlements = frozenset(m.entity for m in analysis.mentions if _is_settlement(analysis, m))
        for mention in sorted(analysis.mentions, key=lambda m: m.start):
            key = mention.entity if mention.entity in towns else _of_force(analysis, mention, entities, by_name)
            if key is None or key in quarters or mention.type == "pronoun" or _is_aside(analysis, mention):
                continue
            spans.setdefault(key, mention)
            if not _is_bound_for(analysis, mention):
                free.add(key)
            dated[key] += 1
            if not any(start <= mention.start < end for start, end in datelines):
                first.setdefault(key, mention)
                named[key] += 1
        # where somebody only goes or comes from is no story's town, unless the article names no other
        for votes in (named, dated) if free else ():
            for key in [k for k in votes if k not in free]:
                del votes[key]
        return cls(
            entities, first, named, dated, spans, _datelined(analysis, entities, spans, datelines), quarters, settlements
        )

    def is_linked(self, place: int) -> bool:
        """Whether a place is on the map, and no quarter."""
        return self.entities[place].latitude is not None and place not in self.quarters

    def _is_county(self, place: int) -> bool:
        """Whether a place is called a county: news of one names the town elsewhere."""
        return self.entities[place].feature == "admin2" and self.entities[place].name.casefold().endswith(
            tuple(words("event_towns", "counties"))
        )

    def _may_be_street(self, place: int, town: int) -> bool:
        """Whether a name off the map may be a street or quarter: where maps have few villages it is rather one of those."""
        entity = self.entities[place]
        if place in self.quarters or entity.latitude is not None:
            return True
        called = {*entity.name.casefold().split()} & {
            *read_yaml("event_roles")["ways"],
            *read_yaml("figures")["street_openers"],
        }
        return bool(called) or self.entities[town].country in words("event_towns", "mapped")

    def _may_lie_in(self, town: int, county: int) -> bool:
        """Whether the article speaks again and again of a town of the same division as a county."""
        a, b = self.entities[town], self.entities[county]
        return self.dated[town] > 1 and a.country == b.country and a.admin1 == b.admin1

    def around(self, reports: Sequence[Report]) -> Where | None:
        """The town of a happening whose places are all off the map, and no village of their own."""
        places = {r.place for r in reports if r.place is not None}
        if not places or places & self.settlements or any(self.is_linked(p) and not self._is_county(p) for p in places):
            return None
        town = _most(self.dated, self.named)
        if town is None or not all(self._may_be_street(p, town) for p in places):
            return None
        if any(self._is_county(p) and not self._may_lie_in(town, p) for p in places):
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
        if town is not None:
            return town, self.first[town].start, self.first[town].end, ARTICLE
        town = self.datelined
        return (town, self.spans[town].start, self.spans[town].end, DATELINE) if town is not None else None


def _is_quarter(analysis: Analysis, mention: Mention) -> bool:
    """Whether the words beside a place's name call it a part of a town ("the Millside neighborhood")."""
    after = _beside(analysis, mention)[2]
    return mention.type == "name" and after is not None and after.lower in words("event_towns", "quarters")


def _is_settlement(analysis: Analysis, mention: Mention) -> bool:
    """Whether the words before a name call it a town of its own ("the village of Palvo")."""
    kind, link, after = _beside(analysis, mention)
    if mention.type == "name" and after is not None and after.lower in ("village", "hamlet", "settlement"):
        return True
    if mention.type == "name" and analysis.words(mention.start, mention.end).lower().endswith((" village", " town")):
        return True
    return link is not None and kind is not None and link.lower == "of" and kind.lower in words("event_towns", "settlements")


def _is_aside(analysis: Analysis, mention: Mention) -> bool:
    """Whether a town is where somebody is treated, held or at home ("a clinic in Osh", "an Osh clinic", "Ana Velsko, 31, of Osh")."""
    house, link, after = _beside(analysis, mention)
    if after is not None and after.lower in words("event_towns", "care"):
        return True
    if house is None or link is None:
        return False
    if link.lower in ("in", "at", ",") and house.lower in words("event_towns", "care"):
        return True
    if link.lower == "in" and house.lemma.lower() in words("event_places", "abode"):
        return True  # "a group based in Osh"
    return link.lower == "of" and (house.text == "," or house.pos in ("PROPN", "NUM"))


def _is_bound_for(analysis: Analysis, mention: Mention) -> bool:
    """Whether a town is only where somebody went or came from ("recalled its envoy from Oslo", "a trip to Oslo")."""
    first, before, _ = _beside(analysis, mention)
    head = analysis.parse.span_head(mention.start, mention.end)
    # "according to Oslo police": nobody goes anywhere
    said = first is not None and first.lower == "according"
    return (
        before is not None
        and before.lower in words("event_towns", "bound")
        and not said
        and (head is None or head.dep == "pobj")
    )


def _beside(analysis: Analysis, mention: Mention) -> tuple[Token | None, Token | None, Token | None]:
    """The two tokens before a mention and the one after it."""
    tokens = analysis.parse.tokens
    inside = analysis.parse.between(mention.start, mention.end)
    if not inside:
        return None, None, None
    around = (inside[0].i - 2, inside[0].i - 1, inside[-1].i + 1)
    first, second, after = (tokens[i] if 0 <= i < len(tokens) else None for i in around)
    return first, second, after


def _datelined(
    analysis: Analysis, entities: Mapping[int, Entity], spans: Mapping[int, Mention], datelines: Sequence[tuple[int, int]]
) -> int | None:
    """The town of the dateline, unless the article names a place that may lie in another country."""
    town = next((key for key, m in spans.items() if any(start <= m.start < end for start, end in datelines)), None)
    if town is None:
        return None
    linked = (entities[m.entity] for m in analysis.mentions if m.entity in entities and entities[m.entity].type == "place")
    country = entities[town].country
    return town if all(e.country in (None, country) for e in linked if e.latitude is not None) else None


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
