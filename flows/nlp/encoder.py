"""The learned encoder: one reading of an article for names, roles and events, as int8 ONNX run on the CPU by onnxruntime.

It reads the parser's words, sentence after sentence, packed into windows. Sentences that can have neither a name nor a
happening that the role tagger knows are passed over. What is made of it is the taggers' (`name_tagger`, `role_tagger`, `event_tagger`).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from flows.core.ids import file_sha256
from flows.core.parse import Parse, Sentence
from flows.nlp.shapes import shape_of

FOLDER = Path(__file__).resolve().parent / "models"
WINDOW = 192
"""Word pieces a window, begin and end marks included."""
LONGEST_SENTENCE = 400
"""Words of a sentence read at once: longer ones (tables, lists) are cut."""
FIRST, LAST = 101, 102
WORDS = 20_000
"""Words whose pieces are remembered."""
_PARTS = re.compile(r"\w+|[^\w\s]")
"""Words are cut as the training corpus cuts them: "U.S." and "al-Din" at every mark."""


@dataclass(frozen=True)
class Window:
    """Consecutive sentences of one article as the encoder reads them.

    Attributes:
        pieces: Word pieces by number, begin and end marks included.
        shapes: Shape of the word each is of.
        owners: For each piece the index in `Parse.tokens` of the word it begins, -1 for other pieces.
    """

    pieces: list[int]
    shapes: list[int]
    owners: list[int]

    @property
    def inputs(self) -> dict[str, np.ndarray]:
        """What the encoder takes: a batch of one, as int8 scales depend on everything in a batch, and padding costs."""
        return {
            "pieces": np.array([self.pieces], dtype=np.int64),
            "shapes": np.array([self.shapes], dtype=np.int64),
            "mask": np.ones((1, len(self.pieces)), dtype=np.int64),
        }

    @property
    def words(self) -> list[int]:
        """The words it has, by their index in `Parse.tokens`, in reading order."""
        return [owner for owner in self.owners if owner >= 0]

    def means(self, pieces: np.ndarray) -> np.ndarray:
        """The mean of the pieces of each word: (words, width), from (pieces, width)."""
        begins = np.flatnonzero(np.array(self.owners) >= 0)
        counts = np.diff(begins, append=len(self.owners) - 1)
        total: np.ndarray = pieces[begins]
        for nth in range(1, counts.max(initial=1)):  # most words are one piece
            longer = np.flatnonzero(counts > nth)
            total[longer] += pieces[begins[longer] + nth]
        return total / counts[:, None].astype(np.float32)


Cut = Callable[[str], tuple[tuple[int, int], ...]]
"""Cuts a word of the parser into word pieces: the number of each, and the shape of what it is of."""


def windows_of(parse: Parse, sentences: Iterable[Sentence], cut: Cut) -> Iterator[Window]:
    """Some sentences of an article, in order, packed into windows of at most `WINDOW` pieces."""
    pieces, shapes, owners = [FIRST], [0], [-1]
    for sentence in sentences:
        tokens = parse.tokens_of(sentence)
        for first in range(0, len(tokens), LONGEST_SENTENCE):
            own = [
                (piece, shape, t.i if n == 0 else -1)
                for t in tokens[first : first + LONGEST_SENTENCE]
                for n, (piece, shape) in enumerate(cut(t.text))
            ][: WINDOW - 2]
            if len(pieces) + len(own) + 1 > WINDOW:
                yield Window([*pieces, LAST], [*shapes, 0], [*owners, -1])
                pieces, shapes, owners = [FIRST], [0], [-1]
            pieces += [piece for piece, _, _ in own]
            shapes += [shape for _, shape, _ in own]
            owners += [owner for _, _, owner in own]
    if len(pieces) > 1:
        yield Window([*pieces, LAST], [*shapes, 0], [*owners, -1])


def cutter(tokenizer: Any) -> Cut:
    """What cuts words, by a tokenizer; it remembers those it met last."""

    @lru_cache(maxsize=WORDS)
    def cut(word: str) -> tuple[tuple[int, int], ...]:
        parts = _PARTS.findall(word)
        encoded = tokenizer.encode(parts, is_pretokenized=True, add_special_tokens=False)
        return tuple((piece, shape_of(parts[n])) for piece, n in zip(encoded.ids, encoded.word_ids, strict=True))

    return cut


@dataclass(frozen=True)
class Scored:
    """A window and what the encoder says of it.

    Attributes:
        window: The window.
        names: Probability of each label of a name for each piece: (pieces, labels).
        roles: Probability of each label of a role for each piece: (pieces, labels).
        incidents: Probability of each kind of incident.
        held: What its fourth and sixth layer hold of each word, the mean of its pieces, one after the other: (words, width of both).
    """

    window: Window
    names: np.ndarray
    roles: np.ndarray
    incidents: np.ndarray
    held: np.ndarray


@dataclass(frozen=True)
class Encoder:
    """A loaded model.

    Attributes:
        name: Name and hash, for fingerprints.
        labels: Label of each class of name, `O` or `B-place` and so on, `B-other` for names of kinds that are not used.
    """

    name: str
    labels: tuple[str, ...]
    _session: Any
    _cut: Cut

    def read(self, parse: Parse, wanted: Callable[[Sentence], bool]) -> Iterator[Scored]:
        """Read an article, by itself: what is said of it never depends on others.

        Args:
            parse: Its parse.
            wanted: Which of its sentences to read.

        Yields:
            Its windows in reading order.
        """
        for window in windows_of(parse, filter(wanted, parse.sentences), self._cut):
            names, roles, incidents, *layers = self._session.run(None, window.inputs)
            # rounded, so that the last bit of a float never decides what a release says
            happened = 1 / (1 + np.exp(-incidents[0]))
            held = np.concatenate([window.means(layer[0]) for layer in layers], -1)
            yield Scored(window, softmax(names[0]).round(4), softmax(roles[0]).round(4), happened.round(4), held)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    raised: np.ndarray = np.exp(scores - scores.max(-1, keepdims=True))
    likely: np.ndarray = raised / raised.sum(-1, keepdims=True)
    return likely


@lru_cache(maxsize=1)
def load_encoder() -> Encoder | None:
    """The shipped model, None if it is not there (the parser's own names, syntax and lexicon serve then)."""
    model = FOLDER / "encoder.onnx"
    if not model.is_file():
        return None
    import onnxruntime  # only who reads articles loads it
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # onnxruntime's norm over a sum is slower than the sum and the norm by themselves, by an eighth of the whole
    slow = ["SkipLayerNormFusion"]
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    about = json.loads((FOLDER / "encoder.json").read_text(encoding="utf-8"))
    return Encoder(f"encoder-{file_sha256(model)[:12]}", tuple(about["labels"]), session, cutter(tokenizer))
