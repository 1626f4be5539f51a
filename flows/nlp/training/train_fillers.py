"""Learn who fills the roles of violent incidents: the weights of `flows.stages.fillers`.

    python -m flows.nlp.training.train_fillers RAW KEYS_FILE [KEYS_FILE ...] --only DEV TST1 [--tags TAGS.jsonl ...] [--out flows/lexicons]

RAW and the keys are those of MUC-4 (`prepare_roles`). A key says which strings of an article fill a role: a candidate is an example of
a role if a string names it. TAGS are what role taggers say of articles that they were not trained on (`train_roles --tell`), their mean
where several speak; without them the shipped tagger is asked, which knows its training articles by heart.

The first model is judged on articles it was not fitted on (`FOLDS` parts), so that the second learns what it is worth.
Needs scikit-learn.
"""

import argparse
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Tagged
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.nlp.training.prepare_roles import documents, read_keys
from flows.stages.events import tell_events
from flows.stages.filler_candidates import Candidate
from flows.stages.filler_features import LABELS, Scene, features
from flows.stages.fillers import FACTS, FLOOR, gather, group_facts
from flows.stages.order import STAGES

FOLDS = 4
LEAST_ARTICLES = 5
"""Articles that must have a feature for it to be learned."""
LEAST_WEIGHT = 0.02
"""Weights nearer to zero are not kept."""
_JOINING = re.compile(
    r" (?:of|from|in|where|who|which|that|at|near|for|linking|and|to|on|with|against|between|by|wearing|dressed|travell?ing"
    r"|carrying|containing|belonging|linked|loaded|filled|placed|planted|parked|set|run|led|outside|inside|under) "
)
"""Words behind the head of a string of the keys."""
_ASIDE = re.compile(r"(?<=\w)\s*[,\[(].*")
"""What a string of the keys says besides: an acronym, an office."""
_COUNTS = ("dozen", "number", "hundred", "some", "score")
_GROUPS = ("group", "member", "column", "unit", "body", "murder", "patrol", "series", "team")
_PARTS = frozenset((*_COUNTS, *_GROUPS))
"""Nouns before "of" that count or group the filler."""

Judged = list[tuple[float, ...]]


@dataclass(frozen=True)
class Example:
    """One article: its scene, the features of its candidates, and which of `LABELS` each has by the keys."""

    name: str
    scene: Scene
    told: tuple[tuple[str, ...], ...]
    right: tuple[tuple[bool, ...], ...]


def names_filler(string: str, candidate: Candidate, label: str) -> bool:
    """Whether a string of the keys names a candidate: one stands in the other, and the heads agree.

    Args:
        string: Lower case.
        candidate: A candidate.
        label: The string's label; organizations may stand before the head ("Red Front guerrillas").
    """
    words = re.findall(r"\w+", string)
    for said in candidate.said:
        if not words or not said or not (_stands(words, said) or _stands(said, words)):
            continue
        head = _singular(_head(string))
        own, named = _singular(said[-1]), candidate.entity is not None
        if label == "organization":
            if len(words) <= len(said) or head in map(_singular, said):
                return True
        elif len(said) <= len(words):
            if own == head or (named and head in said):
                return True
        elif head == own or (head in map(_singular, said) and (own in _PARTS or named)):
            return True
    return False


def _stands(inner: Sequence[str], outer: Sequence[str]) -> bool:
    return f" {' '.join(inner)} " in f" {' '.join(outer)} "


def _head(string: str) -> str:
    words = re.findall(r"\w+", _ASIDE.sub("", string))
    return (_JOINING.split(" ".join(words))[0] or string).split()[-1]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def retag(parse: Parse, tags: Mapping[str, Any] | None) -> Parse:
    """A parse with held-out tags of its words and article instead of the shipped tagger's."""
    if tags is None:
        return parse
    kept = [t for t in parse.tagged if t.tagger not in ("roles", "incidents")]
    words = [Tagged(parse.tokens[i].start, parse.tokens[i].end, label, "roles", score) for i, label, score in tags["words"]]
    kinds = [Tagged(0, 1, kind, "incidents", score) for kind, score in tags["incidents"]]
    return replace(parse, tagged=(*kept, *words, *kinds))


