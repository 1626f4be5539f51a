"""Sections of a round-up: parts of an article that tell of things apart ("JAPAN: Prosecutors ...", "14:30 Schools")."""

import re
from bisect import bisect_right

from flows.core.annotations import Analysis

LEAST = 3
"""Parts with a label that make an article a round-up."""
_LABEL = re.compile(r"(?:[A-Z][A-Z .'&/-]{2,30}:\s|\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\b|[•*►]\s)")


def sections_of(analysis: Analysis) -> tuple[int, ...]:
    """The section each sentence stands in: 0 all through an article that is no round-up, and before the first label.

    Args:
        analysis: A parsed article.
    """
    labelled = [b.start for b in analysis.document.blocks if b.kind != "title" and _LABEL.match(analysis.text, b.start)]
    if len(labelled) < LEAST:
        return (0,) * len(analysis.parse.sentences)
    return tuple(bisect_right(labelled, sentence.start) for sentence in analysis.parse.sentences)
