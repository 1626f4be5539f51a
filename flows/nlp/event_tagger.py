"""The learned event tagger: words that may tell an event, of which type and how real, from what the encoder's layers hold of them.

It is taught by events marked by hand (`flows/nlp/training/train_events.py`). Nothing is decided here: stages weigh what it says
(`flows/stages/learned_triggers.py`, `flows/stages/learned_modality.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.core.ids import file_sha256
from flows.core.parse import Parse, Tagged, Token
from flows.nlp.encoder import FOLDER, Scored, softmax

LEAST = 0.03
"""What is less likely than this is not told."""
WEIGHTS = ("inner", "inner_bias", "outer", "outer_bias")
"""The arrays of two layers in the file, after the name of what they tell and `_`; its classes lie under that name."""


@dataclass(frozen=True)
class Layers:
    """Two layers over those of the encoder.

    Attributes:
        classes: What each class is.
        inner: Weights of the first layer: (width of the encoder's layers, units).
        inner_bias: Its bias.
        outer: Weights of the second: (units, classes).
        outer_bias: Its bias.
    """

    classes: tuple[str, ...]
    inner: np.ndarray
    inner_bias: np.ndarray
    outer: np.ndarray
    outer_bias: np.ndarray

    def judge(self, words: np.ndarray) -> np.ndarray:
        """Probability of each class for each word: (words, classes).

        Args:
            words: What the encoder's layers hold of each: (words, width).
        """
        units = np.maximum(words @ self.inner + self.inner_bias, 0)
        # rounded, so that the last bit of a float never decides what a release says
        return softmax(units @ self.outer + self.outer_bias).round(4)


@dataclass(frozen=True)
class EventTagger:
    """What judges words.

    Attributes:
        name: Name and hash, for fingerprints.
        types: Tells the type of event; the first class is none.
        modalities: Tells how real it is.
    """

    name: str
    types: Layers
    modalities: Layers


def may_tell(token: Token) -> bool:
    """Whether a word is judged: words of these kinds tell events ("the dead", "Blast kills two")."""
    return token.pos in ("NOUN", "VERB", "ADJ", "PROPN")


def tag_events(parse: Parse, read: Sequence[Scored]) -> tuple[Tagged, ...]:
    """The words of an article that may tell an event.

    Args:
        parse: The article's parse.
        read: What the encoder holds of it.

    Returns:
        Spans of one word in reading order: with tagger `events` for each type of event that is likely enough and, where there is any,
        with tagger `modality` for how real it may be.
    """
    tagger = load_event_tagger()
    tokens = [parse.tokens[i] for scored in read for i in scored.window.words]
    judged = [n for n, token in enumerate(tokens) if may_tell(token)]
    if tagger is None or not judged:
        return ()
    words = np.concatenate([scored.held for scored in read])[judged]
    types = tagger.types.judge(words)
    told = np.flatnonzero((types[:, 1:] >= LEAST).any(1))
    how = tagger.modalities.judge(words[told])
    out: list[Tagged] = []
    for row, modalities in zip(told, how, strict=True):
        token = tokens[judged[row]]
        out += _likely(token, "events", tagger.types.classes[1:], types[row, 1:])
        out += _likely(token, "modality", tagger.modalities.classes, modalities)
    return tuple(sorted(out, key=lambda t: (t.start, t.tagger, t.label)))


def _likely(token: Token, tagger: str, classes: Sequence[str], likely: np.ndarray) -> Iterator[Tagged]:
    for k in np.flatnonzero(likely >= LEAST):
        yield Tagged(token.start, token.end, classes[int(k)], tagger, round(float(likely[k]), 4))


@lru_cache(maxsize=1)
def load_event_tagger() -> EventTagger | None:
    """The shipped tagger, None if it is not there (the trigger lexicon serves alone then)."""
    path = FOLDER / "events.npz"
    if not path.is_file():
        return None
    with np.load(path) as stored:
        types, modalities = (
            Layers(tuple(map(str, stored[what])), *(stored[f"{what}_{name}"].astype(np.float32) for name in WEIGHTS))
            for what in ("types", "modalities")
        )
    return EventTagger(f"events-{file_sha256(path)[:12]}", types, modalities)
