"""Names that the noun before them says are of bodies: "the watchdog Open Ledger", "a charity, Clean Hands"; and of places: "mayor of Verrin"."""

from collections.abc import Iterator

from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.stages.name_widening import Run

MOST = 5
"""Most words of such a name."""
_NAMING = ("NNP", "NNPS")
_OPENERS = ("the", "a", "an", "its", "their", "his", "her")


def called_bodies(parse: Parse) -> Iterator[Run]:
    """Runs of capitalised words right behind a noun for a body, which hang on it, in reading order."""
    for noun in parse.tokens:
        if noun.tag != "NN" or not noun.text.islower() or noun.lemma.lower() not in words("names", "nouns", "organization"):
            continue
        last = first = noun.i + 1
        while last < len(parse.tokens) and last - first < MOST and _names(parse.tokens[last], noun):
            last += 1
        if last > first and _is_opened(parse, noun) and _hangs(parse, noun, first, last):
            yield first, last, "organization", 1.0


def _names(token: Token, noun: Token) -> bool:
    return token.sentence == noun.sentence and token.tag in _NAMING and token.text[:1].isupper()


def _is_opened(parse: Parse, noun: Token) -> bool:
    """Whether a determiner, or what has the body, opens the phrase of a noun ("the rights group", "Norland's builder")."""
    i = noun.i - 1
    while i >= 0 and parse.tokens[i].sentence == noun.sentence and parse.tokens[i].pos in ("NOUN", "ADJ", "PROPN", "PUNCT"):
        if parse.tokens[i].pos == "PUNCT" and parse.tokens[i].text != "-":
            return False
        i -= 1
    return i >= 0 and (parse.tokens[i].lower in _OPENERS or parse.tokens[i].tag == "POS")


def _hangs(parse: Parse, noun: Token, first: int, last: int) -> bool:
    """Whether the name is the noun's: not so in "the company Ana Sol founded"."""
    if first <= noun.head < last:
        return parse.tokens[noun.head].dep not in ("nsubj", "nsubjpass") or noun.dep in ("compound", "nmod")
    return any(t.dep == "appos" and t.head == noun.i for t in parse.tokens[first:last])
