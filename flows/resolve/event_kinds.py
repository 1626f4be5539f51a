"""Kinds of events: which types may tell one happening, and who a happening is about."""

from functools import cache
from typing import Any

from flows.core.lexicons import read_yaml
from flows.core.resolution import HappeningRecord

TOWN: tuple[str, ...] = ("city", "facility")
"""Features of places small enough to tie happenings."""


def rules() -> dict[str, Any]:
    """The rules of `flows/lexicons/merging.yml`."""
    found: dict[str, Any] = read_yaml("merging")
    return found


@cache
def family(event_type: str) -> str:
    """The family of an event type: types that tell one happening in different words."""
    return next((name for name, types in rules()["families"].items() if event_type in types), event_type)


@cache
def causes(event_type: str) -> frozenset[str]:
    """Families whose happenings an event of this type may be a consequence of: a death of an attack."""
    return frozenset(rules()["consequences"].get(event_type, ()))


@cache
def arena(event_type: str) -> str:
    """Where happenings are compared: their family, or one arena for all that harms people and things."""
    kind = family(event_type)
    harms = {cause for found in rules()["consequences"].values() for cause in found}
    return "harm" if causes(event_type) or kind in harms else kind


@cache
def kin(left: str, right: str) -> bool:
    """Whether reports of two types may tell one happening: the same family, or a happening and its consequence."""
    a, b = family(left), family(right)
    return a == b or b in causes(left) or a in causes(right) or bool(causes(left) & causes(right))


def principals(happening: HappeningRecord) -> frozenset[str]:
    """Release ids of the named participants the event is about."""
    roles = rules()["principals"].get(happening.event_type.partition(".")[0], ())
    return frozenset(entity for role, entity, _ in happening.participants if entity and role in roles)
