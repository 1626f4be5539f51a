"""Teach the name tagger's encoder roles as well: who and what fills the roles of violent incidents, in one reading with the names.

    python -m flows.nlp.training.train_roles EXAMPLES [--names NAMES_RUN --corpus CORPUS] --base MODEL_DIR --out RUN [--only DEV]
        [--half 0|1 [--tell TAGS [--also TST1]]]

EXAMPLES is what `flows.nlp.training.prepare_roles` wrote; NAMES_RUN holds `best.pt` of `train_names`, and CORPUS and MODEL_DIR are
what it was trained with: batches of names between those of roles keep what it knows. All layers above the word embeddings are
trained. The first piece of each window also judges which kinds of incident it tells. Every tenth article is for validation only.
With `--half` one half of the articles (by a hash of the name) is left out, and `--tell` writes what the model says of it, and of
articles that `--also` names: the tags that `train_fillers` needs, of articles the tagger has never seen. Without NAMES_RUN the
roles are learned alone from the base encoder, quickly: word shapes and the first `--frozen` layers stay as they are.
"""

import argparse
import hashlib
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from flows.nlp.role_tagger import LEAST, UNLIKELY
from flows.nlp.roles import INCIDENTS, LABELS, ROLES
from flows.nlp.shapes import SHAPES
from flows.nlp.training import train_names
from flows.nlp.training.encoder import Reader, Tagger

IGNORED = -100

Row = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]
"""Pieces, shapes and labels of a window, and 1 or 0 for each kind of incident."""


def half_of(name: str) -> int:
    """Which half of the articles one is in."""
    return int(hashlib.md5(f"fold{name}".encode(), usedforsecurity=False).hexdigest(), 16) % 2


def choose_windows(articles: list[dict[str, Any]], idle: float, rng: random.Random) -> list[Row]:
    """The windows that say a filler, and so many without for each of them; those tell no incident."""
    told = [{**w, "incidents": a["incidents"]} for a in articles for w in a["windows"] if max(w["labels"]) > 0]
    other = [{**w, "incidents": []} for a in articles for w in a["windows"] if max(w["labels"]) <= 0]
    return [
        (
            torch.tensor(w["pieces"]),
            torch.tensor(w["shapes"]),
            torch.tensor(w["labels"]),
            torch.tensor([float(k in w["incidents"]) for k in INCIDENTS]),
        )
        for w in told + rng.sample(other, min(len(other), round(idle * len(told))))
    ]


def losses(model: Reader, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Loss of the roles and of the incidents, with the role scores and their targets."""
    longest = max(len(r[0]) for r in rows)
    pieces, shapes = torch.zeros(len(rows), longest, dtype=torch.long), torch.zeros(len(rows), longest, dtype=torch.long)
    mask, targets = torch.zeros(len(rows), longest), torch.full((len(rows), longest), IGNORED)
    for k, (own, forms, labels, _) in enumerate(rows):
        pieces[k, : len(own)], shapes[k, : len(own)], targets[k, : len(own)] = own, forms, labels
        mask[k, : len(own)] = 1
    _, roles, kinds = model(pieces, shapes, mask)
    by_role = nn.functional.cross_entropy(roles.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    by_kind = nn.functional.binary_cross_entropy_with_logits(kinds, torch.stack([r[3] for r in rows]))
    return by_role, by_kind, roles, targets


def evaluate(model: Reader, rows: list[Row]) -> dict[str, float]:
    """F1 by role over words (not spans: the pipeline takes the head)."""
    model.eval()
    n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with torch.no_grad():
        for at in range(0, len(rows), 16):
            *_, roles, targets = losses(model, rows[at : at + 16])
            keep = targets != IGNORED
            best, gold = (roles.argmax(-1)[keep] + 1) // 2, (targets[keep] + 1) // 2
            for k, role in enumerate(ROLES, 1):
                for name in (role, "all"):
                    n[name][0] += int(((best == k) & (gold == k)).sum())
                    n[name][1] += int((best == k).sum())
                    n[name][2] += int((gold == k).sum())
    model.train()
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in n.items()}


def batches(rows: list[Row], size: int, rng: random.Random) -> list[list[Row]]:
    """Rows of about the same length together, in random order."""
    order = sorted(rows, key=lambda r: len(r[0]) + rng.random() * 20)
    out = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(out)
    return out


def name_batches(
    args: argparse.Namespace, rng: random.Random
) -> tuple[list[tuple[torch.Tensor, ...]], list[train_names.Window]]:
    """One epoch of names to learn from, some of them swapped, and the windows of the articles kept for validation."""
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    learnt, held = train_names.split(args.corpus)
    pool = train_names.pool_of(learnt)
    rows = [row for d in learnt for row in train_names.vary(d, pool, args.swap, rng, tokenizer)]
    return train_names.batches(rows, args.batch, rng), [row for d in held for row in train_names.windows(d, tokenizer)]


def loss_of_names(model: Reader, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Loss of the name labels."""
    pieces, shapes, targets, mask = batch
    scores, _, _ = model(pieces, shapes, mask)
    return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)


def loss_of_roles(model: Reader, rows: list[Row], kinds: float) -> torch.Tensor:
    """Loss of roles and incidents together."""
    by_role, by_kind, _, _ = losses(model, rows)
    return by_role + kinds * by_kind


