"""Learn how many an article's main violence killed and hurt: the weights of `flows/lexicons/story_toll_weights.csv`.

    python -m flows.nlp.training.train_story_tolls ARTICLES.jsonl.gz GOLD.jsonl

Articles are JSON lines (url, title, text, published_at, source, language), gold JSON lines (url, incident, killed, injured).
Incidents whose MD5 modulo 11 is 0 to 6 are learned from, the others are not read. A conditional logit over the pairs an article may tell, with L2;
`--apart` also tells how often the likeliest pair is right in each seventh when learned from the other six.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from flows.core.annotations import Analysis
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.nlp.training.train_event_days import LEARNED, document_of, part_of
from flows.stages.order import STAGES
from flows.stages.story_counts import Pair, counts_of, story_of
from flows.stages.story_features import common_words, pair_features
from flows.stages.story_tolls import is_judged

OUT = Path("flows/lexicons/story_toll_weights.csv")
STRENGTH = 40.0
LEAST, COMMON = 5, 80
"""Pairs that must have a feature, and articles that must have a word."""
AT_ONCE = 50

Case = tuple[Mapping[Pair, frozenset[str]], Pair]
"""What speaks for each pair of an article, and the right one."""


def case(analysis: Analysis, right: Pair, words: frozenset[str]) -> Case | None:
    """An article as a choice among its pairs, None where none is made for it."""
    story = story_of(analysis)
    if story is None or not is_judged(analysis, story):
        return None
    return pair_features(analysis, story, counts_of(analysis, story), words), right


def words_of(analyses: Iterable[Analysis]) -> frozenset[str]:
    """The common words that enough articles have."""
    counts = Counter(word for analysis in analyses for word in common_words(analysis))
    return frozenset(w for w, n in counts.items() if n >= COMMON)


def learn(cases: Sequence[Case], strength: float = STRENGTH) -> Mapping[str, float]:
    """Weights of the features, from cases that tell the right pair."""
    cases = [(pairs, right) for pairs, right in cases if right in pairs]
    counts = Counter(f for pairs, _ in cases for found in pairs.values() for f in found)
    names = sorted(f for f, n in counts.items() if n >= LEAST)
    at = {f: i for i, f in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    starts: list[int] = []
    truth: list[bool] = []
    for pairs, right in cases:
        starts.append(len(truth))
        for pair in sorted(pairs):
            known = [at[f] for f in pairs[pair] if f in at]
            rows += [len(truth)] * len(known)
            columns += known
            truth.append(pair == right)
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(truth), len(names)))
    gold, first = np.array(truth, dtype=float), np.array(starts)
    of = np.repeat(np.arange(len(starts)), np.diff([*starts, len(truth)]))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = x @ w
        top = np.maximum.reduceat(s, first)[of]
        e = np.exp(s - top)
        whole = np.add.reduceat(e, first)[of]
        likelihood = (gold * (s - top - np.log(whole))).sum() - 0.5 * strength * (w @ w)
        return -likelihood, -(x.T @ (gold - e / whole) - strength * w)

    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {f: round(float(w[i]), 3) for i, f in enumerate(names) if abs(w[i]) >= 0.003}


def likeliest(weights: Mapping[str, float], pairs: Mapping[Pair, frozenset[str]]) -> Pair:
    """The pair with the highest sum of weights."""
    return max(sorted(pairs), key=lambda pair: sum(weights.get(f, 0.0) for f in pairs[pair]))


def accuracy(weights: Mapping[str, float], cases: Sequence[Case]) -> float:
    """How often the likeliest pair is the right one."""
    return sum(likeliest(weights, pairs) == right for pairs, right in cases) / max(1, len(cases))


def write(weights: Mapping[str, float], path: Path = OUT) -> None:
    """Write the lexicon."""
    lines = ["feature,weight", *(f"{f},{w}" for f, w in sorted(weights.items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def analyses(articles: Path, gold: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[Analysis, int, Pair]]:
    """Each article that is learned from, with its part and its dead and hurt."""
    documents = []
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            truth = gold.get(row["url"])
            if truth is not None and part_of(str(truth["incident"])) < LEARNED:
                documents.append(document_of(row, articles.name))
    for first in range(0, len(documents), AT_ONCE):
        batch = documents[first : first + AT_ONCE]
        for document, parse in zip(batch, read(batch), strict=True):
            truth = gold[document.url or ""]
            right = (int(str(truth["killed"])), int(str(truth["injured"])))
            yield run_stages(Analysis(document, parse), STAGES), part_of(str(truth["incident"])), right


def main() -> None:
    """Extract, learn, score and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--apart", action="store_true")
    args = parser.parse_args()
    gold = {g["url"]: g for g in map(json.loads, args.gold.read_text(encoding="utf-8").splitlines())}
    told = list(analyses(args.articles, gold))
    words = words_of(analysis for analysis, _, _ in told)
    cases = [(part, found) for analysis, part, right in told if (found := case(analysis, right, words))]
    if args.apart:
        for kept in range(LEARNED):
            weights = learn([c for part, c in cases if part != kept])
            print(f"part {kept} kept apart {accuracy(weights, [c for part, c in cases if part == kept]):.3f}")
    weights = learn([c for _, c in cases])
    print(f"{len(cases)} learned from {accuracy(weights, [c for _, c in cases]):.3f}, {len(weights)} weights")
    write(weights)


if __name__ == "__main__":
    main()
