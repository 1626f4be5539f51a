"""Who follows whom in an office: "her predecessor, X", "her counterpart, X", "X will replace Finance Minister Y", "named minister in place of Y"."""

from collections.abc import Iterator, Sequence

from flows.core.annotations import Relation
from flows.core.parse import Token
from flows.stages.event_clauses import is_passive
from flows.stages.relations_index import Index, Named, named_by, span
from flows.stages.relations_lexicon import terms
from flows.stages.relations_near import beside, owner_of
from flows.stages.relations_said import is_unreal
from flows.stages.relations_verbs import subject_of

FOLLOWS = {"predecessor": "former_position", "successor": "position_held", "counterpart": "position_held"}
"""What each noun says of an office that its owner holds."""
CONFIDENCE = 0.8


def stated_by_followers(index: Index, offices: Sequence[Relation]) -> Iterator[Relation]:
    """Offices of those who hold them before, after or as others do.

    Args:
        index: The article's mentions.
        offices: The offices that are stated already.
    """
    for token in index.parse.tokens:
        lemma = token.lemma.lower()
        if token.i in index.names:
            continue
        if lemma in FOLLOWS:
            yield from _called(index, token, offices)
        elif lemma in terms("follows") and token.tag.startswith("VB"):
            yield from _replaced(index, token, offices)
        elif lemma == "place" and index.parse.head(token).lower == "in":
            yield from _displaced(index, token, offices)


def _office_of(who: int, offices: Sequence[Relation], first: int = 0) -> Relation | None:
    """The office that a person is said to hold or have held, one told from a code point on if there is any, else the last."""
    held = [r for r in offices if r.subject == who and r.title and r.predicate.endswith("_position")]
    held += [r for r in offices if r.subject == who and r.title and r.predicate == "position_held"]
    near = [r for r in held if r.start >= first] or held
    return near[-1] if near else None


def _called(index: Index, noun: Token, offices: Sequence[Relation]) -> Iterator[Relation]:
    owner, who = owner_of(index, noun), beside(index, noun, "person")
    if owner is None or who is None or who.entity.key == owner[1].entity.key:
        return
    office = _office_of(owner[1].entity.key, offices)
    if office is None:
        return
    # a counterpart sits in another country
    of = office.object if noun.lemma.lower() != "counterpart" else None
    sure = CONFIDENCE * owner[1].mention.confidence
    yield _held(
        index, min(owner[0].i, who.first), max(noun.i + 1, who.last), who, FOLLOWS[noun.lemma.lower()], of, office.title, sure
    )


def _replaced(index: Index, verb: Token, offices: Sequence[Relation]) -> Iterator[Relation]:
    """ "X replaced Finance Minister Y", "X will replace Y as finance minister", "Y is to be succeeded by X"."""
    parse = index.parse
    helpers = {k.lower for k in parse.children(verb, "aux", "neg")}
    ahead = "to" in helpers and parse.head(verb).lemma == "be"  # "is to replace", not "wants to replace"
    coming = ahead or bool(helpers & {"will", "'ll"})
    if helpers & terms("unreal") or (not coming and is_unreal(index, verb)):
        return
    subject, thing = subject_of(index, verb), parse.child(verb, "dobj")
    if is_passive(parse, verb):
        by = next((t for t in parse.children(verb, "agent", "prep") if t.lower == "by"), None)
        subject, thing = (parse.child(by, "pobj") if by is not None else None), subject
    new = named_by(index, subject) if subject is not None else None
    old = named_by(index, thing) if thing is not None else None
    if new is None or old is None or {new.entity.type, old.entity.type} != {"person"} or new.entity.key == old.entity.key:
        return
    start = parse.sentence_of(verb).start
    office = _office_of(old.entity.key, offices, start) or _office_of(new.entity.key, offices, start)
    if office is None:
        return
    first, last = min(new.first, old.first, verb.i), max(new.last, old.last, verb.i + 1)
    status = "incoming_position" if coming else "position_held"
    yield _held(index, first, last, new, status, office.object, office.title, CONFIDENCE * new.mention.confidence)
    yield _held(index, first, last, old, "former_position", office.object, office.title, CONFIDENCE * old.mention.confidence)


def _displaced(index: Index, noun: Token, offices: Sequence[Relation]) -> Iterator[Relation]:
    """ "X was named interior minister in place of Y": the office of X was Y's."""
    parse = index.parse
    verb = parse.head(parse.head(noun))
    of = next((p for p in parse.children(noun, "prep") if p.lower == "of"), None)
    inner = parse.child(of, "pobj") if of is not None else None
    old, subject = (named_by(index, inner) if inner is not None else None), subject_of(index, verb)
    new = named_by(index, subject) if subject is not None else None
    if old is None or new is None or {new.entity.type, old.entity.type} != {"person"} or old.entity.key == new.entity.key:
        return
    told = [r for r in offices if r.subject == new.entity.key and r.title and r.rule in ("appointed", "elected")]
    if told:
        yield _held(index, new.first, old.last, old, "former_position", told[-1].object, told[-1].title, CONFIDENCE)


def _held(
    index: Index, first: int, last: int, who: Named, predicate: str, of: int | None, title: str | None, sure: float
) -> Relation:
    where = span(index, first, last)
    return Relation(0, *where, who.entity.key, predicate, of, title, None, None, None, "follower", round(sure, 3))
