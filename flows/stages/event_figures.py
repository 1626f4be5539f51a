"""Figures that belong to events: a toll is tied to the report of its own deaths, injuries, arrests ..."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Figure, Statement
from flows.core.lexicons import read_yaml
from flows.core.reports import Report
from flows.stages.figures_harm import HURT
from flows.stages.figures_verbs import AMONG

TOLLS = frozenset({"killed", "injured"})
"""Measures of what befalls people in an event."""
_REACH = 3
"""Sentences between a toll and the report it belongs to, at most."""


def tie_figures(analysis: Analysis, reports: Sequence[Report]) -> tuple[Figure, ...]:
    """The figures with the report they belong to and the statement that says them.

    A figure belongs to an event of its sentence that its measure fits: its own trigger first, then the nearest. The dead and hurt
    of a sentence that tells no event ("Nine people were taken to hospital", "19 are dead so far", "Two dead in Olvera fire")
    belong to the last one before, else the first one after, within a few sentences.
    """
    fits = read_yaml("event_figures")["measures"]
    by_sentence: dict[int, list[Report]] = {}
    for report in reports:
        sentence = analysis.parse.sentence_at(report.start)
        if sentence is not None:
            by_sentence.setdefault(sentence.index, []).append(report)
    statements = sorted(analysis.statements, key=lambda s: (s.start, -s.end))
    starts = [s.start for s in statements]
    out: list[Figure] = []
    for figure in analysis.figures:
        sentence = analysis.parse.sentence_at(figure.start)
        here = (
            [r for r in by_sentence.get(sentence.index, ()) if r.event_type in fits.get(figure.measure, ())] if sentence else []
        )
        order = {t: i for i, t in enumerate(fits.get(figure.measure, ()))}
        best = min(
            here, key=lambda r: (r.start != figure.governor, order[r.event_type], abs(r.start - figure.start)), default=None
        )
        if (
            best is None
            and sentence is not None
            and (figure.rule in HURT or figure.measure in TOLLS)
            and figure.scope != "period"
        ):
            near = _around(sentence.index, by_sentence)
            best = next((r for r in near if _may_have(r, order)), None)
        own = best.key if best is not None and figure.report is None else figure.report
        if figure.rule == AMONG and figure.part_of is not None:
            own = next((f.report for f in out if f.key == figure.part_of), own)  # the dead among whom they are told to be
        out.append(replace(figure, report=own, statement=said_in(figure, starts, statements)))
    return tuple(out)


def _around(sentence: int, by_sentence: Mapping[int, Sequence[Report]]) -> Iterator[Report]:
    """The reports of the sentences before one, nearest first, then of those after it."""
    for n in range(sentence - 1, max(-1, sentence - 1 - _REACH), -1):
        yield from reversed(by_sentence.get(n, ()))
    for n in range(sentence + 1, sentence + 1 + _REACH):
        yield from by_sentence.get(n, ())


def _may_have(report: Report, order: Mapping[str, int]) -> bool:
    return report.event_type in order and report.modality in ("actual", "alleged")


def said_in(figure: Figure, starts: Sequence[int], statements: Sequence[Statement]) -> int | None:
    """The key of the shortest statement that holds a figure's words, of those that begin nearest before it.

    Args:
        figure: The figure.
        starts: Where the statements start.
        statements: In reading order.
    """
    k = bisect_right(starts, figure.start)
    holding = [s for s in statements[max(0, k - 6) : k] if figure.end <= s.end]
    return min(holding, key=lambda s: (s.end - s.start, s.key)).key if holding else None
