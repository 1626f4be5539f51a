"""Quantities: numbers with their unit, range and bounds, as the words of a sentence state them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.core.lexicons import read_csv, read_yaml
from flows.core.parse import Token
from flows.stages.numbers import Atom, Number, number_words, read_numbers, split_atoms
from flows.stages.units import Quantity, Unit, currency_before, rate_after, unit_after, unit_words
from flows.stages.units_bounds import with_modifier
from flows.stages.units_joined import in_points, joined_parts, single_units

_MORE = frozenset({"more", "further", "additional", "extra", "full", "whole", "consecutive", "straight", "long"})
_DESCRIBING = ("ent", "ous", "ful", "ic", "ing", "less", "able", "ible")
"""Ends of adjectives that describe a time ("nine turbulent years"); "fiscal" and "light years" are of another kind."""
DASHES = frozenset({"-", "–", "—", "‑", "−"})


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """Nationality words in lower case."""
    return frozenset(row["word"].lower() for row in read_csv("demonyms"))


def read_quantities(tokens: Sequence[Token]) -> tuple[tuple[Atom, ...], tuple[Quantity, ...]]:
    """The quantities of one sentence, in reading order.

    Args:
        tokens: The sentence's tokens.

    Returns:
        The atoms and the quantities over them. Numbers that name, date or label things are still among them.
    """
    if not any(
        t.text[0] in "0123456789.½¼¾⅓⅔$€£" or t.lower in number_words().starts or any(c.isdigit() for c in t.text)
        for t in tokens
    ):
        return (), ()
    atoms = split_atoms(tokens)
    read = in_points(atoms, [_with_unit(atoms, n) for n in read_numbers(atoms)])
    bare = [q for q in read if not _is_half_of_a_thing(atoms, q)]
    merged = _merge_ranges(atoms, _shared_units(atoms, joined_parts(atoms, bare)), _changes(tokens))
    found = _converted(atoms, [with_modifier(atoms, q) for q in merged])
    single = single_units(atoms, found, demonyms())
    alone = (q for q in found if not any(s.begin <= q.begin < s.last for s in single))
    return atoms, tuple(sorted((*alone, *single), key=lambda q: q.begin))


def _is_half_of_a_thing(atoms: Sequence[Atom], q: Quantity) -> bool:
    """ "Half a loaf": without a unit that "a" begins, half of one thing is no share."""
    return q.form == "fraction" and q.unit is None and q.last < len(atoms) and atoms[q.last].lower in {"a", "an"}


def _shared_units(atoms: Sequence[Atom], quantities: Sequence[Quantity]) -> list[Quantity]:
    """A unit told once for two: "a 7- or 8-inch screen", "8 or $9"."""
    out = list(quantities)
    joined = False
    for n in range(len(out) - 2, -1, -1):
        a, b = out[n], out[n + 1]
        link = [x.lower for x in atoms[a.last : b.begin]]
        shared = link in (["-", "or"], ["-", "and"]) or (link == ["or"] and b.unit is not None and b.unit.measure == "money")
        # "jailed for 5, 7 and 9 years"
        joined = link == ["and"] or (link == [","] and joined)
        listed = joined and b.unit is not None and b.unit.measure in {"duration", "percent"} and not _is_year(atoms, a)
        if a.unit is None and b.unit is not None and a.form == b.form and (shared or listed):
            out[n] = replace(a, unit=b.unit)
    return out


def _changes(tokens: Sequence[Token]) -> frozenset[int]:
    """Tokens that tell a change ("rose", "brought"): "from 12 to 15" behind one is two levels, no range."""
    words = {*change_words(), *read_yaml("numbers")["moved"]}
    return frozenset(t.i for t in tokens if t.pos in {"VERB", "NOUN"} and t.lemma.lower() in words)


@lru_cache(maxsize=1)
def change_words() -> Mapping[str, str]:
    """Words of change (lower case) to `up` or `down`."""
    words = read_yaml("numbers")
    return {word: way for way in ("up", "down") for word in words[way]}


def _converted(atoms: Sequence[Atom], quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """A conversion in brackets keeps the bound of what it converts: "more than 100 km (60 miles)"."""
    out: list[Quantity] = []
    for q in quantities:
        whole = out[-1] if out else None
        converts = (
            whole is not None
            and q.modifier == "exact"
            and whole.modifier not in {"exact", "range"}
            and whole.unit is not None
            and q.unit is not None
            and whole.unit.measure == q.unit.measure
            and whole.unit.name != q.unit.name
            and [a.text for a in atoms[whole.last : q.begin]] == ["("]
        )
        out.append(replace(q, modifier=whole.modifier) if converts and whole is not None else q)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Signed:
    """What stands before a number: the unit of its money, where the quantity starts, its value with its sign."""

    start: int
    value: float | None
    unit: Unit | None
    signed: bool


def _signed(atoms: Sequence[Atom], number: Number) -> _Signed:
    """Read the currency and the sign before a number ("-$5", "$-5", "minus 5")."""
    start, value, unit, signed = number.first, number.value, None, False
    money = currency_before(atoms, start)
    minus = atoms[start - 1].text in {"-", "−"} and atoms[start].glued if start else False
    if money is None and minus:
        money = currency_before(atoms, start - 1)
        if money is not None and value is not None:
            value, signed = -value, True
    if money is not None:
        unit, start = money
    before = atoms[start - 1] if start else None
    if before is not None and before.text in {"-", "−", "+"} and (start < 2 or not before.glued) and atoms[start].glued:
        value = -value if value is not None and before.text != "+" else value
        return _Signed(start - 1, value, unit, True)
    if before is not None and before.lower == "minus":
        return _Signed(start - 1, -value if value is not None else None, unit, True)
    if start >= 2 and before is not None and before.text in DASHES and atoms[start - 2].lower == "minus":
        return _Signed(start - 2, -value if value is not None else None, unit, True)
    return _Signed(start, value, unit, signed)


def _rated(atoms: Sequence[Atom], unit: Unit, last: int) -> tuple[Unit, int]:
    """A unit with what it is counted per, where the words behind it say so, and where the quantity ends."""
    if unit.measure in {"duration", "age", "percent"}:
        return unit, last
    rate = rate_after(atoms, last)
    if rate is not None:
        return replace(unit, per=rate[0]), rate[1]
    if last < len(atoms) and atoms[last].lower == "of":
        # "tonnes of coal a day": the words of the quantity stay those before what it is of
        rate = rate_after(atoms, last + 2) or rate_after(atoms, last + 3)
    return (unit if rate is None else replace(unit, per=rate[0])), last


def _with_unit(atoms: Sequence[Atom], number: Number) -> Quantity:
    before = _signed(atoms, number)
    start, value, unit, signed = before.start, before.value, before.unit, before.signed
    first, last, factor = number.first, number.last, 1.0
    short = _short_magnitude(atoms, last, unit)
    if short is not None:
        factor, last = short, last + 1
    hyphened = last < len(atoms) and atoms[last].text in DASHES
    after = unit_after(atoms, _past_article(atoms, number, last), demonyms()) or _after_more(atoms, last)
    if after is not None and (unit is None or after[0].measure == "money"):
        if unit is not None and after[0].name != unit.name and not after[0].exact_code:
            after = None
        else:
            unit, last = after
    if unit is None:
        unit = _named_before(atoms, start)
    if unit is not None:
        unit, last = _rated(atoms, unit, last)
    if value is not None:
        value *= factor
    tail = atoms[last - 1].token
    return Quantity(
        atoms[start].start,
        atoms[last - 1].end,
        start,
        first,
        last,
        atoms[number.last - 1].token,
        tail,
        value,
        None if number.low is None else number.low * factor,
        None if number.high is None else number.high * factor,
        "exact" if number.value is not None else "about",
        unit,
        number.form,
        number.scale * factor,
        hyphened and unit is not None,
        signed,
    )


def _past_article(atoms: Sequence[Atom], number: Number, last: int) -> int:
    """Where the unit of a number may begin: behind "(of) a" of a fraction ("half a mile", "1/16 of a pint"), behind "US"."""
    at = last
    if atoms[last - 1].lower == "couple" and at < len(atoms) and atoms[at].lower == "of":
        at += 1  # "a couple of hours"
    elif number.form == "fraction":
        at += at < len(atoms) and atoms[at].lower == "of"
        at = at + 1 if at < len(atoms) and atoms[at].lower in {"a", "an"} else last
    of_land = at + 1 < len(atoms) and atoms[at].text in {"US", "U.S", "UK", "imperial"}
    land = at + 1 if of_land else at
    unit = unit_after(atoms, land, demonyms()) if of_land or at != last else None
    return land if unit is not None and unit[0].measure != "money" else last


def _after_more(atoms: Sequence[Atom], i: int) -> tuple[Unit, int] | None:
    """The length of time behind "more": "two more months", "four consecutive days"."""
    if i >= len(atoms) or not (atoms[i].lower in _MORE or (atoms[i].lower.endswith(_DESCRIBING) and atoms[i].text.islower())):
        return None
    found = unit_after(atoms, i + 1, demonyms())
    return found if found is not None and found[0].measure == "duration" else None


def _named_before(atoms: Sequence[Atom], i: int) -> Unit | None:
    """The unit in "magnitude 7.1", "a magnitude of 7.1"."""
    words = [a.lower for a in atoms[max(0, i - 2) : i]]
    named = words[-1:] == ["magnitude"] or words == ["magnitude", "of"]
    return unit_words().words["magnitude"] if named else None


def _short_magnitude(atoms: Sequence[Atom], i: int, money: Unit | None) -> float | None:
    """The size of "m", "bn", "k" right behind a number: with money, or where a noun follows ("12.3m tonnes")."""
    short, words = number_words().short, number_words().magnitudes
    if i >= len(atoms):
        return None
    word = atoms[i].lower
    if word in words and atoms[i].glued:
        return words[word]
    follows = atoms[i + 1] if i + 1 < len(atoms) else None
    if atoms[i].text == "B" and follows is not None and follows.text.isalpha() and follows.text.islower():
        return short[word]
    if word not in short or (not atoms[i].glued and money is None):
        return None
    if money is not None or word == "k":
        return short[word]
    if follows is None or not follows.text.isalpha() or follows.glued:
        return None
    if word == "b" or atoms[i].text == "M":
        return short[word]
    wordy = follows.lower not in number_words().after_metres
    return short[word] if word == "m" and wordy else None


def _merge_ranges(atoms: Sequence[Atom], quantities: Sequence[Quantity], changes: frozenset[int]) -> list[Quantity]:
    out: list[Quantity] = []
    for q in quantities:
        joined = _range(atoms, out[-1], q, changes) if out else None
        if joined is not None:
            out[-1] = joined
        else:
            out.append(q)
    return out


def _range(atoms: Sequence[Atom], a: Quantity, b: Quantity, changes: frozenset[int]) -> Quantity | None:
    if a.value is None or b.value is None or (a.modifier == "range" and a.low != a.value):
        return None
    if a.form == "ratio" or b.form == "ratio" or a.modifier == "range":
        return None
    if b.begin - a.last > 3:
        return None
    link = [x.lower for x in atoms[a.last : b.begin]]
    lead = atoms[max(0, a.begin - 6) : a.begin]
    opener = next((x.lower for x in lead[-2:] if x.lower in {"between", "from", "by"}), "")
    dash = link in (["-"], ["–"], ["—"], ["‑"], ["−"]) or (not link and b.signed and b.value < 0)
    # "rose 5 to 10": a range; "rose from 5 to 10" and "rose by 5 to 10" tell two numbers
    levels = opener == "by" or (opener == "from" and any(x.token in changes for x in lead))
    to = not levels and (link == ["to"] or link == ["to", "-"] or link == ["-", "to", "-"])
    both = (link == ["and"] and opener == "between") or (link == ["or"] and _next_to(a, b))
    dated = bool(lead) and lead[-1].lower in {"in", "since", "during", "until", "of"} and _is_year(atoms, a)
    if not (dash or to or both) or (dated and not _is_year(atoms, b)):
        return None
    low, high = a.value, abs(b.value) if dash else b.value
    unit = b.unit or a.unit
    if a.unit and b.unit and a.unit.name != b.unit.name:
        return None
    if a.unit and not b.unit and a.unit.measure != "money":
        return None
    if a.scale == 1 and b.scale > 1 and low < high / b.scale:
        low *= b.scale
    # "163 to 152": a vote, odds, or two levels
    falls = link == ["to"] and opener not in {"from", "between"} and unit is None and low > high
    if (dash and not (low < high)) or falls:
        return None
    low, high = min(low, high), max(low, high)
    return replace(
        b,
        start=a.start,
        begin=a.begin,
        first=a.first,
        value=(low + high) / 2,
        low=low,
        high=high,
        modifier="range",
        unit=unit,
        form="words" if a.form == b.form == "words" else "digits",
        scale=1.0,
        signed=False,
    )


def _is_year(atoms: Sequence[Atom], q: Quantity) -> bool:
    text = atoms[q.first].text
    return q.unit is None and len(text) == 4 and text.isdigit() and 1400 <= (q.value or 0) <= 2100


def _next_to(a: Quantity, b: Quantity) -> bool:
    """ "three or four", "20 or 30", never "one or 20" or "25k or 40k"."""
    if a.value is None or b.value is None or a.unit is not None or (b.unit is not None and b.unit.measure == "money"):
        return False
    step = b.value - a.value
    return 0 < step <= a.value and a.form == b.form and step in {1, 2, 5, 10, 100, 1000}
