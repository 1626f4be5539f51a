"""Train the name tagger and export it to int8 ONNX.

    python -m flows.nlp.training.train_names CORPUS --base MODEL_DIR --out DIR [--epochs 5] [--threads 2]
    python -m flows.nlp.training.train_names CORPUS --base MODEL_DIR --start DIR --out DIR2 --epochs 1 --others 0.4

CORPUS is a folder with `annotated/*.tsv` (token, tab, BIO label, further tabs and labels of names inside the name; blank
lines between sentences). MODEL_DIR holds the base encoder (`model.safetensors`, `tokenizer.json`). Every fifth file by name order is never read. Of the rest, every
twentieth is for validation. Needs torch, safetensors, onnx, onnxruntime and tokenizers (training only).
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from flows.nlp.shapes import SHAPES, shape_of
from flows.nlp.training.encoder import Tagger

CLASSES = ("Person", "Organization", "Location", "Facility", "NORP", "Misc", "Date", "Money", "Product")
LABELS = ("O", *(f"{p}-{c}" for c in CLASSES for p in "BI"))
WINDOW = 192
IGNORED = -100


Window = tuple[list[int], list[int], list[int]]
"""Pieces, shapes and targets."""


@dataclass(frozen=True)
class Sentence:
    """Words with their labels, and whether a name holds another ("[Bank of [Ruritania]]"): only the outer one is labelled."""

    words: tuple[str, ...]
    labels: tuple[str, ...]
    nested: bool = False


def read(path: Path) -> list[Sentence]:
    """The sentences of one annotated file."""
    out: list[Sentence] = []
    words: list[str] = []
    labels: list[str] = []
    nested = False
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        word, *columns = (column.strip() for column in line.split("\t"))
        if not word:
            if words:
                out.append(Sentence(tuple(words), tuple(labels), nested))
            words, labels, nested = [], [], False
            continue
        words.append(word)
        labels.append(columns[0] if columns and columns[0] in LABELS else "O")
        nested = nested or len(columns) > 1
    return out


def mentions(sentence: Sentence) -> list[tuple[str, int, int]]:
    """(class, first, last exclusive) of each name of a sentence."""
    out: list[tuple[str, int, int]] = []
    for i, label in enumerate(sentence.labels):
        prefix, _, kind = label.partition("-")
        if prefix == "B" or (prefix == "I" and not (out and out[-1][0] == kind and out[-1][2] == i)):
            out.append((kind, i, i + 1))
        elif prefix == "I":
            out[-1] = (kind, out[-1][1], i + 1)
    return out


def swap_names(sentence: Sentence, pool: dict[str, list[tuple[str, ...]]], rate: float, rng: random.Random) -> Sentence:
    """Replace some names by others of their class, so that the context is learned, not the list of names."""
    words: list[str] = []
    labels: list[str] = []
    at = 0
    for kind, first, last in mentions(sentence):
        words += sentence.words[at:first]
        labels += sentence.labels[at:first]
        name = (
            rng.choice(pool[kind])
            if kind in ("Person", "Location", "Organization", "Facility") and rng.random() < rate
            else sentence.words[first:last]
        )
        words += name
        labels += [f"B-{kind}", *[f"I-{kind}"] * (len(name) - 1)]
        at = last
    words += sentence.words[at:]
    labels += sentence.labels[at:]
    return Sentence(tuple(words), tuple(labels), sentence.nested)


def recase(sentence: Sentence, rng: random.Random) -> Sentence:
    """Now and then a sentence in capitals or without any, as headlines and careless sites have them."""
    draw = rng.random()
    if draw < 0.02:
        return replace(sentence, words=tuple(w.upper() for w in sentence.words))
    if draw < 0.04:
        return replace(sentence, words=tuple(w.lower() for w in sentence.words))
    return sentence


def windows(document: list[Sentence], tokenizer: Tokenizer) -> list[Window]:
    """A document as (pieces, shapes, targets), consecutive sentences packed up to `WINDOW` pieces."""
    out, pieces, shapes, targets = [], [101], [0], [IGNORED]
    for sentence in document:
        encoded = tokenizer.encode(list(sentence.words), is_pretokenized=True, add_special_tokens=False)
        ids, owners = encoded.ids[: WINDOW - 2], encoded.word_ids[: WINDOW - 2]
        if len(pieces) + len(ids) + 1 > WINDOW:
            out.append(([*pieces, 102], [*shapes, 0], [*targets, IGNORED]))
            pieces, shapes, targets = [101], [0], [IGNORED]
        last = None
        for piece, owner in zip(ids, owners, strict=True):
            if owner is None:
                continue
            pieces.append(piece)
            shapes.append(shape_of(sentence.words[owner]))
            targets.append(LABELS.index(sentence.labels[owner]) if owner != last else IGNORED)
            last = owner
    if len(pieces) > 1:
        out.append(([*pieces, 102], [*shapes, 0], [*targets, IGNORED]))
    return out


def batches(rows: list[Window], size: int, rng: random.Random | None) -> list[tuple[torch.Tensor, ...]]:
    """Padded batches of rows of like length, shuffled if `rng` is given."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0]), i))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    out = []
    for group in groups:
        longest = max(len(rows[i][0]) for i in group)
        pad = [
            [*column, *[filler] * (longest - len(column))]
            for i in group
            for column, filler in zip(rows[i], (0, 0, IGNORED), strict=True)
        ]
        table = torch.tensor(pad).view(len(group), 3, longest)
        mask = torch.tensor([[1] * len(rows[i][0]) + [0] * (longest - len(rows[i][0])) for i in group])
        out.append((table[:, 0], table[:, 1], table[:, 2], mask))
    return out


