"""Fillers: who and what fills the roles of the violent incidents of an article, each with a probability.

Two linear models. The first judges each candidate by its features; candidates that tell one filler are then put together
(`group_candidates`), and the second judges the group by what the first said of its members. Their weights
(`flows/lexicons/filler_weights.csv`, `filler_groups.csv`) are learned by `flows/nlp/training/train_fillers.py`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.core.lexicons import read_csv
from flows.stages.filler_candidates import group_candidates
from flows.stages.filler_features import INCIDENTS, LABELS, Scene, label_of, log_odds, own_features

FLOOR = 0.04
"""Candidates less likely than this are no member of any group."""
_MOST = 200
"""Candidates of one label that are grouped, the likeliest first."""
_KINDS = ("person", "group", "organization", "facility", "vehicle", "weapon", "place", "other")
_BY_LABEL = ("leader", "group", "tag", "tagged", "rules", "article")
FACTS = (
    *("best", "second", "mean", "members", "position", "named", "ruled", "other", "top", "rank", "phrases", "any"),
    *(f"{what}_{label}" for what in _BY_LABEL for label in LABELS),
    *(f"kind_{kind}" for kind in _KINDS),
    *(f"incident_{kind}" for kind in INCIDENTS),
    *("distance", "violent", "sentences", "sentence", "plural", "counted"),
)
"""What the second model knows of a group (`group_facts`)."""
_FAR = 9.0
_NOTHING = 0
"""The row of a feature that weighs nothing."""


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler of an article.

    Attributes:
        label: What it is to the incident.
        members: Indexes of the candidates that tell it, the likeliest first.
        probability: That it fills its role, 0 to 1.
    """

    label: str
    members: tuple[int, ...]
    probability: float


@lru_cache(maxsize=1)
def weights() -> Mapping[str, tuple[float, ...]]:
    """Weight of each feature for each of `LABELS`."""
    return {row["feature"]: tuple(float(row[label] or 0) for label in LABELS) for row in read_csv("filler_weights")}


@lru_cache(maxsize=1)
def group_weights() -> Mapping[str, Mapping[str, float]]:
    """Weight of each of `FACTS` and `bias`, by label."""
    return {row["label"]: {f: float(row[f]) for f in (*FACTS, "bias")} for row in read_csv("filler_groups")}


def find_fillers(scene: Scene) -> tuple[Filler, ...]:
    """The fillers of an article with violent reports, likely and unlikely, by label and then in reading order."""
    return fillers_by(scene, judge_candidates(scene), group_weights()) if scene.violent else ()


def fillers_by(
    scene: Scene, judged: Sequence[Sequence[float]], groups: Mapping[str, Mapping[str, float]]
) -> tuple[Filler, ...]:
    """The same by other models: what the first says of each candidate, and the weights of the second."""
    out: list[Filler] = []
    for n, label in enumerate(LABELS):
        own = groups[label]
        for members in gather(scene, judged, n):
            facts = group_facts(scene, judged, n, members)
            score = own["bias"] + sum(own[name] * value for name, value in zip(FACTS, facts, strict=True))
            out.append(Filler(label, members, _logistic(score)))
    return tuple(out)


def judge_candidates(scene: Scene) -> tuple[tuple[float, ...], ...]:
    """The probability of each of `LABELS` for each candidate, each on its own."""
    if not scene.candidates:
        return ()
    index, matrix = _matrix()
    rows = [index[f] for f in ("bias", *scene.of_article) if f in index]
    shared = {
        s: matrix[_known(index, scene.sentence_words.get(s, ()))].sum(0) for s in {c.token.sentence for c in scene.candidates}
    }
    own: list[int] = []
    starts: list[int] = []
    for k in range(len(scene.candidates)):
        starts.append(len(own))
        own += _known(index, dict.fromkeys(own_features(scene, k)))
        own.append(_NOTHING)
    totals = np.add.reduceat(matrix[own], starts) + matrix[rows].sum(0)
    totals += np.stack([shared[c.token.sentence] for c in scene.candidates])
    return tuple(tuple(_logistic(t) for t in row) for row in totals.tolist())


