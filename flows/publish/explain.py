"""Why a row is there: the row, its words in their sentence, the rules that fired and what it was merged from."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from flows.core.errors import TarikhError
from flows.tables.frames import plain_rows

TABLE_OF: Mapping[str, str] = {
    "art": "articles",
    "ent": "entities",
    "men": "mentions",
    "dat": "dates",
    "evt": "events",
    "rep": "event_reports",
    "fig": "figures",
    "rel": "relations",
    "pos": "positions",
    "sta": "statements",
}
KEY_OF: Mapping[str, str] = {"event_reports": "report_id", "entities": "entity_id", "statements": "statement_id"}
CONTEXT = 160
"""Most characters shown on each side of the evidence."""


def key_column(table: str) -> str:
    """The identifier column of a table that explain knows."""
    return KEY_OF.get(table, f"{table.rstrip('s')}_id")


class _Release:
    def __init__(self, folder: Path) -> None:
        if not (folder / "tables").is_dir():
            raise TarikhError(f"{folder}: no release here: give --dataset and --release, or run `tarikh build`")
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        if table not in self._frames:
            path = self.folder / "tables" / f"{table}.parquet"
            self._frames[table] = pd.read_parquet(path) if path.is_file() else pd.DataFrame()
        frame = self._frames[table]
        for column, value in where.items():
            if column not in frame.columns:
                return []
            frame = frame[frame[column] == value]
        return list(plain_rows(frame))


def _evidence(row: Mapping[str, Any], texts: Mapping[str, str]) -> str | None:
    text, start, end = texts.get(str(row.get("article_id"))), row.get("start"), row.get("end")
    if text is None or start is None or end is None:
        return None
    left = max(text.rfind("\n", 0, start) + 1, start - CONTEXT)
    right = text.find("\n", end)
    right = min(right if right >= 0 else len(text), end + CONTEXT)
    return f"...{text[left:start]}>>>{text[start:end]}<<<{text[end:right]}..."


def _brief(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    return ", ".join(f"{c} {row[c]}" for c in columns if row.get(c) is not None)


def explain(folder: Path, identifier: str, texts: Mapping[str, str]) -> Iterator[str]:
    """Lines that explain one row of a release.

    Args:
        folder: The release.
        identifier: Any id of it; a retired id is followed to its heir.
        texts: Article texts by id; evidence is shown where the text is there.

    Yields:
        Lines of plain text.

    Raises:
        TarikhError: No such release or no such id.
    """
    release = _Release(folder)
    for redirect in release.rows("redirects", old_id=identifier):
        yield f"{identifier} was retired in {redirect['version']} ({redirect['reason']}): now {redirect['new_id'] or 'nothing'}"
        if not redirect["new_id"]:
            return
        identifier = str(redirect["new_id"])
    table = TABLE_OF.get(identifier.partition("_")[0])
    found = release.rows(table, **{key_column(table): identifier}) if table else []
    if not found or table is None:
        raise TarikhError(f"{identifier}: no such id in {folder}: look it up in the tables, or give --release")
    row = found[0]
    yield f"{identifier}: a row of {table}"
    yield from (f"  {column}: {value}" for column, value in row.items() if value is not None)
    words = _evidence(row, texts)
    if words:
        yield f"  evidence: {words}"
    if table == "events":
        yield from _explain_event(release, row, texts)
    elif table == "entities":
        yield from _explain_entity(release, identifier, texts)
    elif table == "event_reports":
        yield from _participants(release, identifier)


def _participants(release: _Release, report: str) -> Iterator[str]:
    for p in release.rows("participants", report_id=report):
        yield "    " + _brief(p, ("role", "text", "entity_id", "actor_type", "country", "number", "rule", "confidence"))


def _explain_event(release: _Release, event: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    reports = release.rows("event_reports", event_id=event["event_id"])
    yield f"  merged from {len(reports)} reports ({event['merge_reason']}):"
    columns = (
        "report_id",
        "text",
        "event_type",
        "modality",
        "date_text",
        "date_method",
        "place_text",
        "place_method",
        "rule",
        "confidence",
    )
    for report in reports:
        article = next(iter(release.rows("articles", article_id=report["article_id"])), {})
        yield f"  - {_brief(report, columns)} [{article.get('source')}: {article.get('url') or article.get('raw_path')}]"
        words = _evidence(report, texts)
        if words:
            yield f"    {words}"
        yield from _participants(release, str(report["report_id"]))
    for figure in release.rows("figures", event_id=event["event_id"]):
        yield "  figure: " + _brief(
            figure, ("figure_id", "measure", "modifier", "value", "text", "attributed_to", "as_of", "confidence")
        )


def _explain_entity(release: _Release, entity: str, texts: Mapping[str, str]) -> Iterator[str]:
    for name in release.rows("entity_names", entity_id=entity):
        yield "  name: " + _brief(name, ("name", "script", "mention_count"))
    mentions = release.rows("mentions", entity_id=entity)
    yield f"  {len(mentions)} mentions, the first of them:"
    for mention in mentions[:5]:
        yield f"  - {_brief(mention, ('mention_id', 'text', 'mention_type', 'rule', 'confidence'))}"
        words = _evidence(mention, texts)
        if words:
            yield f"    {words}"
