"""Learn which violent happenings stand as events of their own: the weights of `flows.stages.event_judge`.

    python -m flows.nlp.training.train_events RAW KEYS_FILE [KEYS_FILE ...] --only DEV TST1 [--tags TAGS.jsonl ...] [--out flows/lexicons]

RAW, the keys and TAGS are those of `train_fillers`. A happening is an event if the keys tell an incident of its kind in the article. The
fillers that an article's facts rest on are found by models that were not fitted on it. Needs scikit-learn.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from flows.core.annotations import Report
from flows.nlp.training.prepare_roles import read_keys
from flows.nlp.training.train_fillers import (
    FOLDS,
    LEAST_WEIGHT,
    Example,
    fit_first,
    fit_second,
    fold_of,
    group_rows,
    judge,
    judge_apart,
    proper_words,
    read_examples,
    vocabulary,
)
from flows.stages.event_fillers import weigh_participants
from flows.stages.event_judge import Story
from flows.stages.event_survivors import retype_survivors
from flows.stages.filler_features import LABELS
from flows.stages.fillers import fillers_by
from flows.stages.unspecific import leave_out_unspecific

KINDS = {"conflict.explosion": "bombing", "conflict.arson": "arson", "conflict.abduct": "kidnapping"}
"""The kind of incident in the keys that a type is; all others are attacks."""
LEAST_HAPPENINGS = 5
"""Happenings that must have a fact for it to be learned."""

Row = tuple[dict[str, float], bool]
"""The facts of a happening, and whether it is an event by the keys."""


def is_told(reports: Sequence[Report], kinds: Collection[str]) -> bool:
    """Whether the keys tell an incident of the kind of a happening."""
    return any(KINDS.get(r.event_type, "attack") in kinds for r in reports)


def rows_of(story: Story, kinds: Collection[str]) -> Iterator[Row]:
    """The happenings of an article that are judged."""
    for reports in story.happenings.values():
        if story.is_judged(reports):
            yield story.facts(reports), is_told(reports, kinds)


def stories(learnt: Sequence[Example], told: Sequence[Example], strength: float) -> Iterator[tuple[str, Story]]:
    """Some articles with the fillers found by models fitted on others."""
    known = vocabulary(learnt, proper_words(learnt))
    apart = judge_apart(learnt, known, strength)
    groups = {label: fit_second(*group_rows(learnt, apart, n)) for n, label in enumerate(LABELS)}
    for example, judged in zip(told, judge(fit_first(learnt, known, strength), told, known), strict=True):
        fillers = fillers_by(example.scene, judged, groups) if example.scene.violent else ()
        analysis = leave_out_unspecific(retype_survivors(weigh_participants(example.scene, fillers)))
        yield example.name, Story(analysis, example.scene, fillers)


def fit(rows: Sequence[Row], strength: float = 0.05) -> dict[str, float]:
    """Weights of the facts, and the bias."""
    n = Counter(name for facts, _ in rows for name in facts)
    vectors = DictVectorizer(sparse=False)
    x = vectors.fit_transform([{f: v for f, v in facts.items() if n[f] >= LEAST_HAPPENINGS} for facts, _ in rows])
    model = LogisticRegression(C=strength, solver="liblinear").fit(x, [right for _, right in rows])
    return {
        "bias": float(model.intercept_[0]),
        **dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True)),
    }


def write(out: Path, weights: Mapping[str, float]) -> None:
    """Write the file of weights, sorted."""
    with (out / "event_weights.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["fact", "weight"])
        writer.writerows((f, f"{w:.3f}") for f, w in sorted(weights.items()) if f == "bias" or abs(w) >= LEAST_WEIGHT)


def main() -> None:
    """Read, analyse, learn."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("raw", type=Path), ap.add_argument("keys", type=Path, nargs="+")
    ap.add_argument("--only", nargs="+", default=[""]), ap.add_argument("--tags", type=Path, nargs="+", default=[])
    ap.add_argument("--strength", type=float, default=0.04, help="inverse of the regularisation of the fillers")
    ap.add_argument("--out", type=Path, default=Path("flows/lexicons"))
    args = ap.parse_args()
    keys = {n: k for path in args.keys for n, k in read_keys(path.read_text(encoding="utf-8", errors="replace")).items()}
    examples = read_examples(args.raw, keys, args.only, args.tags)
    rows: list[Row] = []
    for fold in range(FOLDS):
        # parts of its own: within what is learned from, the fillers are judged part by part again
        apart = [e for e in examples if fold_of(f"happenings of {e.name}") != fold]
        own = [e for e in examples if fold_of(f"happenings of {e.name}") == fold]
        for name, story in stories(apart, own, args.strength):
            rows += rows_of(story, keys[name][1])
    write(args.out, fit(rows))
    print(f"{len(rows)} happenings, {sum(right for _, right in rows)} of them events")


if __name__ == "__main__":
    main()
