"""Dates of violence that no words of its own date: the day of the story that the article tells.

A report of one killing seldom repeats the day: the first paragraph tells when it happened, and what follows of the shot,
the dead and the wounded tells no day again. So violence that nothing governs takes the day that is likeliest of all the article tells
(`event_days`), where that is likely enough, else the day of the other violence the article tells, and, where none of it has one, the
likeliest or the first day told in the past only for the happening most is told of. Violence of a weekend, week or month takes the day of
it that the article tells, where it tells one only or one that is likely enough. Where most reports of the happening most is told of have no
day and the others one that is unlikely ("he had been shot in August too"), those others are a happening of their own. In stories of shots
and stabs the likeliest day also takes the place of another that the rules give to what most is told of ("police said Thursday he was shot").
Where an article tells a time of day ("around 3 a.m.", "overnight") and no day of anything, its violence is of the day of publication or the one before.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from flows.core.annotations import Analysis, TimeExpression
from flows.core.lexicons import read_yaml, words
from flows.core.reports import STANDING, Report
from flows.stages.date_attachment import index_dates
from flows.stages.date_clauses import told_after
from flows.stages.date_placed import place_dates
from flows.stages.event_days import RankedDay, rank_days
from flows.stages.event_lasting import sums_up
from flows.stages.story_counts import story_of
from flows.stages.story_tolls import is_judged

STORY = "story"
"""Method of a day taken from other violence of the article."""
WITHIN = "day_within"
"""Method of the one day that the article tells of a longer time."""
RANKED = "ranked_day"
"""Method of the likeliest of the days that the article tells."""

CLOCK = "clock"
"""Method of the two days that a time of day alone may be of."""

_NEAR = 2
"""Sentences behind violence in which a time of day is its own."""
_LIKELY = 0.5
"""Least probability of a day that dates what nothing dates."""
_SURE = 0.8
"""Least probability of a day against which reports of another day are of another happening."""
_LONGER = ("week", "month", "interval")
"""Precisions of times that a day may lie in."""

Day = tuple[TimeExpression, str]
"""An expression for a day, and the method that chose it."""


def date_by_story(analysis: Analysis) -> Analysis:
    """Date the happenings of violence that nothing dates.

    Args:
        analysis: An article with dates and reports.

    Returns:
        The same with dates in the reports of such happenings; `date_method` is `ranked_day`, `story`, `article_day`,
        `day_within` or `clock`.
    """
    told = _told(analysis)
    if not told:
        return analysis
    ranked = _without_recoveries(analysis, rank_days(analysis, words("event_dates", "violence")))
    analysis = _parted(analysis, told, ranked)
    analysis = _corrected(analysis, _told(analysis), ranked)
    told = _told(analysis)
    days = {**_days_within(analysis, told, ranked), **_days_of_undated(analysis, told, ranked)}
    if not days:
        return _by_clock(analysis, told)
    return analysis.adding(reports=tuple(_dated(r, days) for r in analysis.reports))


def _without_recoveries(analysis: Analysis, ranked: Sequence[RankedDay]) -> Sequence[RankedDay]:
    """The days without those on which bodies were only brought out, where the article tells others."""
    verbs = {p.date.key: p.verb for p in place_dates(analysis)}
    found = {key for key, verb in verbs.items() if verb and verb.lemma.lower() in words("event_dates", "recoveries")}
    return [r for r in ranked if r.date.key not in found] or ranked


def _told(analysis: Analysis) -> dict[int, list[Report]]:
    """The reports of violence, by happening."""
    told: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if report.event_type in words("event_dates", "violence") and report.modality in STANDING:
            told[report.happening].append(report)
    return told


def _lead(told: Mapping[int, Sequence[Report]]) -> int:
    """The happening most is told of, of several the first."""
    return max(told, key=lambda h: (len(told[h]), -told[h][0].start))


def _parted(analysis: Analysis, told: Mapping[int, Sequence[Report]], ranked: Sequence[RankedDay]) -> Analysis:
    """The happening most is told of, without reports of another day than the article's, where most of its reports have none."""
    likeliest = _likeliest(ranked, _SURE)
    if likeliest is None:
        return analysis
    lead = _lead(told)
    dated = [r for r in told[lead] if r.edtf is not None]
    apart = {r.key for r in dated if not (r.date_start or "0") <= (likeliest.date_start or "") <= (r.date_end or "9")}
    if not apart or len(apart) < len(dated) or len(apart) >= len(told[lead]) - len(apart):
        return analysis
    new = max(r.happening for r in analysis.reports) + 1
    return analysis.adding(reports=tuple(replace(r, happening=new) if r.key in apart else r for r in analysis.reports))


