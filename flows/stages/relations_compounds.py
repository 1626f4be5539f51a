"""Ties told by the words around a name: "Verrin-based Northgate Labs", "the Sol-led alliance", "the Post's Ana Sol", "Ana Sol, a nurse at Z"."""

from collections.abc import Iterator

from flows.core.annotations import Relation
from flows.core.parse import Token
from flows.core.sectors import sector_of_name
from flows.stages.relations_index import Index, Named, named_by, span
from flows.stages.relations_lexicon import terms, title_at

PARTICIPLES = {
    "based": "located_in",
    "headquartered": "located_in",
    "led": "leader_of",
    "owned": "owner_of",
    "founded": "founder_of",
}
"""What a participle says that a hyphen ties to a name before it."""
WORKPLACES = ("organization", "facility")
_AT = ("at", "with")


def stated_by_compounds(index: Index) -> Iterator[Relation]:
    """Relations of these kinds, in reading order of their kinds."""
    for token in index.parse.tokens:
        if token.lower in PARTICIPLES and token.i > 1 and index.parse.tokens[token.i - 1].text == "-":
            yield from _hyphened(index, token)
    for named in dict.fromkeys(index.names.values()):
        if named.entity.type == "person":
            yield from _reporter(index, named)
            yield from _worker(index, named)


def _hyphened(index: Index, token: Token) -> Iterator[Relation]:
    """ "Verrin-based Northgate Labs", "the Ana Sol-led alliance"."""
    before = index.names.get(token.i - 2)
    body = named_by(index, index.parse.head(token)) if token.head > token.i else None
    if before is None or body is None or body.entity.type not in ("organization", "group"):
        return
    predicate = PARTICIPLES[token.lower]
    if predicate == "located_in":
        if before.entity.type == "place":
            yield _relation(index, before.first, body.last, body, predicate, before, None, 0.85)
    elif before.entity.type == "person" or (predicate == "owner_of" and before.entity.type == "organization"):
        yield _relation(index, before.first, body.last, before, predicate, body, None, 0.8)


def _reporter(index: Index, named: Named) -> Iterator[Relation]:
    """ "the Daily Post's Ana Sol": who is told by the medium that he works for."""
    tokens = index.parse.tokens
    mark = tokens[named.first - 1] if named.first else None
    owner = index.names.get(named.first - 2) if mark is not None and mark.tag == "POS" else None
    if owner is None or owner.entity.type != "organization":
        return
    if (owner.entity.actor_type or sector_of_name(owner.entity.name)) == "MED":
        yield _relation(index, owner.first, named.last, named, "employee_of", owner, None, 0.75)


def _worker(index: Index, named: Named) -> Iterator[Relation]:
    """ "Ana Sol, a seismologist at the Orlan Institute": a noun that is no office, with "at" and what has workers."""
    parse = index.parse
    inside = range(named.first, named.last)
    nouns = (k for i in inside for k in parse.children(parse.tokens[i], "appos"))
    for noun in nouns:
        if (
            noun.tag != "NN"
            or noun.lemma.lower() in terms("no_workers")
            or noun.i in index.names
            or noun.i < named.last
            or not _is_new(index, noun)
        ):
            continue
        first = parse.subtree(noun)[0]
        if first.lower not in ("a", "an"):
            continue
        for prep in parse.children(noun, "prep"):
            inner = parse.child(prep, "pobj") if prep.lower in _AT else None
            body = named_by(index, inner) if inner is not None else None
            if body is not None and body.entity.type in WORKPLACES:
                words = index.analysis.words(parse.tokens[first.i + 1].start, noun.end)
                yield _relation(index, named.first, body.last, named, "employee_of", body, " ".join(words.split()), 0.75)


def _is_new(index: Index, noun: Token) -> bool:
    """Whether the lexicon knows no office, tie or kin by a noun."""
    known = title_at(index.parse, noun.i)
    return known is None or all(word.kind in ("occupation", "rank") for word in known[1])


def _relation(
    index: Index, first: int, last: int, who: Named, predicate: str, what: Named, title: str | None, sure: float
) -> Relation:
    sure *= min(1.0, who.mention.confidence + 0.2) * min(1.0, what.mention.confidence + 0.2)
    words = span(index, min(first, what.first), max(last, who.last))
    return Relation(0, *words, who.entity.key, predicate, what.entity.key, title, None, None, None, "compound", round(sure, 3))
