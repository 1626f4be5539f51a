"""Measure the extraction on the gold sets of `tests/gold` and keep the scores that every release carries.

    python benchmarks/quality.py [--out FILE]

The articles of each part are built as a corpus of their own, by the code that builds releases. Without --out the scores go to
`flows/publish/gold_scores.json`; run it after each change of extraction, and commit the file with the change.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.gold import write
from benchmarks.scoring import Tally, score_article
from flows.extraction import extract_articles, extraction_fingerprint, read_inputs
from flows.publish.quality import GOLD_SCORES, measured
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.settings import Settings
from flows.staging import Staged, stage_release

PARTS = {"gold_a": "a", "gold_b": "b"}


def built(raw: Path, dataset: Path) -> Staged:
    """The staged release of a raw folder in which no article occurs twice."""
    settings = Settings(raw, dataset)
    settings.cache.mkdir(parents=True, exist_ok=True)
    readings = read_inputs(settings.store, raw, tuple(find_inputs(raw)), read_passports(raw))
    headers = sorted((h for r in readings for h in r.headers), key=lambda h: h.article_id)
    refused = [x for r in readings for x in r.refused]
    refused += [x.refused for x in extract_articles(settings.store, headers) if x.refused]
    return stage_release(settings, len(headers) + sum(len(r.refused) for r in readings), headers, refused)


def measure(part: str) -> Tally:
    """The comparison of one part of the gold set with what is extracted from it."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), part)
        frames = built(Path(home, "raw"), Path(home, "dataset")).frames
        ids = dict(zip(frames["articles"]["url"], frames["articles"]["article_id"], strict=True))
        for path in sorted(Path(home, "gold").glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            score_article(tally, gold, frames, ids[gold["url"]])
    return tally


def main() -> None:
    """Measure every part, keep and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=GOLD_SCORES)
    out = parser.parse_args().out
    tallies = {gold: measure(part) for gold, part in PARTS.items()}
    tables = sorted({table for tally in tallies.values() for table in tally.matches})
    matches = {table: [m for tally in tallies.values() for m in tally.matches[table]] for table in tables}
    scores = measured({gold: tally.outcomes() for gold, tally in tallies.items()}, matches)
    about = {"fingerprint": extraction_fingerprint(), "command": "python benchmarks/quality.py"}
    out.write_text(json.dumps({"measured_on": about, **scores}, indent=1) + "\n", encoding="utf-8")
    for gold, found in scores["scores"].items():
        for what, figures in found.items():
            print(gold, what, *(f"{m} {figures[m]}" for m in ("precision", "recall", "f1", "expected")))


if __name__ == "__main__":
    main()