def _corrected(analysis: Analysis, told: Mapping[int, Sequence[Report]], ranked: Sequence[RankedDay]) -> Analysis:
    """The happening most is told of on the likeliest day, where it tells of shots or stabs.

    What has a day on its own verb ("died Tuesday") keeps it, and so does what is of a week or month that holds the likeliest.
    """
    likeliest = _likely(ranked)
    story = None if likeliest is None else story_of(analysis)
    if likeliest is None or story is None or not is_judged(analysis, story):
        return analysis
    lead = _lead(told)
    own = {(p.date.key, p.verb.start) for p in place_dates(analysis) if p.verb is not None and p.date.precision == "day"}
    wrong = {
        r.key
        for r in told[lead]
        if r.edtf is not None
        and (r.date, r.start) not in own
        and not (_spans(r, likeliest.date_start or "") and r.date_precision != "year")
    }
    days = {lead: (likeliest, RANKED)}
    return analysis.adding(reports=tuple(_dated(r, days) if r.key in wrong else r for r in analysis.reports))


def _spans(report: Report, day: str) -> bool:
    """Whether the time of a report holds a day."""
    return (report.date_start or "9") <= day <= (report.date_end or "0")


def _days_of_undated(analysis: Analysis, told: Mapping[int, Sequence[Report]], ranked: Sequence[RankedDay]) -> dict[int, Day]:
    undated = [
        h
        for h, reports in told.items()
        if all(r.edtf is None and not sums_up(analysis, r) and not _is_long_before(analysis, r) for r in reports)
    ]
    if not undated:
        return {}
    struck = _disaster_day(analysis, told)
    if struck is not None and all(r.event_type.startswith("life.") for h in undated for r in told[h]):
        return dict.fromkeys(undated, (struck, STORY))
    lead = _lead(told)
    likeliest = _likeliest(ranked, _LIKELY)
    anything = any(r.edtf is not None for reports in told.values() for r in reports)
    if likeliest is not None and (anything or lead in undated):
        return dict.fromkeys(undated, (likeliest, RANKED))
    day = _story_day(analysis, told)
    if day is not None:
        return dict.fromkeys(undated, (day, STORY))
    only = _likely(ranked)
    if only is not None and lead in undated:
        return dict.fromkeys(undated, (only, RANKED))
    first, method, _ = index_dates(analysis).article_day(analysis.document.published_day, _others(analysis))
    if lead in undated and first is not None and method is not None:
        return dict.fromkeys(undated, (first, method))
    return {}


def _disaster_day(analysis: Analysis, told: Mapping[int, Sequence[Report]]) -> TimeExpression | None:
    """The day most reports of a disaster tell, where the article tells more of it than of attacks."""
    struck: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if report.event_type in words("event_dates", "disasters") and report.modality in STANDING:
            struck[report.happening].append(report)
    attacks = sum(r.event_type.startswith("conflict.") for reports in told.values() for r in reports)
    return _story_day(analysis, struck) if sum(map(len, struck.values())) > attacks else None


def _by_clock(analysis: Analysis, told: Mapping[int, Sequence[Report]]) -> Analysis:
    """What an article tells a time of day of, but no day of anything: of the day of publication or the one before."""
    published = analysis.document.published_day
    if published is None or any(d.edtf is not None for d in analysis.dates):
        return analysis
    near = {
        s.index + k
        for reports in told.values()
        for s in (analysis.parse.sentence_at(r.start) for r in reports)
        if s is not None
        for k in range(_NEAR + 1)
    }
    at = next((d for d in analysis.dates if _is_time_of_day(analysis, d) and _sentence(analysis, d) in near), None)
    if at is None:
        return analysis
    before = (date.fromisoformat(published) - timedelta(days=1)).isoformat()
    value = replace(
        at, edtf=f"{before}/{published}", date_start=before, date_end=published, precision="interval", anchor="published"
    )
    return analysis.adding(
        dates=tuple(value if d.key == at.key else d for d in analysis.dates),
        reports=tuple(_dated(r, dict.fromkeys(told, (value, CLOCK))) for r in analysis.reports),
    )


