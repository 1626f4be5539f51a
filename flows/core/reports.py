"""What an article tells of events: reports, who takes part in them, tolls; records as in `flows.core.annotations`."""

from dataclasses import dataclass
from typing import Literal

Modality = Literal["actual", "alleged", "planned", "denied", "hypothetical", "negated"]
STANDING: tuple[Modality, ...] = ("actual", "alleged")
"""What is told as having happened."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant of one report.

    Attributes:
        report: `Report.key`.
        role: A role of the event type (`schemas/vocab/event_types.csv`).
        start: First code point of the participant's words.
        end: One past the last.
        entity: `Entity.key`, None where the words name nobody ("protesters").
        mention: `Mention.key`, with `entity`.
        entity_type: person, group, organization, place, facility, vehicle, weapon, other.
        actor_type: PLOVER sector in this event, None if unknown.
        country: ISO 3166-1 alpha-2 in this event, None if unknown.
        number: How many the words count ("three men": 3), None if they do not.
        rule: Rule that found it.
        confidence: 0 to 1.
    """

    report: int
    role: str
    start: int
    end: int
    entity: int | None
    mention: int | None
    entity_type: str
    actor_type: str | None
    country: str | None
    number: float | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one event: its trigger and what the article says of it there.

    Attributes:
        key: Number within the article.
        start: First code point of the trigger.
        end: One past the last.
        event_type: `domain.type`.
        modality: actual, alleged, planned, denied, hypothetical, negated.
        happening: Number of the happening within the article: reports that share it tell one event.
        edtf: EDTF date, None if unknown.
        date_start: First day, None if open or unknown.
        date_end: Last day, None if open or unknown.
        date_precision: day, week, month, season, year, none.
        date: `TimeExpression.key` the date rests on, None if it rests on none.
        date_method: Rule that chose the date ("same_clause", "same_sentence", "narrative" ...), None without a date.
        place: `Entity.key` of where it happened, None if unknown.
        place_start: Where the words that say so start, None with `place`.
        place_end: One past their end.
        place_method: Rule that chose the place, None without one.
        statement: `Statement.key` of who says so, None if the article does.
        rule: Rule that found it (lexicon row or model).
        confidence: 0 to 1.
    """

    key: int
    start: int
    end: int
    event_type: str
    modality: Modality
    happening: int
    edtf: str | None
    date_start: str | None
    date_end: str | None
    date_precision: str
    date: int | None
    date_method: str | None
    place: int | None
    place_start: int | None
    place_end: int | None
    place_method: str | None
    statement: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StoryToll:
    """One reading of how many the main violence of an article killed and hurt.

    Attributes:
        happening: Number of the happening.
        killed: How many died.
        injured: How many were hurt and lived.
        probability: That this is what the article tells, from 0 to 1.
        part: Whether the happening is another one of that day, which can have killed and hurt no more.
    """

    happening: int
    killed: int
    injured: int
    probability: float
    part: bool = False
