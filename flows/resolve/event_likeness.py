"""How alike two happenings are: evidence for one event, and how much of it two of their kind need."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from flows.core.lexicons import read_yaml, words
from flows.core.resolution import HappeningRecord
from flows.resolve.event_contradictions import (
    STRAY,
    TOLD_APART,
    UNREAL,
    compare_places,
    contradiction,
    day_number,
    days_between,
    told_apart,
)
from flows.resolve.event_kinds import TOWN, arena, family, principals, rules

ANCHORS: frozenset[str | None] = frozenset(
    (
        "same_day",
        "next_day",
        "same_place",
        "same_town",
        "shared_principal",
        "shared_entity",
        "shared_words",
        "same_figure",
        "near_figure",
    )
)
"""Evidence that ties two happenings themselves, not only the articles that tell them."""

_AGE = re.compile(r"\b\d{1,3} (?:year|month) old\b")


class StoryLikeness(NamedTuple):
    """How alike the words are that tell two happenings.

    Attributes:
        alike: Cosine of the articles' stories, less where a happening is told in passing; None if unknown.
        told: Cosine of the sentences that report the happenings, None if unknown.
        distinct: How many times more alike the articles are than either is to the many that share its topic; less where
            a happening is told in passing.
        asides: How many of the two happenings are told only in passing.
        common: Ids of participants and places that so many articles name that sharing one is no evidence.
        topical: Whether many articles of other days are more alike to either: a war, a trial.
        bustle: How many articles tell of harm in the busier of their towns about their days, 0 if unknown.
    """

    alike: float | None = None
    told: float | None = None
    distinct: float = 0.0
    asides: int = 0
    common: frozenset[str] = frozenset()
    topical: bool = False
    bustle: int = 0


class Likeness(NamedTuple):
    """How alike two happenings are: a score from 0 to 1 and the reasons, strongest first; `veto` says why never."""

    score: float
    reasons: tuple[str, ...]
    veto: str | None = None


def _date_evidence(a: HappeningRecord, b: HappeningRecord) -> str:
    """The weight that applies."""
    gap = days_between(a, b)
    if gap is None:
        # an undated happening is mostly news: it is taken to lie near the publication
        known = [day for day in (a.date_start or a.day, b.date_start or b.day) if day]
        if len(known) < 2:
            return "soon_told"
        apart = abs(day_number(known[0]) - day_number(known[1]))
        steps = rules()["undated"]
        return next((name for name, most in steps.items() if apart <= most), "long_apart")
    exact = a.date_precision == b.date_precision == "day"
    if gap == 0:
        return "same_day" if exact else "dates_overlap" if "year" not in (a.date_precision, b.date_precision) else "soon_told"
    return "next_day" if gap == 1 and exact else "near_days" if gap <= rules()["near_days"] else "days_apart"


def _figure_evidence(a: HappeningRecord, b: HappeningRecord) -> str | None:
    ours, theirs = dict(a.figures), dict(b.figures)
    ratios = []
    for measure in sorted(set(ours) & set(theirs)):
        low, high = sorted((ours[measure], theirs[measure]))
        ratios.append(1.0 if low == high else low / high if high > 0 and low >= 0 else 0.0)
    if not ratios:
        return None
    if min(ratios) < 1 / 3:
        return "far_figure"
    return "same_figure" if max(ratios) == 1.0 else "near_figure" if max(ratios) >= 2 / 3 else None


def _targets(h: HappeningRecord) -> frozenset[str]:
    """Last words of what it was done to, where they are telling."""
    vague = read_yaml("happenings")["vague"]
    heads = (said.split()[-1].rstrip("s") for role, _, said in h.participants if role == "target" and said)
    return frozenset(head for head in heads if head not in vague)


def described(h: HappeningRecord) -> frozenset[str]:
    """How the unnamed ones whom it befell are told: "two jesuit priests", an age ("15 year old"); nothing vague."""
    return _described(h.participants)


@lru_cache(maxsize=20_000)
def _described(participants: tuple[tuple[str, str | None, str], ...]) -> frozenset[str]:
    vague, roles = words("happenings", "vague"), rules()["ties"]["befallen"]
    told = {said for role, entity, said in participants if role in roles and not entity and said}
    ages = {age.group() for said in told for age in _AGE.finditer(said)}
    return frozenset(ages | {said for said in told if " " in said and said.split()[-1].rstrip("s") not in vague})


def is_mistaken(veto: str | None, a: HappeningRecord, b: HappeningRecord, stories: StoryLikeness) -> bool:
    """Whether a contradiction is rather a day or place that one article has wrong: the two tell one story beyond doubt."""
    rule: dict[str, float] = rules()["mistaken"]
    if veto not in STRAY or (_is_busy(stories) and not _is_tied(a, b, stories)):
        return False
    return (
        stories.asides <= rule["asides"]
        and stories.distinct >= rule["story"]
        and (stories.alike or 0.0) >= rule["alike"]
        and (stories.told or 0.0) >= rule["words"]
        and not (a.day and b.day and abs(day_number(a.day) - day_number(b.day)) > rule["days"])
    )


def _story_evidence(alike: float | None, anchored: bool) -> tuple[str, float] | None:
    """What the likeness of two articles is worth: less where nothing but their story ties two happenings."""
    scale = rules()["story"]
    if alike is None:
        return None
    if alike < scale["none"]:
        return "other_story", rules()["weights"]["other_story"]
    full = scale["full"] if anchored else scale["alone"]
    return "alike_story", rules()["weights"]["alike_story"] * min(1.0, (alike - scale["none"]) / (full - scale["none"]))


def _told_evidence(alike_told: float | None) -> tuple[str, float] | None:
    """What the likeness of the sentences that report two happenings is worth."""
    scale, weights = rules()["told"], rules()["weights"]
    if alike_told is None:
        return None
    if alike_told < scale["none"]:
        return "other_words", weights["other_words"]
    return "alike_words", weights["alike_words"] * min(1.0, (alike_told - scale["none"]) / (scale["full"] - scale["none"]))


def _is_telling_toll(a: HappeningRecord, b: HappeningRecord) -> bool:
    """Whether two happenings share a toll that is no everyday number."""
    return any(value >= rules()["ties"]["toll"] for _, value in set(a.figures) & set(b.figures))


def _named(h: HappeningRecord) -> frozenset[str]:
    """Release ids of those who take part, not of means."""
    return frozenset(e for role, e, _ in h.participants if e and role not in rules()["ties"]["means"])


def _is_bare(h: HappeningRecord) -> bool:
    """Whether a happening is told without anything of its own: who, how many, in which town, on what day."""
    return _is_assumed(h) and not (h.figures or _named(h) or described(h) or h.feature in TOWN)


def _is_busy(stories: StoryLikeness) -> bool:
    """Whether so much is told of where and when they happened that its day and place tie nothing."""
    return bool(stories.bustle >= rules()["bustle"]["busy"])


def _is_tied(a: HappeningRecord, b: HappeningRecord, stories: StoryLikeness) -> bool:
    """Whether two happenings have in common what no other has: someone named or described, or a figure."""
    known = (_named(a) & _named(b)) - stories.common
    return bool(known or set(a.figures) & set(b.figures) or described(a) & described(b))


def _is_assumed(h: HappeningRecord) -> bool:
    """Whether no words of a happening's own tell its day."""
    return h.date_method is None or h.date_method in rules()["ties"]["assumed"]


