"""Who died and who was hurt, counted person by person where no figure tells.

Persons are told apart by entity. Words that name nobody ("a 16-year-old boy") may mean somebody named or told before, so of them
only as many count as one report tells side by side, or as have different ages; "another man" and "a second victim" are somebody
else than those told without such a word, and words beside a name ("his wife, Jane Roe") are of whom the name is. Nobody is murdered whom the
article says to be charged. The harmed of an event are those its reports say
were shot, stabbed ... or wounded. A harmed person whom the same article also names among the dead
died of it; where it names none of them there, the dead it tells of that day are taken from the harmed, unless both have names or the harmed are
said to be hurt ("wounded", not "shot"). The others
were hurt. The article with most harmed and the one with most dead decide: articles of one event tell of the same people, some of whom
had not died yet.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from flows.core.lexicons import read_yaml

PERSON = "person"
_BESIDE = 2
_OTHERS = ("other ", "another", "second ", "third ", "fourth ", "fifth ")
_AGE = re.compile(r"\b(\d{1,3}|[a-z]+)[- ](year|month|week)s?[- ]old\b", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Harm:
    """How many persons died and were hurt."""

    dead: int = 0
    hurt: int = 0


def harmed_rows(reports: pd.DataFrame, participants: pd.DataFrame) -> Iterator[Harmed]:
    """What the rule needs of the rows of `event_reports` that stand and of `participants`."""
    joined = reports.merge(participants, on="report_id", how="left", suffixes=("", "_said")).astype(object)
    for row in joined.where(joined.notna(), None).to_dict("records"):
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
            start=row["start_said"],
            end=row["end_said"],
        )


def count_persons(rows: Collection[Harmed]) -> int:
    """How many persons some participants are at least: by name, side by side in one report, by age, and as told to be others."""
    named = {row.entity for row in rows if row.entity is not None}
    told: dict[str, set[str | None]] = defaultdict(set)
    others: set[str | None] = set()
    unnamed = [row for row in rows if row.entity is None and not _is_beside_name(row, rows)]
    for row in unnamed:
        words = (row.words or "").lower()
        if words.startswith(_OTHERS):
            others.add(words.split()[0])
        elif words not in _words("pronouns"):
            told[row.report].add(row.words)
    for row in rows:
        if row.entity is not None and row.report in told:
            told[row.report].add(row.entity)
    ages = {match[0] for row in unnamed if (match := _AGE.search(row.words or ""))}
    least = 1 if unnamed and not others else 0
    return max(len(named), len(ages), *(len(side) for side in told.values()), least) + len(others)


def _is_beside_name(row: Harmed, rows: Iterable[Harmed]) -> bool:
    """Whether words stand beside a name in the same report, with at most a comma between: they tell who that is."""
    if row.start is None or row.end is None:
        return False
    return any(
        0 <= gap <= _BESIDE
        for other in rows
        if other.entity is not None and other.report == row.report and other.start is not None and other.end is not None
        for gap in (other.start - row.end, row.start - other.end)
    )


def leave_out_charged(rows: Collection[Harmed]) -> list[Harmed]:
    """The rows without victims of a murder who are those charged with it, as far as their article tells."""
    roles = _words("charged")
    charged = {(row.article, row.entity) for row in rows if row.entity is not None and row.role in roles}
    offences = _words("offences")
    return [
        row
        for row in rows
        if not (row.role in ("victim", "target") and row.trigger.lower() in offences and (row.article, row.entity) in charged)
    ]


def count_victims(rows: Iterable[Harmed], event_type: str, role: str) -> Mapping[str, int]:
    """Persons in a role whom the reports of a type tell one by one, by event; the larger article decides.

    A report that says one person died, but not who, is one ("a fatal shooting").

    Args:
        rows: Participants of reports that stand.
        event_type: `domain.type` of the reports.
        role: The role.
    """
    rows = tuple(rows)
    told: dict[tuple[str, str], list[Harmed]] = defaultdict(list)
    out: dict[str, int] = {}
    # "four soldiers were killed by a bomb" tells who died, so the bomb's row is not of somebody unnamed
    with_victim = {row.report for row in rows if row.role == role}
    for row in rows:
        if row.event_type == event_type and row.role == role and _is_one(row):
            told[row.event, row.article].append(row)
        elif (
            row.event_type == event_type == "life.die"
            and row.report not in with_victim
            and row.trigger.lower() in _words("deaths")
        ):
            out[row.event] = 1
    for (event, _), persons in told.items():
        out[event] = max(out.get(event, 0), count_persons(persons))
    return out


def _words(name: str) -> frozenset[str]:
    return frozenset(read_yaml("harm")[name])


def _is_one(row: Harmed) -> bool:
    return row.kind == PERSON and (row.number is None or row.number == 1)


def count_harm(rows: Iterable[Harmed]) -> Mapping[str, Harm]:
    """The harm of each event that wounds.

    Args:
        rows: Participants of reports that stand (denied, negated and hypothetical ones left out), reports without any included.

    Returns:
        Harm by event, for those that tell of at least one harmed person.
    """
    deaths: dict[str, list[Harmed]] = defaultdict(list)
    shot: dict[tuple[str, str], list[Harmed]] = defaultdict(list)
    days: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for row in rows:
        if row.event_type == "life.die" and (row.role == "victim" or row.trigger.lower() not in _words("offences")):
            deaths[row.article].append(row)
        if row.event_type in ("conflict.attack", "life.injure"):
            days[row.event, row.article].add(row.day)
        struck = row.event_type == "conflict.attack" and row.role == "target" and row.trigger.lower() in _words("triggers")
        wounded = row.event_type == "life.injure" and row.role == "victim"
        if (struck or wounded) and _is_one(row):
            shot[row.event, row.article].append(row)
    out: dict[str, Harm] = {}
    for (event, article), persons in shot.items():
        told = _split(persons, deaths.get(article, []), days[event, article])
        best = out.get(event, Harm())
        dead, harmed = max(best.dead, told.dead), max(best.dead + best.hurt, told.dead + told.hurt)
        out[event] = Harm(dead, harmed - dead)
    return out


def _split(persons: Collection[Harmed], deaths: Collection[Harmed], days: Collection[str | None]) -> Harm:
    harmed = count_persons(persons)
    victims = [row for row in deaths if row.role == "victim" and row.kind == PERSON]
    named = {row.entity for row in persons if row.entity is not None}
    died = named & {row.entity for row in victims}
    if died:
        return Harm(len(died), max(0, harmed - len(died)))
    of_that_day = [row for row in deaths if row.day is None or None in days or row.day in days]
    told_hurt = count_persons([row for row in persons if row.trigger.lower() in _words("wounding")])
    if harmed == 1 and of_that_day:
        return Harm(hurt=1) if told_hurt else Harm(dead=1)
    among = [row for row in of_that_day if row in victims and _is_one(row) and (row.entity is None or not named)]
    dead = min(harmed - told_hurt, count_persons(among))
    return Harm(dead, harmed - dead)
