"""Who shot himself and lives: the words are those of a suicide, but the article tells of an accident or a hospital.

"He shot himself" tells a death where nothing else is told. Where the article speaks of an accident, a hospital or a recovery, and
nowhere of a suicide or of the death of one person, it tells a wound.
"""

from dataclasses import replace

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.reports import STANDING, Report


def retype_survivors(analysis: Analysis) -> Analysis:
    """Tell deaths by one's own hand as wounds where the article tells that the person lives.

    Args:
        analysis: An article with reports and participants.

    Returns:
        The same with such reports as `life.injure`.
    """
    own = {r.key for r in analysis.reports if r.event_type == "life.die" and _is_by_own_hand(analysis, r)}
    if not own or not _lives(analysis) or any(_is_death(analysis, r) for r in analysis.reports if r.key not in own):
        return analysis
    reports = tuple(replace(r, event_type="life.injure") if r.key in own else r for r in analysis.reports)
    return analysis.adding(reports=reports)


def _is_by_own_hand(analysis: Analysis, report: Report) -> bool:
    """Whether the trigger is a verb of violence with "himself" or the like behind it."""
    token = analysis.parse.span_head(report.start, report.end)
    if token is None or token.lemma.lower() not in words("event_survivors", "deeds"):
        return False
    return any(t.lower in words("event_survivors", "own") for t in analysis.parse.children(token, "dobj"))


def _lives(analysis: Analysis) -> bool:
    """Whether the article speaks of an accident, a hospital or a recovery, and not of a suicide."""
    lemmas = {t.lemma.lower() for t in analysis.parse.tokens} | {t.lower for t in analysis.parse.tokens}
    return bool(lemmas & words("event_survivors", "alive")) and not lemmas & words("event_survivors", "suicide")


def _is_death(analysis: Analysis, report: Report) -> bool:
    """Whether a report tells the death of one person, or of nobody in particular: not the number of a year, not an offence."""
    if report.event_type != "life.die" or report.modality not in STANDING:
        return False
    if analysis.words(report.start, report.end).lower() in read_yaml("harm")["offences"]:
        return False
    victims = [p for p in analysis.participants if p.report == report.key and p.role == "victim"]
    return not any((p.number or 1) > 1 for p in victims) and (bool(victims) or report.date_method != "same_clause")
