"""Rows of the tables that are decided across articles: entities, entity names, events, timelines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import pandas as pd

from flows.core.lexicons import read_yaml
from flows.core.resolution import Resolution, ResolvedEntity
from flows.core.translit import fold, script_of
from flows.tables.harm import Harm, count_harm, count_victims, harmed_rows, leave_out_charged
from flows.tables.rows import Row
from flows.tables.summaries import is_number, summarise
from flows.tables.tolls import TollFigure, toll
from schemas.vocab import by_code, rows

WHERE_PREC: Mapping[str | None, int] = {"facility": 1, "city": 1, "admin2": 3, "admin1": 4, "region": 5, "country": 6, None: 7}
GEO_PREC: Mapping[str, str] = {"admin2": "admin1", "region": "country"}
"""Kinds of places that `geo_precision` has no word of its own for; the coarser word is the honest one."""
DATE_PREC: tuple[tuple[int, int], ...] = ((1, 1), (6, 2), (7, 3), (31, 4))
"""Most days of a span and its UCDP code; a longer or open span is 5."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STANDING: tuple[str, ...] = ("actual", "alleged")
"""Modalities whose figures count towards a toll."""
NAMED = ("person", "organization", "facility")
"""Types of entities that a summary calls by their name."""
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


def _geo_precision(place: ResolvedEntity) -> str:
    if place.latitude is None or place.feature is None:
        return "none"
    return GEO_PREC.get(place.feature, place.feature)


def entity_rows(resolution: Resolution, mentions: pd.DataFrame) -> Iterator[Row]:
    """Rows of `entities`; entities without a mention left are passed over."""
    counts = mentions.groupby("entity_id").size().to_dict()
    articles = mentions.groupby("entity_id")["article_id"].nunique().to_dict()
    for e in resolution.entities:
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
            "geo_precision": _geo_precision(e),
            "link_method": e.link_method,
            "mention_count": counts.get(e.entity_id, 0),
            "article_count": articles.get(e.entity_id, 0),
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


def _toll_figures(
    figures: pd.DataFrame, reports: pd.DataFrame, articles: pd.DataFrame
) -> dict[tuple[str, str], list[TollFigure]]:
    """Standing figures by (event, measure)."""
    standing = set(reports.loc[reports["modality"].isin(STANDING), "report_id"])
    kept = figures[figures["report_id"].isin(standing) & figures["measure"].isin(["killed", "injured", "arrested"])]
    about = articles.set_index("article_id")[["source", "published_at"]]
    told_of = dict(zip(figures["figure_id"], zip(figures["event_id"], figures["measure"], strict=True), strict=True))
    out: dict[tuple[str, str], list[TollFigure]] = defaultdict(list)
    cases = frozenset(read_yaml("harm")["cases"])
    for f in kept.astype(object).where(kept.notna(), None).to_dict("records"):
        if f["scope"] == "period" or str(f["counted"]).lower().split()[-1] in cases:
            continue
        source, day = about.loc[f["article_id"]]
        out[f["event_id"], f["measure"]].append(
            TollFigure(
                source=str(source),
                day=_holds_for(f["as_of"], day),
                value=f["value"],
                low=f["value_min"],
                high=f["value_max"],
                part=told_of.get(f["part_of"]) == (f["event_id"], f["measure"]),
                scope=f["scope"],
                hit=f["rule"] == HIT,
            )
        )
    return out


def _holds_for(as_of: str | None, published: object) -> str | None:
    """The day a figure speaks for: the one it states, else the article's."""
    if as_of and _DAY.match(as_of):
        return as_of[:10]
    return None if pd.isna(published) else str(published)[:10]  # type: ignore[call-overload]


