"""Telling furniture from article, one line at a time, by the words of `flows/lexicons/furniture.yml`."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from flows.core.document import BlockKind
from flows.core.lexicons import read_yaml

LONGEST = 400
"""Longer lines are article, whatever words they hold; only a notice of copyright may be longer."""
_TAIL = 200


class _Patterns(NamedTuple):
    boilerplate: re.Pattern[str]
    boilerplate_end: re.Pattern[str]
    tail: re.Pattern[str]
    credit: re.Pattern[str]
    credit_end: re.Pattern[str]
    caption: re.Pattern[str]
    caption_end: re.Pattern[str]


def _any(*patterns: str) -> str:
    return "|".join(f"(?:{p})" for p in patterns)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = read_yaml("furniture")
    lines = [f"(?:{p})$" for p in words["boilerplate"]["line"]]
    return _Patterns(
        boilerplate=re.compile(_any(*lines, *words["boilerplate"]["opening"]), re.I),
        boilerplate_end=re.compile(f"(?:{_any(*words['boilerplate']['ending'])})$", re.I),
        tail=re.compile(f"(?:{_any(*words['tail'])})$", re.I),
        credit=re.compile(f"(?:{_any(*words['credit']['line'])})$", re.I),
        credit_end=re.compile(f"(?:{_any(*words['credit']['ending'])})$", re.I),
        caption=re.compile(_any(*words["caption"]["opening"]), re.I),
        caption_end=re.compile(f"(?:{_any(*words['caption']['ending'])})$", re.I),
    )


def kind_of_line(line: str) -> BlockKind:
    """Whether a line is boilerplate, a credit or a caption by its own words; `paragraph` if nothing says so."""
    if len(line) > LONGEST:
        return "paragraph"
    p = _patterns()
    if p.boilerplate.match(line) or p.boilerplate_end.search(line, max(0, len(line) - _TAIL)):
        return "boilerplate"
    if len(line) <= 160 and p.credit.match(line):
        return "credit"
    if p.caption.match(line) or p.credit_end.search(line, max(0, len(line) - 120)):
        return "caption"
    if len(line) <= 160 and p.caption_end.search(line) and line.count(". ") == 0:
        return "caption"
    return "paragraph"


def opens_tail(line: str) -> bool:
    """Whether a line opens a list of links to other articles ("Read also")."""
    return len(line) <= 250 and bool(_patterns().tail.match(line))


def other_script(line: str) -> bool:
    """Whether a line has letters and none of them is Latin."""
    letters = [c for c in line[:400] if c.isalpha()]
    return len(letters) > 1 and not any(_latin(c) for c in letters)


@lru_cache(maxsize=4096)
def _latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
