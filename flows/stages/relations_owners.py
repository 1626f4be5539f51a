"""Whose "his brother" is, where no reference was resolved: one of the same surname, or the only one it can be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.core.lexicons import words
from flows.core.sectors import sector_of_name
from flows.core.translit import name_words
from flows.stages.name_evidence import given_names
from flows.stages.relations_actors import STATE
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms
from flows.stages.relations_roles import Holding, Role

REACH = 2
"""How many sentences back an owner may be named."""

REACH_OF_FIRM = 4
"""How many sentences back the firm of a chief executive may be named."""

_PERSONAL = {"his": "m", "her": "f"}
_SUBJECTS = ("nsubj", "nsubjpass")
_INSIDE = ("compound", "nmod", "amod", "poss")


def with_owners(index: Index, holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """Holdings with the owner of "his", "her" and "its" where no reference, or only an unlikely one, tells it.

    Kin of one surname are taken for kin ("his brother, Jovan Dravec", with one other Dravec named before); else the owner is
    the one organization named as a whole phrase in the sentences before ("Its chairman").
    """
    bearers = _by_surname(index)
    return tuple(_with_owner(index, h, bearers) for h in holdings)


def with_firm(index: Index, holding: Holding) -> Holding:
    """A "Chief Executive X" with no firm beside it, of the firm that the sentences before are about."""
    role = holding.role
    if role.things or role.places or role.persons or role.country:
        return holding
    if role.owned:
        if not _is_of_body(index, role) or holding.named.entity.type != "person" or not role.word("office", "tie"):
            return holding
    elif holding.rule != "title" or role.title_word not in terms("of_firm"):
        return holding
    named = _firm_before(index, role)
    return (
        replace(holding, role=role.of(named), confidence=round(0.8 * holding.confidence, 3)) if named is not None else holding
    )


def _is_of_body(index: Index, role: Role) -> bool:
    """Whether an office is that of a body without a name: "the company's chief", "its chief"."""
    if role.opener == "its":
        return True
    before = index.parse.tokens[max(0, role.title_first - 2)]
    known = role.opener == "'s" and before.tag == "NN" and before.lemma.lower() in words("names", "nouns", "organization")
    return known and index.at(before.i) is None


def _firm_before(index: Index, role: Role) -> Named | None:
    """The organization that the sentences before are about: the one that was last their subject."""
    parse = index.parse
    first = parse.sentences[max(0, parse.tokens[role.core].sentence - REACH_OF_FIRM)].first
    for i in range(role.first - 1, first - 1, -1):
        named = index.at(i) if parse.tokens[i].dep in _SUBJECTS else None
        if named is not None and named.entity.type == "organization" and not _is_of_state(named):
            return named
    return None


def _is_of_state(named: Named) -> bool:
    """Whether a name is that of a body of the state, which is no "company" and no "union"."""
    return named.entity.actor_type in STATE or sector_of_name(named.entity.name) in STATE


def _by_surname(index: Index) -> dict[str, dict[int, Named]]:
    """The first mention of each person, by surname and entity."""
    out: dict[str, dict[int, Named]] = defaultdict(dict)
    for named in dict.fromkeys(index.names.values()):
        words = name_words(named.entity.name) if named.entity.type == "person" else []
        if len(words) > 1:
            out[words[-1]].setdefault(named.entity.key, named)
    return out


def _with_owner(index: Index, holding: Holding, bearers: Mapping[str, Mapping[int, Named]]) -> Holding:
    role = holding.role
    holding = replace(holding, confidence=round(holding.confidence * role.sure, 3))
    if role.opener not in (*_PERSONAL, "its") or role.things or role.places:
        return holding
    if role.opener in _PERSONAL:
        found = _namesakes(holding, bearers)
        if role.persons and (not found or role.persons[0].key in {n.entity.key for n in found}):
            return holding
        found = found or _spoken_of(index, holding)
    elif role.persons:
        return holding
    else:
        sentence = index.parse.tokens[role.core].sentence
        first = index.parse.sentences[max(0, sentence - REACH)].first
        found = _organizations(index, {n.first: n for i in range(first, role.first) if (n := index.names.get(i))})
    owners = {n.entity.key: n for n in found if n.entity.key != holding.named.entity.key}
    if len(owners) != 1:
        return holding
    role = replace(role, persons=(), sure=1.0).of(next(iter(owners.values())))
    return replace(holding, role=role, confidence=round(0.8 * holding.confidence, 3))


def _namesakes(holding: Holding, bearers: Mapping[str, Mapping[int, Named]]) -> list[Named]:
    """Others of the surname of somebody's kin, named before."""
    words = name_words(holding.named.entity.name)
    if holding.role.word("kin") is None or len(words) < 2:
        return []
    role, others = holding.role, bearers.get(words[-1], {})
    before = [n for n in others.values() if n.first < role.first and n.entity.key != holding.named.entity.key]
    return [n for n in before if _may_be(n, role.opener)]


def _may_be(named: Named, opener: str) -> bool:
    """Whether "his" or "her" may be somebody's by the given name."""
    gender = given_names().get(next(iter(name_words(named.entity.name)), ""))
    return gender not in ("m", "f") or gender == _PERSONAL[opener]


def _spoken_of(index: Index, holding: Holding) -> list[Named]:
    """Whom the words before are about: the one person named before in the sentence, else in the one before it, or its subject."""
    parse, role = index.parse, holding.role
    sentence = parse.tokens[role.core].sentence
    for n in (sentence, sentence - 1)[: 1 + (sentence > 0)]:
        first, last = parse.sentences[n].first, min(parse.sentences[n].last, role.first)
        named = {k.entity.key: k for i in range(first, last) if (k := index.names.get(i)) and k.entity.type == "person"}
        named.pop(holding.named.entity.key, None)
        named = {key: k for key, k in named.items() if _may_be(k, role.opener)}
        subjects = [k for k in named.values() if any(t.dep in _SUBJECTS for t in parse.tokens[k.first : k.last])]
        if named:
            return list(named.values()) if len(named) == 1 else subjects if len(subjects) == 1 else []
    return []


def _organizations(index: Index, before: dict[int, Named]) -> list[Named]:
    tokens = index.parse.tokens
    found = [n for n in before.values() if n.entity.type in ("organization", "group", "facility")]
    return [n for n in found if tokens[n.last - 1].dep not in _INSIDE or tokens[n.last - 1].head < n.first]
