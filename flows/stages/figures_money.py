"""Money told by a word that several countries share: pesos of the Philippines, rupees of Pakistan, francs of Chad."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from flows.core.annotations import Analysis, Figure
from flows.core.lexicons import read_csv

_SHORT = re.compile(r"rs(?=\.?\d|\.?$)|p(?=\d)")
_LETTERS: Mapping[str, str] = {"rs": "rupee", "p": "p"}
"""What is written short before a sum ("Rs10 million", "P200,000") as words of `currencies_local.csv`."""
_SURE = 0.8
"""What the country of the article's places is worth as a sign of whose money is meant."""


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, Mapping[str, str]]:
    """Currency code by word and country."""
    out: dict[str, dict[str, str]] = {}
    for row in read_csv("currencies_local"):
        out.setdefault(row["word"], {}).update(dict.fromkeys(row["countries"].split(), row["code"]))
    return out


def with_local_money(analysis: Analysis, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Figures with the currency of the country that the article is set in, where their word for money has many.

    Args:
        analysis: With entities and mentions (each may be empty).
        figures: Its figures.

    Returns:
        The same; a bare number of pesos or francs is money where one country of the article has them.
    """
    told = [(f, word) for f in figures if (word := _shared_word(analysis, f)) is not None]
    if not told:
        return tuple(figures)
    votes = _countries(analysis)
    changed = {}
    for figure, word in told:
        homes = _codes()[word]
        country = max((c for c in homes if votes[c]), key=lambda c: (votes[c], c), default=None)
        if country is None or (figure.measure == "money" and figure.unit == homes[country]):
            continue
        end = max(figure.end, figure.counted_end or 0)
        changed[figure.key] = replace(
            figure,
            end=end,
            measure="money",
            unit=homes[country],
            counted=None,
            counted_start=None,
            counted_end=None,
            counted_type=None,
            confidence=round(_SURE * figure.confidence, 4),
        )
    return tuple(changed.get(f.key, f) for f in figures)


def _shared_word(analysis: Analysis, figure: Figure) -> str | None:
    """The word for money of many countries that a figure counts or ends with, in the singular; None if there is none."""
    if figure.measure == "count" and figure.counted is not None:
        said = figure.counted
    elif figure.measure == "money":
        said = analysis.words(figure.start, figure.end)
    else:
        return None
    words = re.split(r"[\s-]+", said.lower())
    if figure.measure == "money" and (short := _SHORT.match(words[0])) is not None:
        return _LETTERS[short.group()]
    # "Pakistani rupees" say whose they are
    if figure.measure == "count" and len(words) > 1:
        return None
    word = words[-1].removesuffix("s") if words else ""
    named = (
        figure.measure == "money" and len(words) > 1 and words[-2].isalpha() and words[-2].endswith(("an", "ese", "ish", "i"))
    )
    return word if word in _codes() and not named else None


def _countries(analysis: Analysis) -> Counter[str]:
    """How often places of each country are named; the publisher's own counts once."""
    countries = {e.key: e.country for e in analysis.entities if e.type == "place" and e.country}
    votes = Counter(c for m in analysis.mentions if (c := countries.get(m.entity)) is not None)
    if analysis.document.passport.country:
        votes[analysis.document.passport.country] += 1
    return votes
