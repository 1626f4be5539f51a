"""Units and nouns left out: "fell 64 points to 4,577", "435 homes by open sale and 187 by tender"."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.parse import Parse
from flows.stages.figures_counted import Counted
from flows.stages.figures_parts import Draft
from flows.stages.numbers import Atom
from flows.stages.units import Quantity

LEADS = frozenset({"to", "from", "and", "than", "with", "including", "is", "was", "were", "or", "versus", "against"})
ONLY_LEVELS = frozenset({"percent", "duration", "age", "sentence"})
"""Measures of a change as often as of its levels: "rose 5 percent to 40" is not 40 percent, "from 5 percent to 7" is."""


def elided(
    parse: Parse, atoms: Sequence[Atom], drafts: Sequence[Draft], q: Quantity, counted: Counted
) -> tuple[Quantity, Counted]:
    """A bare number with the unit or noun of the one before it, where the sentence leaves that out.

    Args:
        parse: The article's parse.
        atoms: Atoms of the sentence.
        drafts: Figures of the sentence before this one.
        q: The quantity.
        counted: What it counts by its own words.

    Returns:
        Both, changed only where something was left out.
    """
    if q.unit is not None or counted.head is not None or not drafts or q.form not in {"digits", "words"} or counted.of:
        return q, counted
    lead = _lead(atoms, q)
    # "lost 162 points, or 2 percent, to fall to 7,425"
    told = [d for d in drafts if d.quantity.unit is None or d.quantity.unit.measure not in ONLY_LEVELS] if lead == "to" else []
    pair = {lead, _lead(atoms, drafts[-1].quantity)} == {"from", "to"}
    before = told[-1] if told and not pair else drafts[-1]
    if lead not in LEADS or _follows_noun(parse, q):
        return q, counted
    if before.quantity.unit is not None:
        # "lost 2 metres to 40": another unit would have been named only where the kind of number changes
        if (before.quantity.unit.measure in ONLY_LEVELS and not pair) or before.quantity.unit.name in {"magnitude", "fold"}:
            return q, counted
        return replace(q, unit=before.quantity.unit), counted
    if before.counted.head is None or before.counted.of or before.counted.head.tag not in {"NNS", "NNPS"}:
        return q, counted
    return q, replace(counted, head=before.counted.head, start=before.counted.start, end=before.counted.end)


def _lead(atoms: Sequence[Atom], q: Quantity) -> str:
    """The word before a quantity and the words that bound it."""
    at = next((i for i in range(q.begin, -1, -1) if atoms[i].start <= q.start), q.begin) - 1
    return atoms[at].lower if at >= 0 else ""


def _follows_noun(parse: Parse, q: Quantity) -> bool:
    """Whether the number modifies a word behind it after all ("to 40 degree heat")."""
    token = parse.tokens[q.tail]
    head = parse.head(token)
    return token.dep in {"nummod", "compound", "quantmod"} and head.i > token.i
