"""Which way a quantity went: up, down or neither, by the sign before it and the verb over it."""

from flows.core.parse import Parse, Token
from flows.stages.units import Quantity
from flows.stages.units_quantities import change_words

OBJECTS = frozenset({"dobj", "npadvmod", "nummod", "advmod", "attr", "oprd", "acomp", "dative", "nmod", "quantmod"})
STEPS = 8
GIVING = frozenset({"add", "lose", "cut", "shed"})
"""Verbs that tell a change of the subject only with a unit, and not of things ("add ten users")."""


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
        moved = q.unit is not None and q.unit.measure in {"percent", "money"}
        return ("down" if (q.value or 0) < 0 else "up") if moved else None
    words = change_words()
    token = parse.tokens[q.tail]
    sentence = parse.sentence_of(token)
    before = parse.tokens[max(sentence.first, q.token - 3) : q.token]
    for near in reversed(before):
        if near.lower in {"from", "to", "at"}:
            break
        if near.lower in {"up", "down"} and near.pos in {"ADV", "ADP", "ADJ"} and near.dep != "prt":
            return words.get(near.lower)
    at: Token = parse.tokens[q.token]
    for _ in range(STEPS):
        over = parse.head(at)
        if over.i == at.i:
            return None
        if over.pos in {"VERB", "AUX"}:
            if at.i < over.i or at.dep not in OBJECTS | {"prep", "agent", "conj", "appos"}:
                return None
            if at.dep in {"prep", "agent"} and at.lower not in {"by", "to", "at", "as"}:
                return None
            if over.lemma in GIVING and not _is_own(parse, q):
                return None
            return words.get(over.lemma.lower()) or words.get(over.lower)
        if at.dep not in OBJECTS | {"pobj", "prep", "conj", "appos", "compound"} or (at.dep == "prep" and at.lower == "of"):
            return None
        at = over
    return None


def _is_own(parse: Parse, q: Quantity) -> bool:
    """Whether a quantity is a share, a sum or points: what a price itself loses or adds."""
    after = parse.tokens[q.tail + 1] if q.tail + 1 < len(parse.tokens) else None
    if q.unit is None:
        return after is not None and after.lemma == "point"
    return q.unit.measure in {"percent", "money"}
