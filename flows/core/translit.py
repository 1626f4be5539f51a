"""Names across scripts and spellings: one Latin form to compare, one key to search by, one score for two names.

`fold` keeps a name readable and only removes what never tells two names apart (case, accents, apostrophes, script).
`sound_key` goes further: spellings that transliterate one pronunciation ("Massimov", "Masimov", "Масимов") share it,
so it is for finding candidates, and `same_name` is for judging them.
"""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from anyascii import anyascii

from flows.core.lexicons import read_csv

_APOSTROPHES = re.compile(r"[\u0027\u0060\u00b4\u02b9-\u02bf\u02c8\u2018-\u201b\u2032\u02ee\ua78b\ua78c]")
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
