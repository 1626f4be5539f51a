"""Comparing tables of a release with the gold facts of `tests/gold`, table by table and column by column.

Gold and rows are paired one to one, the best fit first. A layer's outcome counts pairs; a column's outcome counts, over the
pairs, where both say the same (correct), where the row says something (found) and where the gold does (expected). People's
names, events and figures are complete in the gold, so that whatever else a release states is wrong; statements, relations
and other names are not, and have no precision.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from flows.publish.quality import Outcome

Row = Mapping[str, Any]
Fit = Callable[[Row, Row], int]


def folded(text: object) -> str:
    """Text without case, accents, possessives, articles and punctuation."""
    plain = unicodedata.normalize("NFKD", str(text or "")).casefold().replace("ı", "i")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[^\w]+", " ", re.sub(r"['’ʼ`]s\b", "", plain)).strip()
    return re.sub(r"^(the|a|an) ", "", plain)


def covers(one: object, other: object) -> bool:
    """Whether one name contains the other as whole words."""
    a, b = f" {folded(one)} ", f" {folded(other)} "
    return min(len(a), len(b)) > 2 and (a in b or b in a)


def pair(gold: Sequence[Row], rows: Sequence[Row], fit: Fit) -> list[tuple[int, int]]:
    """Gold and rows one to one, the best fit first; a fit of 0 is none."""
    scored = sorted(((-fit(g, r), i, j) for i, g in enumerate(gold) for j, r in enumerate(rows)))
    used: tuple[set[int], set[int]] = (set(), set())
    out = []
    for score, i, j in scored:
        if score < 0 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            out.append((i, j))
    return out


@dataclass
class Tally:
    """Counts of correct, found and expected by table or column, and (confidence, right) by table."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    matches: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    open_ended: set[str] = field(default_factory=set)

    def add(self, what: str, correct: int, found: int, expected: int) -> None:
        """Add to a table's or column's counts."""
        self.counts[what].update(correct=correct, found=found, expected=expected)

    def cell(self, what: str, right: bool, found: bool, expected: bool) -> None:
        """Add one cell of a pair."""
        self.add(what, int(right and found and expected), int(found), int(expected))

    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each table and column."""
        return {
            what: Outcome(n["correct"], None if what in self.open_ended else n["found"], n["expected"])
            for what, n in self.counts.items()
        }


def _rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    plain = data.astype(object).where(data.notna(), None).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in plain]


class Tables:
    """The rows of a release that one article's facts are compared with."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], article: str) -> None:
        """Pick one article's rows."""
        own = {t: _rows(d[d["article_id"] == article]) for t, d in frames.items() if "article_id" in d.columns}
        self.own = own
        entities = {row["entity_id"]: row for row in _rows(frames["entities"])}
        self.entities = [entities[e] for e in sorted({m["entity_id"] for m in own["mentions"] if m["mention_type"] == "name"})]
        self.name = {e: row["name"] for e, row in entities.items()}
        self.names: dict[str, set[str]] = defaultdict(set)
        for row in _rows(frames["entity_names"]):
            self.names[row["entity_id"]].add(folded(row["name"]))
        told = {r["event_id"] for r in own["event_reports"]}
        self.events = [row for row in _rows(frames["events"]) if row["event_id"] in told]
        self.parts: dict[str, list[Row]] = defaultdict(list)
        for row in own["participants"]:
            self.parts[row["event_id"]].append(row)


def score_article(
    tally: Tally, gold: Mapping[str, list[dict[str, Any]]], frames: Mapping[str, pd.DataFrame], article: str
) -> None:
    """Add one article's comparison to a tally.

    Args:
        tally: Where to count.
        gold: Its gold facts, as `benchmarks.gold.facts` answers them.
        frames: Tables of the release.
        article: Its id in them.
    """
    tables = Tables(frames, article)
    _entities(tally, gold["entities"], tables)
    _events(tally, gold["events"], tables)
    _figures(tally, gold["figures"], tables)
    _statements(tally, gold["statements"], tables)
    _relations(tally, gold["relations"], tables)


def _layer(
    tally: Tally, what: str, gold: Sequence[Row], rows: Sequence[Row], fit: Fit, *, complete: bool = True
) -> list[tuple[Row, Row]]:
    pairs = pair(gold, rows, fit)
    tally.add(what, len(pairs), len(rows), len(gold))
    if complete:
        right = {j for _, j in pairs}
        tally.matches[what] += [(float(r["confidence"]), j in right) for j, r in enumerate(rows)]
    else:
        tally.open_ended.add(what)
    return [(gold[i], rows[j]) for i, j in pairs]


