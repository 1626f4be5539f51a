"""The day that an article's violence happened, among all days it tells: a linear ranking of what the words around each tell.

A report of a shooting tells the days of an arrest, a hearing, a vigil and another shooting too. Each day is weighed by how it is told
(first or later, with a clock or a part of the day, by a weekday or a date), by its verb ("happened", "were called", "was arrested",
"said"), by the words beside it, by what else its sentence tells, by what the rules date with it and by how long ago it is; never by a name.
That none of them is the day is weighed too. The weights (`flows/lexicons/event_day_weights.csv`) are learned by
`flows/nlp/training/train_event_days.py`.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flows.core.annotations import Analysis, TimeExpression
from flows.core.lexicons import read_csv, read_yaml, words
from flows.core.reports import Report
from flows.stages.date_placed import Placed, place_dates

_CLOCK = re.compile(r"\d ?[ap]\.?m\b|\d:\d\d|\bnoon\b|\bmidnight\b", re.IGNORECASE)
_PART = re.compile(r"\b(morning|afternoon|evening|night|overnight|early|late|dawn)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{1,2}(st|nd|rd|th)?\b(?! ?[ap:])")
_YEAR = re.compile(r"\b\d{4}\b")
_FORMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "weekday": r"\b(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\b",
        "month": r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
        "ago": r"\bago\b",
        "last_night": r"\blast night\b",
        "yesterday": r"\byesterday\b",
        "today": r"\b(today|tonight|this (morning|afternoon|evening))\b",
    }.items()
}
"""How a day is called."""
_NEAR: Mapping[int, str] = {-2: "before2", -1: "before", 1: "after"}
"""Words around a day that are weighed."""
_WEIGHED = frozenset({"ADP", "VERB", "NOUN", "ADV", "AUX"})
NO_DAY = ""
"""That no day told is the one."""
_SINCE: tuple[tuple[int, str], ...] = ((0, "0"), (1, "1"), (2, "2"), (6, "3"), (13, "7"), (60, "14"))
"""Most days before publication, and the name of the step."""
_DEPTH: tuple[tuple[int, str], ...] = ((0, "0"), (1, "1"), (3, "2"), (7, "4"))


@dataclass(frozen=True, slots=True)
class RankedDay:
    """A day that an article tells.

    Attributes:
        day: As EDTF.
        date: The expression that tells it first.
        probability: That the article's violence happened on it.
        share: The same, if it happened on one of the days told.
    """

    day: str
    date: TimeExpression
    probability: float
    share: float


def rank_days(analysis: Analysis, violent: Collection[str]) -> tuple[RankedDay, ...]:
    """The days an article tells that are not after publication, the likeliest first.

    Args:
        analysis: An article with dates and reports.
        violent: The types of events that are violence.
    """
    told = days_told(analysis)
    if not told:
        return ()
    known = weights()
    features = {**day_features(analysis, told, violent), NO_DAY: no_day_features(told)}
    scores = {day: sum(known.get(f, 0.0) for f in found) for day, found in features.items()}
    top = max(scores.values())
    odds = {day: math.exp(score - top) for day, score in scores.items()}
    whole, days = sum(odds.values()), sum(odds[day] for day in told)
    ranked = (RankedDay(day, told[day][0].date, odds[day] / whole, odds[day] / days) for day in told)
    return tuple(sorted(ranked, key=lambda r: (-r.probability, r.day)))


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Weight of each feature."""
    return {row["feature"]: float(row["weight"]) for row in read_csv("event_day_weights")}


def days_told(analysis: Analysis) -> Mapping[str, Sequence[Placed]]:
    """The days not after publication, with where they are told, in reading order."""
    published = analysis.document.published_day or "9"
    out: dict[str, list[Placed]] = {}
    for placed in place_dates(analysis):
        d = placed.date
        if d.precision == "day" and d.edtf is not None and d.date_start == d.date_end and (d.date_start or "9") <= published:
            out.setdefault(d.edtf[:10], []).append(placed)
    return out


