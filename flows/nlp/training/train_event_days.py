"""Learn which day an article's violence happened on: the weights of `flows/lexicons/event_day_weights.csv`.

    python -m flows.nlp.training.train_event_days ARTICLES.jsonl.gz GOLD.jsonl

Articles are JSON lines (url, title, text, published_at, source, language), gold JSON lines (url, incident, date). Incidents whose
MD5 modulo 11 is 0 to 6 are learned from, the others are not read; each seventh is scored when learned from the other six. A
conditional logit over the days an article tells, with L2.
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import md5
from pathlib import Path

import numpy as np

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.ids import make_id
from flows.core.lexicons import read_yaml
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.readers.clean import find_blocks, normalise
from flows.stages.event_days import day_features, days_told
from flows.stages.order import STAGES

OUT = Path("flows/lexicons/event_day_weights.csv")
STRENGTH, STEPS, RATE = 3.0, 600, 0.5
LEAST = 8
"""Days that must have a feature."""
PARTS, LEARNED = 11, 7
AT_ONCE = 50

Case = tuple[Sequence[frozenset[str]], int]
"""What speaks for each day of an article, and which is right."""


def case(analysis: Analysis, day: str) -> Case | None:
    """An article as a choice among its days, None where it tells one at most or not the right one."""
    told = days_told(analysis)
    if day not in told or len(told) < 2:
        return None
    # what the rules date by the story itself is not known yet when days are ranked
    bare = analysis.adding(
        reports=tuple(
            replace(r, date=None, date_method=None) if r.date_method in ("story", "article_day", "ranked_day") else r
            for r in analysis.reports
        )
    )
    found = day_features(bare, told, frozenset(read_yaml("event_dates")["violence"]))
    return [found[d] for d in found], list(found).index(day)


def learn(cases: Sequence[Case]) -> Mapping[str, float]:
    """Weights by gradient ascent."""
    counts: dict[str, int] = defaultdict(int)
    for days, _ in cases:
        for found in days:
            for f in found:
                counts[f] += 1
    names = sorted(f for f, n in counts.items() if n >= LEAST)
    at = {f: i for i, f in enumerate(names)}
    rows = [(np.array([[f in found for f in names] for found in days], dtype=float), right) for days, right in cases]
    w = np.zeros(len(at))
    for _ in range(STEPS):
        gradient = -STRENGTH * w
        for x, right in rows:
            s = x @ w
            p = np.exp(s - s.max())
            gradient += x[right] - (p / p.sum()) @ x
        w += RATE * gradient / (len(rows) * 0.25 + STRENGTH)
    return {f: round(float(w[at[f]]), 3) for f in names if abs(w[at[f]]) >= 0.005}


def accuracy(weights: Mapping[str, float], cases: Iterable[Case]) -> float:
    """How often the likeliest day is the right one."""
    hits = [max(range(len(d)), key=lambda i: sum(weights.get(f, 0.0) for f in d[i])) == right for d, right in cases]
    return sum(hits) / max(1, len(hits))


def write(weights: Mapping[str, float], path: Path = OUT) -> None:
    """Write the lexicon."""
    lines = ["feature,weight", *(f"{f},{w}" for f, w in sorted(weights.items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def part_of(incident: str) -> int:
    """The part of an incident, 0 to 10."""
    return int(md5(incident.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


def document_of(row: Mapping[str, str], raw_path: str) -> Document:
    """The article of a JSON line."""
    text, day = normalise(row["text"]), row["published_at"]
    return Document(
        make_id("art", row["source"], row["url"]),
        row["source"],
        row["url"],
        row["title"],
        (),
        day,
        "metadata" if day else None,
        row["language"],
        text,
        find_blocks(text, row["title"]),
        raw_path,
        None,
        Passport(row["source"]),
    )


def main() -> None:
    """Extract, learn, score and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    args = parser.parse_args()
    gold = {g["url"]: g for g in map(json.loads, args.gold.read_text(encoding="utf-8").splitlines())}
    cases: dict[int, list[Case]] = {part: [] for part in range(LEARNED)}
    documents = []
    with gzip.open(args.articles, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["url"] in gold and part_of(gold[row["url"]]["incident"]) < LEARNED:
                documents.append(document_of(row, args.articles.name))
    for first in range(0, len(documents), AT_ONCE):
        batch = documents[first : first + AT_ONCE]
        for document, parse in zip(batch, read(batch), strict=True):
            truth = gold[document.url or ""]
            found = case(run_stages(Analysis(document, parse), STAGES), truth["date"])
            if found:
                cases[part_of(truth["incident"])].append(found)
    for part, kept in cases.items():
        weights = learn([c for other, learned in cases.items() if other != part for c in learned])
        print(f"part {part}: {len(kept)} kept apart {accuracy(weights, kept):.3f}")
    every = [c for learned in cases.values() for c in learned]
    weights = learn(every)
    print(f"{len(every)} learned from {accuracy(weights, every):.3f}")
    write(weights)


if __name__ == "__main__":
    main()
