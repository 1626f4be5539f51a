"""Whose "his brother" is, where no reference was resolved: one of the same surname, or the only one it can be."""

from dataclasses import replace

from flows.core.translit import name_words
from flows.stages.relations_holders import Holding
from flows.stages.relations_index import Index, Named

REACH = 2
"""How many sentences back an owner may be named."""

_PERSONAL = frozenset({"his", "her"})
_INSIDE = ("compound", "nmod", "amod", "poss")


def with_owner(index: Index, holding: Holding) -> Holding:
    """The same with the owner of its description, where "his", "her" or "its" is unresolved and one can be meant.

    Kin of one surname are taken for kin ("his brother, Jovan Dravec", with a Milan Dravec named before); else the owner is
    the one organization named as a whole phrase in the sentences before ("Its chairman").
    """
    role = holding.role
    if role.persons or role.things or role.places or role.opener not in (*_PERSONAL, "its"):
        return holding
    sentence = index.parse.tokens[role.core].sentence
    first = index.parse.sentences[max(0, sentence - REACH)].first
    before = {n.first: n for i in range(first, role.first) if (n := index.names.get(i))}
    found = _namesakes(holding, before) if role.opener in _PERSONAL else _organizations(index, before)
    keys = {n.entity.key for n in found} - {holding.named.entity.key}
    if len(keys) != 1:
        return holding
    owner = next(n for n in found if n.entity.key in keys)
    return replace(holding, role=role.of(owner), confidence=round(0.8 * holding.confidence, 3))


def _namesakes(holding: Holding, before: dict[int, Named]) -> list[Named]:
    surname = name_words(holding.named.entity.name)[-1:]
    if holding.role.word("kin") is None or len(name_words(holding.named.entity.name)) < 2:
        return []
    return [n for n in before.values() if n.entity.type == "person" and name_words(n.entity.name)[-1:] == surname]


def _organizations(index: Index, before: dict[int, Named]) -> list[Named]:
    tokens = index.parse.tokens
    found = [n for n in before.values() if n.entity.type in ("organization", "group", "facility")]
    return [n for n in found if tokens[n.last - 1].dep not in _INSIDE or tokens[n.last - 1].head < n.first]
