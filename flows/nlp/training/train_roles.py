"""Train the role tagger: a branch on the name tagger's lower layers that labels who and what an incident's roles are.

    python -m flows.nlp.training.train_roles EXAMPLES --names NAMES_RUN --out RUN [--only DEV] [--epochs 4]

EXAMPLES is what `flows.nlp.training.prepare_roles` wrote; NAMES_RUN holds `best.pt` of `train_names`. The embeddings and the
first `SHARED` layers stay as the names have them, so that one reading serves both; the layers above begin as the names' and
are trained. The first piece of each window also judges which kinds of incident it tells: an article tells a kind as surely
as its surest window. Every tenth article is for validation only.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
from torch import nn

from flows.nlp.roles import INCIDENTS, LABELS, ROLES
from flows.nlp.shapes import SHAPES
from flows.nlp.training.encoder import HIDDEN, RoleBranch, Tagger, bias_of

IGNORED = -100
Article = tuple[list[tuple[torch.Tensor, list[int]]], list[float]]
"""Windows as (features of the shared layers, labels), and 1 or 0 for each kind of incident."""


def read_shared(names: Tagger, articles: list[dict[str, Any]]) -> list[Article]:
    """What the frozen layers make of each window, once for all epochs (half precision: about 0.4 GB for 1,300 articles)."""
    out: list[Article] = []
    names.eval()
    with torch.no_grad():
        for article in articles:
            windows = []
            for w in article["windows"]:
                x = names.shared(torch.tensor([w["pieces"]]), torch.tensor([w["shapes"]]), torch.ones(1, len(w["pieces"])))
                windows.append((x[0].half(), w["labels"]))
            out.append((windows, [float(k in article["incidents"]) for k in INCIDENTS]))
    return out


def batch_of(articles: list[Article]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """All windows of some articles: features, mask, labels, the article of each window, the incidents of each article."""
    rows = [(x, labels, n) for n, (windows, _) in enumerate(articles) for x, labels in windows]
    longest = max(len(labels) for _, labels, _ in rows)
    features = torch.zeros(len(rows), longest, HIDDEN)
    mask = torch.zeros(len(rows), longest)
    targets = torch.full((len(rows), longest), IGNORED)
    for k, (x, labels, _) in enumerate(rows):
        features[k, : len(labels)] = x.float()
        mask[k, : len(labels)] = 1
        targets[k, : len(labels)] = torch.tensor(labels)
    return features, mask, targets, torch.tensor([n for *_, n in rows]), torch.tensor([i for _, i in articles])


def losses(branch: RoleBranch, articles: list[Article]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Loss of the roles and of the incidents, with the role scores and their targets."""
    features, mask, targets, owner, told = batch_of(articles)
    roles, kinds = branch(features, bias_of(mask))
    surest = torch.stack([kinds[owner == n].amax(0) for n in range(len(articles))])
    by_role = nn.functional.cross_entropy(roles.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    return by_role, nn.functional.binary_cross_entropy_with_logits(surest, told), roles, targets


def evaluate(branch: RoleBranch, articles: list[Article]) -> dict[str, float]:
    """F1 by role over words (not spans: the pipeline takes the head), and both losses."""
    branch.eval()
    n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    total = [0.0, 0.0]
    with torch.no_grad():
        for at in range(0, len(articles), 8):
            by_role, by_kind, roles, targets = losses(branch, articles[at : at + 8])
            total = [total[0] + by_role.item(), total[1] + by_kind.item()]
            keep = targets != IGNORED
            best, gold = (roles.argmax(-1)[keep] + 1) // 2, (targets[keep] + 1) // 2
            for k, role in enumerate(ROLES, 1):
                for name in (role, "all"):
                    n[name][0] += int(((best == k) & (gold == k)).sum())
                    n[name][1] += int((best == k).sum())
                    n[name][2] += int((gold == k).sum())
    branch.train()
    steps = max(1, -(-len(articles) // 8))
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
    articles = read_shared(names, read)
    print(f"{len(articles)} articles read in {time.time() - began:.0f} s", flush=True)
    validation = articles[::10]
    rest = [a for k, a in enumerate(articles) if k % 10]
    telling = [a for a in rest if any(label > 0 for _, labels in a[0] for label in labels)]
    idle = [a for a in rest if not any(label > 0 for _, labels in a[0] for label in labels)]
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
    share = round(args.idle * len(idle))
    steps = args.epochs * -(-(len(telling) + share) // args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (steps / 10)) * max(0.02, 1 - s / steps)
    )
    best = 0.0
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        order = telling + rng.sample(idle, share)
        rng.shuffle(order)
        total = 0.0
        for at in range(0, len(order), args.batch):
            by_role, by_kind, _, _ = losses(branch, order[at : at + args.batch])
            loss = by_role + args.kinds * by_kind
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            torch.nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            total += loss.item()
            if at // args.batch % 25 == 24:
                print(
                    f"epoch {epoch} {at + args.batch}/{len(order)} loss {total * args.batch / at:.4f} {time.time() - began:.0f} s",
                    flush=True,
                )
        scored = evaluate(branch, validation)
        print(f"epoch {epoch} validation {scored} {time.time() - began:.0f} s", flush=True)
        torch.save(branch.state_dict(), args.out / f"epoch{epoch}.pt")
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
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--idle", type=float, default=0.6, help="share of the articles without incident read in each epoch")
    parser.add_argument("--kinds", type=float, default=0.2, help="weight of the loss of incident kinds")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
