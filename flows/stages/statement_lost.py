"""Who speaks where the parser loses it: "..., the mayor of Olvar said", "Jane Roe, whose son was hurt, said", "..., said a man named Roe"."""

from flows.core.parse import Parse, Token

_INSIDE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "NUM", "CCONJ"})
_MOST = 16
"""Most words of a speaker's phrase."""

NAMED = frozenset({"surnamed", "named", "nicknamed", "called"})
"""Participles between a speaker and the name."""


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


def leading_speaker(parse: Parse, cue: Token) -> Token | None:
    """The noun before a relative clause that ends at the comma before a cue: "Jane Roe, head of the firm, whose son was hurt, said".

    Args:
        parse: The article's parse.
        cue: A finite verb of saying without a subject of its own.
    """
    tokens, first = parse.tokens, parse.sentence_of(cue).first
    if cue.i - 1 <= first or tokens[cue.i - 1].text != ",":
        return None
    relative = next((t for t in reversed(tokens[first : cue.i - 1]) if t.tag in ("WP$", "WP", "WDT")), None)
    if relative is None or relative.i <= first + 1:
        return None
    who = tokens[relative.i - 2] if tokens[relative.i - 1].text == "," else None
    while who is not None and who.dep in ("pobj", "prep", "appos", "compound", "poss") and who.head < who.i:
        who = parse.head(who)
    return who if who is not None and who.pos in ("NOUN", "PROPN", "PRON") and who.i >= first else None


def inverted_speaker(parse: Parse, cue: Token) -> Token | None:
    """ "..., said Jane Roe": the name or noun right behind a cue of quotation that the parser did not take as its subject."""
    before = parse.tokens[cue.i - 1].text if cue.i else ""
    if cue.tag in ("VBG", "VBN") or before[-1:] not in ",”\"»’'":
        return None
    after = parse.children(cue, "dobj", "attr", "oprd", "npadvmod", "appos", "ccomp")
    for token in (t for t in after if 0 < t.i - cue.i <= 9):
        if token.pos in ("PROPN", "PRON", "NOUN") and token.i - cue.i <= 6:
            return token
        # "said a worker surnamed Roe", "reports our man in Olvar quoting police": the parser makes the speaker's participle a clause
        who = parse.child(token, "nsubj")
        if token.pos == "VERB" and who is not None and cue.i < who.i < token.i and who.pos in ("PROPN", "NOUN"):
            told = any(t.i < cue.i for t in parse.children(cue, "ccomp"))
            return who if (told and token.lower in NAMED) or token.tag == "VBG" else None
    return None
