"""The person of the headline whom the first sentence only describes: "X arrested" / "The former head of Z was arrested"."""

from collections.abc import Sequence

from flows.core.parse import Token
from flows.stages.relations_index import Index, Named
from flows.stages.relations_roles import Holding, Role

CONFIDENCE = 0.6
_SUBJECTS = ("nsubj", "nsubjpass")
_CONTENT = ("NOUN", "VERB")
_FINITE = ("VBZ", "VBD", "VBP", "MD")


def described_in_lead(index: Index, roles: Sequence[Role], holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """The description that the first sentence gives of the one person the headline is about.

    Stated only where the headline names one person, as a subject; the first sentence describes one holder of an office
    as a subject and does not name that person; nobody in the article holds that office by name; and headline and
    sentence share a noun or verb.
    """
    person = _of_headline(index)
    if person is None:
        return ()
    first = _lead(index)
    if first is None:
        return ()
    taken = {h.role.core for h in holdings}
    words = {t.lemma.lower() for t in _headline(index)}
    sentence = index.parse.sentences[first]
    if any(n.entity.key == person.entity.key for n in index.names.values() if sentence.first <= n.first < sentence.last):
        return ()
    found = [
        r
        for r in roles
        if sentence.first <= r.core < sentence.last
        and r.core not in taken
        and not (r.plural or r.doubtful)
        and r.opener == "the"
        and r.word("office")
        and (r.things or r.places)
        and _is_subject(index, r)
        and index.parse.tokens[r.core].lemma.lower() not in words
    ]
    if len(found) != 1 or not _shared(index, sentence.first, sentence.last, words):
        return ()
    role = found[0]
    known = [h for h in holdings if h.role.title_first != role.title_first and _same_office(h.role, role)]
    others = {h.named.entity.key for h in known} - {person.entity.key}
    return () if others else (Holding(role, person, "headline", CONFIDENCE, role.first, role.last),)


def _headline(index: Index) -> tuple[Token, ...]:
    block = next((b for b in index.analysis.document.blocks if b.kind == "title"), None)
    return index.parse.between(block.start, block.end) if block else ()


def _of_headline(index: Index) -> Named | None:
    tokens = _headline(index)
    named = {n.entity.key: n for t in tokens if (n := index.names.get(t.i)) and n.entity.type == "person"}
    if len(named) != 1:
        return None
    one = next(iter(named.values()))
    return one if any(t.dep in _SUBJECTS for t in index.parse.tokens[one.first : one.last]) else None


def _lead(index: Index) -> int | None:
    """The first sentence of the first paragraph."""
    block = next((b for b in index.analysis.document.blocks if b.kind == "paragraph"), None)
    sentence = index.parse.sentence_at(block.start) if block else None
    return sentence.index if sentence else None


def _is_subject(index: Index, role: Role) -> bool:
    tokens = index.parse.tokens
    after = tokens[role.last] if role.last < len(tokens) else None
    return tokens[role.core].dep in _SUBJECTS or (
        tokens[role.core].dep == "appos" and after is not None and after.tag in _FINITE
    )


def _shared(index: Index, first: int, last: int, words: set[str]) -> bool:
    return any(
        t.pos in _CONTENT and t.lemma.lower() in words and t.lemma not in ("be", "say", "have")
        for t in index.parse.tokens[first:last]
    )


def _same_office(a: Role, b: Role) -> bool:
    return bool({w.title for w in a.words} & {w.title for w in b.words}) and bool(
        {e.key for e in a.things} & {e.key for e in b.things}
    )
