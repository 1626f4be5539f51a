"""The learned name tagger: a small encoder as int8 ONNX, run on the CPU by onnxruntime.

It reads the parser's words (sentence after sentence, packed into windows) and answers spans labelled person,
organization, place, facility or group, each with the mean probability of its words.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from flows.core.ids import file_sha256
from flows.core.parse import Parse, Sentence, Tagged, Token
from flows.nlp.shapes import shape_of

FOLDER = Path(__file__).resolve().parent / "models"
WINDOW = 192
"""Word pieces a window, begin and end marks included."""
LONGEST_SENTENCE = 400
"""Words of a sentence read at once: longer ones (tables, lists) are cut."""
FEW = 4
"""Sentences of fewer words (headings, lists) are read whatever their letters."""
FIRST, LAST = 101, 102
FORBIDDEN = -1e4
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


def windows_of(parse: Parse, sentences: Iterable[Sentence], tokenizer: Any) -> Iterator[Window]:
    """Some sentences of an article, in order, packed into windows of at most `WINDOW` pieces."""
    pieces, shapes, owners = [FIRST], [0], [-1]
    for sentence in sentences:
        tokens = parse.tokens_of(sentence)
        for first in range(0, len(tokens), LONGEST_SENTENCE):
            part = tokens[first : first + LONGEST_SENTENCE]
            cut = [(t.i, piece) for t in part for piece in _PARTS.findall(t.text)]
            encoded = tokenizer.encode([text for _, text in cut], is_pretokenized=True, add_special_tokens=False)
            ids, words = encoded.ids[: WINDOW - 2], encoded.word_ids[: WINDOW - 2]
            if len(pieces) + len(ids) + 1 > WINDOW:
                yield Window([*pieces, LAST], [*shapes, 0], [*owners, -1])
                pieces, shapes, owners = [FIRST], [0], [-1]
            previous = None
            for piece, word in zip(ids, words, strict=True):
                owner, text = cut[word]
                pieces.append(piece)
                shapes.append(shape_of(text))
                owners.append(owner if owner != previous else -1)
                previous = owner
    if len(pieces) > 1:
        yield Window([*pieces, LAST], [*shapes, 0], [*owners, -1])


@dataclass(frozen=True)
class Tagger:
    """A loaded model.

    Attributes:
        name: Name and hash, for fingerprints.
        labels: Label of each class, `O` or `B-place` and so on, `B-other` for names of kinds that are not used.
    """

    name: str
    labels: tuple[str, ...]
    _session: Any
    _tokenizer: Any

    def tag(self, parses: Sequence[Parse]) -> list[tuple[Tagged, ...]]:
        """Tag several parsed articles.

        Args:
            parses: Their parses.

        Returns:
            The spans of each, in reading order.
        """
        return [self._tag(parse) for parse in parses]

    def _tag(self, parse: Parse) -> tuple[Tagged, ...]:
        likely = np.zeros((len(parse.tokens), len(self.labels)), dtype=np.float32)
        likely[:, 0] = 1.0
        told = [s for s in parse.sentences if may_name(parse.tokens_of(s))]
        for window in windows_of(parse, told, self._tokenizer):
            first = [k for k, owner in enumerate(window.owners) if owner >= 0]
            likely[[window.owners[k] for k in first]] = self._run(window)[first]
        begins = np.zeros(len(parse.tokens), dtype=bool)
        begins[[s.first for s in parse.sentences]] = True
        path = best_path(likely, begins, self.labels)
        return tuple(_spans(parse, [(self.labels[k], float(likely[i, k])) for i, k in enumerate(path)], "encoder"))

    def _run(self, window: Window) -> np.ndarray:
        """Probability of each label for each piece."""
        (names,) = self._session.run(None, window.inputs)
        # rounded, so that the last bit of a float never decides what a release says
        return softmax(names[0]).round(4)


def may_name(tokens: Sequence[Token]) -> bool:
    """Whether a sentence may have a name: a capital within it, a first word that looks like one, other letters, or few words."""
    words = [t for t in tokens if t.text.strip()]
    if len(words) < FEW:
        return bool(words)
    return words[0].pos == "PROPN" or not words[0].text.isascii() or any(t.text[0].isupper() for t in words[1:])


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    raised: np.ndarray = np.exp(scores - scores.max(-1, keepdims=True))
    likely: np.ndarray = raised / raised.sum(-1, keepdims=True)
    return likely


def best_path(likely: np.ndarray, begins: np.ndarray, labels: Sequence[str]) -> list[int]:
    """The likeliest labels of a text in which every `I-` continues a name of its kind (Viterbi).

    Args:
        likely: Probability of each label for each word: (words, labels).
        begins: Whether each word begins a sentence, where no name goes on.
        labels: `O`, `B-kind` and `I-kind`.

    Returns:
        One label index a word.
    """
    starts = [*np.flatnonzero(begins), len(likely)] if len(likely) else []
    starts = starts if not starts or starts[0] == 0 else [0, *starts]
    likeliest = likely.argmax(1).tolist() if len(likely) else []
    path: list[int] = []
    for first, last in itertools.pairwise(starts):
        own = likeliest[first:last]
        # where the likeliest label of each word makes a lawful path, it is the likeliest path
        path += own if _is_lawful(own, labels) else _search(likely[first:last], labels)
    return path


def _is_lawful(path: Sequence[int], labels: Sequence[str]) -> bool:
    return all(_may_follow(left, labels[right]) for left, right in zip(("O", *(labels[k] for k in path)), path, strict=False))


def _search(likely: np.ndarray, labels: Sequence[str]) -> list[int]:
    """The likeliest labels of one sentence."""
    allowed = np.array([[_may_follow(left, right) for right in labels] for left in labels])
    cost = np.where(allowed, 0.0, FORBIDDEN)
    gain = np.log(likely + 1e-5)
    total = gain[0] + np.array([FORBIDDEN if label.startswith("I-") else 0.0 for label in labels])
    back = np.zeros(likely.shape, dtype=np.int64)
    for i in range(1, len(likely)):
        step = total[:, None] + cost
        back[i] = step.argmax(0)
        total = step.max(0) + gain[i]
        total -= total.max()
    path = [int(total.argmax())]
    for i in range(len(likely) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def _may_follow(left: str, right: str) -> bool:
    return not right.startswith("I-") or left[1:] == right[1:]


def _spans(parse: Parse, found: Sequence[tuple[str, float]], tagger: str) -> Iterator[Tagged]:
    """The spans of a consistent path; the score of one is the mean of its words'."""
    first = 0
    while first < len(found):
        prefix, _, kind = found[first][0].partition("-")
        last = first + 1
        while prefix and last < len(found) and found[last][0] == f"I-{kind}":
            last += 1
        if kind not in ("", "other"):
            score = sum(s for _, s in found[first:last]) / (last - first)
            yield Tagged(parse.tokens[first].start, parse.tokens[last - 1].end, kind, tagger, round(score, 4))
        first = last


@lru_cache(maxsize=1)
def load_tagger() -> Tagger | None:
    """The shipped model, None if it is not there (the parser's own names serve then)."""
    if not (FOLDER / "names.onnx").is_file():
        return None
    name, session, tokenizer = load_model("names")
    about = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    return Tagger(name, tuple(about["labels"]), session, tokenizer)


def load_model(kind: str) -> tuple[str, Any, Any]:
    """Name with hash, session and tokenizer of a shipped model."""
    model = FOLDER / f"{kind}.onnx"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return f"{kind}-{file_sha256(model)[:12]}", session, tokenizer
