"""Teach the learned event tagger by what the trigger lexicon finds: `flows/nlp/models/events.npz`.

    python -m flows.nlp.training.train_events RAW [RAW ...] --examples FILE.npz [--out flows/nlp/models]

Each RAW is a folder of inputs as `tarikh build` takes it. Every noun and verb of the articles that the encoder reads is an
example: of the type of the event that the pipeline tells by it without this tagger, or of no event. FILE keeps the examples; where
it is there, RAW is not read. What the lexicon passes over is no proof that nothing is told: words that a tagger fitted on
other articles takes for an event (`DOUBTED`) are no example of none. How the tagger takes words it has never seen is printed: it
is fitted without all examples of a fifth of the lemmas and judged on these. Needs torch.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.pipeline import run_stages
from flows.nlp.encoder import FOLDER, load_encoder
from flows.nlp.event_tagger import WEIGHTS, held_of_words
from flows.nlp.parser import load_parser
from flows.nlp.reading import tagged, windows
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.readers.read import read_input
from flows.stages.order import STAGES

SHORTEST, LONGEST = 300, 8_000
"""Characters of the articles that are read."""
UNITS = 192
EPOCHS, BATCH, RATE = 6, 256, 1e-3
DROPPED = 0.2, 0.3
"""Shares of inputs and of units left out at random."""
FOLDS = 3
"""Parts of the articles, each doubted by a tagger fitted on the others."""
DOUBTED = 0.5
FEWEST = 8
"""Examples of a type that is learned."""
UNSEEN = 5
"""One lemma of so many is kept apart for the measurement."""
NONE = ""
"""The type of words that tell no event."""


@dataclass(frozen=True)
class Examples:
    """Words with what the encoder's layers hold of them.

    Attributes:
        held: (words, width).
        types: Event type of each, or `NONE`.
        lemmas: Lemma of each.
        articles: Number of the article each is of.
    """

    held: np.ndarray
    types: np.ndarray
    lemmas: np.ndarray
    articles: np.ndarray


def documents(raw: Path) -> Iterator[Document]:
    """Articles of a raw folder that are neither very short nor very long."""
    passports = read_passports(raw)
    for item in find_inputs(raw):
        yield from (d for d in read_input(raw, item, passports).documents if SHORTEST < len(d.text) < LONGEST)


def gather(raw: Sequence[Path]) -> Examples:
    """The examples of all articles."""
    encoder, parser = load_encoder(), load_parser()
    if encoder is None:
        raise SystemExit("the encoder is not there: export it first")
    found = [d for folder in raw for d in documents(folder)]
    held: list[np.ndarray] = []
    rows: list[tuple[str, str, int]] = []
    for number, document in enumerate(found):
        (parse,) = parser.parse([document])
        read = windows(encoder, parse)
        others = tuple(t for t in tagged(encoder, parse, read).tagged if t.tagger != "events")
        analysis = run_stages(Analysis(document, replace(parse, tagged=others)), STAGES)
        told = {r.start: r.event_type for r in reversed(analysis.reports)}
        for token, layers in (pair for scored in read for pair in held_of_words(parse, scored)):
            held.append(layers.astype(np.float16))
            rows.append((told.get(token.start, NONE), token.lemma.lower(), number))
        if number % 100 == 0:
            print(f"{number} of {len(found)} articles, {len(rows)} words", flush=True)
    types, lemmas, articles = zip(*rows, strict=True)
    return Examples(np.stack(held), np.array(types), np.array(lemmas), np.array(articles))


class Learner:
    """Fits taggers to parts of some examples."""

    def __init__(self, examples: Examples) -> None:
        """Number the types that have examples enough; rarer ones are no example of anything."""
        self._held = examples.held
        some = examples.held[:: max(1, len(examples.held) // 20_000)].astype(np.float32)
        self._mean, self._spread = some.mean(0), some.std(0) + 1e-6
        counts = Counter(examples.types.tolist())
        self.types = tuple(sorted(t for t, n in counts.items() if t != NONE and n >= FEWEST))
        number = {NONE: 0} | {t: k for k, t in enumerate(self.types, 1)}
        self.classes = np.array([number.get(t, -1) for t in examples.types.tolist()])

    def _rows(self, chosen: np.ndarray) -> torch.Tensor:
        return torch.tensor((self._held[chosen].astype(np.float32) - self._mean) / self._spread)

    def fit(self, chosen: np.ndarray, seed: int) -> torch.nn.Sequential:
        """A tagger fitted to the examples of some numbers; the rate falls in a line."""
        torch.manual_seed(seed)
        order, classes = np.random.default_rng(seed), torch.tensor(self.classes)
        first, second = (torch.nn.Dropout(share) for share in DROPPED)
        inner, outer = torch.nn.Linear(self._held.shape[1], UNITS), torch.nn.Linear(UNITS, len(self.types) + 1)
        net = torch.nn.Sequential(first, inner, torch.nn.ReLU(), second, outer)
        optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
        steps = EPOCHS * (len(chosen) // BATCH + 1)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
        for _ in range(EPOCHS):
            for some in np.array_split(order.permutation(chosen), len(chosen) // BATCH + 1):
                loss = torch.nn.functional.cross_entropy(net(self._rows(some)), classes[some])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
        return net.eval()

    def judge(self, net: torch.nn.Sequential, chosen: np.ndarray) -> np.ndarray:
        """Probability of each class for the examples of some numbers."""
        with torch.no_grad():
            parts = np.array_split(chosen, len(chosen) // 4096 + 1)
            return np.concatenate([torch.softmax(net(self._rows(part)), 1).numpy() for part in parts])

    def write(self, net: torch.nn.Sequential, path: Path) -> None:
        """Keep a tagger in half precision, the scaling of its inputs within its weights."""
        inner, outer = net[1], net[4]
        weights = inner.weight.detach().numpy().T / self._spread[:, None]
        bias = inner.bias.detach().numpy() - self._mean @ weights
        kept = (weights, bias, outer.weight.detach().numpy().T, outer.bias.detach().numpy())
        arrays = {name: a.astype(np.float16) for name, a in zip(WEIGHTS, kept, strict=True)}
        np.savez_compressed(path, types=np.array(self.types), **arrays)


def doubted(learner: Learner, articles: np.ndarray) -> np.ndarray:
    """Of each example whether it is said to tell none and taggers fitted on other articles take it for an event."""
    out = np.zeros(len(articles), dtype=bool)
    for fold in range(FOLDS):
        chosen = np.flatnonzero((articles % FOLDS != fold) & (learner.classes >= 0))
        others = np.flatnonzero(articles % FOLDS == fold)
        out[others] = learner.judge(learner.fit(chosen, fold), others)[:, 1:].max(1) > DOUBTED
    out &= learner.classes == 0
    return out


def unseen(learner: Learner, lemmas: np.ndarray, usable: np.ndarray) -> None:
    """Print how words are taken of whose lemmas the tagger knows no example."""
    apart = np.array([int(sha256(w.encode()).hexdigest(), 16) % UNSEEN == 0 for w in lemmas.tolist()])
    judged = np.flatnonzero(apart & (learner.classes >= 0))
    likely = learner.judge(learner.fit(np.flatnonzero(~apart & usable), 0), judged)[:, 1:]
    classes, best = learner.classes[judged], likely.argmax(1) + 1
    order = np.argsort(-likely.max(1))
    right = np.cumsum((best == classes)[order])
    for share in (0.1, 0.2, 0.3, 0.4, 0.5):
        n = int(np.searchsorted(right, share * (classes > 0).sum())) + 1
        if n <= len(right):
            least = likely.max(1)[order[n - 1]]
            print(f"words never seen: recall {share}, precision {right[n - 1] / n:.3f} from {least:.3f}")


def kept_or(gathered: Callable[[], Examples], path: Path) -> Examples:
    """The examples of a file, or those gathered, which it then keeps."""
    if not path.is_file():
        np.savez(path, **vars(gathered()))
    with np.load(path) as stored:
        return Examples(**{name: stored[name] for name in ("held", "types", "lemmas", "articles")})


def main() -> None:
    """Gather, measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path, nargs="+")
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    args = parser.parse_args()
    torch.set_num_threads(1)
    examples = kept_or(lambda: gather(args.raw), args.examples)
    learner = Learner(examples)
    left_out = doubted(learner, examples.articles)
    usable = (learner.classes >= 0) & ~left_out
    print(
        f"{len(usable)} words, {(learner.classes > 0).sum()} tell events of {len(learner.types)} types, {left_out.sum()} doubted"
    )
    unseen(learner, examples.lemmas, usable)
    learner.write(learner.fit(np.flatnonzero(usable), 7), args.out / "events.npz")


if __name__ == "__main__":
    main()
