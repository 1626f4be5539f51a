"""All tables of a release: their classes, keys and references."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.articles import Articles
from schemas.base import Table
from schemas.changes import Changes
from schemas.dates import Dates
from schemas.entities import Entities
from schemas.entity_names import EntityNames
from schemas.event_reports import EventReports
from schemas.events import Events
from schemas.figures import Figures
from schemas.mentions import Mentions
from schemas.participants import Participants
from schemas.positions import Positions
from schemas.quarantine import Quarantine
from schemas.redirects import Redirects
from schemas.relations import Relations
from schemas.statements import Statements
from schemas.timelines import Timelines

SCHEMA_VERSION = "1.0.0"
"""Raised when a column is added (minor) or renamed, dropped or redefined (major)."""

TABLES: Mapping[str, type[Table]] = MappingProxyType(
    {
        "articles": Articles,
        "entities": Entities,
        "entity_names": EntityNames,
        "mentions": Mentions,
        "dates": Dates,
        "events": Events,
        "event_reports": EventReports,
        "participants": Participants,
        "figures": Figures,
        "relations": Relations,
        "positions": Positions,
        "timelines": Timelines,
        "statements": Statements,
        "redirects": Redirects,
        "quarantine": Quarantine,
        "changes": Changes,
    }
)

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "articles": ("article_id",),
        "entities": ("entity_id",),
        "entity_names": ("entity_id", "name"),
        "mentions": ("mention_id",),
        "dates": ("date_id",),
        "events": ("event_id",),
        "event_reports": ("report_id",),
        "participants": ("report_id", "role", "start", "end"),
        "figures": ("figure_id",),
        "relations": ("relation_id",),
        "positions": ("position_id",),
        "timelines": ("entity_id", "event_id", "step"),
        "statements": ("statement_id",),
        "redirects": ("old_id",),
        "quarantine": ("stage", "key", "reason", "detail"),
        "changes": ("table", "key"),
    }
)
"""Columns whose values together are unique in each table; tables are sorted by them."""

SPANS: Mapping[str, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {
        "mentions": (("start", "end", "text"),),
        "dates": (("start", "end", "text"),),
        "event_reports": (
            ("start", "end", "text"),
            ("date_span_start", "date_span_end", "date_text"),
            ("place_span_start", "place_span_end", "place_text"),
        ),
        "participants": (("start", "end", "text"),),
        "figures": (("start", "end", "text"),),
        "relations": (("start", "end", "text"),),
        "positions": (("start", "end", "text"),),
        "statements": (("start", "end", "text"), ("speaker_start", "speaker_end", "speaker_text")),
    }
)
"""Evidence: columns that hold a span's offsets and its words."""


def references() -> tuple[tuple[str, str, str, str], ...]:
    """Foreign keys: (table, column, table referred to, column referred to), in registry order."""
    out = []
    for table, model in TABLES.items():
        for column, spec in model.to_schema().columns.items():
            target = (spec.metadata or {}).get("references")
            if target:
                out.append((table, str(column), *target.split(".")))
    return tuple(out)
