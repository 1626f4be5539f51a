"""Numbers as written: digits, words, magnitudes, fractions and vague numbers, read over the atoms of a sentence.

An atom is the smallest piece the grammar needs: "$7.5m" is three ("$", "7.5", "m"), "17-year-old" five.
Vague numbers follow one rule: a bare plural ("dozens", "thousands") means from one to ten times it, and a vague word with a
magnitude ("a few hundred") from its lowest to its highest multiple. Neither has a best single value.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flows.core.lexicons import read_yaml
from flows.core.parse import Token

PIECE = re.compile(
    r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?:['’]\d{3})+(?!\d)|\d+\.\d+(?=$|[^\d.])|(?<![\d.])\.\d+|\d+|[^\W\d_]+(?:[/²³.][^\W\d_]*[²³23]?)*|."
)


LARGEST = 1e15
"""Beyond this a number is a code or noise: no count, sum or measure in the news is larger."""


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece of a sentence that a number or unit is made of.

    Attributes:
        text: As written.
        lower: In lower case.
        start: First code point in the article.
        end: One past the last.
        token: Index of the token it is of.
        glued: Whether no space stands between it and the atom before.
    """

    text: str
    lower: str
    start: int
    end: int
    token: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from atoms `first` to `last` (exclusive).

    Attributes:
        first: First atom.
        last: One past the last atom.
        value: The value, None of a vague number.
        low: Lowest value of a vague number, else None.
        high: Highest value of a vague number, else None.
        form: digits, words, vague, fraction or ratio.
        scale: Product of the magnitudes that end it ("million"), 1 without one.
    """

    first: int
    last: int
    value: float | None
    low: float | None
    high: float | None
    form: str
    scale: float


@dataclass(frozen=True)
class NumberWords:
    """The words of `flows/lexicons/numbers.yml`."""

    ones: dict[str, float]
    tens: dict[str, float]
    magnitudes: dict[str, float]
    short: dict[str, float]
    vague: dict[str, float]
    multiples: dict[str, list[float]]
    fractions: dict[str, float]
    glyphs: dict[str, float]
    after_metres: frozenset[str]
    tight_bounds: frozenset[str]
    before_over: frozenset[str]
    after_share: frozenset[str]
    before_half: frozenset[str]

    @cached_property
    def starts(self) -> frozenset[str]:
        """Words that can begin a number."""
        return frozenset({*self.ones, *self.tens, *self.vague, *self.multiples, *self.fractions, *self.glyphs, "a", "an"})


@lru_cache(maxsize=1)
def number_words() -> NumberWords:
    """The number words, read once."""
    words: dict[str, Any] = read_yaml("numbers")
    return NumberWords(
        words["ones"],
        words["tens"],
        words["magnitudes"],
        words["short_magnitudes"],
        words["vague"],
        words["vague_multiples"],
        words["fractions"],
        words["glyphs"],
        frozenset(words["after_metres"]),
        frozenset(words["tight_bounds"]),
        frozenset(words["before_over"]),
        frozenset(words["after_share"]),
        frozenset(words["before_half"]),
    )


def split_atoms(tokens: Sequence[Token]) -> tuple[Atom, ...]:
    """The atoms of a sentence's tokens, in order.

    Args:
        tokens: Tokens in reading order.
    """
    out: list[Atom] = []
    end = -1
    for token in tokens:
        pieces = _pieces(token.text)
        at = token.start
        for piece in pieces:
            out.append(Atom(piece, piece.lower(), at, at + len(piece), token.i, at == end))
            at += len(piece)
            end = at
    return tuple(out)


def _pieces(text: str) -> Sequence[str]:
    """A token's pieces: "$5.4m." is four, with the full stop for itself; "sixfold" two."""
    if text.isalpha():
        return (
            (text[:-4], text[-4:]) if text.lower().endswith("fold") and text[:-4].lower() in number_words().starts else (text,)
        )
    words = number_words()
    if text[-1:] == "." and (text[:-1].lower() in words.short or text[:-1].lower() in words.magnitudes):
        return text[:-1], "."
    pieces: list[str] = PIECE.findall(text)
    if len(pieces) > 1 and pieces[-1][:-1].isalpha() and pieces[-1].endswith("."):
        pieces[-1:] = [pieces[-1][:-1], "."]
    return pieces


