"""Which way a quantity went: up, down or neither, by the sign before it and the verb over it."""

from collections.abc import Mapping
from functools import lru_cache

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.units_quantities import Quantity

OBJECTS = frozenset({"dobj", "npadvmod", "nummod", "advmod", "attr", "oprd", "acomp", "dative", "nmod", "quantmod"})
STEPS = 8


@lru_cache(maxsize=1)
def change_words() -> Mapping[str, str]:
    """Words of change (lower case) to `up` or `down`."""
    words = read_yaml("numbers")
    return {word: way for way in ("up", "down") for word in words[way]}


def direction_of(parse: Parse, q: Quantity) -> str | None:
    """Which way a quantity went.

    Args:
        parse: The article's parse.
        q: The quantity.

    Returns:
        "up" or "down" where a sign stands before the number ("+0.2%") or it tells how far, or to what, something moved
        ("fell 12% to 41 points"); None where nothing says so, and of nouns of change ("an increase of 40").
    """
    if q.signed:
        return "down" if (q.value or 0) < 0 else "up"
    words = change_words()
    token = parse.tokens[q.tail]
    sentence = parse.sentence_of(token)
    before = parse.tokens[max(sentence.first, q.token - 3) : q.token]
    for near in reversed(before):
        if near.lower in {"up", "down"} and near.pos in {"ADV", "ADP", "ADJ"}:
            return words.get(near.lower)
    at: Token = parse.tokens[q.token]
    for _ in range(STEPS):
        over = parse.head(at)
        if over.i == at.i:
            return None
        if over.pos in {"VERB", "AUX"}:
            if at.i < over.i or at.dep not in OBJECTS | {"prep", "conj", "appos"}:
                return None
            if at.dep == "prep" and at.lower not in {"by", "to", "at", "as"}:
                return None
            return words.get(over.lemma.lower()) or words.get(over.lower)
        if at.dep not in OBJECTS | {"pobj", "prep", "conj", "appos", "compound"} or (at.dep == "prep" and at.lower == "of"):
            return None
        at = over
    return None
