"""Rows of the tables that are decided across articles: events and timelines."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.reports import STANDING
from flows.core.resolution import Resolution, ResolvedEntity, ResolvedEvent
from flows.tables.entities import Known, geo_precision
from flows.tables.frames import cells, plain_rows
from flows.tables.harm import (
    Harm,
    Harmed,
    agree_on_harm,
    agree_on_victims,
    count_persons,
    harmed_rows,
    is_one_person,
    leave_out_charged,
    tell_harm,
    tell_victims,
)
from flows.tables.rows import Row
from flows.tables.stories import Judged, Reading, agree_on_stories, overrule
from flows.tables.summaries import is_number, summarise
from flows.tables.tolls import Toll, TollFigure, toll
from schemas.vocab import by_code, rows

WHERE_PREC: Mapping[str | None, int] = {"facility": 1, "city": 1, "admin2": 3, "admin1": 4, "region": 5, "country": 6, None: 7}
DATE_PREC: tuple[tuple[int, int], ...] = ((1, 1), (6, 2), (7, 3), (31, 4))
"""Most days of a span and its UCDP code; a longer or open span is 5."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST = 3
"""Participants of a role that a summary names."""
HIT = "shot"
"""Rule of figures that count all who were shot, stabbed or hit."""


def date_prec(start: str | None, end: str | None) -> int:
    """The UCDP GED precision code (1 to 5) of a span of days; either end None if open."""
    if start is None or end is None:
        return 5
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    return next((code for most, code in DATE_PREC if days <= most), 5)


def toll_rows(tables: Mapping[str, pd.DataFrame]) -> Iterator[Row]:
    """The standing figures of events by measure, with what the toll needs of their articles.

    Args:
        tables: Frames of articles, event_reports and figures: all rows of some articles.
    """
    figures, reports, articles = tables["figures"], tables["event_reports"], tables["articles"]
    standing = set(reports.loc[reports["modality"].isin(STANDING), "report_id"])
    kept = figures[figures["report_id"].isin(standing) & figures["measure"].isin(["killed", "injured", "arrested"])]
    about = _about(articles)
    keys, events, measures = cells(figures[["figure_id", "event_id", "measure"]])
    told_of = dict(zip(keys, zip(events, measures, strict=True), strict=True))
    cases = words("harm", "cases")
    died = _died_that_day(tables, kept)
    for f in plain_rows(kept):
        if f["scope"] == "period" or str(f["counted"]).lower().split()[-1] in cases:
            continue
        source, day = about[f["article_id"]]
        yield {
            "event_id": f["event_id"],
            "figure_id": f["figure_id"],
            "measure": f["measure"],
            "source": source,
            "day": _holds_for(f["as_of"], day),
            "value": f["value"],
            "low": f["value_min"],
            "high": f["value_max"],
            "part": told_of.get(f["part_of"]) == (f["event_id"], f["measure"]),
            "scope": f["scope"],
            "hit": f["rule"] == HIT and "other" not in str(f["counted"]).lower(),
            "died": died.get(f["report_id"], 0) if f["rule"] == HIT else 0,
        }


def _died_that_day(tables: Mapping[str, pd.DataFrame], tolls: pd.DataFrame) -> Mapping[str, int]:
    """How many died by the deaths that the article tells of the day, for each report with a figure of all who were shot.

    "Four men were shot" and "two of them died" may be two events.
    """
    reports = tables["event_reports"]
    shot = set(tolls.loc[tolls["rule"] == HIT, "report_id"])
    articles = set(reports.loc[reports["report_id"].isin(shot), "article_id"])
    standing = reports[reports["article_id"].isin(articles) & reports["modality"].isin(STANDING)]
    days = {r: (a, d) for r, a, d in zip(*cells(standing[["report_id", "article_id", "date_edtf"]]), strict=True)}
    told: dict[tuple[str, str | None], list[Harmed]] = defaultdict(list)
    for row in harmed_rows(standing[standing["event_type"] == "life.die"], tables["participants"], tables["figures"]):
        if row.role == "victim" and row.report in days and is_one_person(row):
            told[days[row.report]].append(row)
    dead = {day: count_persons(rows) for day, rows in told.items()}
    of_deaths = set(standing.loc[standing["event_type"] == "life.die", "report_id"])
    killed = tolls[(tolls["measure"] == "killed") & tolls["part_of"].isna() & (tolls["scope"] != "period")]
    for report, value in killed.loc[killed["value"].notna(), ["report_id", "value"]].itertuples(index=False):
        if report in of_deaths and report in days:
            dead[days[report]] = max(dead.get(days[report], 0), int(value))
    return {report: dead.get(days[report], 0) for report in shot if report in days}


