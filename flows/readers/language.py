"""The language of an article: what metadata says where the letters bear it out, else py3langid's reading."""

import re

import py3langid

from flows.readers.furniture import other_script
from flows.readers.refusal import Unreadable

KNOWN = ("en",)
"""Languages that have extraction rules."""
SAMPLE = 4_000
SHORTEST = 60
"""Fewer letters tell no language."""
_NAMES = {"english": "en", "eng": "en", "russian": "ru", "rus": "ru", "kazakh": "kk", "kaz": "kk"}
_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9-]+)?$", re.I)


def find_language(text: str, given: str | None, usual: str | None = None) -> str:
    """The ISO 639-1 code of a text.

    Args:
        text: The article.
        given: What metadata say, if anything.
        usual: The language of the source, taken where the text is too short to tell.

    Raises:
        Unreadable: A language without a reader; the detail names it.
    """
    code = _code(given)
    letters = sum(c.isalpha() for c in text[:SAMPLE])
    lines = [line for line in text[: 4 * SAMPLE].split("\n") if line]
    foreign = sum(len(line) for line in lines if other_script(line)) * 2 > sum(map(len, lines))
    if code is None or (code in KNOWN and foreign):
        code = _detect(lines) if letters >= SHORTEST or foreign else code or _code(usual) or "en"
    if code not in KNOWN:
        raise Unreadable("unsupported_language", f"language is {code}: readers know {', '.join(KNOWN)}")
    return code


def _code(given: str | None) -> str | None:
    if not given:
        return None
    match = _CODE.match(given.strip())
    return match.group(1).lower() if match else _NAMES.get(given.strip().lower())


def _detect(lines: list[str]) -> str:
    middle = "\n".join(lines)[:SAMPLE]
    return str(py3langid.classify(middle)[0])