def train(args: argparse.Namespace, articles: list[dict[str, Any]]) -> Reader:
    """Train, and write the model after the last epoch; returns it."""
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)  # noqa: S311 - nothing secret
    names = Tagger(len(train_names.LABELS), len(SHAPES))
    if args.names:
        names.load_state_dict(torch.load(args.names / "best.pt", weights_only=True))
    else:
        names.load_base(args.base / "model.safetensors")
    model = Reader(names, len(LABELS), len(INCIDENTS))
    validation = choose_windows(articles[::10], args.idle, rng)
    rows = choose_windows([a for k, a in enumerate(articles) if k % 10], args.idle, rng)
    named, named_validation = name_batches(args, rng) if args.names else ([], [])
    frozen = [*names.words.parameters(), *names.positions.parameters()]
    if not args.names:
        frozen += [names.kind, *names.norm.parameters(), *names.shapes.parameters(), *names.head.parameters()]
        frozen += [p for layer in names.layers[: args.frozen] for p in layer.parameters()]
    for p in frozen:
        p.requires_grad = False
    fresh = [*model.roles.parameters(), *model.incidents.parameters()]
    known = {id(p) for p in (*fresh, *frozen)}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if id(p) not in known], "lr": args.rate},
            {"params": fresh, "lr": 10 * args.rate},
        ],
        weight_decay=0.01,
    )
    # an epoch of roles is short: the names are spread over all of them, so many batches for each of roles as `--names-share` says
    share = min(len(named), round(args.names_share * -(-len(rows) // args.batch)))
    steps = args.epochs * (-(-len(rows) // args.batch) + share)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (steps / 10)) * max(0.02, 1 - s / steps)
    )
    began = time.time()
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        todo: list[tuple[str, Any]] = [("roles", group) for group in batches(rows, args.batch, rng)]
        todo += [("names", named[(epoch * share + k) % len(named)]) for k in range(share)]
        rng.shuffle(todo)
        total: dict[str, list[float]] = defaultdict(list)
        for kind, group in todo:
            loss = loss_of_names(model, group) if kind == "names" else loss_of_roles(model, group, args.kinds)
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            total[kind].append(loss.item())
        scored = evaluate(model, validation)
        of_names = train_names.evaluate(lambda *x: model(*x)[0], named_validation, model) if named_validation else {}
        lost = {kind: round(sum(own) / len(own), 4) for kind, own in sorted(total.items())}
        print(f"epoch {epoch} loss {lost} validation {scored} names {of_names} {time.time() - began:.0f} s", flush=True)
        torch.save(model.state_dict(), args.out / "best.pt")
        (args.out / "best.json").write_text(json.dumps({"epoch": epoch, "roles": scored, "names": of_names}))
    return model


def tell(model: Reader, article: dict[str, Any]) -> dict[str, Any]:
    """What the model says of the windows of an article that the pipeline reads: (word, label, score) of every likely filler, (kind, score) of every incident."""
    words: dict[tuple[int, str], float] = {}
    kinds: dict[str, float] = {}
    model.eval()
    with torch.no_grad():
        for w in (w for w in article["windows"] if w["read"]):
            row = [torch.tensor([w[name]]) for name in ("pieces", "shapes")]
            _, roles, incidents = model(*row, torch.ones(1, len(w["pieces"])))
            likely = roles[0].softmax(-1)
            for k, owner in enumerate(w["owners"]):
                for n, role in enumerate(ROLES):
                    score = round(float(likely[k, 2 * n + 1] + likely[k, 2 * n + 2]), 4)
                    if owner >= 0 and score >= LEAST:
                        words[owner, role] = score
            for kind, s in zip(INCIDENTS, incidents[0].sigmoid().tolist(), strict=True):
                if s >= UNLIKELY:
                    kinds[kind] = max(round(s, 4), kinds.get(kind, 0.0))
    return {
        "name": article["name"],
        "words": [[i, role, s] for (i, role), s in sorted(words.items())],
        "incidents": sorted(kinds.items()),
    }


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--names", type=Path, help="of train_names; without it roles are learned alone")
    parser.add_argument("--corpus", type=Path, help="what the name tagger was trained with")
    parser.add_argument("--base", type=Path, required=True, help="its base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--tell", type=Path)
    parser.add_argument("--also", nargs="+", default=[], help="beginnings of names")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--idle", type=float, default=0.6, help="windows without filler for each with one")
    parser.add_argument("--kinds", type=float, default=0.2, help="weight of the loss of incident kinds")
    parser.add_argument("--names-share", type=float, default=0.5, help="batches of names for each of roles")
    parser.add_argument("--frozen", type=int, default=2, help="layers left as they are where roles are learned alone")
    parser.add_argument("--swap", type=float, default=0.25, help="share of names swapped for others of their class")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    read = [json.loads(line) for line in args.examples.read_text(encoding="utf-8").splitlines()]
    told = [a for a in read if a["name"].startswith(tuple(args.also))]
    read = [a for a in read if a["name"].startswith(args.only) and a["windows"]]
    told += [a for a in read if half_of(a["name"]) == args.half]
    model = train(args, [a for a in read if args.half is None or half_of(a["name"]) != args.half])
    if args.tell:
        with args.tell.open("w", encoding="utf-8") as stream:
            for article in told:
                stream.write(json.dumps(tell(model, article)) + "\n")


if __name__ == "__main__":
    main()
