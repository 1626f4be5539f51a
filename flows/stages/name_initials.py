"""Names that their initials in brackets tell: "Rashtra Vikas Dal (RVD)" is one name, and no person's."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flows.core.lexicons import read_csv
from flows.core.parse import Parse
from flows.core.translit import fold
from flows.stages.name_widening import Run

SMALL = frozenset(
    {"of", "and", "for", "the", "in", "on", "to", "de", "del", "la", "y", "e", "da", "do", "und", "des", "du", "al", "&"}
)
"""Words that initials may pass over."""
LONGEST = 9
"""Most words of a name that is told so."""
_SHORT = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,5}")
_BODIES = ("organization", "facility", "place")


def spell_out(parse: Parse, runs: Sequence[Run]) -> list[Run]:
    """Runs of a tagger, with one over the words that initials in brackets stand for where it sees a person or several names.

    Args:
        parse: The article.
        runs: The tagger's runs of tokens.

    Returns:
        The runs in reading order.
    """
    out = sorted(runs)
    for first, last in _spelt(parse):
        over = [run for run in out if run[0] < last and first < run[1]]
        whole = [run for run in over if (run[0], run[1]) == (first, last)]
        # "Ana Lucia Sol (ALS)" may be a person
        if not over or (whole and (whole[0][2] in _BODIES or fold(parse.tokens[first].text) in _given())):
            continue
        if all(first <= run[0] and run[1] <= last for run in over):
            out = sorted([*(run for run in out if run not in over), (first, last, "organization", max(run[3] for run in over))])
    return out


@cache
def _given() -> frozenset[str]:
    return frozenset(row["name"] for row in read_csv("given_names"))


def _spelt(parse: Parse) -> Iterator[tuple[int, int]]:
    """The words right before initials in brackets that these stand for, "the" left out."""
    tokens = parse.tokens
    for mark in tokens[1:-2]:
        short = tokens[mark.i + 1]
        if mark.text != "(" or tokens[mark.i + 2].text != ")" or _SHORT.fullmatch(short.text) is None:
            continue
        first = _begin(parse, mark.i, short.text)
        if first is not None:
            yield first, mark.i


def _begin(parse: Parse, end: int, short: str) -> int | None:
    """Where the words whose first letters are some initials begin; None if they are not before a token."""
    letters, i = [c.lower() for c in short], end
    while letters and i > max(0, end - LONGEST):
        i -= 1
        token = parse.tokens[i]
        if token.sentence != parse.tokens[end].sentence or not token.text[:1].isalpha():
            if token.text not in ("-", "'s", "’s"):
                return None
            continue
        if token.text[:1].lower() == letters[-1] and (token.text[:1].isupper() or token.lower in SMALL):
            letters.pop()
        elif token.lower not in SMALL:
            return None
    return i if not letters and end - i > 1 and parse.tokens[i].text[:1].isupper() else None
