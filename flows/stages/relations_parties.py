"""Membership that a possessive or a seat states: "his party, the Reform Alliance", "her Civic Bloc party", "a deputy for the Civic Party"."""

from collections.abc import Iterator, Sequence

from flows.core.annotations import Entity, Relation
from flows.core.parse import Token
from flows.core.translit import fold
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms
from flows.stages.relations_roles import Holding

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


def stated_by_seats(index: Index, holdings: Sequence[Holding]) -> Iterator[Relation]:
    """Membership of those who sit in a parliament for a party: "a deputy for the Civic Party", "Civic Party senator X"."""
    for holding in holdings:
        parties = [e for e in holding.role.things if is_party(e)]
        if holding.named.entity.type != "person" or holding.role.title_word not in terms("seats") or not parties:
            continue
        tokens = index.parse.tokens
        start, end = tokens[holding.first].start, tokens[holding.last - 1].end
        detail = "former" if holding.role.status == "former" else None
        sure = round(0.9 * holding.confidence, 3)
        yield Relation(
            0, start, end, holding.named.entity.key, "member_of", parties[0].key, None, detail, None, None, "seat", sure
        )


def holds_seat(holding: Holding) -> bool:
    """Whether a "deputy" of a party is no deputy of somebody's but sits for it."""
    tie = holding.role.word("tie")
    deputy = tie is not None and tie.predicate == "deputy_of" and holding.role.title_word in terms("seats")
    return deputy and holding.named.entity.type == "person" and any(is_party(e) for e in holding.role.things[:1])


def is_party(entity: Entity) -> bool:
    """Whether an organization's name has a word of parties' names."""
    return entity.type == "organization" and not terms("party_names").isdisjoint(fold(entity.name).split())


def _name_of(index: Index, noun: Token) -> Named | None:
    """The name in apposition to a noun or right before it."""
    beside = (index.names.get(t.i) for t in index.parse.children(noun, "appos", "compound", "nmod", "amod"))
    return next((n for n in beside if n is not None and n.entity.type in ("organization", "group")), None)
