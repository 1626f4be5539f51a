"""Figures that belong to events: a toll is tied to the report of its own deaths, injuries, arrests ..."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Figure, Report
from flows.core.lexicons import read_yaml


def tie_figures(analysis: Analysis, reports: Sequence[Report]) -> tuple[Figure, ...]:
    """The figures with `report` set where their measure fits an event of the same sentence (its trigger first, then the nearest)."""
    fits = read_yaml("event_figures")["measures"]
    by_sentence: dict[int, list[Report]] = {}
    for report in reports:
        sentence = analysis.parse.sentence_at(report.start)
        if sentence is not None:
            by_sentence.setdefault(sentence.index, []).append(report)
    out = []
    for figure in analysis.figures:
        sentence = analysis.parse.sentence_at(figure.start)
        here = (
            [r for r in by_sentence.get(sentence.index, ()) if r.event_type in fits.get(figure.measure, ())] if sentence else []
        )
        order = {t: i for i, t in enumerate(fits.get(figure.measure, ()))}
        best = min(
            here, key=lambda r: (r.start != figure.governor, order[r.event_type], abs(r.start - figure.start)), default=None
        )
        out.append(replace(figure, report=best.key) if best is not None and figure.report is None else figure)
    return tuple(out)
