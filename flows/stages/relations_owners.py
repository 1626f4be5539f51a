"""Whose "his brother" is, where no reference was resolved: one of the same surname, or the only one it can be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.core.translit import name_words
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms
from flows.stages.relations_roles import Holding

REACH = 2
"""How many sentences back an owner may be named."""

REACH_OF_FIRM = 4
"""How many sentences back the firm of a chief executive may be named."""

_PERSONAL = frozenset({"his", "her"})
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
    bare = not (role.things or role.places or role.persons or role.owned or role.country)
    if holding.rule != "title" or not bare or role.title_word not in terms("of_firm"):
        return holding
    parse = index.parse
    first = parse.sentences[max(0, parse.tokens[role.core].sentence - REACH_OF_FIRM)].first
    for i in range(role.first - 1, first - 1, -1):
        token = parse.tokens[i]
        named = index.at(i) if token.dep in ("nsubj", "nsubjpass") else None
        if named is not None and named.entity.type == "organization":
            return replace(holding, role=role.of(named), confidence=round(0.8 * holding.confidence, 3))
    return holding


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
    others = bearers.get(words[-1], {})
    return [n for n in others.values() if n.first < holding.role.first and n.entity.key != holding.named.entity.key]


def _organizations(index: Index, before: dict[int, Named]) -> list[Named]:
    tokens = index.parse.tokens
    found = [n for n in before.values() if n.entity.type in ("organization", "group", "facility")]
    return [n for n in found if tokens[n.last - 1].dep not in _INSIDE or tokens[n.last - 1].head < n.first]
