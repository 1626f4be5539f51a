"""The learned argument tagger: which words of a sentence take part in the events it tells, and in which role.

Each word is judged beside each trigger of its sentence that the event tagger finds likely, by what the encoder's layers hold of the two, the type of
event, how they hang together in the parse and how far apart they stand. It is taught by hand (`flows/nlp/training/train_arguments.py`); nothing is
decided here (`flows/stages/learned_roles.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from flows.core.ids import file_sha256
from flows.core.lexicons import words
from flows.core.parse import Linked, Parse, Tagged, Token
from flows.nlp.encoder import FOLDER, Scored, softmax

LEAST = 0.03
"""Roles less likely than this are not told."""
LEAST_EVENT = 0.2
"""Types of event less likely than this for a word have no arguments."""
FARTHEST = 15
"""Words between two: what is farther counts as so far."""
_UP, _DOWN = 4, 5
"""Longest way through the parse that is told apart, towards what two words have in common and from there."""
_NAMED = ("prep", "agent", "dative")
"""Words that are told themselves, not only by their function."""
WEIGHTS = ("trigger", "word", "types", "distances", "paths", "functions", "inner", "inner_bias", "outer", "outer_bias")


@dataclass(frozen=True)
class ArgumentTagger:
    """Three layers over those of the encoder.

    Attributes:
        name: Name and hash, for fingerprints.
        roles: What each class is; the first is none.
        types: Number of each event type.
        paths: Number of each way through the parse.
        functions: Number of each syntactic function.
        weights: The arrays by name (`WEIGHTS`): of the first layer one for each thing it is told of, then those of the second and third.
    """

    name: str
    roles: tuple[str, ...]
    types: dict[str, int]
    paths: dict[str, int]
    functions: dict[str, int]
    weights: dict[str, np.ndarray]


class Pair(NamedTuple):
    """A trigger and a word of its sentence.

    Attributes:
        trigger: Number of the word that tells an event.
        word: Number of the other.
        kind: Number of the type of event.
    """

    trigger: int
    word: int
    kind: int


def may_take_part(token: Token) -> bool:
    """Whether a word may be the head of what takes part."""
    return token.pos in ("NOUN", "PROPN", "PRON", "VERB", "NUM", "ADJ")


def way(parse: Parse, trigger: Token, word: Token) -> str:
    """How a word hangs together with a trigger: functions up to what they have in common, then down."""
    up = (trigger, *parse.ancestors(trigger))
    above = {t.i: n for n, t in enumerate(up)}
    down: list[Token] = []
    for token in (word, *parse.ancestors(word)):
        if token.i in above:
            first = up[: above[token.i]]
            if len(first) > _UP or len(down) > _DOWN:
                return "far"
            return " ".join(f"^{_function(t)}" for t in first) + " > " + " ".join(_function(t) for t in reversed(down))
        down.append(token)
    return "none"


def _function(token: Token) -> str:
    return f"{token.dep}:{token.lower}" if token.dep in _NAMED else token.dep


def distance(trigger: Token, word: Token) -> int:
    """How far a word stands from a trigger, from 0 (far before) to twice `FARTHEST`."""
    return max(-FARTHEST, min(FARTHEST, word.i - trigger.i)) + FARTHEST


def link_arguments(parse: Parse, read: Sequence[Scored], tagged: Sequence[Tagged]) -> tuple[Linked, ...]:
    """The words that may take part in the events of an article.

    Args:
        parse: The article's parse.
        read: What the encoder holds of it.
        tagged: What the event tagger says of it; types left to frames (`event_roles.yml`) have no arguments.

    Returns:
        Each likely role of a word beside a trigger, in the order of triggers.
    """
    tagger = load_argument_tagger()
    left = words("event_roles", "left_to_frames")
    told = [
        (parse.token_at(t.start), t.label)
        for t in tagged
        if t.tagger == "events" and t.score >= LEAST_EVENT and t.label.partition(".")[0] not in left
    ]
    triggers = [(token, kind) for token, kind in told if token is not None]
    if tagger is None or not triggers:
        return ()
    sentences = {token.sentence for token, _ in triggers}
    tokens = [parse.tokens[i] for scored in read for i in scored.window.words]
    chosen = [n for n, t in enumerate(tokens) if t.sentence in sentences and may_take_part(t)]
    own = [tokens[n] for n in chosen]
    place = {t.i: n for n, t in enumerate(own)}
    beside = {s: [n for n, t in enumerate(own) if t.sentence == s] for s in sentences}
    pairs = [
        Pair(place[trigger.i], n, tagger.types[kind])
        for trigger, kind in triggers
        if trigger.i in place and kind in tagger.types
        for n in beside[trigger.sentence]
        if own[n].i != trigger.i
    ]
    if not pairs:
        return ()
    likely = _judge(tagger, parse, own, np.concatenate([scored.held for scored in read])[chosen], pairs)
    kinds = list(tagger.types)
    return tuple(
        Linked(own[p.trigger].start, kinds[p.kind], own[p.word].start, tagger.roles[k + 1], round(float(likely[n, k + 1]), 4))
        for n, k in np.argwhere(likely[:, 1:] >= LEAST)
        for p in (pairs[n],)
    )


def _judge(tagger: ArgumentTagger, parse: Parse, own: Sequence[Token], held: np.ndarray, pairs: Sequence[Pair]) -> np.ndarray:
    """Probability of each role for each pair."""
    w = tagger.weights
    firsts = sorted({p.trigger for p in pairs})
    order = {n: k for k, n in enumerate(firsts)}
    first = (held[firsts] @ w["trigger"])[[order[p.trigger] for p in pairs]]
    first += (held @ w["word"])[[p.word for p in pairs]]
    first += w["types"][[p.kind for p in pairs]]
    first += w["distances"][[distance(own[p.trigger], own[p.word]) for p in pairs]]
    first += w["paths"][[tagger.paths.get(way(parse, own[p.trigger], own[p.word]), 0) for p in pairs]]
    first += w["functions"][[tagger.functions.get(own[p.word].dep, 0) for p in pairs]]
    second = np.maximum(np.maximum(first, 0) @ w["inner"] + w["inner_bias"], 0)
    # rounded, so that the last bit of a float never decides what a release says
    return softmax(second @ w["outer"] + w["outer_bias"]).round(4)


@lru_cache(maxsize=1)
def load_argument_tagger() -> ArgumentTagger | None:
    """The shipped tagger, None if it is not there (the role frames of the lexicon serve alone then)."""
    path = FOLDER / "arguments.npz"
    if not path.is_file():
        return None
    with np.load(path) as stored:
        types, paths, functions = (
            {str(name): n for n, name in enumerate(stored[f"names_{what}"])} for what in ("types", "paths", "functions")
        )
        weights = {name: stored[name].astype(np.float32) for name in WEIGHTS}
        roles = tuple(map(str, stored["names_roles"]))
    return ArgumentTagger(f"arguments-{file_sha256(path)[:12]}", roles, types, paths, functions, weights)
