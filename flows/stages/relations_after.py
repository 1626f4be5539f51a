"""What the words after a title tell of it: "-elect", what it is of ("of the National Security Committee"), its field ("of Works")."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.lexicons import words
from flows.core.parse import Token
from flows.stages.relations_before import PUNCTUATION, is_field
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms, title_at, verbs
from flows.stages.relations_roles import Role


def read_after(index: Index, role: Role) -> Role:
    """Read what follows a title: "-elect", "of Works", "of the National Security Committee (KNB)"."""
    tokens = index.parse.tokens
    last = role.last
    if last + 1 < len(tokens) and tokens[last].text == "-" and tokens[last + 1].lower in ("elect", "designate"):
        role = replace(role, last=last + 2, status="incoming")
        last = role.last
    after = tokens[last] if last < len(tokens) else None
    if after is not None and after.tag == "VBN" and after.head == role.core and verbs().get(after.lemma.lower()) == "removes":
        role = replace(role, status=role.status or "former")  # "the president toppled in the coup"
    kinds = {w.kind for w in role.words}
    preps = frozenset().union(*(terms("of_words", kind) for kind in kinds & {"office", "tie", "kin"}))
    while last < len(tokens) and tokens[last].lower in preps and tokens[last].sentence == tokens[role.core].sentence:
        prep = tokens[last]
        inner = index.parse.child(prep, "pobj")
        if inner is None or inner.i < prep.i:
            break
        step = _object(index, role, prep, inner)
        if step is None:
            break
        found = (step.things, step.places, step.persons) != (role.things, role.places, role.persons)
        role, last = step, step.last
        if not found and prep.lower == "for" and not role.word("office"):
            break  # "a spokesman for ambassadors to France" speaks for no France
    return role


def _object(index: Index, role: Role, prep: Token, inner: Token) -> Role | None:
    """The role with the object of a preposition read; None where the phrase is no part of it."""
    tokens = index.parse.tokens
    named = index.at(inner.i)
    inside = tokens[prep.i + 1 : inner.i]
    if named is None and (bearer := _named_behind(index, role, inner)) is not None:
        return _with(index, role, bearer)
    if named is None and (joint := next((t.i for t in inside if t.lower in ("and", ",")), None)):
        # "head of the Traders Association and petrol station owner"
        named = index.at(joint - 1)
        inner, inside = tokens[joint - 1], tokens[prep.i + 1 : joint - 1]
        if named is None:
            return None
    if any(t.text in PUNCTUATION or t.tag in ("VBD", "VBZ", "MD") for t in inside):
        return None
    if named is None and (whole := _whole_of(index, inner)) is not None and not role.word("kin"):
        return _with(index, role, whole)
    if named is None and (bearer := _named_before(index, inside, inner)) is not None:
        return replace(_with(index, role, bearer), last=inner.i + 1)
    if named is not None and named.entity.type == "person":
        owner = index.names.get(named.first - 1)  # "President of Norway Ana Sol"
        if owner is not None and owner.entity.type in ("place", "organization") and owner.first > prep.i:
            named = owner
    if prep.lower == "to" and role.title_word in terms("sent") and named is not None and named.entity.type != "person":
        return replace(role, last=named.last, title_last=named.last, levelled=True)
    tie = role.word("tie")
    lies = tie is not None and tie.predicate == "located_in"
    if lies:
        return _with(index, role, named) if prep.lower in ("in", "of") and named and named.entity.type == "place" else None
    if prep.lower == "in" and named is not None and named.entity.type == "place":
        return replace(role, last=named.last)  # where one sits, not what one heads
    if prep.lower == "in" and named is None and inner.lemma.lower() in words("names", "nouns", "place"):
        return replace(role, last=inner.i + 1)  # "the police spokesperson in the state"
    if prep.lower in ("in", "with", "from", "to") and (named is None or named.entity.type == "person") and not role.word("kin"):
        return _with(index, role, named) if prep.lower == "to" and named and role.word("tie") else None
    owners = [o for t in inside if t.dep == "poss" and (o := index.at(t.i)) and o.entity.type in ("place", "organization")]
    codes = [code for t in inside if (code := index.country_word(t.i))]
    role = replace(role, country=role.country or next(iter(codes), None))
    if named is not None and (end := _field_of(index, role, named)):
        return replace(role, last=end, title_last=end, levelled=True)
    if named is not None:
        role = _with(index, role, named)
        if role.word("kin", "tie") and named.entity.type == "person":
            for other in _joined_with(index, inner, named):
                role = _with(index, role, other)  # "the son of X and Y"
    for owner in owners:
        role = role.of(owner)
    if named is not None:
        return role
    if role.word("kin", "tie") and not role.word("office"):
        return replace(role, owned=True, last=inner.i + 1)
    if prep.lower not in ("of", "for") or not _may_be_field(prep, inner):
        return None
    end = inner.i + 1
    more = index.parse.child(inner, "conj")
    if more is not None and end < more.i < end + 4 and tokens[end].lower == "and" and is_field(more):
        end = more.i + 1  # "minister of labour and social affairs"
    if (role.things or role.places) and role.last > role.title_last:
        return replace(role, last=end)
    return replace(role, last=end, title_last=end, levelled=True)


def _named_before(index: Index, inside: Sequence[Token], inner: Token) -> Named | None:
    """The organization whose name stands before the noun for what it is: "head of the Erkin Soz rights group"."""
    if inner.lemma.lower() not in words("names", "nouns", "organization"):
        return None
    found = (index.names.get(t.i) for t in inside if t.dep in ("compound", "nmod", "appos", "amod"))
    return next((n for n in found if n is not None and n.entity.type in ("organization", "group")), None)


def _joined_with(index: Index, inner: Token, named: Named) -> list[Named]:
    """The persons joined to one by "and"."""
    heads = (inner, *index.parse.tokens[named.first : named.last])
    joined = (index.names.get(t.i) for h in heads for t in index.parse.children(h, "conj"))
    return [n for n in joined if n is not None and n.entity.type == "person" and n.first - named.last <= 1]


def _whole_of(index: Index, inner: Token) -> Named | None:
    """The organization whose part a noun tells: "an official from the audit department of the Rivers Agency"."""
    if inner.lemma.lower() not in terms("parts"):
        return None
    inside = (
        index.at(t.i)
        for p in index.parse.children(inner, "prep")
        if p.lower in ("of", "at")
        for t in index.parse.children(p, "pobj")
    )
    return next((n for n in inside if n is not None and n.entity.type == "organization"), None)


def _named_behind(index: Index, role: Role, inner: Token) -> Named | None:
    """Who or what is named behind the noun for it: "a director at the builder Z", "the son of the transport minister, X"."""
    hosts = (inner, *(o for p in index.parse.children(inner, "prep") for o in index.parse.children(p, "pobj")))
    beside = (index.names.get(t.i) for host in hosts for t in index.parse.children(host, "appos"))
    named = next((n for n in beside if n is not None and n.first > inner.i), None)
    if named is None:
        return None
    if named.entity.type != "person":
        return named if named.first == inner.i + 1 or not role.word("kin") else None
    return named if role.word("kin") and title_at(index.parse, inner.i) is not None else None


def _may_be_field(prep: Token, inner: Token) -> bool:
    """Whether a noun may be what an office is for: "minister for health", not "governor for three terms"."""
    if inner.tag in ("CD", "PRP", "DT", "WP", "WDT"):
        return False
    return prep.lower == "of" or inner.lower in terms("portfolios") or inner.text[:1].isupper()


def _field_of(index: Index, role: Role, named: Named) -> int | None:
    """One past a minister's field that looks like a name or like the start of one: "Minister of Works Ana Sol"."""
    if role.title_word not in terms("ministers"):
        return None
    fields = [t.i for t in index.parse.tokens[named.first : named.last] if t.lower in terms("portfolios") or t.lower == "of"]
    whole = len(fields) == named.last - named.first
    begun = bool(fields) and fields == list(range(named.first, named.first + len(fields)))
    return named.first + len(fields) if whole or (begun and named.entity.type == "person") else None


def _with(index: Index, role: Role, named: Named) -> Role:
    """The role also of a name, brackets after the name included."""
    tokens, end = index.parse.tokens, named.last
    if end + 2 < len(tokens) and tokens[end].text == "(" and tokens[end + 2].text == ")":
        end += 3
    return replace(role.of(named), last=max(role.last, end))