def harm_rows(tables: Mapping[str, pd.DataFrame], attacks: Collection[str] | None = None) -> Iterator[Row]:
    """The persons that each article counts one by one of each event.

    Args:
        tables: Frames of event_reports, participants and figures: all rows of some articles.
        attacks: Events that are attacks by what any article tells, None where the tables hold all articles.
    """
    reports = tables["event_reports"]
    standing = reports[reports["modality"].isin(STANDING)]
    told = leave_out_charged(tuple(harmed_rows(standing, tables["participants"], tables["figures"])))
    for event, dead in tell_victims(told, "life.die", "victim"):
        yield {"event_id": event, "dead": dead}
    for event, held in tell_victims(told, "justice.arrest", "detainee"):
        yield {"event_id": event, "held": held}
    for event, harm in tell_harm(told, attacks):
        yield {"event_id": event, "killed": harm.dead, "hurt": harm.hurt}


@dataclass(frozen=True)
class Told:
    """What all articles tell of some events, as far as rows of `events` need it.

    Attributes:
        tolls: Standing figures by event and measure.
        dead: Persons who died, by event.
        held: Persons arrested, by event.
        harm: Who was struck, by event.
        judged: The dead and the hurt by what articles tell of their main violence, by event.
        who: Words of the participants by event and role.
    """

    tolls: Mapping[tuple[str, str], Sequence[TollFigure]]
    dead: Mapping[str, int]
    held: Mapping[str, int]
    harm: Mapping[str, Harm]
    judged: Mapping[str, Judged]
    who: Mapping[str, Mapping[str, Sequence[str]]]


def story_rows(analysis: Analysis, event_ids: Mapping[tuple[str, int], str]) -> Iterator[Row]:
    """What one article tells of how many its main violence killed and hurt.

    Args:
        analysis: The article.
        event_ids: Release event ids by article and report.
    """
    document = analysis.document
    reports = {r.happening: r.key for r in analysis.reports}
    for told in analysis.tolls:
        yield {
            "event_id": event_ids[document.article_id, reports[told.happening]],
            "article": document.article_id,
            "day": document.published_day or "",
            "killed": told.killed,
            "injured": told.injured,
            "probability": told.probability,
            "part": told.part,
        }


def gather(
    figures: Iterable[Row],
    harmed: Iterable[Row],
    participants: pd.DataFrame,
    names: Mapping[str, str],
    stories: Iterable[Row] = (),
) -> Told:
    """What is told of some events.

    Args:
        figures: Of `toll_rows`, of any number of articles.
        harmed: Of `harm_rows`, each cell that is not counted None or left out.
        participants: Rows of `participants` of the events, sorted by their key.
        names: How the entities among them are called, by id.
        stories: Of `story_rows`, of any number of articles.
    """
    tolls: dict[tuple[str, str], list[TollFigure]] = defaultdict(list)
    for f in sorted(figures, key=lambda f: str(f["figure_id"])):
        about = ("source", "day", "value", "low", "high", "part", "scope", "hit", "died")
        tolls[f["event_id"], f["measure"]].append(TollFigure(**{name: f[name] for name in about}))
    counted: dict[str, list[tuple[str, int]]] = {"dead": [], "held": []}
    harm: list[tuple[str, Harm]] = []
    for h in harmed:
        for what, counts in counted.items():
            if h.get(what) is not None:
                counts.append((h["event_id"], h[what]))
        if h.get("killed") is not None:
            harm.append((h["event_id"], Harm(h["killed"], h["hurt"])))
    dead, held = (agree_on_victims(counts) for counts in counted.values())
    readings = (
        Reading(
            s["event_id"],
            s["article"],
            s["day"] or "",
            int(s["killed"]),
            int(s["injured"]),
            float(s["probability"]),
            bool(s["part"]),
        )
        for s in stories
    )
    return Told(tolls, dead, held, agree_on_harm(harm), agree_on_stories(readings), _who(participants, names))


