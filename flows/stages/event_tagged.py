"""Participants that a role tagger tells, beside those of syntax and lexicon.

A role tagger (a branch of `flows/nlp/tagger.py` where the model has one, or a configured endpoint) labels spans that fill a
role of a violent incident, without a trigger. Each span is tied to the nearest report that can hold it. Without such a
tagger nothing changes.
"""

from collections.abc import Iterator, Mapping

from flows.core.annotations import Analysis, Participant, Report
from flows.core.parse import Tagged, Token
from flows.stages.event_evidence import JUDGED
from flows.stages.event_lexicon import roles_of
from flows.stages.participants import Cast

FILLING = ("roles", "roles-llm")
"""Taggers whose spans fill a role: the branch, and an endpoint where one is configured."""
PREFIX = "tagged:"
"""How the rule of a tagged participant begins; its label follows."""
STATED = ("organization", "object", "weapon")
"""Labels that are stated: of attackers and victims the tagger tells more wrong than right beside syntax (MUC-4 DEV and TST1)."""
SURE = 0.3
"""Least score of a tagged span that is stated."""
POSSIBLE = 0.1
"""Least probability by the evidence of syntax and article (`event_evidence`) of one."""
_FITTING: Mapping[str, tuple[str, ...]] = {
    "attacker": ("actor", "agent"),
    "organization": ("actor", "agent"),
    "object": ("target",),
    "victim": ("victim", "target"),
    "weapon": ("instrument",),
}
"""Roles of a report that a span of each label may fill, best first."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "attacker": ("person", "group"),
    "organization": ("organization",),
    "object": ("facility", "vehicle", "organization", "place", "other"),
    "victim": ("person", "group"),
    "weapon": ("weapon", "vehicle", "other"),
}
"""Entity types that a span of each label may have; the first is taken for one whose words tell another."""
_NO_NAME = ("PRON", "DET", "PUNCT", "VERB", "AUX", "NUM")
"""Words that name nobody and nothing."""
_REACH = 2
"""Sentences between a span and the report it is tied to, at most."""


def label_of(participant: Participant) -> str | None:
    """The tagger's label for what a participant is to its event, None if it has none."""
    person = participant.entity_type in ("person", "group")
    if participant.role in ("actor", "agent"):
        return "organization" if participant.entity_type == "organization" else "attacker"
    if participant.role == "target":
        return "victim" if person else "object"
    return {"victim": "victim", "instrument": "weapon"}.get(participant.role)


def add_tagged(analysis: Analysis) -> Analysis:
    """Add a participant for each tagged span that no report tells yet in its role, on the nearest report that can hold it.

    Args:
        analysis: An article with reports and the participants that syntax and lexicon tell.

    Returns:
        The same with more `participants`, in the order of reports.
    """
    cast = Cast(analysis)
    parse = analysis.parse
    near = _Reports(analysis)
    heads = ((p, parse.span_head(p.start, p.end)) for p in analysis.participants)
    known = {(label_of(p), head.i) for p, head in heads if head is not None}
    added: list[Participant] = []
    for tag, head in _spans(analysis):
        if (tag.label, head.i) in known or cast.in_date(head) or head.pos in _NO_NAME:
            continue
        report, role = near.nearest(head, _FITTING[tag.label])
        if report is None:
            continue
        known.add((tag.label, head.i))
        added.append(_participant(cast, report, role, tag, head))
    if not added:
        return analysis
    merged = sorted((*analysis.participants, *added), key=lambda p: p.report)
    return analysis.adding(participants=tuple(merged))


def _spans(analysis: Analysis) -> Iterator[tuple[Tagged, Token]]:
    """The spans that fill a role, with their head words, in reading order."""
    tagged = (t for t in analysis.parse.tagged if t.tagger in FILLING and t.label in _FITTING)
    for tag in sorted(tagged, key=lambda t: (t.start, t.end, t.label)):
        head = analysis.parse.span_head(tag.start, tag.end)
        if head is not None:
            yield tag, head


def _participant(cast: Cast, report: Report, role: str, tag: Tagged, head: Token) -> Participant:
    mention, entity = cast.mention(head), cast.entity(head)
    kinds = _KINDS[tag.label]
    kind = cast.kind(head)
    start, end = cast.span(head)
    return Participant(
        report.key,
        role,
        start,
        end,
        entity.key if entity else None,
        mention.key if mention else None,
        kind if kind in kinds else kinds[0],
        entity.actor_type if entity else None,
        entity.country if entity else None,
        cast.number(head),
        PREFIX + tag.label,
        round(tag.score, 3),
    )


class _Reports:
    """The violent reports of an article by sentence."""

    def __init__(self, analysis: Analysis) -> None:
        self._by_sentence: dict[int, list[tuple[Token, Report]]] = {}
        for report in analysis.reports:
            token = analysis.parse.token_at(report.start)
            violent = report.event_type in JUDGED or report.event_type.startswith("life.")
            if token is not None and violent and report.modality not in ("negated", "denied"):
                self._by_sentence.setdefault(token.sentence, []).append((token, report))

    def nearest(self, word: Token, roles: tuple[str, ...]) -> tuple[Report | None, str]:
        """The nearest report that may have one of some roles, with the role; attacks before deaths in one sentence."""
        for distance in range(_REACH + 1):
            fitting = [
                (not report.event_type.startswith("conflict"), abs(token.i - word.i), report.key, report, role)
                for sentence in dict.fromkeys((word.sentence - distance, word.sentence + distance))
                for token, report in self._by_sentence.get(sentence, ())
                if (role := next((r for r in roles if r in roles_of(report.event_type)), None)) is not None
            ]
            if fitting:
                *_, report, role = min(fitting, key=lambda f: f[:3])
                return report, role
        return None, ""


def is_upheld(participant: Participant, base: float | None) -> bool:
    """Whether a tagged participant is sure enough to be stated beside those of syntax and lexicon.

    Args:
        participant: One that `add_tagged` added.
        base: Its probability by `event_evidence.judge`, None where it does not judge.
    """
    return (
        base is not None
        and base >= POSSIBLE
        and participant.confidence >= SURE
        and participant.rule.removeprefix(PREFIX) in STATED
    )
