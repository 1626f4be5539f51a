"""Rows of the tables that belong to one article, one function a table: annotations -> mappings.

Each function takes an `Context`: the analysis, what was resolved across articles, and the identifiers of the article's
own rows, made once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.core.annotations import Analysis
from flows.core.ids import Prefix, make_id, text_sha256
from flows.core.resolution import LocalEntity

Row = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """One article with all identifiers its rows need.

    Attributes:
        analysis: The article's annotations (tokens are not needed).
        entities: Release id of each entity key.
        events: Release event id of each report key.
        mentions: Id of each mention key.
        reports: Id of each report key.
        figures: Id of each figure key.
        statements: Id of each statement key.
        near_duplicate_of: The article that this one repeats, None if none.
    """

    analysis: Analysis
    entities: Mapping[int, str]
    events: Mapping[int, str]
    mentions: Mapping[int, str]
    reports: Mapping[int, str]
    figures: Mapping[int, str]
    statements: Mapping[int, str]
    near_duplicate_of: str | None

    @property
    def article_id(self) -> str:
        """The article."""
        return self.analysis.document.article_id

    def span(self, record: Any) -> Row:
        """The columns every evidence row has."""
        words = self.analysis.words(record.start, record.end)
        common = {"article_id": self.article_id, "start": record.start, "end": record.end, "text": words}
        return common | {"rule": record.rule, "confidence": round(record.confidence, 4)}

    def words(self, start: int | None, end: int | None) -> str | None:
        """The words of an optional span."""
        return None if start is None or end is None else self.analysis.words(start, end)


def _ids(prefix: Prefix, article: str, records: Iterable[Any], what: str) -> dict[int, str]:
    """An id for each record's key; records with the same span and kind are told apart by their order."""
    seen: Counter[tuple[int, int, str]] = Counter()
    out = {}
    for r in sorted(records, key=lambda r: (r.start, r.end, str(getattr(r, what)), r.key)):
        place = (r.start, r.end, str(getattr(r, what)))
        out[r.key] = make_id(prefix, article, *place, seen[place])
        seen[place] += 1
    return out


def context(
    analysis: Analysis,
    entity_ids: Mapping[LocalEntity, str],
    event_ids: Mapping[tuple[str, int], str],
    near_duplicate_of: str | None = None,
) -> Context:
    """The context of one article.

    Args:
        analysis: The article.
        entity_ids: Release ids by (article id, entity key).
        event_ids: Release ids by (article id, report key).
        near_duplicate_of: The article that this one repeats.
    """
    a = analysis.document.article_id
    return Context(
        analysis=analysis,
        entities={e.key: entity_ids[a, e.key] for e in analysis.entities},
        events={r.key: event_ids[a, r.key] for r in analysis.reports},
        mentions=_ids("men", a, analysis.mentions, "type"),
        reports=_ids("rep", a, analysis.reports, "event_type"),
        figures=_ids("fig", a, analysis.figures, "measure"),
        statements=_ids("sta", a, analysis.statements, "kind"),
        near_duplicate_of=near_duplicate_of,
    )


def article_rows(c: Context) -> Iterator[Row]:
    """The article's row of `articles`."""
    d, dating = c.analysis.document, c.analysis.dating
    yield {
        "article_id": d.article_id,
        "source": d.source,
        "url": d.url,
        "title": d.title,
        "authors": "; ".join(d.authors) or None,
        "published_at": d.published_at,
        "published_method": d.published_method or dating.method,
        "published_earliest": dating.earliest or d.published_day,
        "published_latest": dating.latest or d.published_day,
        "language": d.language,
        "char_count": len(d.text),
        "sentence_count": len(c.analysis.parse.sentences),
        "text_sha256": text_sha256(d.text),
        "raw_path": d.raw_path,
        "near_duplicate_of": c.near_duplicate_of,
        "ingested_at": d.ingested_at,
    }


def mention_rows(c: Context) -> Iterator[Row]:
    """Rows of `mentions`."""
    for m in c.analysis.mentions:
        sentence = c.analysis.parse.sentence_at(m.start)
        yield c.span(m) | {
            "mention_id": c.mentions[m.key],
            "entity_id": c.entities[m.entity],
            "mention_type": m.type,
            "sentence": sentence.index if sentence else None,
        }


def date_rows(c: Context) -> Iterator[Row]:
    """Rows of `dates`."""
    ids = _ids("dat", c.article_id, c.analysis.dates, "rule")
    for d in c.analysis.dates:
        yield c.span(d) | {
            "date_id": ids[d.key],
            "date_edtf": d.edtf,
            "date_start": d.date_start,
            "date_end": d.date_end,
            "date_precision": d.precision,
            "anchor": d.anchor,
        }


