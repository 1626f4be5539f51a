"""Merging against incident records: pair F1, and whether a merged row tells an incident better than one article does.

    python benchmarks/incidents.py ARTICLES.jsonl.gz GOLD.jsonl --part 0 --of 4 [--cache FILE]

Gold is one JSON object a line: url, incident, date, city, killed, injured. Taken are the incidents whose MD5 modulo `--of` is
`--part`: a sample that no order of the file decides. `--cache` keeps what was extracted, so that a change of merging alone
is measured again in seconds.

The main event of an article is the event of violence or death with most reports in it. A pair of articles is right when
both the gold and the main events make it one incident. A row is right when its day, town, killed and injured are; the
merged row of an incident is the main event of most of its articles, and what single articles tell is each article resolved
by itself.
"""

import argparse
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from hashlib import md5
from pathlib import Path
from statistics import fmean
from typing import Any

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.pipeline import run_stages
from flows.core.resolution import Resolution
from flows.core.store import without_tokens
from flows.core.translit import fold
from flows.nlp.reading import read
from flows.nlp.training.train_event_days import documents_of
from flows.resolve.duplicates import near_duplicates, sketch
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings
from flows.resolve.records import entity_records, happening_records
from flows.stages.order import STAGES
from flows.tables import corpus, rows
from flows.tables.frames import frame

CELLS = ("date", "city", "killed", "injured")
MADE = {
    "articles": rows.article_rows,
    "event_reports": rows.report_rows,
    "participants": rows.participant_rows,
    "figures": rows.figure_rows,
}
AT_ONCE = 50


def in_part(incident: str, part: int, of: int) -> bool:
    """Whether an incident is of the sample."""
    return int(md5(incident.encode()).hexdigest(), 16) % of == part


def extract(found: Sequence[Document]) -> Iterator[Analysis]:
    """The real extraction, without tokens."""
    for first in range(0, len(found), AT_ONCE):
        batch = found[first : first + AT_ONCE]
        for document, parse in zip(batch, read(batch), strict=True):
            yield without_tokens(run_stages(Analysis(document, parse), STAGES))


def resolve(analyses: Sequence[Analysis]) -> Resolution:
    """Everything decided across some articles, as a build decides it."""
    sketches = tuple(sketch(a.document.article_id, a.document.published_day, a.text) for a in analyses)
    repeats = near_duplicates(sketches)
    entities, _ = resolve_entities([r for a in analyses for r in entity_records(a)])
    ids, known = Resolution(entities=entities).entity_ids(), {e.entity_id: e for e in entities}
    events, missed = merge_happenings([h for a in analyses for h in happening_records(a, ids, known)], repeats)
    return Resolution(entities, events, repeats, missed.pairs)


def event_table(analyses: Sequence[Analysis], found: Resolution) -> dict[str, dict[str, Any]]:
    """The rows of `events`, by id."""
    entity_ids, event_ids = found.entity_ids(), found.event_ids()
    made: dict[str, list[Any]] = {table: [] for table in MADE}
    for analysis in analyses:
        context = rows.context(analysis, entity_ids, event_ids, found.near_duplicate_of.get(analysis.document.article_id))
        for table, make in MADE.items():
            made[table] += make(context)
    tables = {table: frame(table, listed) for table, listed in made.items()}
    stories = [row for analysis in analyses for row in corpus.story_rows(analysis, event_ids)]
    return {row["event_id"]: dict(row) for row in corpus.event_rows(found, tables, stories)}


def main_events(found: Resolution, analyses: Sequence[Analysis]) -> dict[str, str]:
    """The main event of each article that has one, by address."""
    starts = {(a.document.article_id, r.key): r.start for a in analyses for r in a.reports}
    told: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for e in found.events:
        for article, key in e.reports if e.event_type.startswith(("conflict.", "life.")) else ():
            told[article][e.event_id].append(starts[article, key])
    best = {article: min(own, key=lambda e: (-len(own[e]), min(own[e]))) for article, own in told.items()}
    return {a.document.url or "": best[a.document.article_id] for a in analyses if a.document.article_id in best}


