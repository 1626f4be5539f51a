"""The learned event tagger: words that may tell an event, and of which type, from what the encoder's layers hold of them.

It is taught by the events that the trigger lexicon finds (`flows/nlp/training/train_events.py`), so that words and wordings
which no row knows are taken by what they have in common with those that rows know. Nothing is decided here: stages weigh it
(`flows/stages/learned_triggers.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.core.ids import file_sha256
from flows.core.parse import Parse, Tagged, Token
from flows.nlp.encoder import FOLDER, Scored, softmax

LEAST = 0.2
"""Words less likely than this to tell an event are not told."""
WEIGHTS = ("inner", "inner_bias", "outer", "outer_bias")
"""The arrays of the file, beside `types`, in the order of `EventTagger`."""
SHORTEST = 3
"""Letters of the shortest word that is judged."""


@dataclass(frozen=True)
class EventTagger:
    """Two layers over those of the encoder.

    Attributes:
        name: Name and hash, for fingerprints.
        types: Event type of each class but the first, which is no event.
        inner: Weights of the first layer: (width of the encoder's layers, units).
        inner_bias: Its bias.
        outer: Weights of the second: (units, classes).
        outer_bias: Its bias.
    """

    name: str
    types: tuple[str, ...]
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
        return softmax(units @ self.outer + self.outer_bias)


def may_tell(token: Token) -> bool:
    """Whether a word is judged: a noun or verb of letters."""
    return token.pos in ("NOUN", "VERB") and len(token.text) >= SHORTEST and token.text.isalpha()


def held_of_words(parse: Parse, scored: Scored) -> Iterator[tuple[Token, np.ndarray]]:
    """The words of a window that are judged, each with the mean of what the layers hold of its pieces."""
    begins = [k for k, owner in enumerate(scored.window.owners) if owner >= 0]
    ends = [*begins[1:], len(scored.window.owners) - 1]
    for begin, end in zip(begins, ends, strict=True):
        token = parse.tokens[scored.window.owners[begin]]
        if may_tell(token):
            yield token, scored.layers[begin:end].mean(0)


def tag_events(parse: Parse, read: Sequence[Scored]) -> tuple[Tagged, ...]:
    """The words of an article that may tell an event.

    Args:
        parse: The article's parse.
        read: What the encoder holds of it.

    Returns:
        Spans of one word with tagger `events`, the likeliest type and its probability, in reading order.
    """
    tagger = load_event_tagger()
    held = [pair for scored in read for pair in held_of_words(parse, scored)]
    if tagger is None or not held:
        return ()
    # rounded, so that the last bit of a float never decides what a release says
    likely = tagger.judge(np.stack([h for _, h in held])).round(4)[:, 1:]
    best = likely.argmax(1)
    told = zip((t for t, _ in held), best, likely.max(1), strict=True)
    return tuple(Tagged(t.start, t.end, tagger.types[k], "events", round(float(p), 4)) for t, k, p in told if p >= LEAST)


@lru_cache(maxsize=1)
def load_event_tagger() -> EventTagger | None:
    """The shipped tagger, None if it is not there (the trigger lexicon serves alone then)."""
    path = FOLDER / "events.npz"
    if not path.is_file():
        return None
    with np.load(path) as stored:
        weights = [stored[name].astype(np.float32) for name in WEIGHTS]
        return EventTagger(f"events-{file_sha256(path)[:12]}", tuple(map(str, stored["types"])), *weights)