def is_digits(atom: Atom) -> bool:
    """Whether an atom is a number in digits."""
    return (
        bool(atom.text)
        and (atom.text[0].isdigit() or (atom.text[0] == "." and atom.text[1:2].isdigit()))
        and atom.text.isascii()
    )


def read_numbers(atoms: Sequence[Atom]) -> tuple[Number, ...]:
    """Every number of a sentence, left to right, none overlapping.

    Args:
        atoms: The sentence's atoms.

    Returns:
        Numbers without unit or modifier; ordinals are none.
    """
    words = number_words()
    starts = words.starts
    out, i = [], 0
    while i < len(atoms):
        atom = atoms[i]
        number = None
        if is_digits(atom):
            number = _digits(atoms, i, words)
        elif atom.lower in starts:
            number = _spelled(atoms, i, words)
        if number is None:
            i += 1
        else:
            out.append(number)
            i = max(number.last, i + 1)
    return tuple(out)


def _digits(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number:
    value, last = _as_float(atoms[i].text), i + 1
    ratio = _ratio(atoms, i, value, words)
    if ratio is not None:
        return ratio
    # 10 000 with a space for the comma
    if len(atoms[i].text) <= 3 and "." not in atoms[i].text:
        while last < len(atoms) and re.fullmatch(r"\d{3}", atoms[last].text) and atoms[last].start == atoms[last - 1].end + 1:
            value, last = value * 1000 + float(atoms[last].text), last + 1
    form = "digits"
    whole = _fraction_after(atoms, last)
    if whole is not None:
        value, last, form = value + whole[0], whole[1], "fraction"
    elif _at(atoms, last) in {"/", "⁄"} and last + 1 < len(atoms) and is_digits(atoms[last + 1]) and atoms[last].glued:
        below = _as_float(atoms[last + 1].text)
        if below and _at(atoms, last + 2) != "/":
            value, last, form = value / below, last + 2, "fraction"
    elif _at(atoms, last) in words.glyphs:
        value, last, form = value + words.glyphs[_at(atoms, last)], last + 1, "fraction"
    scaled, last = _scale(atoms, last, words)
    return Number(i, last, value * scaled, None, None, form, scaled)


def _as_float(text: str) -> float:
    return float(re.sub(r"[,'’]", "", text))


def _fraction_after(atoms: Sequence[Atom], i: int) -> tuple[float, int] | None:
    """The fraction in "2 1/2", and where it ends."""
    if (
        i + 2 < len(atoms)
        and atoms[i + 1].text in {"/", "⁄"}
        and is_digits(atoms[i])
        and is_digits(atoms[i + 2])
        and not atoms[i].glued
    ):
        above, below = _as_float(atoms[i].text), _as_float(atoms[i + 2].text)
        if 0 < above < below <= 32:
            return above / below, i + 3
    return None


def _at(atoms: Sequence[Atom], i: int) -> str:
    return atoms[i].lower if 0 <= i < len(atoms) else ""


def _scale(atoms: Sequence[Atom], i: int, words: NumberWords) -> tuple[float, int]:
    """The product of the magnitudes from atom `i` on, and where they end."""
    factor = 1.0
    while True:
        at = i + 1 if _at(atoms, i) == "-" and _at(atoms, i + 1) in words.magnitudes else i
        size = words.magnitudes.get(_at(atoms, at))
        if size is None or _at(atoms, at) in {"couple", "pair", "score"}:
            return factor, i
        factor, i = factor * size, at + 1


def _spelled(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number | None:
    return _half(atoms, i, words) or _vague(atoms, i, words) or _fraction(atoms, i, words) or _cardinal(atoms, i, words)


def _half(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number | None:
    """ "half a million", "half a dozen"; "a quarter of a million"."""
    part, at = words.fractions.get(_at(atoms, i)), i + 1
    if part is None and _at(atoms, i) in {"a", "one"}:
        part, at = words.fractions.get(_at(atoms, i + 1)), i + 2
    if part is None:
        return None
    at += _at(atoms, at) == "-"
    at += _at(atoms, at) == "of"
    at += _at(atoms, at) in {"a", "an"}
    scaled, last = _scale(atoms, at, words)
    return Number(i, last, part * scaled, None, None, "words", scaled) if scaled > 1 else None


def _vague(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number | None:
    word = _at(atoms, i)
    if word in words.vague:
        low, last = words.vague[word], i + 1
        if word == "tens" and _at(atoms, last) != "of":
            return None
        while _at(atoms, last) == "of" and _at(atoms, last + 1) in words.vague and low < LARGEST:
            low, last = low * words.vague[_at(atoms, last + 1)], last + 2
        if _at(atoms, last) == "of" and _at(atoms, last + 1) in words.magnitudes:
            return None
        if word == "tens" and last == i + 1:
            low = 10
        return Number(i, last, None, low, low * 10, "vague", 1.0)
    at = i + 1 if word in {"a", "an"} else i
    if _at(atoms, at) in words.multiples:
        low, high = words.multiples[_at(atoms, at)]
        after = at + 1 + (_at(atoms, at + 1) == "of")
        scaled, last = _scale(atoms, after, words)
        if scaled > 1 and _at(atoms, at) != "some":
            return Number(i, last, None, low * scaled, high * scaled, "vague", 1.0)
    return None


def _ratio(atoms: Sequence[Atom], i: int, above: float, words: NumberWords) -> Number | None:
    """ "one in five", "seven out of 10"; "one in two attacks" may as well be a count."""
    link = _at(atoms, i + 1)
    at = i + 2 + (link == "out" and _at(atoms, i + 2) == "of")
    if link not in {"in", "out"} or at >= len(atoms) or (link == "out" and at == i + 2):
        return None
    digits = is_digits(atoms[at])
    below = _as_float(atoms[at].text) if digits else words.ones.get(_at(atoms, at)) or words.tens.get(_at(atoms, at))
    if not below or below <= above or below > 100 or (digits and link == "in" and above != 1):
        return None
    told = link == "out" or (below >= 3 and (digits or _at(atoms, at) in words.ones))
    follows = _at(atoms, at + 1)
    noun = follows.isalpha() and follows not in {"year", "years", "months", "days", "weeks", "hours", "minutes"}
    if not told or not (noun or not digits) or follows in {"-", "year", "years", "months", "days", "weeks", "hours", "minutes"}:
        return None
    return Number(i, at + 1, above / below, None, None, "ratio", 1.0)


def _fraction(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number | None:
    """ "two-thirds", "a third of", "half of", "one in five"."""
    word, at, above = _at(atoms, i), i, 1.0
    if word in words.glyphs:
        return Number(i, i + 1, words.glyphs[word], None, None, "fraction", 1.0)
    if word in words.ones:
        ratio = _ratio(atoms, i, words.ones[word], words)
        if ratio is not None:
            return ratio
    if word in words.ones or word in {"a", "an"}:
        above, at = words.ones.get(word, 1.0), i + 1
        at += _at(atoms, at) == "-"
    part = words.fractions.get(_at(atoms, at))
    if part is None or (part != 0.5 and at == i):
        return None
    # "in the second half of 2024"
    if at == i and _at(atoms, i - 1) in {"first", "second", "latter", "other", "last", "early", "late"}:
        return None
    plural = _at(atoms, at).endswith("s") or _at(atoms, at) == "half"
    follows = _at(atoms, at + 1)
    changed = (
        above == 1
        and at > i
        and part != 0.25
        and _at(atoms, i - 1) == "by"
        and (not follows.isalpha() or follows in words.after_share)
    )
    if changed:
        return Number(i, at + 1, part, None, None, "fraction", 1.0)  # "fell by a third to 40"
    if above > 1 and not plural:
        return None
    # "a third" is an ordinal unless something is divided; "a quarter" may be three months
    if (
        follows == "of"
        or (above > 1 and plural)
        or (
            part == 0.5
            and at == i
            and follows.isalpha()
            and follows not in {"past", "as"}
            and _at(atoms, i - 1) in words.before_half
        )
        or (part == 0.5 and at == i and follows in {"the", "its", "their", "his", "her", "our", "all", "a", "an"})
    ):
        return Number(i, at + 1, above * part, None, None, "fraction", 1.0)
    return None


def _cardinal(atoms: Sequence[Atom], i: int, words: NumberWords) -> Number | None:
    total, current, last, scale, seen = 0.0, 0.0, i, 1.0, False
    trailing = False
    if _at(atoms, i) in {"a", "an"}:
        size = words.magnitudes.get(_at(atoms, i + 1))
        if size is None or (
            _at(atoms, i + 1) in {"score", "couple", "pair"} and _at(atoms, i + 2) not in {"of", "dozen", "hundred"}
        ):
            return None
        if _at(atoms, i + 1) in {"pair", "score"}:
            return None
        current, last, scale, seen = size, i + 2, size, True
        trailing = True
        if size >= 1000:
            total, current = size, 0.0
        if _at(atoms, i + 1) == "couple":
            bigger, last = _scale(atoms, last + (_at(atoms, last) == "of"), words)
            if bigger > 1:
                return Number(i, last, None, 2 * bigger, 2 * bigger, "vague", 1.0)
            return Number(i, i + 2, 2.0, None, None, "words", 1.0)
    while last < len(atoms):
        at, joined = last, False
        if (seen and _at(atoms, at) == "and" and (total or current >= 100) and _small(_at(atoms, at + 1), words)) or (
            seen and _at(atoms, at) == "-" and (_small(_at(atoms, at + 1), words) or _at(atoms, at + 1) in words.magnitudes)
        ):
            at, joined = at + 1, True
        word = _at(atoms, at)
        if word in words.ones and (not seen or _fits(current, words.ones[word]) or (joined and current % 100 == 0)):
            current, scale, trailing = current + words.ones[word], 1.0, False
        elif word in words.tens and (not seen or current % 100 == 0):
            current, scale, trailing = current + words.tens[word], 1.0, False
        elif seen and word in words.magnitudes and word not in {"score", "couple", "pair"}:
            size = words.magnitudes[word]
            scale = scale * size if trailing else size
            trailing = True
            if size < 1000:
                current = (current or 1) * size
            else:
                total, current = total + (current or (0 if total else 1)) * size, 0.0
                if total == 0:
                    return None
        else:
            break
        seen, last = True, at + 1
    if not seen:
        return None
    value = total + current
    if _at(atoms, last) == "and" and _at(atoms, last + 1) in {"a", "one"} and _at(atoms, last + 2) in words.fractions:
        value, last = value + words.fractions[_at(atoms, last + 2)], last + 3
        size, last = _scale(atoms, last, words)
        value, scale = value * size, scale * size
    elif _at(atoms, last) == "point" and _at(atoms, last + 1) in words.ones:
        digits = ""
        last += 1
        while _at(atoms, last) in words.ones and words.ones[_at(atoms, last)] < 10:
            digits, last = digits + str(int(words.ones[_at(atoms, last)])), last + 1
        value += float(f"0.{digits}") if digits else 0.0
        size, last = _scale(atoms, last, words)
        value, scale = value * size, scale * size
    return Number(i, last, value, None, None, "words", scale)


def _small(word: str, words: NumberWords) -> bool:
    return word in words.ones or word in words.tens


def _fits(current: float, one: float) -> bool:
    """Whether a number below twenty can follow: twenty-one, a hundred five, but not one two."""
    tail = current % 100
    return (tail == 0 and current > 0) or (tail >= 20 and tail % 10 == 0 and one < 10)
