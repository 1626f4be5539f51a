"""Train the role tagger: a branch on the name tagger's lower layers that labels who and what an incident's roles are.

    python -m flows.nlp.training.train_roles EXAMPLES --names NAMES_RUN --out RUN [--only DEV] [--epochs 2]

EXAMPLES is what `flows.nlp.training.prepare_roles` wrote; NAMES_RUN holds `best.pt` of `train_names`. The embeddings and the
first `SHARED` layers stay as the names have them, so that one reading serves both; the layers above begin as the names' and
are trained. The first piece of each window also judges which kinds of incident it tells. Every tenth article is for
validation only.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from flows.nlp.roles import INCIDENTS, LABELS, ROLES
from flows.nlp.shapes import SHAPES
from flows.nlp.training.encoder import HIDDEN, RoleBranch, Tagger, bias_of

IGNORED = -100


@dataclass(frozen=True)
class Row:
    """One window: what the shared layers make of it, its labels, and 1 or 0 for each kind of incident."""

    features: torch.Tensor
    labels: list[int]
    incidents: list[float]


def choose_windows(articles: list[dict[str, Any]], idle: float, rng: random.Random) -> list[dict[str, Any]]:
    """The windows that say a filler, and so many without for each of them; those tell no incident."""
    told = [{**w, "incidents": a["incidents"]} for a in articles for w in a["windows"] if max(w["labels"]) > 0]
    other = [{**w, "incidents": []} for a in articles for w in a["windows"] if max(w["labels"]) <= 0]
    return told + rng.sample(other, min(len(other), round(idle * len(told))))


def read_shared(names: Tagger, windows: list[dict[str, Any]]) -> list[Row]:
    """What the frozen layers make of each window, once for all epochs (half precision: 0.15 MB a window)."""
    out: list[Row] = []
    names.eval()
    with torch.no_grad():
        for w in windows:
            x = names.shared(torch.tensor([w["pieces"]]), torch.tensor([w["shapes"]]), torch.ones(1, len(w["pieces"])))
            out.append(Row(x[0].half(), w["labels"], [float(k in w["incidents"]) for k in INCIDENTS]))
    return out


def losses(branch: RoleBranch, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Loss of the roles and of the incidents, with the role scores and their targets."""
    longest = max(len(r.labels) for r in rows)
    features = torch.zeros(len(rows), longest, HIDDEN)
    mask = torch.zeros(len(rows), longest)
    targets = torch.full((len(rows), longest), IGNORED)
    for k, row in enumerate(rows):
        features[k, : len(row.labels)] = row.features.float()
        mask[k, : len(row.labels)] = 1
        targets[k, : len(row.labels)] = torch.tensor(row.labels)
    roles, kinds = branch(features, bias_of(mask))
    by_role = nn.functional.cross_entropy(roles.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    by_kind = nn.functional.binary_cross_entropy_with_logits(kinds, torch.tensor([r.incidents for r in rows]))
    return by_role, by_kind, roles, targets


def evaluate(branch: RoleBranch, rows: list[Row]) -> dict[str, float]:
    """F1 by role over words (not spans: the pipeline takes the head), and both losses."""
    branch.eval()
    n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    total = [0.0, 0.0]
    with torch.no_grad():
        for at in range(0, len(rows), 16):
            by_role, by_kind, roles, targets = losses(branch, rows[at : at + 16])
            total = [total[0] + by_role.item(), total[1] + by_kind.item()]
            keep = targets != IGNORED
            best, gold = (roles.argmax(-1)[keep] + 1) // 2, (targets[keep] + 1) // 2
            for k, role in enumerate(ROLES, 1):
                for name in (role, "all"):
                    n[name][0] += int(((best == k) & (gold == k)).sum())
                    n[name][1] += int((best == k).sum())
                    n[name][2] += int((gold == k).sum())
    branch.train()
    steps = max(1, -(-len(rows) // 16))
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in n.items()} | {
        "loss": round(total[0] / steps, 4),
        "incident loss": round(total[1] / steps, 4),
    }


def train(args: argparse.Namespace) -> None:
    """Train, keep the best epoch by validation."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)  # noqa: S311 - nothing secret
    read = [json.loads(line) for line in args.examples.read_text(encoding="utf-8").splitlines()]
    read = [a for a in read if a["name"].startswith(args.only) and a["windows"]]
    state = torch.load(args.names / "best.pt", weights_only=True)
    names = Tagger(len(state["head.bias"]), len(SHAPES))
    names.load_state_dict(state)
    began = time.time()
    validation = read_shared(names, choose_windows(read[::10], args.idle, rng))
    rows = read_shared(names, choose_windows([a for k, a in enumerate(read) if k % 10], args.idle, rng))
    print(f"{len(rows)} and {len(validation)} windows read in {time.time() - began:.0f} s", flush=True)
    branch = RoleBranch(names, len(LABELS), len(INCIDENTS), args.dropout)
    fresh = [*branch.roles.parameters(), *branch.incidents.parameters()]
    known = {id(p) for p in fresh}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in branch.parameters() if id(p) not in known], "lr": args.rate},
            {"params": fresh, "lr": 10 * args.rate},
        ],
        weight_decay=0.01,
    )
    steps = args.epochs * -(-len(rows) // args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (steps / 10)) * max(0.02, 1 - s / steps)
    )
    best = 0.0
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        rng.shuffle(rows)
        total = 0.0
        for at in range(0, len(rows), args.batch):
            by_role, by_kind, _, _ = losses(branch, rows[at : at + args.batch])
            loss = by_role + args.kinds * by_kind
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            torch.nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            total += loss.item()
            done = at // args.batch + 1
            if done % 20 == 0:
                print(
                    f"epoch {epoch} {done * args.batch}/{len(rows)} loss {total / done:.4f} {time.time() - began:.0f} s",
                    flush=True,
                )
        scored = evaluate(branch, validation)
        print(f"epoch {epoch} validation {scored} {time.time() - began:.0f} s", flush=True)
        if scored["all"] > best:
            best = scored["all"]
            torch.save(branch.state_dict(), args.out / "best.pt")
            (args.out / "best.json").write_text(json.dumps({"epoch": epoch, "validation": scored}))


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--idle", type=float, default=0.6, help="windows without filler for each with one")
    parser.add_argument("--kinds", type=float, default=0.2, help="weight of the loss of incident kinds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
