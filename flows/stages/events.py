"""Find events: triggers by lexicon and syntax, their participants, date, place, modality, and which of them tell one happening."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Mention, Statement, TimeExpression
from flows.core.lexicons import words
from flows.core.reports import Modality, Participant, Report
from flows.stages.date_attachment import Attachment, index_dates
from flows.stages.event_accidents import retype_accidents
from flows.stages.event_dates import date_by_story
from flows.stages.event_figures import tie_figures
from flows.stages.event_fillers import judge_participants
from flows.stages.event_lasting import is_of_lasting
from flows.stages.event_narrative import Narrative
from flows.stages.event_places import NOWHERE, PlaceIndex, Where, happens_on_the_spot
from flows.stages.event_roles import participants_of
from flows.stages.event_senses import find_topics
from flows.stages.event_survivors import retype_survivors
from flows.stages.event_towns import place_by_story
from flows.stages.happenings import number_happenings, retell
from flows.stages.learned_modality import likely_modalities, weighed
from flows.stages.learned_roles import RULE as LEARNED_RULE
from flows.stages.learned_roles import likely_roles
from flows.stages.learned_triggers import learned_triggers, likely_events, without_doubted
from flows.stages.modality import modality_of
from flows.stages.participants import Cast
from flows.stages.triggers import Trigger, find_triggers
from flows.stages.unspecific import leave_out_unspecific


def find_events(analysis: Analysis) -> Analysis:
    """Add `reports` and `participants`, and tie `figures` to reports.

    Args:
        analysis: An article with dates, entities, mentions, figures and statements (each may be empty).
    """
    return place_by_story(date_by_story(judge_events(analysis)))


def judge_events(analysis: Analysis) -> Analysis:
    """The events with their own dates and places only, before the story dates and places the others (see `find_events`)."""
    return leave_out_unspecific(retype_survivors(judge_participants(retype_accidents(tell_events(analysis)))))


def tell_events(analysis: Analysis) -> Analysis:
    """The events that lexicon and syntax tell, before the fillers of the article are weighed (see `find_events`)."""
    cast = Cast(analysis)
    topics = find_topics(analysis)
    likely, meant, roles = likely_events(analysis), likely_modalities(analysis), likely_roles(analysis)
    ruled = without_doubted(analysis, find_triggers(analysis, cast, topics), likely)
    triggers = sorted((*ruled, *learned_triggers(analysis, cast, topics, ruled, likely)), key=lambda t: t.token.i)
    dates, places = index_dates(analysis), PlaceIndex(analysis)
    saying = _StatementIndex(analysis.statements)
    reports: list[Report] = []
    told: list[tuple[Participant, ...]] = []
    narrative = Narrative(analysis, dates, places)
    for trigger in triggers:
        narrative.go_to(trigger.token.sentence)
        # "the slain general was buried in Oslo": a participle before a noun recalls what happened elsewhere
        recalled = trigger.token.dep == "amod"
        where = places.governing(trigger.token) if not recalled else NOWHERE
        own = participants_of(cast, trigger, len(reports), roles)
        trigger = _by_weapon(analysis, trigger, own)
        if where[0] is not None and any(_is_between(p, where[0]) for p in own):
            where = NOWHERE
        if where[1] != "same_clause":
            told_here = places.told_by(trigger.row.event_type, own)
            where = told_here if told_here[0] is not None else where
        local = (
            not recalled and happens_on_the_spot(trigger.row.event_type) and not is_of_lasting(analysis.parse, trigger.token)
        )
        if where[0] is None and local:
            where = places.named_before(trigger.token)
        where, when = narrative.place_and_date(trigger, where, local)
        report = _report(analysis, trigger, len(reports), when, where, saying)
        report = _as_charged(analysis, report, own)
        report = replace(report, modality=weighed(report.modality, meant.get(trigger.token.start)))
        reports.append(report)
        told.append(own)
    titles = [b for b in analysis.document.blocks if b.kind == "title"][:1]
    numbers = number_happenings(
        reports,
        [tuple(p for p in own if p.rule != LEARNED_RULE) for own in told],
        [t.token.sentence for t in triggers],
        analysis.entities,
        analysis.text,
        [_is_definite(analysis, t) for t in triggers],
        [t.token.dep == "amod" or any(b.start <= t.token.start < b.end for b in titles) for t in triggers],
        _joined(analysis, triggers),
        [dates.sections[t.token.sentence] for t in triggers],
        dates.published,
    )
    numbered = retell(
        [replace(report, happening=number) for report, number in zip(reports, numbers, strict=True)], analysis.text
    )
    return analysis.adding(
        reports=numbered,
        participants=tuple(p for own in told for p in own),
        figures=tie_figures(analysis, numbered),
    )


def _by_weapon(analysis: Analysis, trigger: Trigger, own: Sequence[Participant]) -> Trigger:
    """An attack with nothing but explosives ("a bomb hit the house", "attacked it with grenades") as the explosion that it is."""
    heads = [analysis.parse.span_head(p.start, p.end) for p in own if p.role == "instrument"]
    explosive = heads and all(h is not None and h.lemma.lower() in words("happenings", "explosive") for h in heads)
    if trigger.row.event_type != "conflict.attack" or not explosive:
        return trigger
    return replace(trigger, row=replace(trigger.row, event_type="conflict.explosion"))


def _as_charged(analysis: Analysis, report: Report, own: Sequence[Participant]) -> Report:
    """What those who prosecute say that somebody with a name did ("the riots were organised by X, prosecutors said") as alleged."""
    statement = (
        next((s for s in analysis.statements if s.key == report.statement), None) if report.statement is not None else None
    )
    if statement is None or statement.speaker_start is None or statement.speaker_end is None or report.modality != "actual":
        return report
    speakers = {
        w.casefold().strip(",").rstrip("s") for w in analysis.words(statement.speaker_start, statement.speaker_end).split()
    }
    named = any(p.role == "actor" and p.entity_type == "person" and p.entity is not None for p in own)
    charged = named and report.event_type.startswith("conflict") and speakers & words("modality", "accusers")
    return replace(report, modality="alleged") if charged else report


def _is_between(participant: Participant, place: Mention) -> bool:
    """Whether a place takes part itself ("talks between Oslo and Lima")."""
    return participant.rule == "frame:between" and participant.start < place.end and place.start < participant.end


def _is_definite(analysis: Analysis, trigger: Trigger) -> bool:
    """Whether an event is told as known already ("the unrest", "their trial", "the ousted leader")."""
    superlative = any(t.tag == "JJS" or t.lower == "most" for t in analysis.parse.children(trigger.token, "amod", "advmod"))
    return trigger.token.dep == "amod" or (
        trigger.row.noun
        and not superlative
        and any(
            t.lower in ("the", "this", "that", "these", "those") or t.dep == "poss"
            for t in analysis.parse.children(trigger.token, "det", "poss")
        )
    )


def _joined(analysis: Analysis, triggers: Sequence[Trigger]) -> list[int | None]:
    """For each trigger the one before of the same type whose verb it shares its subject with."""
    first: dict[tuple[int, str], int] = {}
    out: list[int | None] = []
    for n, trigger in enumerate(triggers):
        token, kind = trigger.token, trigger.row.event_type
        found, at = None, token
        while found is None and at.dep == "conj" and analysis.parse.child(at, "nsubj", "nsubjpass") is None:
            found, at = first.get((at.head, kind)), analysis.parse.head(at)
        together = kind in words("happenings", "joined")
        # "declared a state of emergency last week": a verb and its object tell one
        told = first.get((token.head, kind)) if token.dep in ("dobj", "nsubjpass") and trigger.row.noun else None
        out.append(found if together and found is not None else told)
        first.setdefault((token.i, kind), n)
    return out


class _StatementIndex:
    """Statements by where they start, to ask which one holds a word."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = sorted(statements, key=lambda s: (s.start, -s.end))
        self._starts = [s.start for s in self._statements]

    def at(self, offset: int) -> Statement | None:
        """The shortest statement that covers an offset."""
        k = bisect_right(self._starts, offset)
        return min(
            (s for s in self._statements[max(0, k - 6) : k] if offset < s.end), key=lambda s: s.end - s.start, default=None
        )


