"""Where and when the narrative of an article stands: what an event without words of its own for it takes its place and date from.

A place holds in the sentences after what happened there, past a paragraph only for what is told in the past tense; it fades. A sentence
that tells no event sets the scene too ("Mourners carried the coffins through Olvar"), and a paragraph that begins with an event
told before ("The march was peaceful") comes back to its place and day. Where a court sits is the place of what else courts and police do only, and
what was long before the article was elsewhere, for all we know.
"""

from dataclasses import dataclass, field

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Token
from flows.stages.date_attachment import NO_DATE, Attachment, DateIndex, Recalled
from flows.stages.date_reach import tells_past
from flows.stages.event_places import NOWHERE, PlaceIndex, Where
from flows.stages.happenings import family_of
from flows.stages.triggers import Trigger

_NEAR = 4
"""Sentences back in which a scene is set."""
_FADED = 8
"""Sentences after which nothing is left of a place."""


@dataclass
class Narrative:
    """The state of one article's narrative, trigger by trigger in reading order.

    Attributes:
        analysis: The article.
        dates: Its time expressions.
        places: Its places.
        stands: Where it stands.
        court: Where it stands for what courts and police do: also where the last court sat.
        sentence: The sentence it has come to.
        placed: The last sentence that placed an event.
        trade: The last sentence that told of trade, whose exchange is no scene.
        known: Place and date of the last event of each family of types.
        back: The words with which the narrative last came back to an event.
        harm: Place and date of the last violence or disaster that has a date.
    """

    analysis: Analysis
    dates: DateIndex
    places: PlaceIndex
    stands: Where = NOWHERE
    court: Where = NOWHERE
    sentence: int = -1
    placed: int = -1
    trade: int = -1
    known: dict[str, tuple[Where, Attachment]] = field(default_factory=dict)
    back: Recalled | None = None
    harm: tuple[Where, Attachment] | None = None

    def go_to(self, sentence: int) -> None:
        """Go on to the sentence of the next trigger."""
        for _ in range(min(_FADED, sentence - self.sentence)):
            self.stands, self.court = self.places.carried(self.stands), self.places.carried(self.court)
        if self.sentence >= 0 and self.dates.sections[self.sentence] != self.dates.sections[sentence]:
            self.stands = self.court = NOWHERE
        scene = self._scene_before(sentence)
        if scene is not None:
            self.stands = self.court = scene
        self.sentence = sentence

    def place_and_date(self, trigger: Trigger, where: Where, local: bool) -> tuple[Where, Attachment]:
        """The place and date of an event.

        Args:
            trigger: Its trigger, in the sentence gone to.
            where: What its own words tell.
            local: Whether it happened where the narrative stands, if nowhere else.
        """
        when, family = self._own_date(trigger), family_of(trigger.row.event_type)
        if family in self.known and when[1] in (None, "narrative") and self._is_taken_up(trigger):
            before, day = self.known[family]
            where = (before[0], "narrative", before[2]) if before[0] is not None and where[0] is None and local else where
            when = (day[0], "narrative", day[2]) if day[0] is not None else when
            self.back = (trigger.token, day[0]) if day[0] is not None else self.back
        if self.harm is not None and self._is_of_same(trigger.token):
            where = self.harm[0] if where[0] is None else where
            when = self.harm[1] if when[0] is None else when
        if (
            trigger.row.event_type in words("event_dates", "violence") | words("event_dates", "disasters")
            and when[0] is not None
        ):
            self.harm = (where[0], "narrative", where[2]), (when[0], "narrative", when[2])
        if (where[0] is not None or when[0] is not None) and not (family in self.known and self.dates.is_background(when[0])):
            self.known[family] = where, when
        in_court = trigger.row.event_type in words("event_places", "courts")
        if where[0] is not None and local and self.places.where_told(trigger.token)[0] is None:
            self.stands, self.court, self.placed = self.stands if in_court else where, where, self.sentence
        if trigger.row.event_type.startswith("economy"):
            self.trade = self.sentence
        if where[0] is None and local and self._goes_on(trigger.token, when):
            where = self.court if trigger.row.event_type.startswith("justice") else self.stands
        return where, when

    def _own_date(self, trigger: Trigger) -> Attachment:
        """The date that governs a trigger."""
        # "the ousted leader": the clause's day is not that of what a participle before a noun recalls
        found = self.dates.governing(trigger.token, self.back) if trigger.token.dep != "amod" else NO_DATE
        # "the eighth coup since 2020" is one of those years
        numbered = found[0] is not None and "/.." in (found[0].edtf or "") and trigger.row.noun
        # "recovered nine bodies on Thursday": nobody died that day, for all we know
        recovered = trigger.row.event_type == "life.die" and trigger.token.lemma.lower() in words("event_dates", "recoveries")
        return NO_DATE if recovered or (numbered and self._is_numbered(trigger.token)) else found

    def _is_numbered(self, token: Token) -> bool:
        """Whether an event noun tells the how manieth it is ("the eighth coup")."""
        ordinals = ("first", "second", "third", "latest")
        return any(t.lower in ordinals or t.lower.endswith("th") for t in self.analysis.parse.children(token, "amod"))

    def _is_taken_up(self, trigger: Trigger) -> bool:
        """Whether an event noun at the head of a paragraph only takes up what was told before ("The march", "This raid")."""
        token, parse = trigger.token, self.analysis.parse
        if not trigger.row.noun or token.dep not in ("nsubj", "nsubjpass"):
            return False
        if parse.tokens[parse.subtree(token)[0].i - 1].sentence == token.sentence:
            return False
        if self.sentence and self.dates.paragraphs[self.sentence - 1] == self.dates.paragraphs[self.sentence]:
            return False
        return any(t.lower in ("the", "this", "that") for t in parse.children(token, "det")) and not parse.children(
            token, "amod", "prep", "relcl", "compound", "nmod"
        )

    def _is_of_same(self, trigger: Token) -> bool:
        """Whether an event is told to be of what was told last ("were hurt in the same incident")."""
        parse = self.analysis.parse
        return any(
            t.lower in ("same", "this", "that")
            for p in parse.children(trigger, "prep")
            for n in parse.children(p, "pobj")
            if p.lower in ("in", "during") and n.lemma.lower() in words("event_places", "incidents")
            for t in parse.children(n, "amod", "det")
        )

    def _scene_before(self, sentence: int) -> Where | None:
        """The place set by sentences of the same paragraph after the last that placed an event or told of trade."""
        for before in range(sentence - 1, max(self.placed, self.trade, sentence - _NEAR), -1):
            if self.dates.paragraphs[before] != self.dates.paragraphs[sentence]:
                return None
            where = self.places.scene(before)
            if where[0] is not None:
                return where
        return None

    def _goes_on(self, trigger: Token, when: Attachment) -> bool:
        """Whether the narrative's place holds for an event."""
        told = self.dates.days_in(self.placed) if self.placed >= 0 else ()
        if self.dates.is_background(when[0]) and not any(map(self.dates.is_background, told)):
            return False
        same = self.dates.paragraphs[max(self.placed, 0)] == self.dates.paragraphs[trigger.sentence]
        return same or tells_past(self.analysis.parse, trigger)
