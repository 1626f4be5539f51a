"""How many the main violence of an article killed and hurt: a learned choice among the counts that the article tells.

One article tells its dead and hurt many times and in many ways: a headline's figure, persons one by one, a group beside a person, the toll of
another day. Each pair of numbers that something tells is weighed (`story_features`) by weights learned from articles of known toll
(`flows/lexicons/story_toll_weights.csv`, made by `flows/nlp/training/train_story_tolls.py`). Nothing is chosen where an article tells
of more dead or hurt than the weights know, of violence in passing, or of bombs and battles: then its figures speak (`flows/tables/tolls.py`).
"""

import math
from collections.abc import Mapping
from functools import lru_cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_csv, read_yaml
from flows.core.reports import StoryToll
from flows.stages.story_counts import Pair, Story, counts_of, standing_figures, story_of
from flows.stages.story_features import pair_features

LARGEST = 20
"""Most dead or hurt that a figure may tell for the choice to be made."""
SHORT = 1500
"""Characters of an article that may be about the violence it tells once."""
_UNLIKELY = 0.02
"""Probability below which a pair is not kept."""
WORD = "word:"


def judge_tolls(analysis: Analysis) -> Analysis:
    """Add `tolls`: the likeliest pairs of dead and hurt of an article's main violence.

    Args:
        analysis: An article with reports, participants and figures.
    """
    story = story_of(analysis)
    if story is None or not is_judged(analysis, story):
        return analysis
    ranked = sorted(probabilities(analysis, story).items(), key=lambda t: (-t[1], t[0]))
    likely = [(k, h, round(p, 4)) for (k, h), p in ranked if p >= _UNLIKELY]
    of_lead = [StoryToll(story.lead, *told) for told in likely]
    return analysis.adding(tolls=(*of_lead, *(StoryToll(h, *told, part=True) for h in story.beside for told in likely)))


def is_judged(analysis: Analysis, story: Story) -> bool:
    """Whether an article is about violence of the kind the weights know: shots and stabs, of no more dead and hurt."""
    lexicon = read_yaml("story_tolls")
    if len(analysis.text) >= SHORT and len(story.told) == 1:
        return False
    if not any(t.lemma.lower() in lexicon["shots"] for t in analysis.parse.tokens):
        return False
    if not all(r.event_type in lexicon["types"] for r in story.own):
        return False
    near = {r.key for r in story.reports}
    return not any((f.value or 0) > LARGEST for f in standing_figures(analysis) if f.report is None or f.report in near)


def probabilities(analysis: Analysis, story: Story) -> Mapping[Pair, float]:
    """How likely each pair that an article may tell of its main violence is."""
    known = weights()
    words = frozenset(f.rpartition(WORD)[2] for f in known if WORD in f)
    features = pair_features(analysis, story, counts_of(analysis, story), words)
    scores = {pair: sum(known.get(f, 0.0) for f in found) for pair, found in features.items()}
    top = max(scores.values())
    whole = sum(math.exp(s - top) for s in scores.values())
    return {pair: math.exp(s - top) / whole for pair, s in scores.items()}


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Weight of each feature."""
    return {row["feature"]: float(row["weight"]) for row in read_csv("story_toll_weights")}
