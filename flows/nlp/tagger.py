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
from flows.core.parse import Parse, Tagged, Token
from flows.nlp.shapes import shape_of

FOLDER = Path(__file__).resolve().parent / "models"
WINDOW = 192
"""Word pieces a window, begin and end marks included."""
LONGEST_SENTENCE = 400
"""Words of a sentence read at once: longer ones (tables, lists) are cut."""
BATCH = 16
FIRST, LAST = 101, 102
_PARTS = re.compile(r"\w+|[^\w\s]")
"""Words are cut as the training corpus cuts them: "U.S." and "al-Din" at every mark."""


@dataclass(frozen=True)
class _Window:
    pieces: list[int]
    shapes: list[int]
    owners: list[int]
    """For each piece the index in `tokens` of the word it begins, -1 for other pieces."""


@dataclass(frozen=True)
class Tagger:
    """A loaded model.

    Attributes:
        name: Name and hash, for fingerprints.
        labels: Label of each class, `O` or `B-place` and so on; None for a class that is not used.
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
        windows = sorted(self._windows(parse), key=lambda w: len(w.pieces))
        best: dict[int, tuple[str, float]] = {}
        for at in range(0, len(windows), BATCH):
            group = windows[at : at + BATCH]
            for window, (classes, scores) in zip(group, self._run(group), strict=True):
                for k, owner in enumerate(window.owners):
                    if owner >= 0:
                        best[owner] = (self.labels[classes[k]], float(scores[k]))
        return tuple(_spans(parse, best))

    def _windows(self, parse: Parse) -> Iterator[_Window]:
        pieces, shapes, owners = [FIRST], [0], [-1]
        for sentence in parse.sentences:
            tokens = parse.tokens_of(sentence)
            for first in range(0, len(tokens), LONGEST_SENTENCE):
                part = tokens[first : first + LONGEST_SENTENCE]
                cut = [(t.i, piece) for t in part for piece in _PARTS.findall(t.text)]
                encoded = self._tokenizer.encode([text for _, text in cut], is_pretokenized=True, add_special_tokens=False)
                ids, words = encoded.ids[: WINDOW - 2], encoded.word_ids[: WINDOW - 2]
                if len(pieces) + len(ids) + 1 > WINDOW:
                    yield _Window([*pieces, LAST], [*shapes, 0], [*owners, -1])
                    pieces, shapes, owners = [FIRST], [0], [-1]
                previous = None
                for piece, word in zip(ids, words, strict=True):
                    owner, text = cut[word]
                    pieces.append(piece)
                    shapes.append(shape_of(text))
                    owners.append(owner if owner != previous else -1)
                    previous = owner
        if len(pieces) > 1:
            yield _Window([*pieces, LAST], [*shapes, 0], [*owners, -1])

    def _run(self, windows: list[_Window]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        longest = max(len(w.pieces) for w in windows)
        pieces = np.zeros((len(windows), longest), dtype=np.int64)
        shapes = np.zeros_like(pieces)
        mask = np.zeros_like(pieces)
        for n, w in enumerate(windows):
            pieces[n, : len(w.pieces)] = w.pieces
            shapes[n, : len(w.shapes)] = w.shapes
            mask[n, : len(w.pieces)] = 1
        (scores,) = self._session.run(None, {"pieces": pieces, "shapes": shapes, "mask": mask})
        scores = scores - scores.max(-1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(-1, keepdims=True)
        # rounded, so that the last bit of a float never decides what a release says
        yield from zip(scores.argmax(-1), likely.max(-1).round(4), strict=True)


def _spans(parse: Parse, found: dict[int, tuple[str, float]]) -> Iterator[Tagged]:
    """Join B- and I- words into spans; an I- without its B- begins one, and no span crosses a sentence."""
    run: list[Token] = []
    kind, scores = "", [0.0]
    for token in parse.tokens:
        label, score = found.get(token.i, ("O", 0.0))
        prefix, _, label_kind = label.partition("-")
        inside = prefix == "I" and run and label_kind == kind and token.sentence == run[-1].sentence
        if run and not inside:
            yield Tagged(run[0].start, run[-1].end, kind, "encoder", round(sum(scores) / len(scores), 4))
            run = []
        if inside:
            run.append(token)
            scores.append(score)
        elif label_kind:
            run, kind, scores = [token], label_kind, [score]
    if run:
        yield Tagged(run[0].start, run[-1].end, kind, "encoder", round(sum(scores) / len(scores), 4))


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