def _about(articles: pd.DataFrame) -> dict[str, tuple[str, str | None]]:
    """Source and publication of each article."""
    ids, sources, days = cells(articles[["article_id", "source", "published_at"]])
    return dict(zip(ids, zip(sources, days, strict=True), strict=True))


def _holds_for(as_of: str | None, published: str | None) -> str | None:
    """The day a figure speaks for: the one it states, else the article's."""
    if as_of and _DAY.match(as_of):
        return as_of[:10]
    return published[:10] if published else None


def event_rows(resolution: Resolution, tables: Mapping[str, pd.DataFrame], stories: Iterable[Row] = ()) -> Iterator[Row]:
    """Rows of `events`.

    Args:
        resolution: What was resolved.
        tables: Frames of articles, event_reports, participants and figures, all whole.
        stories: Of `story_rows`, of all articles.
    """
    known = Known(resolution.entities)
    names = known.names(tables["participants"]["entity_id"])
    told = gather(toll_rows(tables), harm_rows(tables), tables["participants"], names, stories)
    return rows_of_events(resolution.events, known.places, resolution.near_duplicate_of, _about(tables["articles"]), told)


def rows_of_events(
    events: Iterable[ResolvedEvent],
    places: Mapping[str, ResolvedEntity],
    near_duplicate_of: Mapping[str, str],
    about: Mapping[str, tuple[str, str | None]],
    told: Told,
) -> Iterator[Row]:
    """Rows of `events`.

    Args:
        events: The events.
        places: Entities by id, those that events lie in among them.
        near_duplicate_of: Repeated article -> standing article.
        about: Source and publication of each article.
        told: What is told of the events.
    """
    types = by_code("event_types")
    for e in events:
        place = places.get(e.place_id) if e.place_id else None
        deaths, injured, arrested = _tolls_of(e, told)
        distinct = {near_duplicate_of.get(a, a) for a, _ in e.reports}
        days = sorted(day[:10] for a in distinct if a in about and (day := about[a][1]))
        kind = types[e.event_type]
        yield {
            "event_id": e.event_id,
            "event_type": e.event_type,
            "plover": kind["plover"] or None,
            "cameo": kind["cameo_root"] or None,
            "acled": kind["acled"] or None,
            "date_edtf": e.edtf,
            "date_start": e.date_start,
            "date_end": e.date_end,
            "date_precision": e.date_precision,
            "place_id": e.place_id,
            "place_name": place.name if place else None,
            "country": place.country if place else None,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "where_prec": WHERE_PREC.get(place.feature, 5) if place else 7,
            "date_prec": date_prec(e.date_start, e.date_end) if e.edtf else None,
            "geo_precision": geo_precision(place) if place else "none",
            "modality": e.modality,
            "deaths_low": deaths.low,
            "deaths_best": deaths.best,
            "deaths_high": deaths.high,
            "injured_best": injured.best,
            "arrested_best": arrested.best,
            "report_count": len(e.reports),
            "article_count": len(distinct),
            "source_count": len({about[a][0] for a in distinct if a in about}),
            "first_reported": days[0] if days else None,
            "merge_reason": e.merge_reason,
            "confidence": e.confidence,
            "summary": summarise(
                e.event_type,
                e.modality,
                told.who.get(e.event_id, {}),
                place.name if place else None,
                e.date_start,
                e.date_end,
                {"killed": deaths.best, "injured": injured.best, "arrested": arrested.best},
            ),
        }


