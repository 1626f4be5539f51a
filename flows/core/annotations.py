"""What the stages find: frozen records over one article's text.

Every record that rests on words carries `start, end` (code points; `text[start:end]` are those words), the `rule` that
made it and a `confidence` from 0 to 1. Inside one article, records refer to each other by `key`, a small integer that is
unique within its kind; release-wide identifiers are made later, in one place (`flows.core.ids`).
Codes (types, roles, measures ...) are those of `schemas/vocab/*.csv`.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from flows.core.document import Document
from flows.core.parse import Parse
from flows.core.reports import Participant, Report, StoryToll

EntityType = Literal["person", "organization", "place", "facility", "group"]
MentionType = Literal["name", "nominal", "pronoun"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One time expression (a row of `dates`).

    Attributes:
        key: Number within the article.
        start: First code point.
        end: One past the last.
        edtf: EDTF value, None where the words name no calendar time.
        date_start: First day, `YYYY-MM-DD`, None where open or unknown.
        date_end: Last day (closed interval), None where open or unknown.
        precision: day, week, month, season, year, decade, interval, none.
        anchor: What it was resolved against: published, narrative, none (absolute or unresolved).
        rule: Rule that read it.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    edtf: str | None
    date_start: str | None
    date_end: str | None
    precision: str
    anchor: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of one article.

    Attributes:
        key: Number within the article.
        type: person, organization, place, facility or group.
        name: Fullest name used in the article.
        aliases: Other names used in it (other scripts too), without `name`.
        country: ISO 3166-1 alpha-2, None if unknown. Of a place, the country it lies in.
        actor_type: PLOVER sector (GOV, COP, MIL ...), None if unknown.
        wikidata_id: Q-number, if known.
        geonames_id: GeoNames id as text, of a linked place.
        latitude: Degrees north (WGS 84) of a linked place.
        longitude: Degrees east.
        admin1: GeoNames admin1 name, of a linked place.
        feature: What the coordinates are of: facility, city, admin1, country, None.
        runner_up: The next best gazetteer candidate's id and score, for `tarikh explain`.
        link_method: How it was linked, None if it was not.
        rule: Rule that decided its type.
        confidence: 0 to 1.
    """

    key: int
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    actor_type: str | None = None
    wikidata_id: str | None = None
    geonames_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    admin1: str | None = None
    feature: str | None = None
    runner_up: str | None = None
    link_method: str | None = None
    rule: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """One span that names or refers to an entity of the article.

    Attributes:
        key: Number within the article.
        start: First code point.
        end: One past the last.
        entity: `Entity.key`.
        type: name, nominal ("the former minister") or pronoun ("he").
        rule: Rule that found it or tied it to its entity.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    entity: int
    type: MentionType
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One number stated about the world.

    Attributes:
        key: Number within the article.
        start: First code point of the quantity phrase.
        end: One past the last.
        measure: killed, injured, arrested ... count (`schemas/vocab/measures.csv`).
        value: The value, or the best single reading of a range by the documented rule; None if only bounded.
        value_min: Lowest value the words allow, None if unbounded.
        value_max: Highest value the words allow, None if unbounded.
        modifier: exact, about, at_least, at_most, more_than, less_than, range.
        unit: person, year, ISO 4217 code, SI unit, percent ...; None for a bare count.
        counted: The noun counted, as written.
        counted_start: Where that noun starts, None if there is none.
        counted_end: One past its end.
        counted_type: civilian, security_force, protester, child ...; None if unknown.
        part_of: `Figure.key` of the whole.
        scope: cumulative, increment, period, single.
        as_of: EDTF date the figure holds for, None if not stated.
        statement: `Statement.key` of who says so, None if the article does.
        report: `Report.key` of the event it belongs to, None if none.
        governor: Code point at which the word that gives the measure starts ("died" in "238 people died").
        rule: Rule that read it.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    measure: str
    value: float | None
    value_min: float | None
    value_max: float | None
    modifier: str
    unit: str | None
    counted: str | None
    counted_start: int | None
    counted_end: int | None
    counted_type: str | None
    part_of: int | None
    scope: str
    as_of: str | None
    statement: int | None
    report: int | None
    governor: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed statement.

    Attributes:
        key: Number within the article.
        start: First code point of what is said (without the cue and the outer quote marks).
        end: One past the last.
        speaker: `Entity.key`, None if the speaker is not an entity of the article.
        speaker_start: Where the words for the speaker start, None if no words name one.
        speaker_end: One past their end.
        kind: direct, indirect, mixed.
        cue: The cue's words ("said", "according to"), None where only quote marks show it.
        cue_start: Where the cue starts.
        cue_end: One past its end.
        stance: state, confirm, deny, accuse, demand, promise, predict.
        addressee: Words for whom it was said to, None if unstated.
        edtf: When it was said, None if unknown.
        rule: Rule that found it.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    speaker: int | None
    speaker_start: int | None
    speaker_end: int | None
    kind: str
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    stance: str
    addressee: str | None
    edtf: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Relation:
    """One stated relation between entities, or of an entity and a position.

    Attributes:
        key: Number within the article.
        start: First code point of the words that state it.
        end: One past the last.
        subject: `Entity.key`.
        predicate: position_held, former_position, deputy_of, relative_of ... (`schemas/vocab/predicates.csv`).
        object: `Entity.key`, None where the object is only a title.
        title: Position title as written without its organization ("head", "Prosecutor General"), None if no position.
        detail: More words of it ("nephew"), None if none.
        valid_from: EDTF, None if unstated.
        valid_to: EDTF, None if unstated.
        rule: Rule that found it.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    subject: int
    predicate: str
    object: int | None
    title: str | None
    detail: str | None
    valid_from: str | None
    valid_to: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Position:
    """One person's office as stated (FollowTheMoney's occupancy).

    Attributes:
        key: Number within the article.
        start: First code point of the words that state it.
        end: One past the last.
        person: `Entity.key`.
        organization: `Entity.key`, None if none is named.
        country: ISO 3166-1 alpha-2 the office is of, None if unknown.
        title: Title as written.
        status: current, former, acting, incoming.
        valid_from: EDTF, None if unstated.
        valid_to: EDTF, None if unstated.
        actor_type: PLOVER sector of the office, None if unknown.
        rule: Rule that found it.
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    person: int
    organization: int | None
    country: str | None
    title: str
    status: str
    valid_from: str | None
    valid_to: str | None
    actor_type: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Dating:
    """When the article was published, as far as its own text tells.

    Attributes:
        earliest: Earliest possible day, `YYYY-MM-DD`, None if nothing tells.
        latest: Latest possible day, None if nothing tells.
        method: `metadata` (or html, url) where known, `text` or `inferred` where worked out, None if unknown.
    """

    earliest: str | None = None
    latest: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class Analysis:
    """Everything known of one article so far; each stage answers a fuller one."""

    document: Document
    parse: Parse
    dating: Dating = field(default_factory=Dating)
    dates: tuple[TimeExpression, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    positions: tuple[Position, ...] = ()
    reports: tuple[Report, ...] = ()
    participants: tuple[Participant, ...] = ()
    tolls: tuple[StoryToll, ...] = ()

    @property
    def text(self) -> str:
        """The article's normalised text."""
        return self.document.text

    def words(self, start: int, end: int) -> str:
        """The words of a span."""
        return self.document.text[start:end]

    def adding(self, **layers: Any) -> "Analysis":
        """A copy with these layers replaced."""
        return replace(self, **layers)

    def entity(self, key: int) -> Entity:
        """The entity with a key.

        Raises:
            KeyError: No entity has it.
        """
        for entity in self.entities:
            if entity.key == key:
                return entity
        raise KeyError(f"no entity {key} in {self.document.raw_path}")

    def date_in(self, start: int, end: int) -> tuple[TimeExpression, ...]:
        """The time expressions inside a span, in reading order."""
        return tuple(d for d in self.dates if start <= d.start and d.end <= end)