def _is_quiet(a: HappeningRecord, names: Sequence[str], stories: StoryLikeness) -> bool:
    """Whether two happenings lie in a town and days of which little else is told."""
    rule, fresh = rules()["bustle"], rules()["ties"]["fresh"]
    lone = arena(a.event_type) == "harm" and 0 < stories.bustle <= rule["quiet"]
    return lone and any(name in rule["town"] for name in names) and any(name in fresh for name in names)


def _ties(a: HappeningRecord, b: HappeningRecord, names: Sequence[str], stories: StoryLikeness) -> int:
    """How many things tie two happenings to each other: who, when, where, the toll, the words, the whole story."""
    rule: dict[str, Any] = rules()["ties"]
    return int(
        bool((_named(a) & _named(b)) - stories.common)
        + bool(described(a) & described(b))
        + (any(name in rule["when"] for name in names) and not (_is_busy(stories) and _is_assumed(a) and _is_assumed(b)))
        + ("same_place" in names and a.place_id not in stories.common)
        + ("same_town" in names and not stories.common.issuperset(set(a.towns) & set(b.towns)))
        + _is_telling_toll(a, b)
        + ((stories.told or 0.0) >= rule["words"])
        + 2 * (stories.distinct >= rule["story"] and any(name in rule["fresh"] for name in names))
        + _is_quiet(a, names, stories)
    )


def _is_again(a: HappeningRecord, b: HappeningRecord, names: Sequence[str]) -> bool:
    """Whether two happenings of a kind that comes again and again may be two times: no day in common, nor a second name."""
    rule = rules()["ties"]
    near = any(name in rule["fresh"] or name == "dates_overlap" for name in names) and "just_told" not in names
    long_after = any(name in rule["long after"] for name in names)
    return a.event_type.partition(".")[0] in rule["recurring"] and (long_after or (not near and len(_named(a) & _named(b)) < 2))


