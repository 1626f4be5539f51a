"""Learn the weights of `flows.stages.event_evidence` from answer keys that name the participants of incidents.

    python -m flows.nlp.training.train_events ANALYSES OUT.csv [--l2 0.003] [--epochs 40]

ANALYSES is a JSON-lines file: one participant a line, `{"features": [...], "right": 0 or 1}`, made with
`flows.stages.event_evidence.features`; the repository has no script that writes it yet.
Plain logistic regression (Adam on the mean log loss with an L2 penalty), deterministic; needs only numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np


def fit(rows: list[list[int]], right: np.ndarray, size: int, l2: float, epochs: int) -> np.ndarray:
    """Logistic regression over sparse binary features.

    Args:
        rows: Feature indexes of each example.
        right: 1 or 0 of each, shape (examples,).
        size: Number of features; the last weight is the bias.
        l2: Weight of the squared-norm penalty.
        epochs: Full passes.

    Returns:
        Weights, shape (size + 1,).
    """
    flat = np.concatenate([np.asarray(r) for r in rows])
    owner = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    w, m, v = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    for step in range(1, epochs * 10 + 1):
        score = np.bincount(owner, w[flat], len(rows)) + w[-1]
        error = 1 / (1 + np.exp(-np.clip(score, -30, 30))) - right
        grad = np.append(np.bincount(flat, error[owner], size), error.sum()) / len(rows)
        grad[:-1] += l2 * w[:-1]
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def main() -> None:
    """Read examples, fit, write feature,weight rows."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("examples"), ap.add_argument("out")
    ap.add_argument("--l2", type=float, default=0.003), ap.add_argument("--epochs", type=int, default=40)
    args = ap.parse_args()
    examples = [json.loads(line) for line in Path(args.examples).read_text(encoding="utf-8").splitlines()]
    counts: dict[str, int] = {}
    for example in examples:
        for name in example["features"]:
            counts[name] = counts.get(name, 0) + 1
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= 4))}
    rows = [[index[f] for f in e["features"] if f in index] for e in examples]
    w = fit(rows, np.asarray([e["right"] for e in examples], float), len(index), args.l2, args.epochs)
    with Path(args.out).open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["feature", "weight"])
        out.writerow(["bias", f"{w[-1]:.3f}"])
        out.writerows([n, f"{w[i]:.3f}"] for n, i in index.items() if abs(w[i]) >= 0.01)


if __name__ == "__main__":
    main()
