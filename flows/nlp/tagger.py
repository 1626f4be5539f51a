"""The learned name tagger: a small encoder as int8 ONNX, run on the CPU by onnxruntime.

It reads the parser's words (sentence after sentence, packed into windows) and answers spans labelled person,
organization, place, facility or group, each with the mean probability of its words.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from flows.core.ids import file_sha256
from flows.core.parse import Parse, Tagged
from flows.nlp.shapes import shape_of

FOLDER = Path(__file__).resolve().parent / "models"
WINDOW = 192
"""Word pieces a window, begin and end marks included."""
LONGEST_SENTENCE = 400
"""Words of a sentence read at once: longer ones (tables, lists) are cut."""
BATCH = 16
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


def windows_of(parse: Parse, tokenizer: Any) -> Iterator[Window]:
    """Consecutive sentences of an article, packed into windows of at most `WINDOW` pieces."""
    pieces, shapes, owners = [FIRST], [0], [-1]
    for sentence in parse.sentences:
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
        # int8 scales depend on everything in a batch: one of a single article makes its spans its own
        windows = sorted(windows_of(parse, self._tokenizer), key=lambda w: len(w.pieces))
        likely = np.zeros((len(parse.tokens), len(self.labels)), dtype=np.float32)
        likely[:, 0] = 1.0
        for at in range(0, len(windows), BATCH):
            group = windows[at : at + BATCH]
            for window, of_names in zip(group, self._run(group), strict=True):
                first = [k for k, owner in enumerate(window.owners) if owner >= 0]
                likely[[window.owners[k] for k in first]] = of_names[first]
        begins = np.zeros(len(parse.tokens), dtype=bool)
        begins[[s.first for s in parse.sentences]] = True
        path = best_path(likely, begins, self.labels)
        return tuple(_spans(parse, [(self.labels[k], float(likely[i, k])) for i, k in enumerate(path)], "encoder"))

    def _run(self, windows: list[Window]) -> np.ndarray:
        """Probability of each label for each piece."""
        longest = max(len(w.pieces) for w in windows)
        pieces = np.zeros((len(windows), longest), dtype=np.int64)
        shapes = np.zeros_like(pieces)
        mask = np.zeros_like(pieces)
        for n, w in enumerate(windows):
            pieces[n, : len(w.pieces)] = w.pieces
            shapes[n, : len(w.shapes)] = w.shapes
            mask[n, : len(w.pieces)] = 1
        (names,) = self._session.run(None, {"pieces": pieces, "shapes": shapes, "mask": mask})
        # rounded, so that the last bit of a float never decides what a release says
        return _softmax(names).round(4)


def _softmax(scores: np.ndarray) -> np.ndarray:
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
    allowed = np.array([[_may_follow(left, right) for right in labels] for left in labels])
    cost = np.where(allowed, 0.0, FORBIDDEN)
    opening = np.array([FORBIDDEN if label.startswith("I-") else 0.0 for label in labels])
    gain = np.log(likely + 1e-5)
    total = np.zeros(len(labels))
    back = np.zeros(likely.shape, dtype=np.int64)
    for i in range(len(likely)):
        step = total[:, None] + (opening[None, :] if begins[i] else cost)
        back[i] = step.argmax(0)
        total = step.max(0) + gain[i]
        total -= total.max()
    path = [int(total.argmax())] if len(likely) else []
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
    model = FOLDER / "names.onnx"
    if not model.is_file():
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    about = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Tagger(f"names-{file_sha256(model)[:12]}", tuple(about["labels"]), session, tokenizer)
