"""Quantities: numbers with their unit, range and bounds, as the words of a sentence state them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.core.lexicons import read_csv, read_yaml
from flows.core.parse import Token
from flows.stages.numbers import Atom, Number, is_digits, number_words, read_numbers, split_atoms
from flows.stages.units import Unit, currency_before, rate_after, unit_after, unit_words

DASHES = frozenset({"-", "–", "—", "‑", "−"})
MIRRORED = {"at_least": "at_least", "at_most": "at_most", "more_than": "more_than", "less_than": "less_than", "about": "about"}
NEGATIONS = {"more_than": "at_most", "less_than": "at_least"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with what the words around it say of it, values as stated.

    Attributes:
        start: First code point of the words (bound and unit included).
        end: One past the last.
        begin: First atom of sign, currency and number.
        first: First atom of the number.
        last: One past the last atom of number and unit.
        token: Index of the token of the number's last word.
        tail: Index of the last token of number and unit.
        value: Value as stated; None of a vague number.
        low: Lowest stated value, None where there is none.
        high: Highest, None where there is none.
        modifier: exact, about, at_least, at_most, more_than, less_than, range.
        unit: Unit, None of a bare count.
        form: digits, words, vague, fraction, ratio.
        scale: Product of the magnitudes that end the number ("million"), 1 without one.
        hyphened: Whether the unit is tied by a hyphen ("17-year-old").
        signed: Whether a plus or minus sign stood before it.
    """

    start: int
    end: int
    begin: int
    first: int
    last: int
    token: int
    tail: int
    value: float | None
    low: float | None
    high: float | None
    modifier: str
    unit: Unit | None
    form: str
    scale: float = 1.0
    hyphened: bool = False
    signed: bool = False


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """Nationality words in lower case."""
    return frozenset(row["word"].lower() for row in read_csv("demonyms"))


@lru_cache(maxsize=2)
def _phrases(side: str) -> Mapping[tuple[str, ...], str]:
    listed = read_yaml("numbers")[side]
    return {tuple(phrase.split()): modifier for modifier, phrases in listed.items() for phrase in phrases}


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
    bare = [_with_unit(atoms, n) for n in read_numbers(atoms)]
    merged = _merge_ranges(atoms, bare, _changes(tokens))
    return atoms, _converted(atoms, [_with_modifier(atoms, q) for q in merged])


def _changes(tokens: Sequence[Token]) -> frozenset[int]:
    """Tokens that tell a change ("rose", "cut"): "from 12 to 15" behind one is two levels, no range."""
    words = change_words()
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


def _with_unit(atoms: Sequence[Atom], number: Number) -> Quantity:
    first, last, value = number.first, number.last, number.value
    factor = 1.0
    money = currency_before(atoms, first)
    unit: Unit | None = None
    start = first
    signed = False
    minus = atoms[first - 1].text in {"-", "−"} and atoms[first].glued if first else False
    if money is None and minus:
        money = currency_before(atoms, first - 1)
        if money is not None and value is not None:
            value, signed = -value, True
    if money is not None:
        unit, start = money
    before = atoms[start - 1] if start else None
    if before is not None and before.text in {"-", "−", "+"} and (start < 2 or not before.glued) and atoms[start].glued:
        start, signed = start - 1, True
        value = -value if value is not None and before.text != "+" else value
    elif before is not None and before.lower == "minus":
        start, signed = start - 1, True
        value = -value if value is not None else None
    elif start >= 2 and before is not None and before.text in DASHES and atoms[start - 2].lower == "minus":
        start, signed, value = start - 2, True, (-value if value is not None else None)
    short = _short_magnitude(atoms, last, unit)
    if short is not None:
        factor, last = short, last + 1
    hyphened = last < len(atoms) and atoms[last].text in DASHES
    after = unit_after(atoms, last, demonyms())
    if after is not None and (unit is None or after[0].measure == "money"):
        if unit is not None and after[0].name != unit.name and not after[0].exact_code:
            after = None
        else:
            unit, last = after
    if unit is None:
        unit = _named_before(atoms, start)
    if unit is not None and unit.measure not in {"duration", "age", "percent"}:
        rate = rate_after(atoms, last)
        if rate is not None:
            unit, last = replace(unit, per=rate[0]), rate[1]
        elif last < len(atoms) and atoms[last].lower == "of":
            # "tonnes of coal a day": the words of the quantity stay those before what it is of
            rate = rate_after(atoms, last + 2) or rate_after(atoms, last + 3)
            unit = replace(unit, per=rate[0]) if rate is not None else unit
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
    if word not in short or (not atoms[i].glued and money is None):
        return None
    if money is not None or word == "k":
        return short[word]
    follows = atoms[i + 1] if i + 1 < len(atoms) else None
    if follows is None or not follows.text.isalpha() or follows.glued:
        return None
    if word == "b" or atoms[i].text == "M":
        return short[word]
    wordy = follows.lower not in {
        "in",
        "of",
        "at",
        "to",
        "from",
        "on",
        "by",
        "and",
        "or",
        "above",
        "below",
        "high",
        "long",
        "wide",
        "tall",
        "deep",
        "away",
        "down",
        "up",
        "for",
        "with",
        "race",
        "freestyle",
        "final",
        "hurdles",
        "dash",
        "sprint",
    }
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
    if not (dash or to or both) or (_is_year(atoms, a) and not _is_year(atoms, b)):
        return None
    low, high = a.value, abs(b.value) if dash else b.value
    unit = b.unit or a.unit
    if a.unit and b.unit and a.unit.name != b.unit.name:
        return None
    if a.unit and not b.unit and a.unit.measure != "money":
        return None
    if a.scale == 1 and b.scale > 1 and low < high / b.scale:
        low *= b.scale
    if dash and not (low < high):
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


def _with_modifier(atoms: Sequence[Atom], q: Quantity) -> Quantity:
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
            if drop and phrase[0] in {
                "over",
                "under",
                "within",
                "near",
                "around",
                "about",
                "some",
                "above",
                "below",
                "beyond",
                "exceeded",
                "exceeds",
                "exceed",
                "surpassed",
            }:
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
        return word == "over" and previous not in {"spread", "ruled", "presided", "differences", "dispute", "control", "won"}
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


__all__ = ["Quantity", "demonyms", "is_digits", "read_quantities"]