def make_example(name: str, analysis: Analysis, strings: Mapping[str, str]) -> Example:
    """Features and labels of an article's candidates; `analysis` has every layer before events."""
    scene = Scene(tell_events(analysis))
    by_label = {label: [s for s, own in strings.items() if own == label] for label in LABELS}
    right = tuple(tuple(any(names_filler(s, c, label) for s in by_label[label]) for label in LABELS) for c in scene.candidates)
    told = tuple(tuple(dict.fromkeys((*features(scene, k), *scene.of_article))) for k in range(len(scene.candidates)))
    return Example(name, scene, told, right)


def proper_words(examples: Iterable[Example]) -> frozenset[str]:
    """Words that are mostly written with a capital within sentences: names the parser took for nouns."""
    capital, total = Counter[str](), Counter[str]()
    for example in examples:
        parse = example.scene.analysis.parse
        firsts = {s.first for s in parse.sentences}
        for token in parse.tokens:
            if token.i not in firsts and token.text.isalpha():
                total[token.lemma.lower()] += 1
                capital[token.lemma.lower()] += token.text[0].isupper()
    return frozenset(word for word, n in total.items() if capital[word] > n / 2)


def vocabulary(examples: Sequence[Example], names: frozenset[str]) -> dict[str, int]:
    """Number of each feature that enough articles have and no name stands in."""
    n = Counter(f for e in examples for f in {f for own in e.told for f in own})
    kept = sorted(f for f, k in n.items() if k >= LEAST_ARTICLES and not names & set(re.split(r"[=:*|#]", f)))
    return {f: k for k, f in enumerate(kept)}


def matrix(examples: Sequence[Example], known: Mapping[str, int]) -> csr_matrix:
    """Candidates by features."""
    columns, ends = [], [0]
    for example in examples:
        for own in example.told:
            columns += [known[f] for f in own if f in known]
            ends.append(len(columns))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(ends) - 1, len(known)))


def fit_first(examples: Sequence[Example], known: Mapping[str, int], strength: float) -> list[Any]:
    """One model a label."""
    x = matrix(examples, known)
    y = np.array([own for e in examples for own in e.right])
    return [LogisticRegression(C=strength, solver="liblinear", tol=1e-3).fit(x, y[:, n]) for n in range(len(LABELS))]


def judge(models: Sequence[Any], examples: Sequence[Example], known: Mapping[str, int]) -> list[Judged]:
    """What the first models say of each candidate of each article."""
    x = matrix(examples, known)
    likely = np.stack([m.predict_proba(x)[:, 1] for m in models], axis=1)
    out, at = [], 0
    for example in examples:
        out.append([tuple(map(float, row)) for row in likely[at : at + len(example.told)]])
        at += len(example.told)
    return out


def fold_of(name: str) -> int:
    """Which part an article is in."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def judge_apart(examples: Sequence[Example], known: Mapping[str, int], strength: float) -> list[Judged]:
    """As `judge`, each article by models that were not fitted on it."""
    out: dict[str, Judged] = {}
    for fold in range(FOLDS):
        own = [e for e in examples if fold_of(e.name) == fold]
        models = fit_first([e for e in examples if fold_of(e.name) != fold], known, strength)
        out.update(zip((e.name for e in own), judge(models, own, known), strict=True))
    return [out[e.name] for e in examples]


def group_rows(examples: Sequence[Example], judged: Sequence[Judged], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Facts of every group that may have the `n`-th label, and whether its likeliest member has it."""
    facts, right = [], []
    for example, own in zip(examples, judged, strict=True):
        if example.scene.violent:
            for members in gather(example.scene, own, n):
                facts.append(group_facts(example.scene, own, n, members))
                right.append(example.right[members[0]][n])
    return np.array(facts), np.array(right)


