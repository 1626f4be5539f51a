"""Bounds: what the words around a number make of it ("at least 40", "40 or so", "no more than 40")."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from flows.core.lexicons import read_yaml
from flows.stages.numbers import Atom, number_words
from flows.stages.units import Quantity

NEGATIONS = {"more_than": "at_most", "less_than": "at_least"}


@lru_cache(maxsize=2)
def _phrases(side: str) -> Mapping[tuple[str, ...], str]:
    listed = read_yaml("numbers")[side]
    return {tuple(phrase.split()): modifier for modifier, phrases in listed.items() for phrase in phrases}


def with_modifier(atoms: Sequence[Atom], q: Quantity) -> Quantity:
    """A quantity with the bound the words before or behind it set; of a range or vague number only its span grows."""
    first = q.begin
    left, length = _match_left(atoms, first)
    right, reach = _match_right(atoms, q.last)
    modifier = left or right
    if modifier is None:
        return q
    start = atoms[first - length].start if left else q.start
    end = atoms[q.last + reach - 1].end if right and not left else q.end
    if q.modifier == "range" or q.value is None:
        return replace(q, start=start, end=end)
    return replace(q, start=start, end=end, modifier=modifier)


def _match_left(atoms: Sequence[Atom], i: int) -> tuple[str | None, int]:
    known = _phrases("before")
    i_word = [a.lower for a in atoms[max(0, i - 5) : i]]
    skip = 0
    if i_word and i_word[-1] in {"the", "a", "another", "an", "only", "just"} and len(i_word) > 1:
        skip = 1
    for drop in (0, skip):
        words = i_word[: len(i_word) - drop] if drop else i_word
        for size in range(min(4, len(words)), 0, -1):
            phrase = tuple(words[-size:])
            modifier = known.get(phrase)
            if modifier is None or (
                drop and modifier != "about" and phrase != ("over",) and modifier not in {"more_than", "at_least", "less_than"}
            ):
                continue
            if size == 1 and not _bounds(atoms, i - drop - 1, phrase[0]):
                continue
            if drop and i_word[-1] in {"only", "just"}:
                continue
            if drop and phrase[0] in number_words().tight_bounds:
                continue
            if phrase == ("average", "of") and len(words) > size and words[-size - 1] == "the":
                continue
            negated = len(words) > size and words[-size - 1] in {"not", "no", "n't"}
            return (NEGATIONS.get(modifier, modifier) if negated else modifier), size + drop
        if not skip:
            break
    return None, 0


def _bounds(atoms: Sequence[Atom], i: int, word: str) -> bool:
    """Whether a preposition before a number bounds it rather than places it ("over 40", not "won over 3 games")."""
    if word in {"-", "+", "sub", "sub-"}:
        return word.startswith("sub") or (i + 1 < len(atoms) and atoms[i + 1].glued and (i == 0 or not atoms[i].glued))
    previous = atoms[i - 1].lower if i else ""
    if word in {"over", "within"}:
        return word == "over" and previous not in number_words().before_over
    if word in {"above", "below", "under", "near"}:
        return previous not in {"from", "ranked"}
    return True


def _match_right(atoms: Sequence[Atom], i: int) -> tuple[str | None, int]:
    known = _phrases("after")
    words = [a.lower for a in atoms[i : i + 4]]
    for skip in (0, 1):
        if skip and (not words or not words[0].isalpha()):
            break
        for size in (3, 2, 1):
            phrase = tuple(words[skip : skip + size])
            modifier = known.get(phrase) if len(phrase) == size else None
            if modifier is None or (size == 1 and not atoms[i + skip].glued and phrase != ("approximately",)):
                continue
            if skip and (phrase in {("at", "least"), ("at", "most")} or size == 1):
                continue
            return modifier, skip + size
    return None, 0
