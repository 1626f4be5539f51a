"""The learned role tagger: who and what fills the roles of violent incidents, from the encoder's scores.

Only windows that have a word of violence (`flows/lexicons/incident_words.yml`) are told of. Every word that may fill a role is
told with its probability, for the stages to weigh; nothing is decided here.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Tagged, Token
from flows.nlp.encoder import Scored
from flows.nlp.roles import INCIDENTS, ROLES

LEAST = 0.01
"""Words less likely than this to fill a role are not told."""
UNLIKELY = 0.05
"""Incidents less likely than this are not told."""


def tag_roles(parse: Parse, read: Sequence[Scored]) -> tuple[Tagged, ...]:
    """The words of an article that may fill a role, and the kinds of incident each window may tell.

    Args:
        parse: The article's parse.
        read: What the encoder says of it.

    Returns:
        Spans with tagger `roles` (one word each) and `incidents` (one window each), in reading order.
    """
    told = [t for scored in read for t in _told(parse, scored)]
    return tuple(sorted(told, key=lambda t: (t.start, t.tagger, t.label)))


def _told(parse: Parse, scored: Scored) -> list[Tagged]:
    owned = [(k, parse.tokens[owner]) for k, owner in enumerate(scored.window.owners) if owner >= 0]
    if not is_violent([token for _, token in owned]):
        return []
    likely = scored.roles[:, 1:].reshape(-1, len(ROLES), 2).sum(-1)  # `LABELS`: none, then two for each role
    own = likely[[k for k, _ in owned]]
    words = [
        Tagged(token.start, token.end, ROLES[n], "roles", round(float(own[k, n]), 4))
        for k, n in np.argwhere(own >= LEAST)
        for _, token in (owned[k],)
    ]
    start, end = min(t.start for _, t in owned), max(t.end for _, t in owned)
    pairs = zip(INCIDENTS, scored.incidents, strict=True)
    return words + [Tagged(start, end, kind, "incidents", float(s)) for kind, s in pairs if s >= UNLIKELY]


def is_violent(tokens: Sequence[Token]) -> bool:
    """Whether there is a word of violence among them."""
    words = _words()
    return any(words.match(token.lower) for token in tokens)


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    known = read_yaml("incident_words")
    return re.compile("|".join((*map(re.escape, known["stems"]), *(rf"{re.escape(word)}$" for word in known["words"]))))
