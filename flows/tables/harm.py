"""Who was hurt and who died in an attack, counted person by person where no figure tells.

An attack's harmed are the persons its reports say were shot, stabbed ... A harmed person whom the same article also names
among the dead died of it; so did the only harmed one of an article that tells a death without saying whose. The others were hurt.
Persons are told apart by entity; those without one count as a single person, and not at all beside a named one, whom their words may
mean. The larger article decides: articles of one event tell of the same people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from flows.core.lexicons import read_yaml

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Harmed:
    """One participant of one report, as far as the rule needs it.

    Attributes:
        event: Event of the report.
        article: Its article.
        event_type: `domain.type` of the report.
        trigger: The report's trigger as written.
        role: Role of the participant, None for a report without any.
        entity: Entity id, None for words that name nobody.
        kind: Entity type of the words, None without a participant.
        number: How many the words count, None if they do not.
    """

    event: str
    article: str
    event_type: str
    trigger: str
    role: str | None
    entity: str | None
    kind: str | None
    number: float | None


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
            event_type=row["event_type"],
            trigger=row["text"],
            role=row["role"],
            entity=row["entity_id"],
            kind=row["entity_type"],
            number=row["number"],
        )


def count_harm(rows: Iterable[Harmed]) -> Mapping[str, Harm]:
    """The harm of each attack.

    Args:
        rows: Participants of reports that stand (denied, negated and hypothetical ones left out), reports without any included.

    Returns:
        Harm by event, for attacks that name at least one harmed person.
    """
    words = frozenset(read_yaml("harm")["triggers"])
    deaths: dict[str, set[str | None]] = defaultdict(set)
    shot: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for row in rows:
        if row.event_type == "life.die":
            deaths[row.article].add(row.entity if row.role == "victim" and row.kind == PERSON else None)
        alone = row.number is None or row.number == 1
        if (
            row.event_type == "conflict.attack"
            and row.role == "target"
            and row.kind == PERSON
            and alone
            and row.trigger.lower() in words
        ):
            shot[row.event, row.article].add(row.entity)
    out: dict[str, Harm] = {}
    for (event, article), persons in shot.items():
        told = _split(persons, deaths.get(article, set()))
        best = out.get(event, Harm())
        out[event] = Harm(max(best.dead, told.dead), max(best.hurt, told.hurt))
    return out


def _split(persons: set[str | None], dead: set[str | None]) -> Harm:
    named = persons - {None} or persons
    died = {p for p in named if p is not None and p in dead}
    if not died and len(named) == 1 and dead:
        return Harm(dead=1)
    return Harm(len(died), len(named - died))
