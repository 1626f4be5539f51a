"""Learn how many an article's main violence killed and hurt: the weights of `flows/lexicons/story_toll_weights.csv`.

    python -m flows.nlp.training.train_story_tolls ARTICLES.jsonl.gz GOLD.jsonl

Articles are JSON lines (url, title, text, published_at, source, language), gold JSON lines (url, incident, killed, injured).
Incidents whose MD5 modulo 11 is 0 to 6 are learned from, the others are not read. A conditional logit over the pairs an article may tell, with L2;
`--apart` also tells how often the likeliest pair is right in each seventh when learned from the other six.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from flows.core.annotations import Analysis
from flows.core.pipeline import run_stages
from flows.nlp.training.choices import Case, accuracy, learn, write
from flows.nlp.training.train_event_days import BEFORE, LEARNED, analyses
from flows.stages.order import STAGES
from flows.stages.story_counts import Pair, counts_of, story_of
from flows.stages.story_features import common_words, pair_features
from flows.stages.story_tolls import is_judged

OUT = Path("flows/lexicons/story_toll_weights.csv")
STRENGTH = 40.0
LEAST, COMMON = 5, 80
"""Pairs that must have a feature, and articles that must have a word."""


def case(analysis: Analysis, right: Pair, words: frozenset[str]) -> Case[Pair] | None:
    """An article as a choice among its pairs, None where none is made for it."""
    story = story_of(analysis)
    if story is None or not is_judged(analysis, story):
        return None
    return pair_features(analysis, story, counts_of(analysis, story), words), right


def words_of(analyses: Iterable[Analysis]) -> frozenset[str]:
    """The common words that enough articles have."""
    counts = Counter(word for analysis in analyses for word in common_words(analysis))
    return frozenset(w for w, n in counts.items() if n >= COMMON)


def main() -> None:
    """Extract, learn, score and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--apart", action="store_true")
    args = parser.parse_args()
    gold = {g["url"]: g for g in map(json.loads, args.gold.read_text(encoding="utf-8").splitlines())}
    told = [
        (run_stages(analysis, STAGES[len(BEFORE) :]), part, (int(str(truth["killed"])), int(str(truth["injured"]))))
        for analysis, part, truth in analyses(args.articles, gold)
    ]
    words = words_of(analysis for analysis, _, _ in told)
    cases = [(part, found) for analysis, part, right in told if (found := case(analysis, right, words))]
    if args.apart:
        for kept in range(LEARNED):
            weights = learn([c for part, c in cases if part != kept], STRENGTH, LEAST)
            print(f"part {kept} kept apart {accuracy(weights, [c for part, c in cases if part == kept]):.3f}")
    weights = learn([c for _, c in cases], STRENGTH, LEAST)
    print(f"{len(cases)} learned from {accuracy(weights, [c for _, c in cases]):.3f}, {len(weights)} weights")
    write(weights, OUT)


if __name__ == "__main__":
    main()