def pairs(groups: Iterable[Hashable]) -> int:
    """How many pairs the members of groups make."""
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())


def pair_scores(mains: Mapping[str, str], gold: Mapping[str, Mapping[str, Any]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs of articles."""
    groups = {url: mains.get(url, url) for url in gold}
    right = pairs((groups[url], gold[url]["incident"]) for url in gold)
    p = right / max(1, pairs(groups.values()))
    r = right / max(1, pairs(g["incident"] for g in gold.values()))
    return p, r, 2 * p * r / max(1e-9, p + r)


def right_cells(row: Mapping[str, Any] | None, truth: Mapping[str, Any]) -> dict[str, bool]:
    """Which cells of an event are right, and whether all are; a toll that is not told is none."""
    row = row or {}
    town, city = f" {fold(row.get('place_name') or '')} ", f" {fold(truth['city'])} "
    cells = {
        "date": row.get("date_edtf") == truth["date"],
        "city": bool(town.strip()) and (city in town or town in city),
        "killed": (row.get("deaths_best") or 0) == truth["killed"],
        "injured": (row.get("injured_best") or 0) == truth["injured"],
    }
    return cells | {"all": all(cells.values())}


def means(found: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    """The share of each cell that is right."""
    return {cell: fmean(f[cell] for f in found) for cell in (*CELLS, "all")}


def merged_rows(
    mains: Mapping[str, str],
    events: Mapping[str, Mapping[str, Any]],
    gold: Mapping[str, Mapping[str, Any]],
    urls: Sequence[str],
) -> dict[str, bool]:
    """What the row of one incident has right: the main event of most of its articles."""
    votes = Counter(mains[url] for url in urls if url in mains)
    best = min(votes, key=lambda e: (-votes[e], e)) if votes else None
    return right_cells(events.get(best or ""), gold[urls[0]])


def line(name: str, found: Mapping[str, float]) -> str:
    """One printed line of shares."""
    return f"{name:16}" + "  ".join(f"{cell} {share:.3f}" for cell, share in found.items())


def main() -> None:
    """Print pair scores and what rows have right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--of", type=int, default=4)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    lines = args.gold.read_text(encoding="utf-8").splitlines()
    gold = {g["url"]: g for g in map(json.loads, lines) if in_part(g["incident"], args.part, args.of)}
    if args.cache and args.cache.exists():
        analyses = pickle.loads(args.cache.read_bytes())
    else:
        analyses = list(extract(list(documents_of(args.articles, gold))))
        if args.cache:
            args.cache.write_bytes(pickle.dumps(analyses))
    gold = {a.document.url: gold[a.document.url] for a in analyses}
    found = resolve(analyses)
    mains, events = main_events(found, analyses), event_table(analyses, found)
    print(f"{len(analyses)} articles  pair P {{:.3f}} R {{:.3f}} F1 {{:.3f}}".format(*pair_scores(mains, gold)))
    incidents: dict[str, list[str]] = defaultdict(list)
    for url, g in gold.items():
        incidents[g["incident"]].append(url)
    alone = {}
    for a in analyses:
        only = resolve([a])
        alone[a.document.url] = right_cells(
            event_table([a], only).get(main_events(only, [a]).get(a.document.url, "")), gold[a.document.url]
        )
    many = [urls for urls in incidents.values() if len(urls) > 1]
    print(f"{len(many)} incidents of {sum(map(len, many))} articles, two or more each")
    merged = means([merged_rows(mains, events, gold, urls) for urls in many])
    single = {cell: fmean(fmean(alone[u][cell] for u in urls) for urls in many) for cell in (*CELLS, "all")}
    print(line("merged row", merged), line("single article", single), sep="\n")
    print(line("ratio", {cell: merged[cell] / max(1e-9, single[cell]) for cell in merged}))


if __name__ == "__main__":
    main()
