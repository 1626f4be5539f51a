"""Names across scripts and spellings: one Latin form to compare, one key to search by, one score for two names.

`fold` keeps a name readable and only removes what never tells two names apart (case, accents, apostrophes, script).
`sound_key` goes further: spellings that transliterate one pronunciation ("Mussin", "Musin", "Мусин") share it,
so it is for finding candidates, and `same_name` is for judging them.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from flows.core.lexicons import read_csv, read_yaml

_APOSTROPHES = re.compile(r"[\u0027\u0060\u00b4\u02b9-\u02bf\u02c8\u2018-\u201b\u2032\u02ee\ua78b\ua78c]")
_VOWELS = re.compile(r"[aeiouy]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s(?=$|[^0-9A-Za-z])", re.IGNORECASE)
# the soft and hard signs are not written in English; anyascii writes the rest as English-language media do
_CYRILLIC = str.maketrans(dict.fromkeys("ьъЬЪ", "") | dict.fromkeys("һҺ", "h"))


@cache
def _scripts() -> dict[str, str]:
    return {row["word"]: row["code"] for row in read_csv("scripts")}


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str | None:
    return _scripts().get(unicodedata.name(letter, "").partition(" ")[0])


def script_of(text: str) -> str:
    """The script most letters of a text are in.

    Args:
        text: Any text.

    Returns:
        An ISO 15924 code ("Latn", "Cyrl", "Arab" ...); "Zyyy" for a text without letters, "Zzzz" for unlisted scripts.
    """
    if text.isascii():
        return "Latn" if any(c.isalpha() for c in text) else "Zyyy"
    counts = Counter(_script_of_letter(c) or "Zzzz" for c in text if c.isalpha())
    return min(counts, key=lambda code: (-counts[code], code)) if counts else "Zyyy"


@lru_cache(maxsize=10_000)
def fold(name: str) -> str:
    """A name as lower-case Latin words: no case, accents, apostrophes, possessive, punctuation or script.

    Args:
        name: A name, or any text, in any script.

    Returns:
        Words of `a-z0-9` parted by single spaces; empty for a text without letters and digits.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).translate(_CYRILLIC)
        name = _POSSESSIVE.sub("", name)
        name = anyascii(_APOSTROPHES.sub("", name))
    elif "'" in name:
        name = _POSSESSIVE.sub("", name)
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", name).lower()).strip()


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["letters"]), row["becomes"]) for row in read_csv("spelling"))


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    """A folded word with one spelling for each sound."""
    for letters, becomes in _spellings():
        word = letters.sub(becomes, word)
    return word


def sound_key(name: str) -> str:
    """What spellings of one name in any script share: the consonants of each word, in reading order.

    Args:
        name: A name in any script.

    Returns:
        A key to search by: "Мусин", "Mussin" and "Musin" give "msn". An initial vowel counts as `a`.
    """
    return " ".join(_consonants(_sound(word)) for word in fold(name).split())


def _consonants(sound: str) -> str:
    bare = _VOWELS.sub("", sound[1:])
    return ("a" if sound[:1] in "aeiouy" else sound[:1]) + bare


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names of persons are.

    Attributes:
        score: 0 to 1; at `SAME` and above they may be read as one name.
        why: The rule that gave the score.
    """

    score: float
    why: str


SAME = 0.8
"""Names at least this alike are spellings of one name."""

SURNAME_ONLY = 0.6
"""Score of a single name found in a fuller one: enough to look, not to join."""


@lru_cache(maxsize=100_000)
def same_name(left: str, right: str) -> Likeness:
    """How likely two names are the same person's, by the names alone.

    Words may stand in any order, be in different scripts and spellings, be initials, and either name may have words the
    other lacks (a patronymic, a second given name).

    Args:
        left: One name.
        right: The other.

    Returns:
        The score with its reason. Likeness of names is symmetric.
    """
    a, b = fold(left).split(), fold(right).split()
    if not a or not b:
        return Likeness(0.0, "empty")
    if sorted(a) == sorted(b):
        return Likeness(1.0, "same_words")
    if _sound("".join(a)) == _sound("".join(b)):
        return Likeness(0.95, "joined_words")
    (a, father), (b, other) = _parts(a), _parts(b)
    if len(a) > len(b):
        a, b = b, a
    pairs = _aligned(a, b)
    if all(len(x) == 1 or len(y) == 1 for _, x, y in pairs):
        return Likeness(0.0, "initials_only")
    weakest = min(score for score, _, _ in pairs)
    score = (weakest + sum(score for score, _, _ in pairs) / len(pairs)) / 2
    if len(a) == 1 and len(b) > 1:
        return Likeness(round(score * SURNAME_ONLY, 4), "one_name_of_several")
    if father and other and _alike(father, other) < FATHER:
        return Likeness(round(score * SURNAME_ONLY, 4), "other_father")
    if any(_is_feminine(x) != _is_feminine(y) and min(len(x), len(y)) > 1 and score < 1 for score, x, y in pairs):
        return Likeness(round(score * SURNAME_ONLY, 4), "other_gender")
    return Likeness(round(score, 4), "same_sounds" if weakest == 1 else "similar_words")


INITIAL = 0.85
"""Score of an initial against a word it begins."""

VOWEL, HALF = 0.25, 0.5
"""What a vowel, and a consonant that is often left unwritten, counts against a full consonant."""

ROUGH = 0.4
"""Words with fewer letters in common than this are not compared by sound."""

FATHER = 0.6
"""Fathers' names less alike than this are two fathers."""


