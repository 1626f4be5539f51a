"""Conditional logit: weights of the features by which one of several choices is the right one, with L2."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Choice = TypeVar("Choice", bound=Hashable)

Case = tuple[Mapping[Choice, frozenset[str]], Choice]
"""What speaks for each choice, and the right one."""


def learn(cases: Sequence[Case[Choice]], strength: float, least: int) -> Mapping[str, float]:
    """Weights of the features, from the cases that have the right choice.

    Args:
        cases: Choices with their features, and which is right.
        strength: Of the penalty on large weights.
        least: Choices that must have a feature.
    """
    cases = [(choices, right) for choices, right in cases if right in choices]
    counts = Counter(f for choices, _ in cases for found in choices.values() for f in found)
    names = sorted(f for f, n in counts.items() if n >= least)
    at = {f: i for i, f in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    starts: list[int] = []
    truth: list[bool] = []
    for choices, right in cases:
        starts.append(len(truth))
        for choice in sorted(choices):  # type: ignore[type-var]
            known = [at[f] for f in choices[choice] if f in at]
            rows += [len(truth)] * len(known)
            columns += known
            truth.append(choice == right)
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


def likeliest(weights: Mapping[str, float], choices: Mapping[Choice, frozenset[str]]) -> Choice:
    """The choice with the highest sum of weights."""
    return max(sorted(choices), key=lambda c: sum(weights.get(f, 0.0) for f in choices[c]))  # type: ignore[type-var]


def accuracy(weights: Mapping[str, float], cases: Sequence[Case[Choice]]) -> float:
    """How often the likeliest choice is the right one."""
    return sum(likeliest(weights, choices) == right for choices, right in cases) / max(1, len(cases))


def write(weights: Mapping[str, float], path: Path) -> None:
    """Write the lexicon."""
    lines = ["feature,weight", *(f"{f},{w}" for f, w in sorted(weights.items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
