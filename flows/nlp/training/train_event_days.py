"""Learn which day an article's violence happened on: the weights of `flows/lexicons/event_day_weights.csv`.

    python -m flows.nlp.training.train_event_days ARTICLES.jsonl.gz GOLD.jsonl

Articles are JSON lines (url, title, text, published_at, source, language), gold JSON lines (url, incident, date). Incidents whose
MD5 modulo 11 is 0 to 6 are learned from, the others are not read; each seventh is scored when learned from the other six. A
conditional logit over the days an article tells and that it is none of them, with L2.
"""

import argparse
import gzip
import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import md5
from pathlib import Path

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.lexicons import read_yaml
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.nlp.training.choices import Case, accuracy, learn, write
from flows.readers.article import make_document
from flows.readers.jsonl import read_line
from flows.readers.refusal import Unreadable
from flows.stages.event_days import NO_DAY, day_features, days_told, no_day_features
from flows.stages.events import judge_events
from flows.stages.order import STAGES

OUT = Path("flows/lexicons/event_day_weights.csv")
STRENGTH = 10.0
LEAST = 8
"""Days that must have a feature."""
PARTS, LEARNED = 11, 7
AT_ONCE = 50
BEFORE = STAGES[: [s.name for s in STAGES].index("find_events")]
"""The stages before events."""


def case(analysis: Analysis, day: str) -> Case[str] | None:
    """An article as a choice among its days and none of them, None where it tells none.

    Args:
        analysis: An article with the events of `judge_events`.
        day: The right day.
    """
    told = days_told(analysis)
    if not told:
        return None
    found = day_features(analysis, told, frozenset(read_yaml("event_dates")["violence"]))
    return {**found, NO_DAY: no_day_features(told)}, day if day in told else NO_DAY


def documents_of(articles: Path, urls: Collection[str]) -> Iterator[Document]:
    """The articles of some addresses, as a build reads them; without those it refuses."""
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if row["url"] in urls:
                try:
                    yield make_document(read_line(line), f"{articles.name}#{number}", row["source"], {})[0]
                except Unreadable:
                    continue


def part_of(incident: str) -> int:
    """The part of an incident, 0 to 10."""
    return int(md5(incident.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


def analyses(articles: Path, gold: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[Analysis, int, Mapping[str, object]]]:
    """Each article that is learned from, read and with all that comes before events, its part and what is true of it."""
    learned = {url for url, truth in gold.items() if part_of(str(truth["incident"])) < LEARNED}
    documents = list(documents_of(articles, learned))
    for first in range(0, len(documents), AT_ONCE):
        batch = documents[first : first + AT_ONCE]
        for document, parse in zip(batch, read(batch), strict=True):
            truth = gold[document.url or ""]
            yield run_stages(Analysis(document, parse), BEFORE), part_of(str(truth["incident"])), truth


def main() -> None:
    """Extract, learn, score and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    args = parser.parse_args()
    gold = {g["url"]: g for g in map(json.loads, args.gold.read_text(encoding="utf-8").splitlines())}
    cases: dict[int, list[Case[str]]] = {part: [] for part in range(LEARNED)}
    for analysis, part, truth in analyses(args.articles, gold):
        found = case(judge_events(analysis), str(truth["date"]))
        if found:
            cases[part].append(found)
    for part, kept in cases.items():
        weights = learn([c for other, learned in cases.items() if other != part for c in learned], STRENGTH, LEAST)
        print(f"part {part}: {len(kept)} kept apart {accuracy(weights, kept):.3f}")
    every = [c for learned in cases.values() for c in learned]
    weights = learn(every, STRENGTH, LEAST)
    print(f"{len(every)} learned from {accuracy(weights, every):.3f}")
    write(weights, OUT)


if __name__ == "__main__":
    main()