def _is_to_come(analysis: Analysis, trigger: Trigger, date: TimeExpression | None, method: str | None) -> bool:
    """Whether what a clause dates is later than its article: "goes on trial Nov. 4"."""
    published, token = analysis.document.published_day, trigger.token
    if trigger.row.noun and trigger.row.event_type not in words("modality", "arranged"):
        return False
    # "the election ended at noon" was before, whatever day is read
    over = analysis.parse.head(token).tag == "VBD" and token.dep in ("nsubj", "nsubjpass")
    later = date is not None and method == "same_clause" and published is not None and (date.date_start or "") > published
    return later and token.tag != "VBD" and not over


def _is_promised(trigger: Trigger) -> bool:
    """Whether a verb only promises what its event is: "pledged $2 million"."""
    promised = trigger.token.lemma.lower() in words("modality", "promises")
    return promised and trigger.row.event_type in words("modality", "promised") and not trigger.row.noun


def _report(analysis: Analysis, trigger: Trigger, key: int, when: Attachment, where: Where, saying: _StatementIndex) -> Report:
    token = trigger.token
    date, method, _ = when
    mention, place_method, _ = where
    statement = saying.at(token.start)
    told = modality_of(analysis, token, trigger.row.event_type, trigger.row.noun)
    # what a row takes for a wish is none the more planned where it is to be told ("gathered to demand an inquiry")
    weaker = ("actual", "planned") if trigger.row.modality == "hypothetical" else ("actual",)
    modality: Modality = trigger.row.modality if trigger.row.modality and told in weaker else told
    if modality == "actual" and (_is_to_come(analysis, trigger, date, method) or _is_promised(trigger)):
        modality = "planned"
    if (
        modality == "actual"
        and statement is not None
        and statement.stance == "accuse"
        and not any(w.startswith(tuple(words("modality", "presupposing"))) for w in (statement.cue or "").lower().split())
        and not trigger.row.event_type.startswith("justice")
    ):
        modality = "alleged"
    return Report(
        key,
        trigger.start(analysis.parse),
        token.end,
        trigger.row.event_type,
        modality,
        0,
        date.edtf if date else None,
        date.date_start if date else None,
        date.date_end if date else None,
        date.precision if date else "none",
        date.key if date else None,
        method if date else None,
        mention.entity if mention else None,
        mention.start if mention else None,
        mention.end if mention else None,
        place_method if mention else None,
        statement.key if statement else None,
        trigger.row.rule,
        trigger.row.confidence,
    )
