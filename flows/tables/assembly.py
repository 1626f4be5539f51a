"""All tables of a release from its analyses: rows are put aside on disk article by article and read back by their keys."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from shutil import rmtree

import pandas as pd
import pyarrow as pa

from flows.core.annotations import Analysis
from flows.core.resolution import Resolution, ResolvedEvent
from flows.resolve.offices import with_offices
from flows.tables import corpus, rows
from flows.tables.entities import Known, Mentioned, entity_rows, name_rows
from flows.tables.frames import frame, plain_rows
from flows.tables.parts import Spool, Stored, write_parts
from flows.tables.texts import StoredTexts
from schemas.export import loose_schema
from schemas.registry import KEYS

ARTICLE_TABLES = {
    "articles": rows.article_rows,
    "mentions": rows.mention_rows,
    "dates": rows.date_rows,
    "event_reports": rows.report_rows,
    "participants": rows.participant_rows,
    "figures": rows.figure_rows,
    "relations": rows.relation_rows,
    "positions": rows.position_rows,
    "statements": rows.statement_rows,
}
"""Tables whose rows belong to one article, and the function that makes them."""

AT_ONCE = 100
"""Articles whose rows are held in memory at once: rows take many times the memory of what they end in."""

ROWS = 10_000
"""Rows that are no article's held in memory at once."""

TOLLS, HARM, STORY, WHO = "tolls", "harm", "story", "who"
"""What events are made from, put aside by event."""

ASIDE: Mapping[str, Mapping[str, pa.DataType]] = {
    TOLLS: {
        **dict.fromkeys(("event_id", "figure_id", "measure", "source", "day", "scope"), pa.string()),
        **dict.fromkeys(("value", "low", "high"), pa.float64()),
        **dict.fromkeys(("part", "hit"), pa.bool_()),
        "died": pa.int64(),
    },
    HARM: {"event_id": pa.string(), **dict.fromkeys(("dead", "held", "killed", "hurt"), pa.int64())},
    STORY: {
        **dict.fromkeys(("event_id", "article", "day"), pa.string()),
        **dict.fromkeys(("killed", "injured"), pa.int64()),
        "probability": pa.float64(),
        "part": pa.bool_(),
    },
    WHO: {
        **dict.fromkeys(("event_id", "report_id", "role", "text", "entity_id", "event_type"), pa.string()),
        **dict.fromkeys(("start", "end"), pa.int64()),
    },
}


def _spool(folder: Path) -> Spool:
    schemas = {t: loose_schema(t) for t in (*ARTICLE_TABLES, "entity_names", "timelines")}
    by = {t: KEYS[t][0] for t in schemas}
    asides = {name: pa.schema(columns) for name, columns in ASIDE.items()}
    return Spool(folder, schemas | asides, by | dict.fromkeys(ASIDE, "event_id"))


def assemble(analyses: Iterable[Analysis], resolution: Resolution, folder: Path) -> tuple[Stored, StoredTexts]:
    """All tables of the extracted articles, and the articles' texts.

    Args:
        analyses: The articles, each once, in any order.
        resolution: What was decided across them.
        folder: Where tables and texts lie afterwards; what it held is lost.
    """
    rmtree(folder, ignore_errors=True)
    spool = _spool(folder / "spool")
    texts = StoredTexts(folder / "texts.sqlite")
    known = Known(resolution.entities)
    mentioned = Mentioned(known)
    about: dict[str, tuple[str, str | None]] = {}
    entity_ids, event_ids = resolution.entity_ids(), resolution.event_ids()
    listed = iter(analyses)
    while batch := list(islice(listed, AT_ONCE)):
        texts.add((a.document.article_id, a.text) for a in batch)
        about.update((a.document.article_id, (a.document.source, a.document.published_at)) for a in batch)
        frames = _article_frames(batch, resolution, entity_ids, event_ids)
        mentioned.add(frames["mentions"])
        for table, data in frames.items():
            spool.add(table, data)
        for name, data in _asides(frames, resolution.attacks):
            spool.add(name, data)
        stories = (row for analysis in batch for row in corpus.story_rows(analysis, event_ids))
        spool.add(STORY, pd.DataFrame(list(stories), columns=list(ASIDE[STORY])))
    for table in ARTICLE_TABLES:
        write_parts(folder / f"{table}.parquet", table, spool.parts(table), loose_schema(table))
    entities = _framed("entities", entity_rows(resolution, mentioned))
    write_parts(folder / "entities.parquet", "entities", entities, loose_schema("entities"))
    for data in _framed("entity_names", name_rows(resolution)):
        spool.add("entity_names", data)
    write_parts(folder / "events.parquet", "events", _events(spool, resolution, known, about), loose_schema("events"))
    for table in ("entity_names", "timelines"):
        write_parts(folder / f"{table}.parquet", table, spool.parts(table), loose_schema(table))
    write_parts(folder / "redirects.parquet", "redirects", [frame("redirects", ())], loose_schema("redirects"))
    rmtree(folder / "spool")
    return Stored.of(folder), texts


def _article_frames(
    batch: Iterable[Analysis],
    resolution: Resolution,
    entity_ids: Mapping[tuple[str, int], str],
    event_ids: Mapping[tuple[str, int], str],
) -> dict[str, pd.DataFrame]:
    made: dict[str, list[rows.Row]] = {table: [] for table in ARTICLE_TABLES}
    for analysis in batch:
        repeated = resolution.near_duplicate_of.get(analysis.document.article_id)
        context = rows.context(with_offices(analysis, entity_ids, resolution.offices), entity_ids, event_ids, repeated)
        for table, make in ARTICLE_TABLES.items():
            made[table] += make(context)
    return {table: frame(table, listed) for table, listed in made.items()}


def _asides(frames: Mapping[str, pd.DataFrame], attacks: frozenset[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """What some articles tell of events, one row a figure, event or participant."""
    for name, made in ((TOLLS, corpus.toll_rows(frames)), (HARM, corpus.harm_rows(frames, attacks))):
        yield name, pd.DataFrame(list(made), columns=list(ASIDE[name]))
    types = frames["event_reports"][["report_id", "event_type"]]
    yield WHO, frames["participants"].merge(types, on="report_id", how="left")[list(ASIDE[WHO])]


def _framed(table: str, made: Iterable[rows.Row]) -> Iterator[pd.DataFrame]:
    """Rows as frames, so many at a time; at least one frame."""
    listed = iter(made)
    batch = list(islice(listed, ROWS))
    yield frame(table, batch)
    while batch := list(islice(listed, ROWS)):
        yield frame(table, batch)


def _events(
    spool: Spool, resolution: Resolution, known: Known, about: Mapping[str, tuple[str, str | None]]
) -> Iterator[pd.DataFrame]:
    """The table `events` in parts; rows of `timelines` are put aside on the way."""
    events = iter(resolution.events)
    ahead = next(events, None)
    for asked in spool.ranges(TOLLS, HARM, STORY, WHO):
        figures, harmed, stories, who = (spool.read(name, asked) for name in ASIDE)
        who = who.sort_values(list(KEYS["participants"]), kind="stable", ignore_index=True)
        told = corpus.gather(plain_rows(figures), plain_rows(harmed), who, known.names(who["entity_id"]), plain_rows(stories))
        here: list[ResolvedEvent] = []
        while ahead is not None and asked.holds(ahead.event_id):
            here.append(ahead)
            ahead = next(events, None)
        made = frame("events", corpus.rows_of_events(here, known.places, resolution.near_duplicate_of, about, told))
        spool.add("timelines", frame("timelines", corpus.timeline_rows(made, who, known.persons(who["entity_id"]))))
        yield made