def _is_time_of_day(analysis: Analysis, found: TimeExpression) -> bool:
    return found.rule == "clock" or analysis.words(found.start, found.end).lower() in read_yaml("dates")["references"]["night"]


def _sentence(analysis: Analysis, found: TimeExpression) -> int | None:
    sentence = analysis.parse.sentence_at(found.start)
    return None if sentence is None else sentence.index


def _likeliest(ranked: Sequence[RankedDay], least: float) -> TimeExpression | None:
    """The likeliest of several days that the article tells, None where it is not likely enough."""
    return ranked[0].date if len(ranked) > 1 and ranked[0].share >= least else None


def _likely(ranked: Sequence[RankedDay]) -> TimeExpression | None:
    """The likeliest of the days that the article tells, None where it is as likely that it tells another or none."""
    return ranked[0].date if ranked and ranked[0].probability >= _LIKELY else None


def _days_within(analysis: Analysis, told: Mapping[int, Sequence[Report]], ranked: Sequence[RankedDay]) -> dict[int, Day]:
    """The one day told of the weekend, week or month that a happening is told to be of."""
    others = _others(analysis)
    single: dict[str, TimeExpression] = {}
    for d in analysis.dates:
        if d.precision == "day" and d.edtf is not None and d.date_start is not None and d.key not in others:
            single.setdefault(d.date_start, d)
    out: dict[int, Day] = {}
    for happening, reports in told.items():
        dated = [r for r in reports if r.edtf is not None]
        if not dated or any(r.date_precision not in _LONGER for r in dated):
            continue
        inside = [d for on, d in single.items() if all(_spans(r, on) for r in dated)]
        likeliest = _likeliest(ranked, _SURE) if len(inside) > 1 else None
        if likeliest is not None and any(d.date_start == likeliest.date_start for d in inside):
            out[happening] = likeliest, WITHIN
        elif len(inside) == 1:
            out[happening] = inside[0], WITHIN
    return out


def _is_long_before(analysis: Analysis, report: Report) -> bool:
    """Whether a report is what the day of the story came so long after ("comes three weeks after 11 farmers were killed")."""
    parse = analysis.parse
    token = parse.span_head(report.start, report.end)
    if token is None or told_after(parse, token) is None:
        return False
    sentence = parse.sentence_of(token)
    return any(
        sentence.start <= d.start < token.start and d.edtf is None and any(w in d_words for w in ("week", "month", "year"))
        for d in analysis.dates
        for d_words in (analysis.words(d.start, d.end).lower(),)
    )


def _others(analysis: Analysis) -> frozenset[int]:
    """The dates that what is no violence has of its own: an arrest, a hearing, a speech."""
    return frozenset(
        r.date
        for r in analysis.reports
        if r.date is not None and r.event_type not in words("event_dates", "violence") and r.date_method == "same_clause"
    )


def _story_day(analysis: Analysis, told: Mapping[int, Sequence[Report]]) -> TimeExpression | None:
    """The day most reports of violence tell, not after publication; None on a tie, where none is told."""
    by_key = {d.key: d for d in analysis.dates}
    published = analysis.document.published_day or "9"
    days = [
        (r.edtf, r.date)
        for reports in told.values()
        for r in reports
        if r.edtf is not None and r.date is not None and r.date_precision == "day" and r.edtf[:10] <= published
    ]
    ranked = Counter(edtf for edtf, _ in days).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return next(by_key[key] for edtf, key in days if edtf == ranked[0][0])


def _dated(report: Report, days: Mapping[int, Day]) -> Report:
    if (
        report.happening not in days
        or report.event_type not in words("event_dates", "violence")
        or report.modality not in STANDING
    ):
        return report
    day, method = days[report.happening]
    return replace(
        report,
        edtf=day.edtf,
        date_start=day.date_start,
        date_end=day.date_end,
        date_precision=day.precision,
        date=day.key,
        date_method=method,
    )
