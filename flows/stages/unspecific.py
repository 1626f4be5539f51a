"""Events of violence told without any of who, whom, when, where and how many ("attacks continue") are no events of the dataset."""

from collections.abc import Mapping
from dataclasses import replace

from flows.core.annotations import Analysis, Report
from flows.stages.filler_features import JUDGED

_PLURAL = ("NNS", "NNPS")


def leave_out_unspecific(analysis: Analysis) -> Analysis:
    """Leave out happenings of violence that no report makes specific.

    Args:
        analysis: An article with reports and participants.

    Returns:
        The same without those `reports`; the keys of the others are numbered anew, in `participants` and `figures` too.
    """
    specific = _specific(analysis)
    kept = [r for r in analysis.reports if r.event_type not in JUDGED or r.happening in specific]
    if len(kept) == len(analysis.reports):
        return analysis
    number: Mapping[int, int] = {r.key: k for k, r in enumerate(kept)}
    return analysis.adding(
        reports=tuple(replace(r, key=number[r.key]) for r in kept),
        participants=tuple(replace(p, report=number[p.report]) for p in analysis.participants if p.report in number),
        figures=tuple(f if f.report is None else replace(f, report=number[f.report]) for f in analysis.figures),
    )


def _specific(analysis: Analysis) -> frozenset[int]:
    """The happenings that something is told of: a participant, a figure, a date, or the place of a single one."""
    told = {p.report for p in analysis.participants} | {f.report for f in analysis.figures}
    return frozenset(r.happening for r in analysis.reports if r.key in told or r.edtf is not None or _is_placed(analysis, r))


def _is_placed(analysis: Analysis, report: Report) -> bool:
    token = analysis.parse.token_at(report.start)
    return report.place_method == "same_clause" and token is not None and token.tag not in _PLURAL
