"""Who speaks where the parser loses it behind what is said: "..., the mayor of Olvar said", "..., his wife, Jane Roe, told X"."""

from flows.core.parse import Parse, Token

_INSIDE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "NUM", "CCONJ"})
_MOST = 16
"""Most words of a speaker's phrase."""


def trailing_speaker(parse: Parse, cue: Token) -> tuple[Token, Token] | None:
    """The head and the first token of the noun phrase between a comma and a cue that has no subject of its own.

    Args:
        parse: The article's parse.
        cue: A finite verb of saying.
    """
    tokens, sentence = parse.tokens, parse.sentence_of(cue)
    first = _opening(parse, cue)
    if first is None or first <= sentence.first + 2:
        return None
    run = tokens[first : cue.i]
    if not any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in tokens[sentence.first : first - 1]):
        return None
    opens = run[0]
    if opens.pos in ("ADP", "CCONJ", "NUM") or (opens.pos == "NOUN" and opens.tag == "NN"):
        return None
    inside = range(first, cue.i)
    head = next((t for t in run if t.pos in ("NOUN", "PROPN") and (t.head not in inside or t.head == t.i)), None)
    if head is None:
        return None
    named = tokens[cue.i - 2] if tokens[cue.i - 1].text == "," else head
    known = named.pos == "PROPN" and all(t.i != named.i for t in parse.children(head, "appos"))
    return (named if known else head), opens


def _opening(parse: Parse, cue: Token) -> int | None:
    """The first token of the phrase before a cue, one apposition between commas included; None where it is no such phrase."""
    tokens, i = parse.tokens, cue.i - 1
    least = max(parse.sentence_of(cue).first, cue.i - _MOST)
    closed = i >= least and tokens[i].text == ","
    i -= closed
    commas = 0
    while i >= least:
        token = tokens[i]
        if token.text == ",":
            commas += 1
            if commas > closed:
                return i + 1 if i + 1 < cue.i else None
        elif token.pos not in _INSIDE and token.tag not in ("PRP$", "HYPH", "POS", "VBN"):
            return None
        i -= 1
    return None
