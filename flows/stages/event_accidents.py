"""Explosions of an article that tells of an accident: a boiler that bursts is no bomb.

"The depot exploded" is told in the words of an attack. Where the article speaks of a factory, gas or fireworks, and nowhere of a
weapon or of who attacked, it tells an accident.
"""

from dataclasses import replace

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.reports import Participant, Report
from flows.stages.event_lexicon import roles_of

_ACCIDENT = "disaster.accident"


def retype_accidents(analysis: Analysis) -> Analysis:
    """Tell explosions as accidents where the article speaks of nothing else.

    Args:
        analysis: An article with reports and participants.

    Returns:
        The same with such reports as `disaster.accident`, and their participants by its roles.
    """
    own = {r.key for r in analysis.reports if r.event_type == "conflict.explosion" and _is_bare(r)}
    if not own or not _is_of_accident(analysis):
        return analysis
    reports = tuple(replace(r, event_type=_ACCIDENT) if r.key in own else r for r in analysis.reports)
    participants = tuple(q for p in analysis.participants if (q := _as_of_accident(p) if p.report in own else p) is not None)
    return analysis.adding(reports=reports, participants=participants)


def _is_bare(report: Report) -> bool:
    """Whether an explosion is told without saying what exploded as a weapon."""
    return report.rule.partition("#")[0].rpartition(":")[2] in words("event_accidents", "bare")


def _is_of_accident(analysis: Analysis) -> bool:
    lemmas = {t.lemma.lower() for t in analysis.parse.tokens} | {t.lower for t in analysis.parse.tokens}
    return bool(lemmas & words("event_accidents", "accident")) and not lemmas & words("event_accidents", "attack")


def _as_of_accident(participant: Participant) -> Participant | None:
    """A participant by the roles of an accident; None for who did it."""
    role = "cause" if participant.role == "instrument" else participant.role
    return replace(participant, role=role) if role in roles_of(_ACCIDENT) else None
