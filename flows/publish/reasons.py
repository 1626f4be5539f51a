"""Why rows differ between two releases: articles that came, went or changed, takedowns, corrections, changed code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from flows.tables.parts import Frames, parts
from flows.tables.withhold import REDACTED
from schemas.registry import references


@cache
def entity_columns() -> tuple[str, ...]:
    """Columns that hold the id of an entity."""
    return tuple(dict.fromkeys(["entity_id", *(column for _, column, target, _ in references() if target == "entities")]))


@dataclass(frozen=True, slots=True)
class Correction:
    """What one newly applied or changed correction may have touched; empty columns or keys stand for any."""

    table: str
    columns: frozenset[str]
    keys: frozenset[str]


@dataclass(frozen=True)
class Causes:
    """What differs between two releases besides their rows.

    Attributes:
        old: Tables of the older release.
        new: Tables of the newer one.
        arrived: Articles only the newer has.
        gone: Articles only the older has, takedowns apart.
        edited: Articles whose text differs.
        taken: Articles taken down since.
        taken_keys: (table, key) of rows taken down since.
        redacted: Entities whose name is withheld since.
        naming: Articles that hold a name withheld since.
        corrections: Corrections that are new or differ.
        code: Parts of the pipeline that differ ("extractor lexicon"), None if none does.
        linked: What rests on some articles, looked up once.
    """

    old: Frames
    new: Frames
    arrived: frozenset[str]
    gone: frozenset[str]
    edited: frozenset[str]
    taken: frozenset[str]
    taken_keys: frozenset[tuple[str, str]]
    redacted: frozenset[str]
    naming: frozenset[str]
    corrections: tuple[Correction, ...]
    code: str | None
    linked: dict[tuple[int, str, frozenset[str]], frozenset[str]] = field(default_factory=dict)

    def reasons(self, table: str, kind: str, rows: pd.DataFrame, columns: "pd.Series[str]") -> dict[str, str | None]:
        """Why rows were added, removed or changed, by key; None where nothing tells.

        Args:
            table: Their table.
            kind: added, removed or changed.
            rows: Keyed rows, of the older release if removed, else of the newer.
            columns: For changed rows, the columns that changed.
        """
        if table == "redirects":
            return {str(key): str(reason).replace(" ", "_") for key, reason in rows["reason"].items()}
        out: dict[str, str | None] = dict.fromkeys(map(str, rows.index), self._fallback())
        for reason, hits in reversed(self._tests(table, kind, rows, columns)):
            out.update(dict.fromkeys(map(str, rows.index[hits]), reason))
        return out

    def _tests(
        self, table: str, kind: str, rows: pd.DataFrame, columns: "pd.Series[str]"
    ) -> list[tuple[str, "pd.Series[bool]"]]:
        """(reason, rows it explains), the strongest reason first."""

        def on(articles: frozenset[str], *sides: Frames) -> "pd.Series[bool]":
            hit = pd.Series(False, index=rows.index)
            for frames in sides if articles else ():
                hit |= self._resting(rows, articles, frames)
            return hit

        both = (self.old, self.new)
        sides = {"added": both[1:], "removed": both[:1], "changed": both}[kind]
        taken = on(self.taken, *sides) | self._withheld(rows)
        taken |= pd.Series([(table, str(key)) in self.taken_keys for key in rows.index], index=rows.index, dtype=bool)
        if table == "quarantine":
            taken |= (rows["reason"] == "takedown").fillna(False).astype(bool)
        tests = [("takedown", taken)]
        if kind == "changed":
            tests.append(("correction", self._corrected(table, columns.reindex(rows.index))))
        tests.append(("new_article", on(self.arrived, *sides)))
        tests.append(("removed_article", on(self.gone, *sides)))
        tests.append(("new_edition", on(self.edited, *sides)))
        if not self.code:
            tests.append(("takedown", on(self.naming, *sides)))
        return tests

    def _resting(self, rows: pd.DataFrame, articles: frozenset[str], frames: Frames) -> "pd.Series[bool]":
        """Which rows rest on one of some articles, as one release links them."""
        if "article_id" in rows.columns:
            return rows["article_id"].isin(articles)
        for column, link in (("event_id", "event_reports"), ("entity_id", "mentions")):
            if column in rows.columns and link in frames:
                asked = (id(frames), column, articles)
                if asked not in self.linked:
                    linked = parts(frames, link, ("article_id", column))
                    found = (part.loc[part["article_id"].isin(articles), column].dropna() for part in linked)
                    self.linked[asked] = frozenset(str(key) for keys in found for key in keys)
                return rows[column].isin(self.linked[asked])
        return pd.Series(False, index=rows.index)

    def _withheld(self, rows: pd.DataFrame) -> "pd.Series[bool]":
        hit = pd.Series(False, index=rows.index)
        for column in (c for c in entity_columns() if self.redacted and c in rows.columns):
            hit |= rows[column].isin(self.redacted)
        return hit

    def _corrected(self, table: str, columns: "pd.Series[str]") -> "pd.Series[bool]":
        hit = pd.Series(False, index=columns.index)
        for c in (c for c in self.corrections if c.table == table):
            named = pd.Series([not c.keys or str(key) in c.keys for key in columns.index], index=columns.index, dtype=bool)
            touched = pd.Series(
                [not c.columns or bool(c.columns & set(x.split())) for x in columns], index=columns.index, dtype=bool
            )
            hit |= named & touched
        return hit

    def _fallback(self) -> str | None:
        if self.code:
            return self.code
        return "other_articles" if self.arrived or self.gone or self.edited or self.taken else None


def _taken_keys(frames: Frames) -> frozenset[tuple[str, str]]:
    data = frames.get("quarantine")
    if data is None:
        return frozenset()
    keys = data.loc[data["reason"] == "takedown", "key"]
    return frozenset((table, key) for table, _, key in (str(k).partition(":") for k in keys))


def _redacted(frames: Frames) -> frozenset[str]:
    if "entities" not in frames:
        return frozenset()
    listed = parts(frames, "entities", ("entity_id", "name"))
    return frozenset(key for part in listed for key in part.loc[part["name"] == REDACTED, "entity_id"])


def _corrections(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Correction, ...]:
    """Corrections that one of the reports has and the other has not, or has otherwise."""
    before, after = (
        [c for c in json.loads(json.dumps(report.get("corrections", ()))) if c.get("outcome") == "applied"]
        for report in (old, new)
    )
    differing = [c for c in after if c not in before] + [c for c in before if c not in after]
    return tuple(
        Correction(str(c["table"]), frozenset(c.get("columns") or ()), frozenset(c.get("keys") or ()))
        for c in differing
        if c.get("table")
    )


def _naming(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    before, after = ({a for c in report.get("corrections", ()) for a in c.get("withheld", ())} for report in (old, new))
    return frozenset(after - before)


def _code(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    before, after = old.get("fingerprints") or {}, new.get("fingerprints") or {}
    parts = sorted(part for part in {*before, *after} if before.get(part) != after.get(part))
    if parts:
        return " ".join(parts)
    return "extraction" if old.get("fingerprint") != new.get("fingerprint") else None


def _texts(frames: Frames) -> dict[str, str]:
    """The hash of each article's text."""
    listed = parts(frames, "articles", ("article_id", "text_sha256"))
    return {a: sha for part in listed for a, sha in zip(part["article_id"], part["text_sha256"], strict=True)}


def find_causes(old: Frames, new: Frames, old_report: Mapping[str, Any], new_report: Mapping[str, Any]) -> Causes:
    """What differs between two releases besides their rows.

    Args:
        old: Tables of the older release.
        new: Tables of the newer one.
        old_report: `report.json` of the older.
        new_report: `report.json` of the newer.
    """
    before, after = (_texts(frames) for frames in (old, new))
    taken_keys = _taken_keys(new) - _taken_keys(old)
    lost = before.keys() - after.keys()
    taken = frozenset(key for table, key in taken_keys if table == "articles")
    return Causes(
        old=old,
        new=new,
        arrived=frozenset(after.keys() - before.keys()),
        gone=frozenset(lost - taken),
        edited=frozenset(a for a in before.keys() & after.keys() if before[a] != after[a]),
        taken=taken,
        taken_keys=taken_keys,
        redacted=_redacted(new) - _redacted(old),
        naming=_naming(old_report, new_report),
        corrections=_corrections(old_report, new_report),
        code=_code(old_report, new_report),
    )