def spans(labels: list[int]) -> set[tuple[str, int, int]]:
    """Names of a row of label indexes; an I without its B begins one."""
    names = Sentence(tuple("x" for _ in labels), tuple(LABELS[x] for x in labels))
    return set(mentions(names))


def evaluate(score: Callable[..., torch.Tensor], rows: list[Window], model: torch.nn.Module) -> dict[str, float]:
    """Span F1 by class over first pieces, of the label scores of a model."""
    model.eval()
    n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with torch.no_grad():
        for pieces, shapes, targets, mask in batches(rows, 32, None):
            best = score(pieces, shapes, mask).argmax(-1)
            for row, gold in zip(best, targets, strict=True):
                keep = gold != IGNORED
                g, s = spans(gold[keep].tolist()), spans(row[keep].tolist())
                for kind in CLASSES[:4]:
                    a, b = {x for x in g if x[0] == kind}, {x for x in s if x[0] == kind}
                    for name in (kind, "all"):
                        n[name][0] += len(a & b)
                        n[name][1] += len(b)
                        n[name][2] += len(a)
    model.train()
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in n.items()}


def split(corpus: Path) -> tuple[list[list[Sentence]], list[list[Sentence]]]:
    """The articles to learn from and those for validation; every fifth file by name order is never read."""
    files = [f for i, f in enumerate(sorted((corpus / "annotated").glob("*.tsv"))) if i % 5 != 4]
    held = files[::20]
    return [read(f) for f in files if f not in held], [read(f) for f in held]


def pool_of(documents: list[list[Sentence]]) -> dict[str, list[tuple[str, ...]]]:
    """All names by class."""
    pool: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for document in documents:
        for sentence in document:
            for kind, first, last in mentions(sentence):
                pool[kind].append(sentence.words[first:last])
    return pool


def vary(
    document: list[Sentence], pool: dict[str, list[tuple[str, ...]]], rate: float, rng: random.Random, tokenizer: Tokenizer
) -> list[Window]:
    """The windows of an article with some of its names swapped and some sentences in other case."""
    return windows([recase(swap_names(s, pool, rate, rng), rng) for s in document], tokenizer)


def train(args: argparse.Namespace) -> None:
    """Train, keep the best epoch by validation, export."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)  # noqa: S311 - nothing secret
    learnt, held = split(args.corpus)
    documents = [[s for s in d if s.nested or rng.random() < args.others] for d in learnt]
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    validation = [row for d in held for row in windows(d, tokenizer)]
    pool = pool_of(documents)
    model = Tagger(len(LABELS), len(SHAPES))
    if args.start:
        model.load_state_dict(torch.load(args.start / "best.pt", weights_only=True))
    else:
        model.load_base(args.base / "model.safetensors")
    head = {id(p) for p in (*model.head.parameters(), *model.shapes.parameters())}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if id(p) not in head], "lr": args.rate},
            {"params": [p for p in model.parameters() if id(p) in head], "lr": 10 * args.rate},
        ],
        weight_decay=0.01,
    )
    steps = args.epochs * (sum(len(windows(d, tokenizer)) for d in documents) // args.batch + 1)
    warm = steps // 10 + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / warm) * max(0.02, 1 - s / steps))
    best, began = 0.0, time.time()
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        rate = 0.0 if epoch == 0 and not args.start else args.swap
        rows = [row for d in documents for row in vary(d, pool, rate, rng, tokenizer)]
        total = 0.0
        todo = batches(rows, args.batch, rng)
        for n, (pieces, shapes, targets, mask) in enumerate(todo, 1):
            scores = model(pieces, shapes, mask)
            loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            total += loss.item()
            if n % 50 == 0:
                print(f"epoch {epoch} {n}/{len(todo)} loss {total / n:.4f} {time.time() - began:.0f} s", flush=True)
        scored = evaluate(model, validation, model)
        print(f"epoch {epoch} loss {total / len(todo):.4f} validation {scored} {time.time() - began:.0f} s", flush=True)
        if scored["all"] > best:
            best = scored["all"]
            torch.save(model.state_dict(), args.out / "best.pt")
            (args.out / "best.json").write_text(json.dumps({"epoch": epoch, "validation": scored}))


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a run to go on from, instead of the base encoder")
    parser.add_argument(
        "--others", type=float, default=1.0, help="share of the sentences without a name in a name that is read"
    )
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--swap", type=float, default=0.25)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
