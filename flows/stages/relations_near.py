"""Ties that stand beside a name: "her employer, Z", "X of the charity Z"."""

from collections.abc import Iterator

from flows.core.annotations import Relation
from flows.core.parse import Token
from flows.stages.relations_before import before_whose
from flows.stages.relations_index import Index, Named, span
from flows.stages.relations_lexicon import terms
from flows.stages.relations_parties import is_party

_OWNERS = ("his", "her", "their", "whose")


def stated_beside(index: Index) -> Iterator[Relation]:
    """Relations that a noun or "of" beside a name states."""
    for token in index.parse.tokens:
        if token.i not in index.names and token.lemma.lower() in terms("employers"):
            yield from _employed(index, token)
    for named in dict.fromkeys(index.names.values()):
        if named.entity.type == "person":
            yield from _of_body(index, named)


def owner_of(index: Index, noun: Token) -> tuple[Token, Named] | None:
    """The possessive before a noun with the person it stands for."""
    for token in index.parse.children(noun, "poss"):
        named = index.at(token.i) or (before_whose(index, token.i) if token.lower == "whose" else None)
        if named is not None and named.entity.type == "person" and (token.lower in _OWNERS or token.i in index.names):
            return token, named
    return None


def beside(index: Index, noun: Token, kind: str) -> Named | None:
    """The name of a type in apposition to a noun or right behind it."""
    behind = index.starts(noun.i + 1, kind)
    apposed = (index.names.get(t.i) for t in index.parse.children(noun, "appos"))
    return behind or next((n for n in apposed if n is not None and n.entity.type == kind), None)


def _employed(index: Index, noun: Token) -> Iterator[Relation]:
    owner, what = owner_of(index, noun), beside(index, noun, "organization")
    if owner is None or what is None:
        return
    sure = round(0.85 * owner[1].mention.confidence, 3)
    start, end = span(index, owner[0].i, what.last)
    yield Relation(
        0, start, end, owner[1].entity.key, "employee_of", what.entity.key, None, None, None, None, "possessive", sure
    )


def _of_body(index: Index, named: Named) -> Iterator[Relation]:
    """ "Jane Roe of the think tank Open Ledger": of a body that is called what people work for, or belong to."""
    tokens = index.parse.tokens
    prep = tokens[named.last] if named.last < len(tokens) else None
    if prep is None or prep.lower not in ("of", "at", "from") or prep.sentence != tokens[named.first].sentence:
        return
    inner = index.parse.child(prep, "pobj")
    if inner is None or inner.i < prep.i:
        return
    body = index.names.get(inner.i) or beside(index, inner, "organization")
    if body is None or body.entity.type != "organization":
        return
    called = {t.lemma.lower() for t in tokens[prep.i + 1 : body.last]} | {body.entity.name.split()[-1].lower()}
    predicate = (
        "member_of"
        if called & terms("parties") or is_party(body.entity)
        else "employee_of"
        if called & terms("workplaces")
        else None
    )
    if predicate is not None:
        start, end = span(index, named.first, body.last)
        yield Relation(0, start, end, named.entity.key, predicate, body.entity.key, None, None, None, None, "of", 0.7)