def report_rows(c: Context) -> Iterator[Row]:
    """Rows of `event_reports`."""
    dates = {d.key: d for d in c.analysis.dates}
    for r in c.analysis.reports:
        sentence = c.analysis.parse.sentence_at(r.start)
        date = dates.get(r.date) if r.date is not None else None
        yield c.span(r) | {
            "report_id": c.reports[r.key],
            "event_id": c.events[r.key],
            "sentence_start": sentence.start if sentence else None,
            "sentence_end": sentence.end if sentence else None,
            "event_type": r.event_type,
            "modality": r.modality,
            "date_edtf": r.edtf,
            "date_text": c.words(date.start, date.end) if date else None,
            "date_start": r.date_start,
            "date_end": r.date_end,
            "date_span_start": date.start if date else None,
            "date_span_end": date.end if date else None,
            "date_method": r.date_method,
            "place_id": c.entities[r.place] if r.place is not None else None,
            "place_text": c.words(r.place_start, r.place_end),
            "place_span_start": r.place_start,
            "place_span_end": r.place_end,
            "place_method": r.place_method,
            "statement_id": c.statements[r.statement] if r.statement is not None else None,
        }


def participant_rows(c: Context) -> Iterator[Row]:
    """Rows of `participants`, one for each report, role and span."""
    seen: set[tuple[int, str, int, int]] = set()
    for p in sorted(c.analysis.participants, key=lambda p: -p.confidence):
        place = (p.report, p.role, p.start, p.end)
        if place in seen:
            continue
        seen.add(place)
        yield c.span(p) | {
            "report_id": c.reports[p.report],
            "event_id": c.events[p.report],
            "role": p.role,
            "entity_id": c.entities[p.entity] if p.entity is not None else None,
            "mention_id": c.mentions[p.mention] if p.mention is not None else None,
            "entity_type": p.entity_type,
            "actor_type": p.actor_type,
            "country": p.country,
            "number": p.number,
        }


def figure_rows(c: Context) -> Iterator[Row]:
    """Rows of `figures`."""
    said = {s.key: s for s in c.analysis.statements}
    for f in c.analysis.figures:
        source = said.get(f.statement) if f.statement is not None else None
        yield c.span(f) | {
            "figure_id": c.figures[f.key],
            "event_id": c.events[f.report] if f.report is not None else None,
            "report_id": c.reports[f.report] if f.report is not None else None,
            "measure": f.measure,
            "value": f.value,
            "value_min": f.value_min,
            "value_max": f.value_max,
            "modifier": f.modifier,
            "unit": f.unit,
            "counted": f.counted,
            "counted_type": f.counted_type,
            "part_of": c.figures[f.part_of] if f.part_of is not None else None,
            "scope": f.scope,
            "as_of": f.as_of,
            "attributed_to": c.words(source.speaker_start, source.speaker_end) if source else None,
            "attributed_entity_id": c.entities[source.speaker] if source and source.speaker is not None else None,
        }


def relation_rows(c: Context) -> Iterator[Row]:
    """Rows of `relations`."""
    ids = _ids("rel", c.article_id, c.analysis.relations, "predicate")
    for r in c.analysis.relations:
        yield c.span(r) | {
            "relation_id": ids[r.key],
            "subject_id": c.entities[r.subject],
            "predicate": r.predicate,
            "object_id": c.entities[r.object] if r.object is not None else None,
            "title": r.title,
            "detail": r.detail,
            "valid_from": r.valid_from,
            "valid_to": r.valid_to,
        }


def position_rows(c: Context) -> Iterator[Row]:
    """Rows of `positions`."""
    ids = _ids("pos", c.article_id, c.analysis.positions, "title")
    for p in c.analysis.positions:
        yield c.span(p) | {
            "position_id": ids[p.key],
            "person_id": c.entities[p.person],
            "organization_id": c.entities[p.organization] if p.organization is not None else None,
            "country": p.country,
            "title": p.title,
            "status": p.status,
            "valid_from": p.valid_from,
            "valid_to": p.valid_to,
            "actor_type": p.actor_type,
        }


def statement_rows(c: Context) -> Iterator[Row]:
    """Rows of `statements`."""
    for s in c.analysis.statements:
        yield c.span(s) | {
            "statement_id": c.statements[s.key],
            "speaker_id": c.entities[s.speaker] if s.speaker is not None else None,
            "speaker_text": c.words(s.speaker_start, s.speaker_end),
            "speaker_start": s.speaker_start,
            "speaker_end": s.speaker_end,
            "kind": s.kind,
            "cue": s.cue,
            "stance": s.stance,
            "addressee": s.addressee,
            "date_edtf": s.edtf,
        }