def fit_second(facts: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Weights of `FACTS` and the bias, for facts as they are (the fit is on standardised ones)."""
    mean, scale = facts.mean(0), facts.std(0) + 1e-9
    model = LogisticRegression(C=0.1, max_iter=3000).fit((facts - mean) / scale, right)
    weights = model.coef_[0] / scale
    return {**dict(zip(FACTS, weights, strict=True)), "bias": float(model.intercept_[0] - (weights * mean).sum())}


def write(out: Path, models: Sequence[Any], known: Mapping[str, int], groups: Sequence[Mapping[str, float]]) -> None:
    """Write both files of weights, sorted."""
    with (out / "filler_weights.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["feature", *LABELS])
        writer.writerow(["bias", *(f"{m.intercept_[0]:.3f}" for m in models)])
        for feature, k in sorted(known.items()):
            own = [m.coef_[0][k] for m in models]
            if max(map(abs, own)) >= LEAST_WEIGHT:
                writer.writerow([feature, *(f"{w:.3f}" if abs(w) >= LEAST_WEIGHT else "" for w in own)])
    with (out / "filler_groups.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["label", *FACTS, "bias"])
        for label, group in zip(LABELS, groups, strict=True):
            writer.writerow([label, *(f"{group[f]:.4f}" for f in (*FACTS, "bias"))])


def train(examples: Sequence[Example], strength: float, out: Path) -> None:
    """Fit both models and write their weights."""
    known = vocabulary(examples, proper_words(examples))
    apart = judge_apart(examples, known, strength)
    groups = [fit_second(*group_rows(examples, apart, n)) for n in range(len(LABELS))]
    write(out, fit_first(examples, known, strength), known, groups)
    for n, label in enumerate(LABELS):
        print(
            f"{label}: {sum(own[n] for e in examples for own in e.right)} candidates of {len(examples)} articles, floor {FLOOR}"
        )


def mean_tags(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What taggers say of each article (`train_roles.tell`); scores are means, where one says nothing 0."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_name.setdefault(row["name"], []).append(row)
    out = {}
    for name, own in by_name.items():
        words, kinds = Counter[tuple[int, str]](), Counter[str]()
        for row in own:
            for i, role, score in row["words"]:
                words[i, role] += score / len(own)
            for kind, score in row["incidents"]:
                kinds[kind] += score / len(own)
        out[name] = {"words": [[i, r, s] for (i, r), s in sorted(words.items())], "incidents": sorted(kinds.items())}
    return out


def read_examples(raw: Path, keys: Mapping[str, Any], only: Sequence[str], tags: Sequence[Path]) -> list[Example]:
    """The examples of articles whose names begin with one of `only`."""
    told = mean_tags([json.loads(line) for path in tags for line in path.read_text(encoding="utf-8").splitlines()])
    early = tuple(s for s in STAGES if s.name not in ("find_events", "code_participants"))
    out = []
    for name, document in documents(raw, (n for n in keys if n.startswith(tuple(only)))):
        (parse,) = read([document])
        analysis = run_stages(Analysis(document, retag(parse, told.get(name))), early)
        out.append(make_example(name, analysis, keys[name][0]))
    return out


def main() -> None:
    """Read, analyse, learn."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("raw", type=Path), ap.add_argument("keys", type=Path, nargs="+")
    ap.add_argument("--only", nargs="+", default=[""]), ap.add_argument("--tags", type=Path, nargs="+", default=[])
    ap.add_argument("--strength", type=float, default=0.04, help="inverse of the regularisation")
    ap.add_argument("--out", type=Path, default=Path("flows/lexicons"))
    args = ap.parse_args()
    keys = {n: k for path in args.keys for n, k in read_keys(path.read_text(encoding="utf-8", errors="replace")).items()}
    examples = read_examples(args.raw, keys, args.only, args.tags)
    train(examples, args.strength, args.out)


if __name__ == "__main__":
    main()
