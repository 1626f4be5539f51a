"""Quantities of more than one number or of none: "three years and four months", "less than an hour"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from flows.stages.numbers import Atom
from flows.stages.units import Quantity, unit_after, unit_words
from flows.stages.units_bounds import with_modifier

SMALLER: Mapping[str, tuple[str, float]] = {
    "year": ("month", 12),
    "week": ("day", 7),
    "day": ("hour", 24),
    "hour": ("minute", 60),
    "minute": ("second", 60),
    "foot": ("inch", 12),
}
"""The unit that tells the rest of a larger one, and how many of it make one."""

BOUNDED = frozenset({"more_than", "less_than", "at_least"})
"""Modifiers that make "a" before a unit a number: "over a mile", not "a mile" nor "about a mile"."""
_ROUND = frozenset({"decade", "century", "generation"})
"""Units that are said of what nobody measured ("over a decade")."""
_LENGTHS = frozenset({"duration", "distance"})


def joined_parts(atoms: Sequence[Atom], quantities: Sequence[Quantity]) -> list[Quantity]:
    """Quantities with those made one that tell one length in two units.

    Args:
        atoms: Atoms of the sentence.
        quantities: Its quantities in reading order, before bounds are read.

    Returns:
        The same; "three years and four months" is 3.3333 years.
    """
    out: list[Quantity] = []
    for q in quantities:
        whole = _joined(atoms, out[-1], q) if out else None
        if whole is None:
            out.append(q)
        else:
            out[-1] = whole
    return out


def _joined(atoms: Sequence[Atom], a: Quantity, b: Quantity) -> Quantity | None:
    if a.unit is None or b.unit is None or a.value is None or b.value is None or a.unit.per or b.unit.per:
        return None
    smaller, parts = SMALLER.get(a.unit.name, ("", 0))
    link = [x.lower for x in atoms[a.last : b.begin]]
    if b.unit.name != smaller or b.value >= parts or b.signed or link not in ([], ["and"], [","], ["-"]):
        return None
    if not a.value.is_integer() or (link == [","] and a.unit.name != "year" and not b.value.is_integer()):
        return None
    value = round(a.value + b.value / parts, 4)
    return replace(a, end=b.end, last=b.last, token=b.token, tail=b.tail, value=value, hyphened=a.hyphened or b.hyphened)


def in_points(atoms: Sequence[Atom], quantities: Sequence[Quantity]) -> list[Quantity]:
    """Quantities with points of percent named as such: "rose two points to 48 percent", "cut by half a point to 9.5 percent"."""
    out = list(quantities)
    for n, (q, level) in enumerate(pairwise(quantities)):
        at = q.last + (q.form == "fraction" and q.last < len(atoms) and atoms[q.last].lower == "a")
        point = atoms[at].lower if at < level.begin else ""
        percent = level.unit is not None and level.unit.code == "percent"
        if (
            q.unit is None
            and point in {"point", "points"}
            and percent
            and level.begin - at == 2
            and atoms[at + 1].lower == "to"
        ):
            last = at + 1
            unit = unit_words().words["percentage point"]
            out[n] = replace(q, unit=unit, last=last, end=atoms[at].end, tail=atoms[at].token)
    return out


def single_units(atoms: Sequence[Atom], found: Sequence[Quantity], demonyms: frozenset[str]) -> tuple[Quantity, ...]:
    """One of a unit told by "a" behind a bound: "less than an hour", "more than a mile".

    Args:
        atoms: Atoms of the sentence.
        found: The quantities read so far.
        demonyms: Nationality words in lower case.
    """
    taken = {i for q in found for i in range(q.begin, q.last)}
    out = []
    for i, atom in enumerate(atoms):
        if atom.lower not in {"a", "an"} or i in taken or not i:
            continue
        unit = unit_after(atoms, i + 1, demonyms)
        if (
            unit is None
            or unit[0].measure not in _LENGTHS
            or unit[0].name in _ROUND
            or i + 1 in taken
            or len(atoms[i + 1].text) < 3
        ):
            continue
        last = unit[1]
        half = [a.lower for a in atoms[last : last + 3]] == ["and", "a", "half"]
        if half:  # "a year and a half"
            end = atoms[last + 2]
            out.append(
                Quantity(atom.start, end.end, i, i, last + 3, atom.token, end.token, 1.5, None, None, "exact", unit[0], "words")
            )
            continue
        tail = atoms[last - 1].token
        one = Quantity(
            atom.start, atoms[last - 1].end, i, i, last, atom.token, tail, 1.0, None, None, "exact", unit[0], "words"
        )
        bounded = with_modifier(atoms, one)
        if bounded.modifier in BOUNDED and bounded.start < atom.start and atoms[i - 1].lower not in {"within", "perhaps"}:
            out.append(bounded)
    return tuple(out)
