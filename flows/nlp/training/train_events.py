"""Teach the learned event and argument taggers: `flows/nlp/models/events.npz` and `arguments.npz`, and `flows/lexicons/learned_words.csv`.

    python -m flows.nlp.training.train_events RAW [RAW ...] --examples FILE.npz [--out flows/nlp/models] [--lexicons flows/lexicons]

RAW are the corpora, as `tarikh build` takes them, of whose articles `flows/nlp/training/events` has marks. FILE keeps what the encoder holds of
their words; where it is there, RAW is not read. Articles kept apart only measure what is learned. Needs torch.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from flows.nlp.argument_tagger import FARTHEST
from flows.nlp.argument_tagger import WEIGHTS as ARGUMENT_WEIGHTS
from flows.nlp.encoder import FOLDER
from flows.nlp.event_tagger import WEIGHTS
from flows.nlp.training.event_examples import Examples, gather, kept_or
from schemas.vocab import by_code

UNITS, EPOCHS, RATE = 256, 10, 1e-3
"""Of the types of event."""
MODALITY_UNITS, MODALITY_EPOCHS = 128, 12
PAIR_UNITS, PAIR_EPOCHS, PAIR_RATE = 256, 12, 7e-4
BATCH = 256
DROPPED = 0.2, 0.3
"""Shares of inputs and of units left out at random; of pairs the second of both."""
FEWEST_SEEN = 5
"""Times that a word must be seen for the tagger to doubt what rows say of it."""
FEWEST_WAYS = 5
"""Pairs that must hang together in a way for it to be told apart."""
SEED = 7
TYPES = ("", *sorted(by_code("event_types")))
MODALITIES = tuple(sorted(by_code("modalities")))
BOUNDS = 0.3, 0.5, 0.7

Batch = Callable[[np.ndarray], tuple[torch.Tensor, ...]]
"""The inputs of some rows."""


def fit(net: nn.Module, inputs: Batch, wanted: np.ndarray, epochs: int, rate: float, decay: float) -> None:
    """Fit a net to shares of classes; the rate falls in a line.

    Args:
        net: Answers scores.
        inputs: What it is given of some rows.
        wanted: Share of each class: (rows, classes).
        epochs: Times that all are shown.
        rate: Of AdamW.
        decay: The same.
    """
    order = np.random.default_rng(SEED)
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=decay)
    steps = epochs * (len(wanted) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    net.train()
    for _ in range(epochs):
        for some in np.array_split(order.permutation(len(wanted)), len(wanted) // BATCH + 1):
            loss = -(torch.tensor(wanted[some]) * torch.log_softmax(net(*inputs(some)), 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            optimizer.step()
            schedule.step()
    net.eval()


def judge(net: nn.Module, inputs: Batch, count: int) -> np.ndarray:
    """Probability of each class for each row."""
    with torch.no_grad():
        parts = np.array_split(np.arange(count), count // 4096 + 1)
        return np.concatenate([torch.softmax(net(*inputs(part)), 1).numpy() for part in parts])


def shares(said: Sequence[Sequence[str]], classes: Sequence[str]) -> np.ndarray:
    """Equal shares of the classes that each row has."""
    out = np.zeros((len(said), len(classes)), dtype=np.float32)
    for row, own in zip(out, said, strict=True):
        for name in own:
            row[classes.index(name)] = 1 / len(own)
    return out


class Words:
    """The words of the examples, scaled, and the taggers of types and modalities fitted to them."""

    def __init__(self, examples: Examples) -> None:
        """Scale what is held."""
        self._examples = examples
        some = examples.held[:: max(1, len(examples.held) // 20_000)].astype(np.float32)
        self.mean, self.spread = some.mean(0), some.std(0) + 1e-6

    def rows(self, chosen: np.ndarray) -> torch.Tensor:
        """What is held of some words, scaled."""
        return torch.tensor((self._examples.held[chosen].astype(np.float32) - self.mean) / self.spread)

    def tagger(self, chosen: np.ndarray, wanted: np.ndarray, units: int, epochs: int) -> nn.Sequential:
        """Two layers fitted to some words."""
        torch.manual_seed(SEED)
        inner, outer = nn.Linear(self._examples.held.shape[1], units), nn.Linear(units, wanted.shape[1])
        net = nn.Sequential(nn.Dropout(DROPPED[0]), inner, nn.ReLU(), nn.Dropout(DROPPED[1]), outer)
        fit(net, lambda some: (self.rows(chosen[some]),), wanted, epochs, RATE, 1e-3)
        return net

    def weights(self, net: nn.Sequential) -> list[np.ndarray]:
        """The arrays of a tagger (`flows.nlp.event_tagger.WEIGHTS`), the scaling of its inputs within them."""
        inner, outer = net[1], net[4]
        first = inner.weight.detach().numpy().T / self.spread[:, None]
        bias = inner.bias.detach().numpy() - self.mean @ first
        return [first, bias, outer.weight.detach().numpy().T, outer.bias.detach().numpy()]


def taught(words: Words, wanted: np.ndarray, apart: np.ndarray, units: int, epochs: int) -> tuple[list[np.ndarray], np.ndarray]:
    """The weights of a tagger fitted to the words that are wanted to be something, and how likely it finds each class for those kept apart."""
    usable = wanted.any(1)
    chosen, kept = np.flatnonzero(usable & ~apart), np.flatnonzero(usable & apart)
    net = words.tagger(chosen, wanted[chosen], units, epochs)
    return words.weights(net), judge(net, lambda some: (words.rows(kept[some]),), len(kept))


def teach_events(examples: Examples, words: Words, out: Path) -> None:
    """Fit and write the event tagger, and print how it takes the articles kept apart."""
    said = [types.split("+") if types else [""] for types in examples.types.tolist()]
    types = shares([own if judged else [] for own, judged in zip(said, examples.judged, strict=True)], TYPES)
    how = shares([[m] if m else [] for m in examples.modalities.tolist()], MODALITIES)
    arrays: dict[str, Any] = {"types": np.array(TYPES), "modalities": np.array(MODALITIES)}
    for what, wanted, units, epochs in (
        ("types", types, UNITS, EPOCHS),
        ("modalities", how, MODALITY_UNITS, MODALITY_EPOCHS),
    ):
        weights, likely = taught(words, wanted, examples.apart, units, epochs)
        own = wanted[wanted.any(1) & examples.apart]
        if what == "types":
            tell("types", likely, own, int((examples.types[examples.apart] != "").sum()))
        else:
            print(f"modality right {(likely.argmax(1) == own.argmax(1)).mean():.3f} of {len(own)}")
        arrays |= {f"{what}_{name}": a.astype(np.float16) for name, a in zip(WEIGHTS, weights, strict=True)}
    np.savez_compressed(out / "events.npz", **arrays)


def write_seen(examples: Examples, out: Path) -> None:
    """Write the lemmas that the tagger has seen often enough to know when they tell no event."""
    counts = Counter(examples.lemmas[examples.judged & ~examples.apart].tolist())
    seen = sorted(lemma for lemma, n in counts.items() if n >= FEWEST_SEEN and lemma.isalpha())
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([["lemma"], *([lemma] for lemma in seen)])


def tell(what: str, likely: np.ndarray, wanted: np.ndarray, there: int) -> None:
    """Print precision and recall of the likeliest class that is not none, from several bounds."""
    best = likely[:, 1:].argmax(1) + 1
    right = wanted[np.arange(len(best)), best] > 0
    for bound in BOUNDS:
        told = 1 - likely[:, 0] >= bound
        n = int((told & right).sum())
        print(f"{what} kept apart, from {bound}: precision {n / max(1, told.sum()):.3f}, recall {n / max(1, there):.3f}")


class Pairs(nn.Module):  # type: ignore[misc, unused-ignore]
    """Three layers over a trigger, another word, and what is told of the two."""

    def __init__(self, width: int, sizes: Sequence[int], roles: int) -> None:
        """Fresh weights; sizes are those of types, distances, ways and functions."""
        super().__init__()
        self.trigger, self.word = nn.Linear(width, PAIR_UNITS), nn.Linear(width, PAIR_UNITS)
        self.told = nn.ModuleList(nn.Embedding(size, PAIR_UNITS) for size in sizes)
        for table in self.told:
            nn.init.normal_(table.weight, std=0.1)
        self.inner, self.outer = nn.Linear(PAIR_UNITS, PAIR_UNITS), nn.Linear(PAIR_UNITS, roles)
        self.dropout = nn.Dropout(DROPPED[1])

    def forward(self, trigger: torch.Tensor, word: torch.Tensor, *told: torch.Tensor) -> torch.Tensor:
        """Scores of the roles."""
        first = self.trigger(self.dropout(trigger)) + self.word(self.dropout(word))
        first = first + sum(table(own) for table, own in zip(self.told, told, strict=True))
        second = torch.relu(self.inner(self.dropout(torch.relu(first))))
        scores: torch.Tensor = self.outer(self.dropout(second))
        return scores


def teach_arguments(examples: Examples, words: Words, out: Path) -> None:
    """Fit and write the argument tagger, and print how it takes the articles kept apart."""
    frequent = Counter(examples.ways.tolist())
    names = {
        "roles": ("", *sorted({r for r in examples.roles.tolist() if r})),
        "types": tuple(sorted(set(examples.events.tolist()))),
        "paths": ("?", *sorted(w for w, n in frequent.items() if n >= FEWEST_WAYS)),
        "functions": ("?", *sorted(set(examples.functions.tolist()))),
    }
    number = {what: {name: n for n, name in enumerate(own)} for what, own in names.items()}
    told = [
        np.array([number["types"][x] for x in examples.events.tolist()]),
        examples.distances,
        np.array([number["paths"].get(x, 0) for x in examples.ways.tolist()]),
        np.array([number["functions"][x] for x in examples.functions.tolist()]),
    ]
    wanted = shares([[r] for r in examples.roles.tolist()], names["roles"])
    apart = examples.apart[examples.triggers]
    chosen, kept = np.flatnonzero(~apart), np.flatnonzero(apart)

    def inputs(rows: np.ndarray) -> tuple[torch.Tensor, ...]:
        ends = (words.rows(examples.triggers[rows]), words.rows(examples.others[rows]))
        return (*ends, *(torch.tensor(own[rows]) for own in told))

    torch.manual_seed(SEED)
    sizes = [len(names["types"]), 2 * FARTHEST + 1, len(names["paths"]), len(names["functions"])]
    net = Pairs(examples.held.shape[1], sizes, len(names["roles"]))
    fit(net, lambda some: inputs(chosen[some]), wanted[chosen], PAIR_EPOCHS, PAIR_RATE, 1e-2)
    likely = judge(net, lambda some: inputs(kept[some]), len(kept))
    tell("participants", likely, wanted[kept], int((wanted[kept][:, 0] == 0).sum()))
    trigger, word = (layer.weight.detach().numpy().T / words.spread[:, None] for layer in (net.trigger, net.word))
    bias = net.trigger.bias.detach().numpy() + net.word.bias.detach().numpy() - words.mean @ (trigger + word)
    tables = [table.weight.detach().numpy() for table in net.told]
    rest = [a for layer in (net.inner, net.outer) for a in (layer.weight.detach().numpy().T, layer.bias.detach().numpy())]
    # every pair has one type: what is added to all pairs is added to the types
    arrays = zip(ARGUMENT_WEIGHTS, (trigger, word, tables[0] + bias, *tables[1:], *rest), strict=True)
    kept_arrays: dict[str, Any] = {f"names_{what}": np.array(own) for what, own in names.items()}
    kept_arrays |= {name: a.astype(np.float16) for name, a in arrays}
    np.savez_compressed(out / "arguments.npz", **kept_arrays)


def main() -> None:
    """Gather, fit, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path, nargs="+")
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--lexicons", type=Path, default=Path("flows/lexicons"))
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    examples = kept_or(lambda: gather(args.raw), args.examples)
    print(f"{len(examples.held)} words, {(examples.types != '').sum()} tell events, {len(examples.roles)} pairs")
    words = Words(examples)
    teach_events(examples, words, args.out)
    write_seen(examples, args.lexicons / "learned_words.csv")
    teach_arguments(examples, words, args.out)


if __name__ == "__main__":
    main()