@cache
def _name_parts() -> tuple[frozenset[str], tuple[str, ...]]:
    parts = read_yaml("name_parts")
    return frozenset(parts["particles"]), tuple(sorted(parts["patronymic"], key=len, reverse=True))


def _parts(words: list[str]) -> tuple[list[str], str | None]:
    """The words that tell persons apart, and the father's name of a patronymic beside two or more of them."""
    particles, endings = _name_parts()
    kept = [w for w in words if w not in particles] or words
    for word in reversed(kept) if len(kept) > 2 else ():
        ending = next((e for e in endings if word.endswith(e) and len(word) > len(e) + 1), None)
        if ending:
            kept = list(kept)
            kept.remove(word)
            return kept, word.removesuffix(ending)
    return kept, None


def name_words(name: str) -> list[str]:
    """The folded words of a person's name that tell persons apart: without particles and patronymic."""
    return _parts(fold(name).split())[0]


def _is_feminine(word: str) -> bool:
    """Whether a word has the ending of a woman's surname where men's lack it ("ova")."""
    return word.endswith(tuple(read_yaml("name_parts")["feminine"]))


def _aligned(a: list[str], b: list[str]) -> list[tuple[float, str, str]]:
    """Each word of the shorter name with its own best match in the longer, best matches first."""
    scored = sorted(((_alike(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), key=lambda s: (-s[0], s[1], s[2]))
    out: dict[int, tuple[float, str, str]] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if i not in out and j not in taken:
            out[i] = (score, a[i], b[j])
            taken.add(j)
    return [out[i] for i in sorted(out)]


@lru_cache(maxsize=50_000)
def _alike(x: str, y: str) -> float:
    """How alike two folded words sound, 0 to 1: vowels count little, an initial matches any word it begins."""
    a, b = _sound(x), _sound(y)
    if a == b:
        return 1.0
    if len(x) == 1 or len(y) == 1:
        return INITIAL if a[:1] == b[:1] else 0.0
    rough = Levenshtein.normalized_similarity(a, b)
    if rough < ROUGH:
        return rough / 2
    costs = [0.0]
    for letter in b:
        costs.append(costs[-1] + _weight(letter))
    for letter in a:
        diagonal, costs[0] = costs[0], costs[0] + _weight(letter)
        for j, other in enumerate(b, 1):
            change = 0.0 if letter == other else max(_weight(letter), _weight(other)) if _kin(letter, other) else 1.5
            best = min(diagonal + change, costs[j] + _weight(letter), costs[j - 1] + _weight(other))
            diagonal, costs[j] = costs[j], best
    whole = max(sum(map(_weight, a)), sum(map(_weight, b)))
    return max(0.0, 1.0 - costs[-1] / whole)


def _weight(letter: str) -> float:
    return VOWEL if letter in "aeiou" else HALF if letter in "hj" else 1.0


def _kin(letter: str, other: str) -> bool:
    return (letter in "aeiou") == (other in "aeiou")
