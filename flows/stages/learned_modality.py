"""How real the learned event tagger takes what a word tells to be, weighed with what syntax says."""

from collections.abc import Mapping
from typing import cast

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.reports import Modality

Meant = Mapping[int, Mapping[Modality, float]]
"""Probability of each modality for words that may tell an event, by where they begin."""


def likely_modalities(analysis: Analysis) -> Meant:
    """What the learned tagger says of the words of an article; nothing where it is not there."""
    out: dict[int, dict[Modality, float]] = {}
    for tag in analysis.parse.eventful:
        if tag.tagger == "modality":
            out.setdefault(tag.start, {})[cast(Modality, tag.label)] = tag.score
    return out


def weighed(ruled: Modality, likely: Mapping[Modality, float] | None) -> Modality:
    """The likeliest modality, where that by syntax counts for more than others.

    Args:
        ruled: What syntax says.
        likely: What the tagger says, None if nothing.
    """
    if not likely or ruled not in words("learned_triggers", "weighed"):
        return ruled
    more = float(read_yaml("learned_triggers")["syntax_counts"])
    weights = {m: p * (more if m == ruled else 1) for m, p in likely.items()}
    return max(sorted(weights), key=lambda m: (weights[m], m == ruled))