def _known(index: Mapping[str, int], told: Iterable[str]) -> list[int]:
    """Rows of those features that the first model knows."""
    return [n for f in told if (n := index.get(f)) is not None]


@lru_cache(maxsize=1)
def _matrix() -> tuple[Mapping[str, int], np.ndarray]:
    """`weights` as a matrix behind a row of zeros (`_NOTHING`), and the row of each feature."""
    table = weights()
    zeros = (0.0,) * len(LABELS)
    return {f: n for n, f in enumerate(table, 1)}, np.array([zeros, *table.values()])


def gather(scene: Scene, judged: Sequence[Sequence[float]], n: int) -> tuple[tuple[int, ...], ...]:
    """The groups of candidates that may have the `n`-th label, members by falling probability."""
    likely = sorted((k for k, p in enumerate(judged) if p[n] >= FLOOR), key=lambda k: -judged[k][n])[:_MOST]
    groups = group_candidates(scene.candidates, sorted(likely))
    return tuple(tuple(sorted(g, key=lambda k: (-judged[k][n], k))) for g in groups)


def group_facts(scene: Scene, judged: Sequence[Sequence[float]], n: int, members: Sequence[int]) -> tuple[float, ...]:
    """`FACTS` of a group that may have the `n`-th label.

    Log odds of its best, second and mean member, their number, the first one's sentence, whether one is named, how often rules say
    the label, the best log odds of another label, of another candidate of the article, how many candidates are likelier, the
    number of candidates, and the log odds that no member is wrong. Then by label: log odds of the likeliest member, the best of any
    member, what taggers say of its word and of all that stand for the same, how often rules say it, the best probability in
    the article. Then the likeliest member's kind, the kinds of incident told, and where it stands.
    """
    own = sorted((judged[k][n] for k in members), reverse=True)
    everyone = [p[n] for p in judged]
    leader = scene.candidates[members[0]]
    rules = [label_of(p) for k in members for p, _ in scene.told.get(scene.candidates[k].token.i, ())]
    tags, tagged = scene.tagged.get(leader.token.i, {}), scene.tagged_groups[leader.group]
    return (
        log_odds(own[0]),
        log_odds(own[1]) if len(own) > 1 else -_FAR,
        sum(log_odds(p) for p in own) / len(own),
        float(len(own)),
        float(min(scene.candidates[k].token.sentence for k in members)),
        float(any(scene.candidates[k].entity is not None for k in members)),
        float(rules.count(LABELS[n])),
        log_odds(max(p for k in members for m, p in enumerate(judged[k]) if m != n)),
        log_odds(max(everyone)),
        float(sum(p > own[0] for p in everyone)),
        float(len(everyone)),
        log_odds(1 - math.prod(1 - p for p in own)),
        *(log_odds(p) for p in judged[members[0]]),
        *(log_odds(max(judged[k][m] for k in members)) for m in range(len(LABELS))),
        *(log_odds(tags.get(label, 0.0)) for label in LABELS),
        *(log_odds(tagged.get(label, 0.0)) for label in LABELS),
        *(float(rules.count(label)) for label in LABELS),
        *_tops(tuple(judged)),
        *(float(leader.kind == kind) for kind in _KINDS),
        *(scene.incidents.get(kind, 0.0) for kind in INCIDENTS),
        float(min((abs(s - leader.token.sentence) for s in scene.violent), default=_FAR)),
        float(len(scene.violent)),
        float(len(scene.analysis.parse.sentences)),
        float(leader.token.sentence),
        float(leader.token.tag in ("NNS", "NNPS")),
        float(scene.cast.number(leader.token) is not None),
    )


@lru_cache(maxsize=2)
def _tops(judged: tuple[Sequence[float], ...]) -> tuple[float, ...]:
    """The best probability of each label in an article."""
    return tuple(max(p[m] for p in judged) for m in range(len(LABELS)))


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
