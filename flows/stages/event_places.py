"""Where an event happened: the place its clause names, else its sentence, else where the narrative stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.reports import Participant
from flows.stages.event_clauses import is_verbal

Where = tuple[Mention | None, str | None, float]
NOWHERE: Where = (None, None, 0.0)

_FADES = 0.8
_FLOOR = 0.3


@dataclass(frozen=True, slots=True)
class Located:
    """A place mention in a locative position, with the word its phrase hangs on and whether it tells where something was said or who goes."""

    mention: Mention
    governor: Token
    sentence: int
    spoken: bool
    coarse: bool
    bound: bool


def happens_on_the_spot(event_type: str) -> bool:
    """Whether what the narrative tells next of this kind happened where it stands: a raid, an arrest, not a rate or a decree."""
    return event_type.startswith(tuple(read_yaml("event_places")["local"]))


@dataclass(frozen=True)
class PlaceIndex:
    """The locative place mentions of one article, by sentence."""

    analysis: Analysis

    @cached_property
    def _by_sentence(self) -> dict[int, tuple[Located, ...]]:
        parse = self.analysis.parse
        entities = {e.key: e for e in self.analysis.entities}
        locative, speech = words("event_places", "locative"), words("event_places", "speech")
        datelines = [(b.start, b.end) for b in self.analysis.document.blocks if b.kind == "dateline"]
        out: dict[int, list[Located]] = {}
        for mention in self.analysis.mentions:
            entity = entities[mention.entity]
            if entity.type != "place" or mention.type == "pronoun":
                continue
            if any(start <= mention.start < end for start, end in datelines):
                continue  # where the reporter sat
            head = parse.span_head(mention.start, mention.end)
            if head is None:
                continue
            governor = self._governor(parse, head, locative, entity.feature == "city")
            if governor is None:
                continue
            verb = next((t for t in (governor, *parse.ancestors(governor)) if is_verbal(t)), None)
            spoken = verb is not None and verb.lemma.lower() in speech and verb.i == governor.i
            out.setdefault(head.sentence, []).append(
                Located(mention, governor, head.sentence, spoken, self._is_coarse(entity), self._is_bound(parse, head))
            )
        return {k: tuple(v) for k, v in out.items()}

    @staticmethod
    def _is_coarse(entity: Entity) -> bool:
        first = entity.name.casefold().partition(" ")[0]
        part = entity.latitude is None and first in read_yaml("places")["words"]["quarter"]
        return entity.feature == "country" or part

    @staticmethod
    def _is_bound(parse: Parse, head: Token) -> bool:
        """Whether somebody goes there: only what follows from going happens there."""
        return head.dep == "pobj" and parse.head(head).lower in ("to", "for")

    @staticmethod
    def _governor(parse: Parse, head: Token, locative: frozenset[str], town: bool) -> Token | None:
        """The word a locative phrase hangs on; appositions and containers ("Osh, Kyrgyzstan") hang where their head does.

        What stands still is where the town before it is: "at the Osh depot", "shut the Osh depot".
        """
        token, sited = head, False
        for _ in range(4):
            up = parse.head(token)
            if token.dep == "pobj":
                above = parse.head(up)
                taken = words("event_places", "taken")
                if up.lower == "from" and (above.lemma.lower() in taken or parse.head(above).lemma.lower() in taken):
                    return above  # "abducted 20 pupils from Olvar"
                moved = up.lower in ("to", "for") and parse.head(up).lemma.lower() in words("event_places", "motion")
                if up.lower in locative or moved:
                    return parse.head(up) if up.head != up.i else up
                if up.lower == "of" and parse.head(up).lemma.lower() in words("event_places", "parts"):
                    token = parse.head(up)
                    continue
                return None
            if token.dep == "dobj" and (sited or up.lemma.lower() in words("event_places", "spreads_over")):
                return up  # "protests swept Khuzestan"
            if sited and token.dep in ("nsubj", "nsubjpass"):
                return up
            if token.dep in ("appos", "conj", "npadvmod", "compound", "nmod", "poss") and up.i != token.i:
                if token.dep in ("compound", "nmod", "poss"):
                    site = town and up.lower in words("event_places", "sites")
                    if not site and up.lemma.lower() not in words("event_places", "parts"):
                        return None
                    sited = sited or site
                token = up
                continue
            return None
        return None

    def governing(self, trigger: Token) -> Where:
        """The place of the event a trigger tells.

        Args:
            trigger: A verb or a noun.

        Returns:
            The place mention, the rule that chose it and its confidence; `NOWHERE` if nothing tells.
        """
        here = self._by_sentence.get(trigger.sentence, ())
        parse = self.analysis.parse
        above = {t.i for t in parse.ancestors(trigger)} | {trigger.i}
        best: tuple[float, int, Located] | None = None
        for located in here:
            if located.spoken and located.governor.i != trigger.i:
                continue
            if located.bound and located.governor.i not in above:
                continue
            if trigger.lemma.lower() in words("modality", "offence_after") and self._is_of_charge(
                parse, located.governor, trigger
            ):
                continue
            steps = self._steps(parse, located.governor, trigger, above)
            if steps is None:
                continue
            score = steps + (0.5 if located.coarse else 0.0)
            rank = (score, abs(located.mention.start - trigger.start), located)
            if best is None or rank[:2] < best[:2]:
                best = rank
        if best is not None:
            steps, _, located = best
            return located.mention, ("same_clause" if steps <= 1.5 else "same_sentence"), max(0.5, 0.95 - 0.1 * steps)
        return NOWHERE

    @staticmethod
    def _is_of_charge(parse: Parse, token: Token, trigger: Token) -> bool:
        """Whether a place is where the deed was done, not where its doer is held or tried ("jailed for a murder in Olvar")."""
        while token.head != token.i and token.i != trigger.i:
            up = parse.head(token)
            if up.i == trigger.i:
                return token.dep == "prep" and token.lower in ("for", "of", "with", "over")
            token = up
        return False

    @staticmethod
    def _steps(parse: Parse, governor: Token, trigger: Token, above: set[int]) -> float | None:
        """How far a locative phrase is from a trigger in the tree; None where another clause of its own holds it."""
        if governor.i == trigger.i:
            return 0.0
        down = 0.0
        token = governor
        while token.i not in above:
            if token.dep == "conj" and parse.child(token, "nsubj", "nsubjpass") is not None:
                return None
            if token.dep in ("relcl", "ccomp", "advcl", "parataxis", "pcomp"):
                down += 1.5
            elif is_verbal(token):
                down += 1.0
            else:
                down += 0.5
            if token.head == token.i:
                return None
            token = parse.head(token)
        up = 0.0
        step = trigger
        while step.i != token.i:
            # "talks stall in Cairo as a strike kills dozens"
            if (
                step.dep == "advcl"
                and any(m.lower in ("as", "while") for m in parse.children(step, "mark"))
                and parse.child(step, "nsubj")
            ):
                return None
            up += 1.0 if step.dep in ("relcl", "ccomp", "parataxis") else 0.4
            step = parse.head(step)
        total = down + up
        return total if total <= 4 else None

    def named_before(self, trigger: Token) -> Where:
        """The town whose name stands right before an event noun ("the Palvo blast"); `NOWHERE` if none does."""
        if trigger.pos != "NOUN":
            return NOWHERE
        kids = [t for t in self.analysis.parse.children(trigger, "compound", "nmod") if t.text[:1].isupper()]
        found = (m for t in kids for m in self._places if m.start <= t.start < m.end and m.end <= trigger.start)
        mention = next(found, None)
        return (mention, "same_clause", 0.8) if mention is not None else NOWHERE

    def told_by(self, event_type: str, participants: Sequence[Participant]) -> Where:
        """The place that takes part in an event and is where it happened, by its role ("visited Oslo"); `NOWHERE` if none does."""
        role = read_yaml("event_places")["placed_by"].get(event_type)
        mentions = self.analysis.mentions
        found = (p for p in participants if p.role == role and p.entity_type == "place" and p.mention is not None)
        first = next(found, None)
        if first is not None:
            return mentions[first.mention or 0], "participant", 0.8
        inside = self._named_inside(role, participants)
        return (inside, "participant", 0.75) if inside is not None else NOWHERE

    def _named_inside(self, role: str | None, participants: Sequence[Participant]) -> Mention | None:
        """The place that the words for one name: "stormed the village of Palvo", "an Osh court sentenced him"."""
        for p in participants:
            for m in self._places:
                of = p.role == role and p.entity_type == "place" and self.analysis.words(p.end, m.start).strip() == "of"
                court = p.role == "court" and p.start <= m.start < m.end <= p.end
                if (
                    m.start - p.end < 5
                    and not self._is_first_of_several(m)
                    and ((of and m.start > p.end) or (court and p.entity is None))
                ):
                    return m
        return None

    def _is_first_of_several(self, mention: Mention) -> bool:
        """Whether other places are told with one ("the provinces of Chonburi, Yala and Rayong")."""
        later = (m for m in self._places if 0 < m.start - mention.end < len(", and  "))
        return any(self.analysis.words(mention.end, m.start).strip() in (",", "and", ", and") for m in later)

    @cached_property
    def _places(self) -> tuple[Mention, ...]:
        """The names of places finer than a country."""
        fine = {e.key for e in self.analysis.entities if e.type == "place" and e.feature != "country"}
        return tuple(m for m in self.analysis.mentions if m.type == "name" and m.entity in fine)

    def carried(self, previous: Where) -> Where:
        """The narrative's place one sentence on."""
        mention, _, confidence = previous
        faded = round(confidence * _FADES, 3)
        return (mention, "narrative", faded) if mention is not None and faded >= _FLOOR else NOWHERE
