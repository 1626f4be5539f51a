"""Units: what stands beside a number and says what it is a number of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.core.lexicons import read_csv
from flows.stages.numbers import Atom, is_digits

LOCAL_DOLLARS: tuple[str, ...] = ("AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "JMD", "FJD", "NAD")
"""Currencies a publisher at home calls "$"."""

SPACED = frozenset({"W", "$", "%"})
"""One-letter symbols that are units even behind a space ("5 W"); others are more often something else ("9 F", "5 m")."""

BY_LETTER: Mapping[str, str] = {"N": "naira", "R": "rand", "P": ""}
"""Money told by a letter that touches a sum ("N50 million", "P200,000"); whose "P" is, the article's country tells."""

LONGEST = 4
"""Most atoms a unit's words have, hyphens and points aside."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as a text states it.

    Attributes:
        measure: Measure the unit implies (`schemas/vocab/measures.csv`).
        code: Unit after conversion (SI, ISO 4217, year, percent), None if there is none.
        factor: Multiplies the stated value.
        offset: Added after.
        name: The unit as stated, in the singular ("mile", "dollar").
        per: What it is a rate of ("per gram"), None if it is no rate.
        exact_code: Whether the words alone fix the code ("US$"; a bare "$" does not).
    """

    measure: str
    code: str | None
    factor: float
    offset: float
    name: str
    per: str | None = None
    exact_code: bool = True


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


@dataclass(frozen=True)
class UnitWords:
    """All units by their words (lower case, single spaces) and by their symbols (case kept)."""

    words: Mapping[str, Unit]
    symbols: Mapping[str, Unit]
    currencies: Mapping[str, Unit]


@lru_cache(maxsize=1)
def unit_words() -> UnitWords:
    """The units of `units.csv` and `currencies.csv`, read once."""
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    currencies: dict[str, Unit] = {}
    for row in read_csv("units"):
        unit = Unit(row["measure"], row["unit"] or None, float(row["factor"]), float(row["offset"]), row["name"])
        words.update((w, unit) for w in row["words"].split("|") if w)
        symbols.update((w, unit) for w in row["symbols"].split("|") if w)
    for row in read_csv("currencies"):
        for word in row["words"].split("|"):
            bare = word in {"$", "dollar", "dollars", "buck", "bucks"}
            currencies[word] = Unit("money", row["code"], 1.0, 0.0, row["name"], None, not bare)
    currencies["pounds"] = currencies["pound"] = Unit("money", "GBP", 1.0, 0.0, "pound sterling", None, False)
    return UnitWords(words, symbols, currencies)


def currency_before(atoms: Sequence[Atom], i: int) -> tuple[Unit, int] | None:
    """The currency that ends right before atom `i` ("US$", "EUR", "Rs. ") and the atom it starts at."""
    known = unit_words().currencies
    for length in (3, 2, 1):
        first = i - length
        if first < 0:
            continue
        piece = atoms[first:i]
        text = "".join(a.lower for a in piece)
        tight = all(a.glued for a in piece[1:])
        unit = known.get(text)
        if unit is None and length == 1 and piece[0].text in BY_LETTER and atoms[i].glued and _is_sum(atoms, i):
            unit = known.get(BY_LETTER[piece[0].text]) or Unit("money", None, 1.0, 0.0, "peso or pula")
        if length == 2 and piece[1].text in {"$", "¥"} and piece[0].text.isupper():
            tight = True
        outside = atoms[first - 1] if first and piece[0].glued else None
        if unit is not None and (tight or length == 1) and _stands(outside, piece, atoms[i]):
            return unit, first
    return None


def _is_sum(atoms: Sequence[Atom], i: int) -> bool:
    """Whether a number behind a letter is of money, not of a road: "N50 million", "P2,500"."""
    follows = atoms[i + 1].lower if i + 1 < len(atoms) else ""
    return "," in atoms[i].text or follows in ("million", "billion", "trillion", "m", "bn")


def _stands(outside: Atom | None, piece: Sequence[Atom], number: Atom) -> bool:
    """Letters before a number are a currency only as a code or symbol ("RM2.70", "EUR 50"), never as a word ("pound 5")."""
    text = "".join(a.text for a in piece)
    if not text[0].isalpha():
        return True
    if outside is not None and outside.text[-1:].isalnum() and not text.endswith("$"):
        return False
    return (
        text[0].isupper()
        and len(text) <= 5
        and (number.glued or text.isupper() or text.lower() in {"rs.", "rs", "tk", "rp", "rm", "ksh", "sh", "dh", "us$"})
    )


def unit_after(atoms: Sequence[Atom], i: int, demonyms: frozenset[str]) -> tuple[Unit, int] | None:
    """The unit whose words begin at atom `i`, and one past their last atom.

    Args:
        atoms: The sentence's atoms.
        i: The atom after the number.
        demonyms: Lower-case nationality words that may stand before a currency ("Danish crowns").

    Returns:
        The longest unit with its rate ("miles per hour", "dollars a day"), None if there is none.
    """
    if i >= len(atoms):
        return None
    first = i + 1 if atoms[i].text in {"-", "–", "‑"} and i + 1 < len(atoms) and not is_digits(atoms[i + 1]) else i
    found = _longest(atoms, first) or _currency_after(atoms, first, demonyms)
    return found


def _longest(atoms: Sequence[Atom], i: int) -> tuple[Unit, int] | None:
    known = unit_words()
    spelled: list[str] = []
    best: tuple[Unit, int] | None = None
    at, words = i, 0
    while at < len(atoms) and words < LONGEST:
        atom = atoms[at]
        if atom.text in {"-", "."} and spelled:
            spelled.append("." if atom.text == "." else " ")
            at += 1
            continue
        if is_digits(atom) and not (spelled and atom.glued):
            break
        gap = "" if not spelled or atom.glued or spelled[-1] == " " else " "
        spelled.append(gap + atom.text)
        words, at = words + 1, at + 1
        text = "".join(spelled)
        unit = known.symbols.get(text)
        if unit is not None and len(text) == 1 and text.isalpha() and not atoms[i].glued and text not in SPACED:
            unit = None
        unit = unit or known.words.get(text.lower()) or known.currencies.get(text.lower())
        if unit is not None and text.lower() not in {"s", "am"}:
            best = (unit, at)
    return best


def _currency_after(atoms: Sequence[Atom], i: int, demonyms: frozenset[str]) -> tuple[Unit, int] | None:
    """ "Danish crowns", where the pair is not listed but the noun is."""
    if i + 1 >= len(atoms) or atoms[i].lower not in demonyms:
        return None
    unit = unit_words().currencies.get(atoms[i + 1].lower)
    return (unit, i + 2) if unit and unit.measure == "money" else None


def rate_after(atoms: Sequence[Atom], i: int) -> tuple[str, int] | None:
    """What a unit is taken per ("per gram", "a day", "-a-day"), named by the unit's own name, and where it ends."""
    at = i + 1 if i < len(atoms) and atoms[i].text == "-" else i
    if at + 1 >= len(atoms) or atoms[at].lower not in {"per", "a", "an", "/", "each", "every"}:
        return None
    after = at + 2 if atoms[at + 1].text == "-" else at + 1
    found = _longest(atoms, after)
    if found is None or found[0].measure == "money":
        return None
    return found[0].name, found[1]
