"""The office that is left or entered, where only what the sentence calls its person tells it ("fired Interior Minister Ana Sol")."""

from collections.abc import Iterator, Sequence

from flows.core.annotations import Position
from flows.core.lexicons import words
from flows.core.reports import Participant
from flows.stages.participants import Cast
from flows.stages.triggers import Trigger

RULE = "frame:office"
"""The rule of such a participant."""


def office_of(cast: Cast, trigger: Trigger, told: Sequence[Participant]) -> Iterator[Participant]:
    """The office of a person that a trigger tells to leave or enter it; none where the trigger's own words tell one.

    Args:
        cast: What the article's words stand for.
        trigger: The trigger.
        told: The participants that its own words tell.
    """
    if any(p.role == "position" for p in told):
        return
    for person in (p for p in told if p.role == "person" and p.entity is not None and _changes(trigger, p)):
        position = _position_of(cast, trigger, person)
        at = cast.analysis.text.find(position.title, position.start, position.end) if position is not None else -1
        if position is not None and at >= 0:
            yield Participant(
                person.report,
                "position",
                at,
                at + len(position.title),
                None,
                None,
                "other",
                None,
                None,
                None,
                RULE,
                round(position.confidence * trigger.row.confidence, 3),
            )


def _changes(trigger: Trigger, person: Participant) -> bool:
    """Whether a person leaves or enters the office he or she is called by: who is sacked, who took office, whom somebody replaces."""
    if trigger.row.event_type in words("event_roles", "leaves_office"):
        return True
    if trigger.row.event_type != "personnel.appoint":
        return False
    lemma = trigger.token.lemma.lower()
    if lemma in words("event_roles", "replaces"):
        return person.rule == "frame:obj"
    return lemma in words("event_roles", "enters_office")


def _position_of(cast: Cast, trigger: Trigger, person: Participant) -> Position | None:
    """What a sentence calls a person, the nearest; nothing that was so before ("former minister")."""
    sentence = cast.analysis.parse.sentence_of(trigger.token)
    tokens = cast.analysis.parse.tokens_of(sentence)
    first, last = tokens[0].start, tokens[-1].end
    own = (
        p
        for p in cast.analysis.positions
        if p.person == person.entity
        and first <= p.start < last
        and not any(w in words("event_roles", "no_longer") for w in cast.analysis.words(p.start, p.end).lower().split())
    )
    return min(own, key=lambda p: (min(abs(p.start - person.start), abs(p.end - person.end)), p.start), default=None)