def _tolls_of(event: ResolvedEvent, told: Told) -> tuple[Toll, Toll, Toll]:
    """How many an event killed, hurt and saw arrested: by figures, by persons told one by one, by what its articles choose together."""
    key = event.event_id
    attacked = told.harm.get(key, Harm())
    shot = key in told.harm and event.event_type not in ("life.die", "life.injure")
    deaths = toll(told.tolls.get((key, "killed"), ()), attacked.dead if shot else told.dead.get(key, 0))
    injured = toll(told.tolls.get((key, "injured"), ()), attacked.hurt, dead=deaths.best or 0)
    judged = told.judged.get(key)
    if judged is not None:
        deaths = overrule(deaths, judged.killed, judged.part)
        injured = overrule(injured, judged.injured, judged.part)
    return deaths, injured, toll(told.tolls.get((key, "arrested"), ()), told.held.get(key, 0))


def _who(participants: pd.DataFrame, names: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """How the participants are called by event and role, in order of text, each once: by name where they have one.

    A pronoun without an entity names nobody; a bare number is left out where other words tell who.
    """
    out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    unnamed = words("harm", "pronouns")
    told = cells(participants[["event_id", "role", "text", "entity_id"]])
    for event, role, said, entity in zip(*told, strict=True):
        called = names.get(entity, said) if entity else said
        if called.casefold() not in unnamed and called not in out[event][role]:
            out[event][role].append(called)
    return {event: {role: _telling(said)[:MOST] for role, said in roles.items()} for event, roles in out.items()}


def _telling(said: list[str]) -> list[str]:
    """The words without bare numbers ("Fourteen"), unless there is nothing else: then the largest stands for people."""
    bare = [w for w in said if is_number(w)]
    others = [w for w in said if w not in bare]
    return others or [f"{w} people" for w in bare[-1:]]


def timeline_rows(
    events: pd.DataFrame, participants: pd.DataFrame, persons: Iterable[str], reports: pd.DataFrame | None = None
) -> Iterator[Row]:
    """Rows of `timelines`: what befell each person, as the role in the event tells.

    Args:
        events: The merged events.
        participants: Who took part in each report, with the report's own `event_type` or beside `reports`.
        persons: Release ids of persons.
        reports: The reports, whose own types count before the merged event's: a death in an attack is still a death.
    """
    wanted = set(persons)
    steps = {(row["event_type"], row["role"]): row["code"] for row in rows("timeline_steps")}
    columns = ("date_edtf", "date_start", "modality", "article_count", "source_count", "event_type")
    known = dict(zip(events["event_id"], zip(*cells(events[list(columns)]), strict=True), strict=True))
    if reports is not None:
        participants = participants.merge(reports[["report_id", "event_type"]], on="report_id", how="left")
    seen: set[tuple[str, str, str]] = set()
    named = participants[participants["entity_id"].isin(wanted) & participants["event_id"].isin(known)]
    own = named["event_type"].astype(object) if "event_type" in named else [None] * len(named)
    for event_id, role, person, told in zip(named["event_id"], named["role"], named["entity_id"], own, strict=True):
        edtf, start, modality, articles, sources, merged = known[event_id]
        step = steps.get((merged if pd.isna(told) else told, role))
        if step is None or (person, event_id, step) in seen:
            continue
        seen.add((person, event_id, step))
        yield {
            "entity_id": person,
            "date_edtf": edtf,
            "date_start": start,
            "step": step,
            "modality": modality,
            "event_id": event_id,
            "article_count": int(articles),
            "source_count": int(sources),
        }
