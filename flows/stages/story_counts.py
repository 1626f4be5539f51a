"""What an article tells of how many its main violence killed and hurt: every count, by what tells it.

Counts are figures, persons told apart, groups in the words for the harmed, numbers beside words of harm, and the headline.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from flows.core.annotations import Analysis, Figure
from flows.core.lexicons import read_yaml, words
from flows.core.reports import STANDING, Participant, Report
from flows.stages.figures_harm import SHOT
from flows.stages.numbers import number_words
from flows.stages.persons import DEAD, HIT, HURT, Person, Told, fate_of, is_one, tell_apart

_TOP, _MUCH = 450, 6000
"""Characters of the article's beginning, and of all that is searched for wordings."""
_BESIDE = 4
"""Characters between a name and the age behind it."""
_SITE = re.compile(r" [-|] ")

Pair = tuple[int, int]
"""How many were killed, how many hurt."""
_Value = TypeVar("_Value", int, str, Pair)


@dataclass(frozen=True, slots=True)
class Story:
    """The violence that most of an article is about.

    Attributes:
        lead: The happening most is told of.
        own: Its reports.
        reports: All reports of violence of its day, or of no day.
        told: All reports of violence of the article.
        beside: Other happenings told to be of its day.
    """

    lead: int
    own: tuple[Report, ...]
    reports: tuple[Report, ...]
    told: tuple[Report, ...]
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were killed, hurt, and harmed in all, by what tells it; pairs of killed and hurt told in one sentence."""

    killed: Mapping[str, int]
    injured: Mapping[str, int]
    harmed: Mapping[str, int]
    pairs: Mapping[str, Pair]


def story_of(analysis: Analysis) -> Story | None:
    """The violence that most of an article is about, None where it tells none."""
    violence = words("event_dates", "violence")
    told: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if report.event_type in violence and report.modality in STANDING:
            told[report.happening].append(report)
    if not told:
        return None
    lead = max(told, key=lambda h: (len(told[h]), -told[h][0].start))
    days = {h: _day(reports) for h, reports in told.items()}
    near = [r for h, reports in told.items() if days[h] in (days[lead], None) for r in reports]
    beside = tuple(h for h, day in days.items() if h != lead and day is not None and day == days[lead])
    return Story(lead, tuple(told[lead]), tuple(near), tuple(r for reports in told.values() for r in reports), beside)


def counts_of(analysis: Analysis, story: Story) -> Counts:
    """Every count that an article tells of its main violence."""
    killed: dict[str, int] = {}
    injured: dict[str, int] = {}
    harmed: dict[str, int] = {}
    _add_figures(analysis, story, killed, injured, harmed)
    _add_persons(analysis, story, killed, injured, harmed)
    _add_wordings(analysis, killed, injured, harmed)
    told = _told_together(analysis, story)
    pairs: dict[str, Pair] = {}
    if told:
        pairs = {"first": told[0], "often": _often(told)}
        killed["sentence"], injured["sentence"] = told[0]
    return Counts(killed, injured, harmed, pairs)


def standing_figures(analysis: Analysis) -> list[Figure]:
    """Figures of dead and hurt that are whole numbers of no period and no number of cases."""
    cases = words("harm", "cases")
    return [
        f
        for f in analysis.figures
        if f.measure in ("killed", "injured")
        and f.scope != "period"
        and f.value is not None
        and f.value == int(f.value)
        and ((f.counted or "").lower().split() or [""])[-1] not in cases
    ]


def _day(reports: Iterable[Report]) -> str | None:
    days = [r.edtf for r in reports if r.edtf]
    return _often(days) if days else None


def _often(values: Sequence[_Value]) -> _Value:
    """The value told most often, the larger on a tie."""
    votes = Counter(values)
    return max(votes, key=lambda v: (votes[v], v))


def _put(into: dict[str, int], name: str, values: Sequence[int]) -> None:
    if values:
        into |= {f"first_{name}": values[0], f"most_{name}": max(values), f"often_{name}": _often(values)}


def _add_figures(
    analysis: Analysis, story: Story, killed: dict[str, int], injured: dict[str, int], harmed: dict[str, int]
) -> None:
    near = {r.key for r in story.reports}
    figures = standing_figures(analysis)
    kinds: Mapping[str, Callable[[Figure], bool]] = {
        "near": lambda f: f.report in near and f.part_of is None,
        "any": lambda f: f.part_of is None,
        "part": lambda f: f.part_of is not None,
        "top": lambda f: f.start < _TOP and f.part_of is None,
    }
    for name, holds in kinds.items():
        kept = [f for f in figures if holds(f)]
        _put(killed, name, [int(f.value or 0) for f in kept if f.measure == "killed"])
        _put(injured, name, [int(f.value or 0) for f in kept if f.measure == "injured" and f.rule != SHOT])
        _put(harmed, name, [int(f.value or 0) for f in kept if f.rule == SHOT])
    others = [int(f.value or 0) for f in figures if f.measure == "injured" and "other" in (f.counted or "").lower()]
    _put(injured, "others", others)


def _add_persons(
    analysis: Analysis, story: Story, killed: dict[str, int], injured: dict[str, int], harmed: dict[str, int]
) -> None:
    ages = [(f.start, f"{int(f.value)} {f.unit}") for f in analysis.figures if f.measure == "age" and f.value is not None]
    by_report: dict[int, list[Participant]] = defaultdict(list)
    for p in analysis.participants:
        if p.role in ("victim", "target") and p.entity_type == "person":
            by_report[p.report].append(p)
    for name, reports in (("lead", story.own), ("near", story.reports), ("all", story.told)):
        people = _people(analysis, reports, by_report, ages)
        dead = [p for p in people if DEAD in p.fates]
        hurt = [p for p in people if DEAD not in p.fates]
        killed[f"people_{name}"] = len(dead)
        killed[f"named_{name}"] = sum(bool(p.names) for p in dead)
        killed[f"report_{name}"] = max(
            (len(_people(analysis, [r], by_report, ages)) for r in reports if r.event_type == "life.die"), default=0
        )
        injured[f"people_{name}"] = len(hurt)
        injured[f"hurt_{name}"] = sum(HURT in p.fates for p in hurt)
        harmed[f"people_{name}"] = len(people)
        if name == "all":
            continue
        for into, fate in ((killed, DEAD), (injured, HURT), (harmed, HIT)):
            sizes = [_size(analysis, by_report[r.key]) for r in reports if _fate(analysis, r) == fate]
            if any(sizes):
                into |= {f"group_{name}": max(sizes), f"first_group_{name}": next(s for s in sizes if s)}


def _fate(analysis: Analysis, report: Report) -> str:
    return fate_of(report.event_type, analysis.words(report.start, report.end))


def _is_one(analysis: Analysis, p: Participant) -> bool:
    return is_one(analysis.words(p.start, p.end), p.number, p.entity is not None)


def _size(analysis: Analysis, own: Iterable[Participant]) -> int:
    """How many people the words for the harmed of one report tell: "two men and a girl" are three."""
    sizes = {p.start: int(p.number) if p.number is not None else int(_is_one(analysis, p)) for p in own}
    return sum(sizes.values())


def _people(
    analysis: Analysis,
    reports: Iterable[Report],
    by_report: Mapping[int, Sequence[Participant]],
    ages: Sequence[tuple[int, str]],
) -> list[Person]:
    told = []
    for report in reports:
        trigger = analysis.words(report.start, report.end).lower()
        if report.event_type.startswith("conflict") and trigger not in words("harm", "triggers"):
            continue
        for p in by_report.get(report.key, ()):
            if _is_one(analysis, p):
                age = next((a for at, a in ages if p.start <= at <= p.end + _BESIDE), None)
                name = None if p.entity is None else str(p.entity)
                fate = fate_of(report.event_type, trigger)
                told.append(Told(analysis.words(p.start, p.end), p.start, p.end, name, str(report.key), fate, age))
    return tell_apart(told)


def _told_together(analysis: Analysis, story: Story) -> list[Pair]:
    """Dead and hurt of each sentence that tells both, in reading order."""
    near = {r.key: r for r in story.reports}
    by_sentence: dict[int, tuple[dict[int, int], dict[int, int]]] = defaultdict(lambda: ({}, {}))
    for p in analysis.participants:
        report = near.get(p.report)
        if report is None or p.role not in ("victim", "target") or p.entity_type != "person":
            continue
        sentence = analysis.parse.sentence_at(p.start)
        size = int(p.number) if p.number is not None else int(_is_one(analysis, p))
        if sentence is not None and size:
            by_sentence[sentence.index][_fate(analysis, report) != DEAD][p.start] = size
    for f in analysis.figures:
        if f.measure in ("killed", "injured") and f.value is not None and f.scope != "period" and f.part_of is None:
            sentence = analysis.parse.sentence_at(f.start)
            if sentence is not None:
                by_sentence[sentence.index][f.measure != "killed"][f.start] = int(f.value)
    out = []
    for _, (dead, harmed) in sorted(by_sentence.items()):
        hurt = {at: n for at, n in harmed.items() if at not in dead}
        if dead and hurt:
            out.append((sum(dead.values()), sum(hurt.values())))
    return out


def _add_wordings(analysis: Analysis, killed: dict[str, int], injured: dict[str, int], harmed: dict[str, int]) -> None:
    into = {"killed": killed, "injured": injured, "harmed": harmed}
    text = article_words(analysis)[:_MUCH]
    lexicon = read_yaml("story_tolls")
    for (measure, name), pattern in _patterns().items():
        _put(into[measure], f"words_{name}", [_number(m[1]) for m in pattern.finditer(text)])
    title = headline(analysis)
    for measure, patterns in _headline_patterns().items():
        found = next((m for p in patterns if (m := p.search(title))), None)
        if found is not None:
            into[measure]["headline"] = _number(found[1])
    if "headline" in injured:
        harmed["headline"] = injured["headline"]
    for m in _multiples().finditer(f"{text} {title}"):
        value, noun = lexicon["multiples"][m[1].lower()], m[2].lower()
        if noun in lexicon["multiple_killed"]:
            killed.setdefault("multiple", value)
        elif noun in lexicon["multiple_harmed"]:
            harmed.setdefault("multiple", value)


def article_words(analysis: Analysis) -> str:
    """The article's text without furniture and credits."""
    kept = ("title", "heading", "paragraph", "caption")
    return "\n".join(analysis.text[b.start : b.end] for b in analysis.document.blocks if b.kind in kept)


def headline(analysis: Analysis) -> str:
    """The headline that came with the article, without the name of the site."""
    return _SITE.split(analysis.document.title or "")[0]


def _number(words: str) -> int:
    return int(words) if words.isdigit() else int(number_words().ones[words.lower()])


def _filled(pattern: str) -> re.Pattern[str]:
    number = r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    people = read_yaml("story_tolls")["people"]
    return re.compile(pattern.replace("NUMBER", number).replace("PEOPLE", people), re.IGNORECASE)


@lru_cache(maxsize=1)
def _patterns() -> Mapping[tuple[str, str], re.Pattern[str]]:
    told = read_yaml("story_tolls")["numbers"]
    return {(measure, name): _filled(p) for measure, patterns in told.items() for name, p in patterns.items()}


@lru_cache(maxsize=1)
def _headline_patterns() -> Mapping[str, Sequence[re.Pattern[str]]]:
    return {measure: [_filled(p) for p in patterns] for measure, patterns in read_yaml("story_tolls")["headline"].items()}


@lru_cache(maxsize=1)
def _multiples() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(read_yaml('story_tolls')['multiples'])})[- ](\w+)", re.IGNORECASE)