def _is_another_time(a: HappeningRecord, b: HappeningRecord, names: Sequence[str]) -> bool:
    """Whether two happenings are likely two times: of a recurring kind and told on other days, or undated and told long apart."""
    if not (a.edtf or b.edtf) and "long_apart" in names:
        return not _named(a) & _named(b)
    rule = rules()["ties"]
    dated = any(name in rule["dated"] for name in names) or (a.day is not None and a.day == b.day)
    return a.event_type.partition(".")[0] in rule["recurring"] and not dated


def _is_untold(a: HappeningRecord, stories: StoryLikeness) -> bool:
    """Whether the sentences that tell two happenings are too little alike, where stories and towns prove nothing."""
    harm = arena(a.event_type) == "harm"
    return (_is_busy(stories) or not harm) and bool((stories.told or 0.0) < rules()["telling"]["harm" if harm else "else"])


def _ties_needed(a: HappeningRecord, b: HappeningRecord, names: Sequence[str], stories: StoryLikeness) -> int:
    """How many ties two happenings need: more where such things happen every day or little is known of when."""
    rule = rules()["ties"]
    told, known = stories.told, bool((_named(a) & _named(b)) - stories.common)
    tied = _is_tied(a, b, stories)
    doubts = {
        "everyday": any(h.event_type in rule["everyday"] or h.event_type.partition(".")[0] in rule["everyday"] for h in (a, b)),
        "no fact": a.modality in UNREAL,
        "no date": any(not h.date_start and not h.day for h in (a, b)),
        "contrary": any(name in rule["contrary"] for name in names),
        "other words": told is not None and (told < rules()["told"]["none"] or (told < rules()["told"]["apart"] and not tied)),
        "in passing": stories.asides * (not any(name in rule["sure"] for name in names)),
        "many": any(h.many and h.date_precision != "day" and family(h.event_type) not in rule["plural"] for h in (a, b)),
        "again": _is_again(a, b, names),
        "bare": _is_bare(a) or _is_bare(b),
        "topic": stories.topical and not known,
        "told later": not any(name in (*rule["sure"], *rule["fresh"]) for name in names),
        "untold": not tied and _is_untold(a, stories),
        "other kind": not tied
        and family(a.event_type) != family(b.event_type)
        and not any(n in rule["one day"] for n in names),
        "another time": _is_another_time(a, b, names),
    }
    return int(min(rule["most"], 1 + sum(rule["doubts"][name] * times for name, times in doubts.items())))


UNTOLD = "untold"
"""Stands for a contradiction that was not looked for yet."""

UNCOMPARED = StoryLikeness()
"""Stands for stories that were not compared."""


def likeness(
    a: HappeningRecord, b: HappeningRecord, stories: StoryLikeness = UNCOMPARED, against: str | None = UNTOLD
) -> Likeness:
    """How alike two happenings of different articles are.

    Args:
        a: One happening.
        b: The other.
        stories: How alike what their articles tell is.
        against: What `contradiction` says of the two, where it was asked.
    """
    weights: dict[str, float] = rules()["weights"]
    against = contradiction(a, b) if against == UNTOLD else against
    veto = TOLD_APART if a.article_id == b.article_id and told_apart(a, b) else against
    mistaken = is_mistaken(veto, a, b, stories)
    if veto and not mistaken:
        return Likeness(0.0, (), veto)
    names = [name for name in (_date_evidence(a, b), compare_places(a, b)[0], _figure_evidence(a, b)) if name]
    if mistaken:
        names.append("mistaken")
    ours, theirs = principals(a), principals(b)
    if ours & theirs:
        names.append("shared_principal")
    elif ours and theirs:
        names.append("other_principal")
    named = {e for _, e, _ in a.participants if e} & {e for _, e, _ in b.participants if e}
    if named - (ours & theirs):
        names.append("shared_entity")
    if {(r, w) for r, e, w in a.participants if not e} & {(r, w) for r, e, w in b.participants if not e}:
        names.append("shared_words")
    if a.event_type == b.event_type:
        names.append("same_type")
    if _targets(a) and _targets(b) and not _targets(a) & _targets(b):
        names.append("other_target")
    found = [(name, weights[name]) for name in names]
    story = _story_evidence(stories.alike, not ANCHORS.isdisjoint(names))
    found += [evidence for evidence in (story, _told_evidence(stories.told)) if evidence]
    found.sort(key=lambda f: (-f[1], f[0]))
    total = sum(weight for _, weight in found)
    untied = rules()["untied"]
    if total > untied and _ties(a, b, names, stories) < _ties_needed(a, b, names, stories):
        total = untied
    return Likeness(round(min(1.0, max(0.0, total)), 4), tuple(name for name, weight in found if weight))
