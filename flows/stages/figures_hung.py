"""Where in its sentence what is counted hangs: mended where the parser lost a verb, and what is said of several together."""

from dataclasses import replace

from flows.core.parse import Parse, Token

BURNING = frozenset({"ablaze", "alight", "afire", "aflame"})
"""What things are set, which the parser may take for a noun."""


def hung_on_verb(parse: Parse, node: Token) -> Token:
    """A word counted, hung where it belongs when the parser lost its verb.

    Args:
        parse: The article's parse.
        node: The number, or the noun it counts.

    Returns:
        The same, or a copy that hangs on its verb: "[in which 14 died] and 31 others sustained wounds" (a subject taken for
        one more noun), "while three pilgrims, in the first crash, died" (for a clause), "set ablaze over 70 houses" (a bound taken for a preposition), "set two vans alight".
    """
    over = parse.head(node)
    if node.dep == "pobj" and over.lower in {"over", "under", "around"}:
        first = min((t.i for t in parse.subtree(node) if t.i > over.i), default=node.i)
        numbered = node.tag == "CD" or parse.child(node, "nummod") is not None
        free = parse.head(over).pos == "VERB" and parse.child(parse.head(over), "dobj") is None
        return replace(node, dep="dobj", head=over.head) if over.i == first - 1 and numbered and free else node
    if over.lower in BURNING and node.dep in {"compound", "nmod", "nsubj"}:
        verb = parse.head(over)
        return replace(node, dep="dobj", head=verb.i) if verb.lemma == "set" else node
    direct = parse.child(over, "dobj") if over.pos == "VERB" and node.dep == "conj" and node.tag == "CD" else None
    if (
        direct is not None
        and direct.i < node.i
        and [t.lower for t in parse.tokens[direct.i + 1 : node.i]] in (["and"], [",", "and"])
    ):
        return replace(node, dep="dobj")  # "abducted the mayor and two of his aides"
    if node.dep == "advcl" and parse.child(node, "mark") is not None and parse.child(over, "nsubj", "nsubjpass") is None:
        return replace(node, dep="nsubj")
    after = parse.tokens[node.i + 1] if node.i + 1 < len(parse.tokens) else None
    if after is None or node.dep not in {"conj", "appos", "dep"} or after.sentence != node.sentence:
        return node
    verb = parse.head(after) if after.pos == "AUX" and after.dep in {"aux", "auxpass"} else after
    finite = (
        after.tag in {"VBD", "VBZ", "VBP"} and verb.pos in {"VERB", "AUX"} and verb.dep in {"conj", "ccomp", "ROOT", "advcl"}
    )
    if not finite or verb.i == node.head or parse.child(verb, "nsubj", "nsubjpass", "csubj", "expl") is not None:
        return node
    passive = parse.child(verb, "auxpass") is not None
    return replace(node, dep="nsubjpass" if passive else "nsubj", head=verb.i)


def first_conjunct(parse: Parse, token: Token) -> Token:
    """The first of those that a word is coordinated with or in apposition to, itself where there is none."""
    for _ in range(30):
        if token.dep not in {"conj", "appos"} or token.head == token.i or parse.head(token).pos in {"VERB", "AUX"}:
            return token
        token = parse.head(token)
    return token


def clauses_of(parse: Parse, node: Token) -> tuple[Token, ...]:
    """The clauses on those counted, and the participle behind the last that they are listed with ("two clerks and a nurse, held")."""
    own = parse.children(node, "relcl", "acl")
    last = node
    for _ in range(8):
        last = parse.child(last, "conj") or last
    shared = parse.children(last, "acl") if last.i != node.i and node.dep not in {"conj", "appos"} else ()
    return (*own, *(c for c in shared if c.tag in {"VBN", "VBD"}))
