"""Membership that a possessive states: "his party, the Reform Alliance", "her Civic Bloc party"."""

from collections.abc import Iterator

from flows.core.annotations import Relation
from flows.core.parse import Token
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms

_OWNERS = ("his", "her")


def stated_by_parties(index: Index) -> Iterator[Relation]:
    """Relations of persons to the party or movement that is called theirs, in reading order."""
    parse = index.parse
    for token in parse.tokens:
        if token.lemma.lower() not in terms("parties") or token.i in index.names:
            continue
        owner = next((t for t in parse.children(token, "poss") if t.lower in _OWNERS), None)
        who = index.references.get(owner.i) if owner is not None else None
        what = _name_of(index, token)
        if owner is None or who is None or who.entity.type != "person" or what is None:
            continue
        first, last = min(owner.i, what.first), max(what.last, token.i + 1)
        sure = round(0.85 * who.mention.confidence, 3)
        start, end = parse.tokens[first].start, parse.tokens[last - 1].end
        yield Relation(0, start, end, who.entity.key, "member_of", what.entity.key, None, None, None, None, "possessive", sure)


def _name_of(index: Index, noun: Token) -> Named | None:
    """The name in apposition to a noun or right before it."""
    beside = (index.names.get(t.i) for t in index.parse.children(noun, "appos", "compound", "nmod", "amod"))
    return next((n for n in beside if n is not None and n.entity.type in ("organization", "group")), None)
