"""Dates of violence that no words of its own date: the day of the story that the article tells.

A report of one killing seldom repeats the day: the first paragraph tells when it happened, and what follows of the shot,
the dead and the wounded tells no day again. So violence that nothing governs takes the day of the other violence the article
tells, and, where none of it has one, the first day told in the past, but only for the happening most is told of.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Report, TimeExpression
from flows.core.lexicons import read_yaml
from flows.stages.date_attachment import index_dates

STORY = "story"
"""Method of a day taken from other violence of the article."""
STANDING = ("actual", "alleged")

Day = tuple[TimeExpression, str]
"""An expression for a day, and the method that chose it."""


def date_by_story(analysis: Analysis) -> Analysis:
    """Date the happenings of violence that nothing dates.

    Args:
        analysis: An article with dates and reports.

    Returns:
        The same with dates in the reports of such happenings; `date_method` is `story` or `article_day`.
    """
    told: dict[int, list[Report]] = defaultdict(list)
    for report in analysis.reports:
        if report.event_type in _harm() and report.modality in STANDING:
            told[report.happening].append(report)
    undated = [h for h, reports in told.items() if all(r.edtf is None and not _has_lasted(analysis, r) for r in reports)]
    if not undated:
        return analysis
    day = _story_day(analysis, told)
    days: dict[int, Day] = {}
    if day is not None:
        days = dict.fromkeys(undated, (day, STORY))
    else:
        lead = max(told, key=lambda h: (len(told[h]), -told[h][0].start))
        index = index_dates(analysis)
        first, method, _ = index.article_day(analysis.document.published_day)
        if lead in undated and first is not None and method is not None:
            days = dict.fromkeys(undated, (first, method))
    if not days:
        return analysis
    return analysis.adding(reports=tuple(_dated(r, days) for r in analysis.reports))


def _has_lasted(analysis: Analysis, report: Report) -> bool:
    """Whether a report sums up a time that lasts until now ("has killed 7,000 since 2015"): no one day dates it."""
    parse = analysis.parse
    token = parse.token_at(report.start)
    if token is None or not any(h.lower in ("has", "have", "'ve", "’ve") for h in parse.children(token, "aux")):
        return False
    sentence = parse.sentence_of(token)
    return any(sentence.start <= d.start < sentence.end and (d.edtf or "").endswith("/..") for d in analysis.dates)


def _harm() -> frozenset[str]:
    return frozenset(read_yaml("event_dates")["violence"])


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
    if report.happening not in days or report.event_type not in _harm() or report.modality not in STANDING:
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
