"""What lies where, as names beside each other say it: "Arden, Texas", "the Orlan mosque in Verrin", "Verrin, in eastern Norland"."""

from collections.abc import Iterator

from flows.core.annotations import Entity, Relation
from flows.core.parse import Token
from flows.stages.relations_index import Index, Named, span

_MOST = 4
"""Most words between "in" and the name of the larger place."""
_BETWEEN = ("the", "eastern", "western", "northern", "southern", "central", "north", "south", "east", "west", "-")
_BETWEEN_ENDS = ("eastern", "western", "northern", "southern")
_WIDER = ("admin1", "country", "region")


def stated_by_places(index: Index) -> Iterator[Relation]:
    """Where places, facilities and organizations are said to lie, in reading order."""
    for named in dict.fromkeys(index.names.values()):
        if named.entity.type not in ("place", "facility", "organization"):
            continue
        where = _after_comma(index, named) or _after_in(index, named)
        if where is not None and where.entity.key != named.entity.key:
            sure = round(0.9 * min(1.0, named.mention.confidence + 0.1), 3)
            words = span(index, named.first, where.last)
            yield Relation(0, *words, named.entity.key, "located_in", where.entity.key, None, None, None, None, "place", sure)


def _after_comma(index: Index, named: Named) -> Named | None:
    """The division or country after a town's name and a comma."""
    tokens = index.parse.tokens
    if named.entity.type != "place" or named.last >= len(tokens) or tokens[named.last].text != ",":
        return None
    where = index.names.get(named.last + 1)
    if where is None or where.entity.type != "place" or tokens[min(where.last, len(tokens) - 1)].tag == "POS":
        return None  # "the talks in Arden, Norland's army said"
    return where if _lies_in(named.entity, where.entity) else None


def _after_in(index: Index, named: Named) -> Named | None:
    """The place after "in" where that goes with the name, not with a verb before it."""
    tokens, i = index.parse.tokens, named.last
    comma = i < len(tokens) and tokens[i].text == ","
    i += comma
    if i >= len(tokens) or tokens[i].lower != "in" or tokens[i].sentence != tokens[named.first].sentence:
        return None
    where = next((n for k in range(i + 1, min(len(tokens), i + 1 + _MOST)) if (n := index.names.get(k))), None)
    if where is None or where.entity.type != "place" or not all(_goes_between(t) for t in tokens[i + 1 : where.first]):
        return None
    hangs = named.first <= tokens[i].head < named.last
    if named.entity.type == "place":
        return where if (hangs or comma) and _lies_in(named.entity, where.entity) else None
    return where if hangs and not comma and not _is_abroad(named.entity, where.entity) else None


def _goes_between(token: Token) -> bool:
    return token.lower in _BETWEEN or token.lower.endswith(_BETWEEN_ENDS)


def _lies_in(small: Entity, wide: Entity) -> bool:
    """Whether the gazetteer knows the first to lie in the second, or does not know the first."""
    if wide.feature not in _WIDER or small.feature in ("country", "region"):
        return False
    if small.geonames_id is None:
        return True
    if small.country != wide.country:
        return False
    return wide.feature != "admin1" or (small.feature == "city" and small.admin1 == wide.admin1)


def _is_abroad(thing: Entity, place: Entity) -> bool:
    return thing.country is not None and place.country is not None and thing.country != place.country
