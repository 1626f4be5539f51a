"""What is told without any of who, whom, when, where and how many ("attacks continue") is no event of the dataset."""

from collections.abc import Mapping
from dataclasses import replace

from flows.core.annotations import Analysis, Report
from flows.stages.filler_features import JUDGED

_PLURAL = ("NNS", "NNPS")
_PROSE = 3
"""Sentences in which news names somebody, a place or a day; shorter texts (headlines, captions) need not."""


def leave_out_unspecific(analysis: Analysis) -> Analysis:
    """Leave out happenings of violence that no report makes specific, and all of a text that is no news.

    Args:
        analysis: An article with reports and participants.

    Returns:
        The same without those `reports`; the keys of the others are numbered anew, in `participants` and `figures` too.
    """
    specific = _specific(analysis)
    kept = [r for r in analysis.reports if r.event_type not in JUDGED or r.happening in specific]
    if _is_no_news(analysis):
        kept = []
    if len(kept) == len(analysis.reports):
        return analysis
    number: Mapping[int, int] = {r.key: k for k, r in enumerate(kept)}
    return analysis.adding(
        reports=tuple(replace(r, key=number[r.key]) for r in kept),
        participants=tuple(replace(p, report=number[p.report]) for p in analysis.participants if p.report in number),
        figures=tuple(f if f.report is None else replace(f, report=number.get(f.report)) for f in analysis.figures),
    )


def _is_no_news(analysis: Analysis) -> bool:
    """Whether a text of some length names nobody, no place and no day, and counts nobody harmed: a recipe, a tale, a joke."""
    named = any(m.type == "name" for m in analysis.mentions) or any(d.edtf for d in analysis.dates)
    counted = any(f.measure in ("killed", "injured", "arrested", "missing", "displaced") for f in analysis.figures)
    return len(analysis.parse.sentences) >= _PROSE and not named and not counted


def _specific(analysis: Analysis) -> frozenset[int]:
    """The happenings that something is told of: a participant, a figure, a date, or the place of a single one."""
    told = {p.report for p in analysis.participants} | {f.report for f in analysis.figures}
    return frozenset(r.happening for r in analysis.reports if r.key in told or r.edtf is not None or _is_placed(analysis, r))


def _is_placed(analysis: Analysis, report: Report) -> bool:
    token = analysis.parse.token_at(report.start)
    return report.place_method == "same_clause" and token is not None and token.tag not in _PLURAL
