"""Withholding a name: every word that gives it away leaves the tables.

Words that are evidence must be exactly those of the article and cannot be blacked out: a row that rests on words with the
name is dropped, or loses the one span that holds it. Words made by the pipeline have the name replaced.
"""

import re
from collections.abc import Mapping

import pandas as pd

from schemas.registry import SPANS

Frames = Mapping[str, pd.DataFrame]
REDACTED = "[name withheld]"
OWN_ROWS: tuple[tuple[str, str], ...] = (
    ("entity_names", "entity_id"),
    ("mentions", "entity_id"),
    ("participants", "entity_id"),
    ("relations", "subject_id"),
    ("relations", "object_id"),
    ("positions", "person_id"),
    ("positions", "organization_id"),
    ("timelines", "entity_id"),
)
"""Rows that say something of the entity itself, and the column that holds it."""
UNLINKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("statements", ("speaker_id", "speaker_text", "speaker_start", "speaker_end")),
    ("figures", ("attributed_entity_id", "attributed_to")),
    ("events", ("place_id", "place_name", "latitude", "longitude")),
    ("event_reports", ("place_id", "place_text", "place_span_start", "place_span_end")),
)
"""Rows that stay without their link to the entity: the first column holds it, all are emptied."""
TELLING: tuple[str, ...] = ("wikidata_id", "geonames_id", "latitude", "longitude", "admin1", "link_method")
"""Columns of `entities` that identify somebody without the name."""
MADE: tuple[tuple[str, str], ...] = (
    ("articles", "title"),
    ("articles", "authors"),
    ("articles", "raw_path"),
    ("events", "summary"),
    ("events", "place_name"),
    ("events", "merge_reason"),
    ("entities", "merge_reason"),
    ("figures", "attributed_to"),
    ("figures", "counted"),
    ("relations", "title"),
    ("relations", "detail"),
    ("positions", "title"),
    ("statements", "addressee"),
    ("statements", "cue"),
)
"""Text that no span vouches for: the name in it is replaced."""


def _names(frames: Frames, gone: frozenset[str]) -> list[str]:
    """Every name of some entities: canonical, listed and as mentioned, the longest first."""
    entities, listed, mentions = frames["entities"], frames["entity_names"], frames["mentions"]
    named = mentions[mentions["entity_id"].isin(gone) & (mentions["mention_type"] == "name")]
    cells = (entities.loc[entities["entity_id"].isin(gone), "name"], listed.loc[listed["entity_id"].isin(gone), "name"])
    words = {" ".join(str(n).split()) for n in pd.concat([*cells, named["text"]]).dropna()} - {REDACTED, ""}
    return sorted(words, key=lambda n: (-len(n), n))


def name_pattern(names: list[str]) -> re.Pattern[str] | None:
    """A pattern of some names as whole words; None for no names.

    Also in capitals and, where they are several words (one may be a common word), in small letters, joined by spaces or, in
    addresses, hyphens.
    """
    spelt = [form for name in names for form in (name, name.upper(), *([name.lower()] if " " in name else ()))]
    parts = [r"[\s_+.-]+".join(re.escape(word) for word in name.split()) for name in dict.fromkeys(spelt)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _naming(cells: "pd.Series[str]", pattern: re.Pattern[str]) -> "pd.Series[bool]":
    return pd.Series([isinstance(c, str) and bool(pattern.search(c)) for c in cells], index=cells.index, dtype=bool)


def naming_articles(frames: Frames, gone: frozenset[str]) -> tuple[str, ...]:
    """Articles whose text names one of some entities."""
    mentions = frames["mentions"]
    return tuple(sorted({str(a) for a in mentions.loc[mentions["entity_id"].isin(gone), "article_id"]}))


def withhold(frames: Frames, gone: frozenset[str]) -> dict[str, pd.DataFrame]:
    """Withhold the names of some entities in every table.

    The entity stays as a row without name and links, so that counts hold; what is said of it (offices, relations, roles,
    its record) is dropped.

    Args:
        frames: All tables by name.
        gone: Ids of the entities.
    """
    pattern = name_pattern(_names(frames, gone))
    out = {table: data.copy() for table, data in frames.items()}
    hit = out["entities"]["entity_id"].isin(gone)
    out["entities"].loc[hit, "name"] = REDACTED
    for column in TELLING:
        out["entities"].loc[hit, column] = pd.NA
    out["entities"].loc[hit, "geo_precision"] = "none"
    for table, column in OWN_ROWS:
        out[table] = out[table][~out[table][column].isin(gone)]
    for table, columns in UNLINKED:
        out[table].loc[out[table][columns[0]].isin(gone), list(columns)] = pd.NA
    if pattern:
        _replace(out, pattern)
        _drop_evidence(out, pattern, _spans_of(frames["mentions"], gone))
    return {table: data.reset_index(drop=True) for table, data in out.items()}


def _replace(out: dict[str, pd.DataFrame], pattern: re.Pattern[str]) -> None:
    """Black the names out of what the pipeline wrote; an address that spells a name is emptied."""
    for table, column in MADE:
        out[table][column] = out[table][column].str.replace(pattern, REDACTED, regex=True)
    out["articles"].loc[_naming(out["articles"]["url"], pattern), "url"] = pd.NA


def _spans_of(mentions: pd.DataFrame, gone: frozenset[str]) -> dict[str, list[tuple[int, int]]]:
    """Where the names stand, by article."""
    named = mentions[mentions["entity_id"].isin(gone) & (mentions["mention_type"] == "name")]
    spans: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in zip(named["article_id"], named["start"], named["end"], strict=True):
        spans.setdefault(str(article), []).append((int(start), int(end)))
    return spans


def _drop_evidence(out: dict[str, pd.DataFrame], pattern: re.Pattern[str], where: Mapping[str, list[tuple[int, int]]]) -> None:
    """Drop rows whose own words hold a name; empty other spans that do."""
    for table, spans in SPANS.items():
        data = out[table]
        for n, (start, end, text) in enumerate(spans):
            bad = _naming(data[text], pattern) | _over(data, start, end, where)
            if n:
                data.loc[bad, [start, end, text]] = pd.NA
            else:
                data = data[~bad].copy()
        out[table] = data
    _unlink(out, "event_reports", "statement_id", out["statements"]["statement_id"])
    _unlink(out, "figures", "part_of", out["figures"]["figure_id"])
    _unlink(out, "participants", "mention_id", out["mentions"]["mention_id"])


def _unlink(out: dict[str, pd.DataFrame], table: str, column: str, left: "pd.Series[str]") -> None:
    """Empty references to rows that are no longer there."""
    known = out[table][column]
    out[table].loc[known.notna() & ~known.isin(left), column] = pd.NA


def _over(data: pd.DataFrame, start: str, end: str, where: Mapping[str, list[tuple[int, int]]]) -> "pd.Series[bool]":
    """Rows whose span overlaps one of the names' spans in their article."""
    hits = [
        not (pd.isna(s) or pd.isna(e)) and any(a < e and s < b for a, b in where.get(str(article), ()))
        for article, s, e in zip(data["article_id"], data[start], data[end], strict=True)
    ]
    return pd.Series(hits, index=data.index, dtype=bool)


def masked_key(table: str, key: str) -> str:
    """The key of a row without the name in it: `entity_names` has names in its key."""
    return f"{key.partition('/')[0]}/{REDACTED}" if table == "entity_names" else key