def day_features(
    analysis: Analysis, told: Mapping[str, Sequence[Placed]], violent: Collection[str]
) -> Mapping[str, frozenset[str]]:
    """What speaks for and against each day.

    Args:
        analysis: An article with dates and reports.
        told: The days, with where each is told.
        violent: The types of events that are violence.
    """
    days = sorted(told)
    offences = words("harm", "offences")
    harm = [r for r in analysis.reports if r.event_type in violent and analysis.words(r.start, r.end).lower() not in offences]
    other = [r for r in analysis.reports if r.event_type not in violent]
    sentences = {"harm": _sentences(analysis, harm), "other": _sentences(analysis, other)}
    triggers = {r.start for r in harm}
    out: dict[str, frozenset[str]] = {}
    for order, (day, places) in enumerate(told.items()):
        found = {f"order={min(order, 3)}", f"told={min(len(places), 3)}", f"of={min(len(days), 4)}:order={min(order, 2)}"}
        found.add(f"depth={_step(min(p.sentence for p in places), _DEPTH)}")
        since = _since(day, analysis.document.published_day)
        found.add(f"since={since}")
        for placed in places:
            found |= _of_words(analysis, placed) | _of_form(analysis, placed, since) | _of_neighbours(analysis, placed)
            found |= _of_verb(analysis, placed, triggers)
            found |= {f"beside={kind}" for kind, held in sentences.items() if placed.sentence in held}
        found |= _of_reports(harm, places, "harm") | _of_reports(other, places, "other")
        found |= {"earliest"} if day == days[0] and len(days) > 1 else set()
        found |= {"latest"} if day == days[-1] and len(days) > 1 else set()
        found |= {"day_before_other"} if any(_days(day, d) == 1 for d in days) else set()
        found |= {"day_after_other"} if any(_days(d, day) == 1 for d in days) else set()
        out[day] = frozenset(found)
    return out


def no_day_features(told: Mapping[str, Sequence[Placed]]) -> frozenset[str]:
    """What speaks for and against that none of the days is the one."""
    found = {"none", f"none:of={min(len(told), 4)}"}
    if all(placed.sentence == 0 for places in told.values() for placed in places):
        found.add("none:top")
    return frozenset(found)


def _sentences(analysis: Analysis, reports: Sequence[Report]) -> frozenset[int]:
    found = (analysis.parse.sentence_at(r.start) for r in reports)
    return frozenset(s.index for s in found if s is not None)


def _of_words(analysis: Analysis, placed: Placed) -> set[str]:
    said = analysis.words(placed.date.start, placed.date.end)
    out = {"clock"} if _CLOCK.search(said) else set()
    out |= {"part"} if _PART.search(said) else set()
    out |= {"number"} if _NUMBER.search(said) else {"bare"}
    out |= {"year"} if _YEAR.search(said) else set()
    out |= {"now"} if said.lower() in ("today", "tonight", "this morning", "now") else set()
    around = analysis.text[max(0, placed.date.start - 12) : placed.date.start]
    return out | ({"bracket"} if "(" in around and ")" not in around else set())


def _of_form(analysis: Analysis, placed: Placed, since: str) -> set[str]:
    """How a day is called, how long ago such a day is, and in what part of the article it stands."""
    said = analysis.words(placed.date.start, placed.date.end)
    out = {
        f for name, pattern in _FORMS.items() if pattern.search(said) for f in (f"form={name}", f"form={name}&since={since}")
    }
    block = analysis.document.block_at(placed.date.start)
    return out | ({f"block={block.kind}"} if block is not None and block.kind != "paragraph" else set())


def _of_neighbours(analysis: Analysis, placed: Placed) -> set[str]:
    """The words beside a day, its preposition, function and verb; no names."""
    tokens, head = analysis.parse.tokens, placed.head
    above = analysis.parse.head(head)
    out = {f"dep={head.dep}"} | ({f"prep={above.lower}"} if above.pos == "ADP" else set())
    out |= {f"verb:{placed.verb.lemma.lower()}"} if placed.verb is not None else set()
    for step, name in _NEAR.items():
        token = tokens[head.i + step] if 0 <= head.i + step < len(tokens) else None
        if token is not None and token.pos in _WEIGHED and token.lemma.isalpha():
            out.add(f"{name}:{token.lemma.lower()}")
    return out


def _of_verb(analysis: Analysis, placed: Placed, triggers: Collection[int]) -> set[str]:
    parse = analysis.parse
    up = parse.head(placed.head)
    noun = parse.head(up) if up.pos == "ADP" else up
    out = {"on=harm_noun"} if noun.start in triggers and noun.pos not in ("VERB", "AUX") else set()
    verb = placed.verb
    if verb is None:
        return out | {"verb=none"}
    lemma = verb.lemma.lower()
    if verb.start in triggers:
        out.add("verb=harm")
    if placed.spoken:
        out.add("verb=said")
    kinds = read_yaml("event_dates")["verbs"]
    return out | {f"verb={kind}" for kind, lemmas in kinds.items() if lemma in lemmas}


def _of_reports(reports: Sequence[Report], places: Sequence[Placed], name: str) -> set[str]:
    keys = {p.date.key for p in places}
    found = [r.date_method for r in reports if r.date in keys]
    return {f"dates_{name}={method}" for method in found} | ({f"dates_{name}=many"} if len(found) > 2 else set())


def _since(day: str, published: str | None) -> str:
    return "unknown" if published is None else _step(_days(day, published), _SINCE)


def _step(n: int, steps: Sequence[tuple[int, str]]) -> str:
    return next((name for most, name in steps if n <= most), "more")


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days