def event_rows(resolution: Resolution, tables: Mapping[str, pd.DataFrame]) -> Iterator[Row]:
    """Rows of `events`.

    Args:
        resolution: What was resolved.
        tables: Frames of articles, event_reports, participants and figures.
    """
    places = {e.entity_id: e for e in resolution.entities}
    reports, figures, articles = tables["event_reports"], tables["figures"], tables["articles"]
    types = by_code("event_types")
    about = {a: (s, p) for a, s, p in zip(articles["article_id"], articles["source"], articles["published_at"], strict=True)}
    tolls = _toll_figures(figures, reports, articles)
    told = leave_out_charged(tuple(harmed_rows(reports[reports["modality"].isin(STANDING)], tables["participants"], figures)))
    dead = count_victims(told, "life.die", "victim")
    held = count_victims(told, "justice.arrest", "detainee")
    harm = count_harm(told)
    who = _who(tables["participants"], {e.entity_id: e.name for e in resolution.entities if e.type in NAMED})
    for e in resolution.events:
        place = places.get(e.place_id) if e.place_id else None
        attacked = harm.get(e.event_id, Harm())
        shot = e.event_id in harm and e.event_type not in ("life.die", "life.injure")
        died = attacked.dead if shot else dead.get(e.event_id, 0)
        deaths = toll(tolls[e.event_id, "killed"], died)
        injured = toll(tolls[e.event_id, "injured"], attacked.hurt, dead=deaths.best or 0)
        arrested = toll(tolls[e.event_id, "arrested"], held.get(e.event_id, 0))
        distinct = {resolution.near_duplicate_of.get(a, a) for a, _ in e.reports}
        days = sorted(str(about[a][1])[:10] for a in distinct if a in about and not pd.isna(about[a][1]))
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
            "geo_precision": _geo_precision(place) if place else "none",
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
                who.get(e.event_id, {}),
                place.name if place else None,
                e.date_start,
                e.date_end,
                {"killed": deaths.best, "injured": injured.best, "arrested": arrested.best},
            ),
        }


def _who(participants: pd.DataFrame, names: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """How the participants are called by event and role, in order of text, each once: by name where they have one.

    A pronoun without an entity names nobody; a bare number is left out where other words tell who.
    """
    out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    unnamed = frozenset(read_yaml("harm")["pronouns"])
    cells = (participants[column] for column in ("event_id", "role", "text", "entity_id"))
    for event, role, words, entity in zip(*cells, strict=True):
        called = names.get(entity, words) if isinstance(entity, str) else words
        if called.casefold() not in unnamed and called not in out[event][role]:
            out[event][role].append(called)
    return {event: {role: _telling(words)[:MOST] for role, words in roles.items()} for event, roles in out.items()}


def _telling(words: list[str]) -> list[str]:
    """The words without bare numbers ("Fourteen"), unless there is nothing else: then the largest stands for people."""
    bare = [w for w in words if is_number(w)]
    others = [w for w in words if w not in bare]
    return others or [f"{w} people" for w in bare[-1:]]


def timeline_rows(
    events: pd.DataFrame, participants: pd.DataFrame, persons: Iterable[str], reports: pd.DataFrame | None = None
) -> Iterator[Row]:
    """Rows of `timelines`: what befell each person, as the role in the event tells.

    Args:
        events: The merged events.
        participants: Who took part in each report.
        persons: Release ids of persons.
        reports: The reports, whose own types count before the merged event's: a death in an attack is still a death.
    """
    wanted = set(persons)
    steps = {(row["event_type"], row["role"]): row["code"] for row in rows("timeline_steps")}
    known = events.set_index("event_id")
    told = {} if reports is None else dict(zip(reports["report_id"], reports["event_type"], strict=True))
    seen: set[tuple[str, str, str]] = set()
    named = participants[participants["entity_id"].isin(wanted) & participants["event_id"].isin(known.index)]
    columns = (named[c] for c in ("event_id", "report_id", "role", "entity_id"))
    for event_id, report_id, role, person in zip(*columns, strict=True):
        event = known.loc[event_id]
        step = steps.get((told.get(report_id, event["event_type"]), role))
        if step is None or (person, event_id, step) in seen:
            continue
        seen.add((person, event_id, step))
        yield {
            "entity_id": person,
            "date_edtf": None if pd.isna(event["date_edtf"]) else event["date_edtf"],
            "date_start": None if pd.isna(event["date_start"]) else event["date_start"],
            "step": step,
            "modality": event["modality"],
            "event_id": event_id,
            "article_count": int(event["article_count"]),
            "source_count": int(event["source_count"]),
        }
