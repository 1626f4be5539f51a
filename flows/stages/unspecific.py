"""What is told without any of who, whom, when, where and how many ("attacks continue") is no event of the dataset; nor are
"murders", "a wave of attacks" of theirs, without whom, when and where; what is only learned is held to more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Token
from flows.core.reports import Participant, Report
from flows.stages.event_lexicon import LEARNED
from flows.stages.filler_features import JUDGED, is_violent

_PLURAL = ("NNS", "NNPS")
_TELLING = ("det", "poss", "nummod", "compound")
_SUFFERING = ("target", "victim")
_HARM = ("life.die", "life.injure", "infrastructure.destroy")
_NEVER = ("hypothetical", "negated", "denied")
_PROSE = 3
"""Sentences in which news names somebody, a place or a day; shorter texts (headlines, captions) need not."""


def leave_out_unspecific(analysis: Analysis) -> Analysis:
    """Leave out happenings of violence that no report makes specific, and all of a text that is no news.

    Args:
        analysis: An article with reports and participants.

    Returns:
        The same without those `reports`; the keys of the others are numbered anew, in `participants` and `figures` too.
    """
    specific, surmised = _specific(analysis), _surmised(analysis)
    kept = [
        r
        for r in analysis.reports
        if (not is_violent(r) or r.happening in specific) and r.key not in surmised and not _never_was(analysis, r)
    ]
    if _is_no_news(analysis):
        kept = []
    return keep_reports(analysis, kept)


def keep_reports(analysis: Analysis, kept: Sequence[Report]) -> Analysis:
    """The article with some of its reports only, their keys numbered anew, in `participants` and `figures` too."""
    if len(kept) == len(analysis.reports):
        return analysis
    number: Mapping[int, int] = {r.key: k for k, r in enumerate(kept)}
    return analysis.adding(
        reports=tuple(replace(r, key=number[r.key]) for r in kept),
        participants=tuple(replace(p, report=number[p.report]) for p in analysis.participants if p.report in number),
        figures=tuple(f if f.report is None else replace(f, report=number.get(f.report)) for f in analysis.figures),
    )


def _never_was(analysis: Analysis, report: Report) -> bool:
    """Whether nobody was ever who it is told of ("no leader has ever been convicted")."""
    parse, token = analysis.parse, analysis.parse.span_head(report.start, report.end)
    if token is None or report.modality != "negated":
        return False
    if token.pos == "NOUN":
        verb = next((t for t in parse.ancestors(token) if t.pos == "VERB"), None)
        purpose = verb is not None and verb.tag == "VB" and any(t.lower == "to" for t in parse.children(verb, "aux"))
        return purpose and verb is not None and verb.lemma.lower() in words("modality", "precautions")
    if token.pos != "VERB":
        return False
    ever = any(t.lower in ("ever", "before") for t in analysis.parse.children(token, "advmod"))
    subject = analysis.parse.child(token, "nsubj", "nsubjpass")
    return ever and subject is not None and any(d.lower == "no" for d in analysis.parse.children(subject, "det"))


def _is_no_news(analysis: Analysis) -> bool:
    """Whether a text of some length names nobody, no place and no day, and counts nobody harmed: a recipe, a tale, a joke."""
    named = any(m.type == "name" for m in analysis.mentions) or any(d.edtf for d in analysis.dates)
    counted = any(f.measure in ("killed", "injured", "arrested", "missing", "displaced") for f in analysis.figures)
    return len(analysis.parse.sentences) >= _PROSE and not named and not counted


def _specific(analysis: Analysis) -> frozenset[int]:
    """The happenings of which some report is specific."""
    figured = {f.report for f in analysis.figures}
    told = {p.report for p in analysis.participants} | figured
    certain = {p.report for p in analysis.participants if _is_certain(analysis, p)} | figured
    titles = [(b.start, b.end) for b in analysis.document.blocks if b.kind == "title"]
    harm = {r.start for r in analysis.reports if r.event_type in _HARM and r.key in told}
    out = set()
    for report in analysis.reports:
        token = analysis.parse.span_head(report.start, report.end)
        if token is None or not is_violent(report) or _has_harmed(analysis, token, harm):
            out.add(report.happening)
        elif _is_vague(analysis, token) and not any(start <= token.start < end for start, end in titles):
            dated = report.edtf is not None and (report.date_method or "").startswith("same")
            if report.key in certain or dated or report.place_method == "same_clause":
                out.add(report.happening)
        elif report.event_type not in JUDGED or report.key in told or report.edtf is not None or _is_placed(report, token):
            out.add(report.happening)
    return frozenset(out)


def _surmised(analysis: Analysis) -> frozenset[int]:
    """Reports of happenings told by learned triggers alone that are no fact and no plan, or of nobody, no day and no place."""
    ruled = {r.happening for r in analysis.reports if not _is_learned(r)}
    known = {p.report for p in analysis.participants if p.entity is not None}
    return frozenset(
        r.key
        for r in analysis.reports
        if r.happening not in ruled
        and (r.modality in _NEVER or not (r.key in known or r.edtf is not None or r.place is not None))
    )


def _is_learned(report: Report) -> bool:
    return report.rule.startswith(f"{LEARNED}:")


def _has_harmed(analysis: Analysis, token: Token, harm: Collection[int]) -> bool:
    """Whether an event noun is told to have harmed somebody told ("a drone strike killed the commander")."""
    return token.pos == "NOUN" and token.dep == "nsubj" and analysis.parse.head(token).start in harm


def _is_vague(analysis: Analysis, token: Token) -> bool:
    """Whether a noun may tell of what happens again and again ("attacks", "death"), not of one event ("the attack")."""
    if token.pos not in ("NOUN", "PROPN"):
        return False
    return token.tag in _PLURAL or analysis.parse.child(token, *_TELLING) is None


def _is_certain(analysis: Analysis, participant: Participant) -> bool:
    """Whether a participant makes an event one: whoever is counted, a state that strikes, a single thing or somebody known that suffers it."""
    if participant.number is not None or participant.role not in _SUFFERING:
        return participant.number is not None or participant.rule == "frame:nation"
    head = analysis.parse.span_head(participant.start, participant.end)
    return participant.entity is not None or (head is not None and head.tag == "NN")


def _is_placed(report: Report, token: Token) -> bool:
    return report.place_method == "same_clause" and token.tag not in _PLURAL
