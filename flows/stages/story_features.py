"""What speaks for and against each pair of killed and hurt that an article may tell of its main violence.

A pair is weighed by what tells each of its numbers (`story_counts`), by what tells others, by cues of death and wounds in the
article's beginning and below, and by its common words; never by a name.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.stages.story_counts import Counts, Pair, Story, article_words

MOST_KILLED, MOST_HURT = 40, 60
"""Most dead and hurt of a pair."""
_TOP = 500
_COMMON = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
_WEIGHTY = ("first", "often", "headline")
"""Kinds of counts that speak against other numbers."""
_LEAD, _SHORT, _LONG = 300, 600, 2500


def candidates(counts: Counts, death: bool, harm: bool) -> list[Pair]:
    """The pairs that an article may tell: none, the numbers that something tells, and one where it tells of any at all.

    Args:
        counts: Every count that it tells.
        death: Whether it tells of anybody dead.
        harm: Whether it tells of anybody hurt.
    """
    killed = {0, *([1] if death or any(counts.killed.values()) else []), *counts.killed.values()}
    rest = {t - k for t in counts.harmed.values() for k in killed if t >= k}
    hurt = {0, *([1] if harm or any(counts.injured.values()) else []), *counts.injured.values(), *counts.harmed.values(), *rest}
    return [(k, h) for k in sorted(killed) for h in sorted(hurt) if k <= MOST_KILLED and h <= MOST_HURT]


def pair_features(analysis: Analysis, story: Story, counts: Counts, known: Collection[str]) -> Mapping[Pair, frozenset[str]]:
    """What speaks for and against each pair.

    Args:
        analysis: An article with reports.
        story: Its main violence.
        counts: What it tells of how many.
        known: The lemmas that are weighed.
    """
    cues = frozenset(_cues(analysis))
    found = {*cues, *_facts(analysis, story), *(f"word:{w}" for w in common_words(analysis) if w in known)}
    of_persons = tuple(read_yaml("story_tolls")["of_persons"])
    about = sorted(c for c in found if c.rpartition(":")[2] in of_persons and not c.startswith("word:"))
    names = {c.rpartition(":")[2] for c in cues}
    kinds = {r.event_type for r in story.told}
    death = "life.die" in kinds or not names.isdisjoint(read_yaml("story_tolls")["of_death"])
    harm = "life.injure" in kinds or not names.isdisjoint(read_yaml("story_tolls")["of_harm"])
    pairs = candidates(counts, death, harm)
    killed = {k: frozenset(_of_number("k", k, counts.killed, found)) for k in {p[0] for p in pairs}}
    hurt = {h: frozenset(_of_number("h", h, counts.injured, found)) for h in {p[1] for p in pairs}}
    return {(k, h): killed[k] | hurt[h] | frozenset(_of_pair(k, h, counts, about)) for k, h in pairs}


def common_words(analysis: Analysis) -> frozenset[str]:
    """The lemmas of an article's nouns, verbs, adjectives and adverbs."""
    return frozenset(t.lemma.lower() for t in analysis.parse.tokens if t.pos in _COMMON and t.lemma.isalpha())


def _of_number(name: str, n: int, told: Mapping[str, int], found: Iterable[str]) -> Iterable[str]:
    yield f"{name}={_step(n, 'm')}"
    yield f"{name}:votes={min(4, Counter(told.values())[n] // 2)}"
    for source, value in told.items():
        if value == n:
            yield f"{name}~{source}"
        elif source.partition("_")[0] in _WEIGHTY:
            yield f"{name}!{source}"
        if source.startswith("people") and value != n:
            yield f"{name}{'<' if n < value else '>'}{source}"
    for least in (1, 2):
        if n >= least:
            yield from (f"{name}>={least}&{cue}" for cue in found)


def _of_pair(k: int, h: int, counts: Counts, about: Iterable[str]) -> Iterable[str]:
    total = k + h
    yield f"kh={_step(k, 'm')}{_step(h, 'm')}"
    yield f"t={_step(total, 'm')}"
    yield from (f"t={_step(total, 'm')}&{cue}" for cue in about)
    for source, value in counts.harmed.items():
        people = source.startswith("people")
        if value == total:
            yield f"t~{source}"
        elif people:
            yield f"t{'<' if total < value else '>'}{source}"
        else:
            yield f"t!{source}"
        if value == h and k:
            yield f"h~t_{source}"
    yield from (f"p{'~' if pair == (k, h) else '!'}{source}" for source, pair in counts.pairs.items())


def _step(n: int, more: str) -> str:
    return str(n) if n < 3 else more


def _cues(analysis: Analysis) -> Iterable[str]:
    text = article_words(analysis)
    for name, pattern in _cue_patterns().items():
        first = pattern.search(text)
        if first is not None:
            yield f"{'top' if first.start() < _TOP else 'below'}:{name}"


def _facts(analysis: Analysis, story: Story) -> Iterable[str]:
    """How many reports of death, wounds and attacks the story has, where the first death is told, and how long the article is."""
    deaths = [r for r in story.reports if r.event_type == "life.die"]
    kinds = Counter(r.event_type for r in story.reports)
    for kind in ("life.die", "life.injure", "conflict.attack"):
        yield f"{kind.partition('.')[2]}={_step(kinds[kind], '3')}"
    first = min((r.start for r in deaths), default=None)
    yield f"death={'none' if first is None else 'top' if first < _LEAD else 'below'}"
    offences = words("harm", "offences")
    if any(analysis.words(r.start, r.end).lower() not in offences for r in deaths):
        yield "death=sure"
    yield f"days={_step(len({r.edtf for r in story.told if r.edtf}), '3')}"
    length = len(analysis.text)
    yield f"length={'s' if length < _SHORT else 'm' if length < _LONG else 'l'}"
    yield f"happenings={_step(len({r.happening for r in story.reports}), '3')}"


@lru_cache(maxsize=1)
def _cue_patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(p, re.IGNORECASE) for name, p in read_yaml("story_tolls")["cues"].items()}
