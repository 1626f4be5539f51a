"""Who died and who was hurt, counted person by person where no figure tells.

Persons are told apart by `persons`. Nobody is murdered whom the article says to be charged. The harmed of an event are those its reports say
were shot, stabbed ... or wounded; of an attack that is the only one of its day in an article, also those the article says to be wounded
that day. Who is told among the dead too died of it; where the article tells only that somebody died that day, one of those of whom it
does not say that they were wounded did. The others were hurt. Of several articles those decide whose number most tell, the larger on a tie,
and none that tells of nobody: articles of one event tell of the same people, some of whom had not died yet.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from flows.core.lexicons import words
from flows.stages.persons import DEAD, HIT, HURT, Told, fate_of, is_one, tell_apart
from flows.tables.frames import plain_rows

PERSON = "person"
ATTACK, INJURE, DIE = "conflict.attack", "life.injure", "life.die"
_NEAR = 4
"""Characters between a name and the age behind it ("Ana Velsko, 31")."""


@dataclass(frozen=True, slots=True)
class Harmed:
    """One participant of one report, as far as the rule needs it.

    Attributes:
        event: Event of the report.
        article: Its article.
        report: The report.
        event_type: `domain.type` of the report.
        trigger: The report's trigger as written.
        role: Role of the participant, None for a report without any.
        entity: Entity id, None for words that name nobody.
        kind: Entity type of the words, None without a participant.
        number: How many the words count, None if they do not.
        words: The participant's words, None without one.
        day: EDTF date of the report, None if unknown.
        start: Where the words start, None without any.
        end: One past their end.
        age: Age told in the words or right behind them ("31 year"), None if none is.
        by_person: Whether the report says which person did it.
    """

    event: str
    article: str
    report: str
    event_type: str
    trigger: str
    role: str | None
    entity: str | None
    kind: str | None
    number: float | None
    words: str | None = None
    day: str | None = None
    start: int | None = None
    end: int | None = None
    age: str | None = None
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """How many persons died and were hurt."""

    dead: int = 0
    hurt: int = 0


_OF_REPORTS = ("report_id", "event_id", "article_id", "event_type", "text", "date_edtf", "start", "end")
_OF_PARTICIPANTS = ("report_id", "role", "entity_id", "entity_type", "number", "text", "start", "end")


def harmed_rows(reports: pd.DataFrame, participants: pd.DataFrame, figures: pd.DataFrame | None = None) -> Iterator[Harmed]:
    """What the rule needs of the rows of `event_reports` that stand, of `participants` and of the ages among `figures`."""
    joined = reports[list(_OF_REPORTS)].merge(
        participants[list(_OF_PARTICIPANTS)], on="report_id", how="left", suffixes=("", "_said")
    )
    ages = _ages(figures) if figures is not None else {}
    doers = participants["role"].isin(["actor", "agent"]) & (participants["entity_type"] == PERSON)
    by_person = set(participants.loc[doers, "report_id"])
    for row in plain_rows(joined):
        start, end = row["start_said"], row["end_said"]
        beside = (
            ((age for at, age in ages.get(row["article_id"], ()) if start <= at <= end + _NEAR)) if start is not None else ()
        )
        yield Harmed(
            event=row["event_id"],
            article=row["article_id"],
            report=row["report_id"],
            event_type=row["event_type"],
            trigger=row["text"],
            role=row["role"],
            entity=row["entity_id"],
            kind=row["entity_type"],
            number=row["number"],
            words=row["text_said"],
            day=row["date_edtf"],
            start=start,
            end=end,
            age=next(iter(beside), None),
            by_person=row["report_id"] in by_person,
        )


def _ages(figures: pd.DataFrame) -> Mapping[str, list[tuple[int, str]]]:
    """Where each age of an article stands, and what it is."""
    out: dict[str, list[tuple[int, str]]] = defaultdict(list)
    told = figures[(figures["measure"] == "age") & figures["value"].notna()]
    for article, start, value, unit in zip(told["article_id"], told["start"], told["value"], told["unit"], strict=True):
        out[article].append((int(start), f"{int(value)} {unit}"))
    return out


def count_persons(rows: Collection[Harmed]) -> int:
    """How many persons some participants are at least."""
    return len(tell_apart(_told(row) for row in rows if row.words is not None)) or int(bool(rows))


def _told(row: Harmed) -> Told:
    fate = fate_of(row.event_type, row.trigger)
    # "a boy shot another boy": another than who did it
    words = (row.words or "").removeprefix("another ") if row.by_person else row.words or ""
    return Told(words, row.start, row.end, row.entity, row.report, fate, row.age)


def leave_out_charged(rows: Collection[Harmed]) -> list[Harmed]:
    """The rows without victims of a murder who are those charged with it, as far as their article tells."""
    roles = words("harm", "charged")
    charged = {(row.article, row.entity) for row in rows if row.entity is not None and row.role in roles}
    offences = words("harm", "offences")
    return [
        row
        for row in rows
        if not (row.role in ("victim", "target") and row.trigger.lower() in offences and (row.article, row.entity) in charged)
    ]


def agree_on_victims(told: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """How many most articles tell, by event; somebody untold is one where none tells who."""
    counted: dict[str, list[int]] = defaultdict(list)
    for event, persons in told:
        counted[event].append(persons)
    return {event: max(1, _agreed(counts)) for event, counts in counted.items()}


def tell_victims(rows: Iterable[Harmed], event_type: str, role: str) -> Iterator[tuple[str, int]]:
    """Persons in a role whom the reports of a type tell one by one, by event and article.

    A report that says one person died, but not who ("a fatal shooting"), tells of 0.

    Args:
        rows: Participants of reports that stand.
        event_type: `domain.type` of the reports.
        role: The role.
    """
    rows = tuple(rows)
    told: dict[tuple[str, str], list[Harmed]] = defaultdict(list)
    # "four soldiers were killed by a bomb" tells who died, so the bomb's row is not of somebody unnamed
    with_victim = {row.report for row in rows if row.role == role}
    for row in rows:
        if row.event_type == event_type and row.role == role and is_one_person(row):
            told[row.event, row.article].append(row)
        elif (
            row.event_type == event_type == "life.die"
            and row.report not in with_victim
            and row.trigger.lower() in words("harm", "deaths")
        ):
            yield row.event, 0
    for (event, _), persons in told.items():
        yield event, count_persons(persons)


def is_one_person(row: Harmed) -> bool:
    """Whether a participant is one person."""
    return row.kind == PERSON and is_one(row.words or "", row.number, row.entity is not None)


def agree_on_harm(told: Iterable[tuple[str, Harm]]) -> Mapping[str, Harm]:
    """The harm that most articles tell, by event."""
    counted: dict[str, list[Harm]] = defaultdict(list)
    for event, harm in told:
        counted[event].append(harm)
    out: dict[str, Harm] = {}
    for event, harms in counted.items():
        dead, harmed = _agreed(h.dead for h in harms), _agreed(h.dead + h.hurt for h in harms)
        out[event] = Harm(dead, max(0, harmed - dead))
    return out


def tell_harm(rows: Iterable[Harmed], attacks: Collection[str] | None = None) -> Iterator[tuple[str, Harm]]:
    """The harm that each article tells of each event that wounds.

    Args:
        rows: Participants of reports that stand (denied, negated and hypothetical ones left out), reports without any included: all of
            some articles.
        attacks: Events that are attacks by what any article tells, None where the rows are of all articles.

    Yields:
        An event and the harm that one article tells of it.
    """
    deaths: dict[str, list[Harmed]] = defaultdict(list)
    wounds: dict[str, list[Harmed]] = defaultdict(list)
    shot: dict[tuple[str, str], list[Harmed]] = defaultdict(list)
    days: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    types: dict[str, str] = dict.fromkeys(attacks or (), ATTACK)
    for row in rows:
        if row.event_type == DIE and (row.role == "victim" or row.trigger.lower() not in words("harm", "offences")):
            deaths[row.article].append(row)
        if row.event_type in (ATTACK, INJURE):
            days[row.event, row.article].add(row.day)
            types[row.event] = ATTACK if ATTACK in (types.get(row.event), row.event_type) else row.event_type
        struck = row.event_type == ATTACK and row.role == "target" and row.trigger.lower() in words("harm", "triggers")
        wounded = row.event_type == INJURE and row.role == "victim"
        if (struck or wounded) and is_one_person(row):
            shot[row.event, row.article].append(row)
        if wounded and is_one_person(row):
            wounds[row.article].append(row)
    for (event, article), persons in shot.items():
        own = days[event, article]
        if types[event] == ATTACK and _is_alone(event, article, days, types):
            persons = persons + [w for w in wounds[article] if w.event != event and _is_of(w, own)]
        yield event, _split(persons, deaths.get(article, []), own)


def _agreed(counts: Iterable[int]) -> int:
    """What most of some articles count, of those that count anybody; the larger on a tie."""
    votes = Counter(n for n in counts if n)
    return max(votes, key=lambda n: (votes[n], n), default=0)


def _is_alone(event: str, article: str, days: Mapping[tuple[str, str], set[str | None]], types: Mapping[str, str]) -> bool:
    """Whether an attack is the only one of its days that an article tells."""
    own = days[event, article]
    others = (told for (e, a), told in days.items() if a == article and e != event and types[e] == ATTACK)
    return not any(told & own or None in told for told in others)


def _is_of(row: Harmed, days: Collection[str | None]) -> bool:
    return row.day is None or None in days or row.day in days


def _is_later(row: Harmed, days: Collection[str | None]) -> bool:
    """Whether a death after those days is of somebody told before ("she died on Saturday")."""
    told_before = (row.words or "").lower() in words("harm", "pronouns")
    return told_before and row.day is not None and all(d is None or d[:10] <= row.day[:10] for d in days)


def _split(persons: Collection[Harmed], deaths: Collection[Harmed], days: Collection[str | None]) -> Harm:
    """How many of the harmed died, by the deaths that their article tells."""
    named = {row.entity for row in persons if row.entity is not None}
    of_that_day = [
        row for row in deaths if _is_of(row, days) or (row.entity is not None and row.entity in named) or _is_later(row, days)
    ]
    victims = [row for row in of_that_day if row.role == "victim" and row.kind == PERSON]
    people = tell_apart(_told(row) for row in (*persons, *(v for v in victims if is_one_person(v))))
    harmed = [p for p in people if p.fates & {HURT, HIT}]
    dead = [p for p in harmed if DEAD in p.fates]
    unsure = [p for p in harmed if HURT not in p.fates and DEAD not in p.fates]
    # "the shooting was fatal", "he was killed": one of those of whom nothing else is told
    nobody = of_that_day and not dead and len(victims) == 0
    if nobody and unsure:
        return Harm(1, len(harmed) - 1)
    return Harm(len(dead), len(harmed) - len(dead))