def _entities(tally: Tally, gold: Sequence[Row], tables: Tables) -> None:
    def fit(g: Row, r: Row) -> int:
        wanted, got = folded(g["name"]), tables.names[r["entity_id"]]
        return 2 if wanted in got else int(any(covers(wanted, name) for name in got))

    for kind in ("person", "organization", "place"):
        wanted = [g for g in gold if g["type"] == kind]
        found = [r for r in tables.entities if r["entity_type"] == kind]
        for g, r in _layer(tally, f"entities ({kind})", wanted, found, fit, complete=kind == "person"):
            if g.get("country"):
                tally.cell("entities.country", r["country"] == g["country"], r["country"] is not None, True)


def _events(tally: Tally, gold: Sequence[Row], tables: Tables) -> None:
    def hits(g: Row, r: Row, *, role: bool) -> int:
        def plays(part: Row, as_role: str, who: str) -> bool:
            named = covers(part["text"], who) or covers(tables.name.get(part["entity_id"]), who)
            return named and (not role or part["role"] == as_role)

        return sum(any(plays(p, as_role, who) for p in tables.parts[r["event_id"]]) for as_role, who in g["participants"])

    def dated(g: Row, r: Row) -> bool:
        return g["date"] == ((r["date_edtf"] or "").rstrip("~?") or None)

    def placed(g: Row, r: Row) -> bool:
        return covers(r["place_name"], g["place"])

    def fit(g: Row, r: Row) -> int:
        if r["event_type"] not in (g["type"], *g["alt_types"]):
            return 0
        return (
            1
            + 2 * dated(g, r)
            + hits(g, r, role=False)
            + (g["place"] is not None and placed(g, r))
            + (r["event_type"] == g["type"])
        )

    for g, r in _layer(tally, "events", gold, tables.events, fit):
        if g["date"] is not None:
            tally.cell("events.date_edtf", dated(g, r), r["date_edtf"] is not None, True)
        if g["place"] is not None:
            tally.cell("events.place_name", placed(g, r), r["place_name"] is not None, True)
        tally.cell("events.modality", r["modality"] == g["modality"], True, True)
        tally.add("participants", hits(g, r, role=True), 0, len(g["participants"]))
    tally.open_ended.add("participants")


def _figures(tally: Tally, gold: Sequence[Row], tables: Tables) -> None:
    def fit(g: Row, r: Row) -> int:
        if r["value"] is None or abs(r["value"] - g["value"]) > 1e-6 * max(1, abs(g["value"])) or r["measure"] != g["measure"]:
            return 0
        return 1 + (r["modifier"] == g["modifier"]) + (bool(g["counted"]) and covers(r["counted"], g["counted"]))

    for g, r in _layer(tally, "figures", gold, tables.own["figures"], fit):
        tally.cell("figures.modifier", r["modifier"] == g["modifier"], True, True)
        if g["counted"]:
            tally.cell("figures.counted", covers(r["counted"], g["counted"]), r["counted"] is not None, True)
        if g["unit"]:
            tally.cell("figures.unit", r["unit"] == g["unit"], r["unit"] is not None, True)


def _statements(tally: Tally, gold: Sequence[Row], tables: Tables) -> None:
    def fit(g: Row, r: Row) -> int:
        speaker = covers(r["speaker_text"], g["speaker"]) or covers(tables.name.get(r["speaker_id"]), g["speaker"])
        return 1 + (r["kind"] == g["kind"]) if speaker and folded(g["contains"]) in folded(r["text"]) else 0

    for g, r in _layer(tally, "statements", gold, tables.own["statements"], fit, complete=False):
        tally.cell("statements.kind", r["kind"] == g["kind"], True, True)


def _relations(tally: Tally, gold: Sequence[Row], tables: Tables) -> None:
    def fit(g: Row, r: Row) -> int:
        ends = ((g.get("subject"), r["subject_id"]), (g.get("object"), r["object_id"]))
        named = all(not wanted or covers(tables.name.get(identifier), wanted) for wanted, identifier in ends)
        return int(g["predicate"] == r["predicate"] and named and (not g.get("title") or covers(r["title"], g["title"])))

    _layer(tally, "relations", gold, tables.own["relations"], fit, complete=False)
