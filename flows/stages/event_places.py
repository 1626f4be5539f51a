"""Where an event happened: the place its clause names, else its sentence, else where the narrative stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.reports import Participant
from flows.stages.event_clauses import is_verbal
from flows.stages.places import is_town_court

Where = tuple[Mention | None, str | None, float]
NOWHERE: Where = (None, None, 0.0)

_FADES = 0.8
_FLOOR = 0.3
_SCENE = 0.7
"""Confidence of a place that a sentence sets which tells no event there."""
_COUNTRY = 0.5
"""Steps by which a country is farther than a town."""
_DIVISION = 0.25
"""Steps by which a state or province is."""
_APART = 12
"""Characters between a town and the region it is told to lie in."""
_LIES_IN = frozenset({",", "in", ", in", "of", ", in the", "in the"})
"""What stands between the two."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place mention in a locative position, with the word its phrase hangs on and whether it tells where something was said or who goes."""

    mention: Mention
    governor: Token
    sentence: int
    spoken: bool
    coarse: float
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
            if mention.type == "pronoun" or not self._is_site(entity):
                continue
            if any(start <= mention.start < end for start, end in datelines):
                continue  # where the reporter sat
            head = parse.span_head(mention.start, mention.end)
            if head is None:
                continue
            governor = self._governor(parse, head, locative, entity.feature in ("city", None))
            if governor is None or self._is_abode(governor):
                continue
            verb = next((t for t in (governor, *parse.ancestors(governor)) if is_verbal(t)), None)
            spoken = verb is not None and verb.lemma.lower() in speech and verb.i == governor.i
            mention = self._in_town(mention, entity)
            finer = self._inside(mention) if self._is_coarse(entity) else None
            out.setdefault(head.sentence, []).append(
                Located(
                    finer or mention,
                    governor,
                    head.sentence,
                    spoken,
                    0.0
                    if finer is not None or not self._is_coarse(entity)
                    else _DIVISION
                    if entity.feature == "admin1"
                    else _COUNTRY,
                    self._is_bound(parse, head),
                )
            )
        for located in self._pointed_at(datelines):
            out.setdefault(located.sentence, []).append(located)
        return {k: tuple(v) for k, v in out.items()}

    def _pointed_at(self, datelines: Sequence[tuple[int, int]]) -> Iterator[Located]:
        """What "there" means: the place named last, in its sentence or the one before ("flew to Olvar and was arrested there")."""
        parse = self.analysis.parse
        named = [m for m in self._places if not any(start <= m.start < end for start, end in datelines)]
        for token in parse.tokens if named else ():
            if token.lower != "there" or token.dep != "advmod" or not is_verbal(parse.head(token)):
                continue
            since = parse.sentences[max(0, token.sentence - 1)].start
            before = [m for m in named if since <= m.start < token.start]
            if before:
                spoken = parse.head(token).lemma.lower() in words("event_places", "speech")
                yield Located(max(before, key=lambda m: m.start), parse.head(token), token.sentence, spoken, 0.0, False)

    @staticmethod
    def _is_site(entity: Entity) -> bool:
        """Whether something can be where an event is: a place, or a building known to be in a town, but where the hurt are taken to."""
        if entity.type == "place":
            return True
        care = {w.casefold() for w in entity.name.split()} & words("event_towns", "care")
        building = entity.type == "facility" or is_town_court(entity)
        return building and entity.latitude is not None and not care

    def _in_town(self, mention: Mention, entity: Entity) -> Mention:
        """The words for a building as a mention of the town it stands in, where the article names that town."""
        if entity.type == "place":
            return mention
        at = (entity.latitude, entity.longitude)
        towns = (e for e in self.analysis.entities if e.type == "place" and e.feature == "city")
        town = next((e for e in towns if (e.latitude, e.longitude) == at), None)
        return mention if town is None else replace(mention, entity=town.key)

    @staticmethod
    def _is_coarse(entity: Entity) -> bool:
        first = entity.name.casefold().partition(" ")[0]
        part = first in read_yaml("places")["words"]["quarter"] and (entity.latitude is None or first.endswith("ern"))
        area = entity.name.casefold().endswith(tuple(words("event_places", "areas")))
        return entity.feature in ("country", "admin1") or part or area

    @staticmethod
    def _is_abode(governor: Token) -> bool:
        """Whether a word tells where somebody is at home ("a group based in Olvar", "a student who has lived in Palvo")."""
        return governor.dep in ("acl", "relcl") and governor.lemma.lower() in words("event_places", "abode")

    def _inside(self, wide: Mention) -> Mention | None:
        """The town named right before the region or country it lies in ("in Mellit, in North Darfur", "Palvo village in Norland")."""
        parse = self.analysis.parse
        mention = next((m for m in self._places if 0 < wide.start - m.end < _APART), None)
        if mention is None or self.analysis.words(mention.end, wide.start).strip(" \n").casefold() not in _LIES_IN:
            return None
        first = parse.between(mention.start, mention.end)[0].i
        near = {t.lower for t in parse.tokens[max(0, first - 2) : first]}
        # "fled from Palvo in Norland", "a clerk of Palvo in Norland", "left Palvo in Norland"
        home = "of" in near and not near & words("event_places", "parts")
        head = parse.span_head(mention.start, mention.end)
        left = head is not None and head.dep == "dobj" and parse.head(head).lemma.lower() in ("leave", "flee", "quit")
        return None if home or left or near & {"from", "to", "for", "into"} or mention.entity in self._wide else mention

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
        told = self.where_told(trigger)
        if told[0] is not None:
            return told
        above = {t.i for t in parse.ancestors(trigger)} | {trigger.i}
        best: tuple[float, int, float, Located] | None = None
        for located in here:
            if located.spoken and located.governor.i != trigger.i:
                continue
            if located.bound and located.governor.i not in above and not self._is_stay(parse, located.governor):
                continue
            if trigger.lemma.lower() in words("modality", "offence_after") and self._is_of_charge(
                parse, located.governor, trigger
            ):
                continue
            steps = self._steps(parse, located.governor, trigger, above)
            if steps is None:
                continue
            score = steps + (located.coarse if steps else 0.0)
            rank = (score, abs(located.mention.start - trigger.start), steps, located)
            if best is None or rank[:2] < best[:2]:
                best = rank
        if best is not None:
            _, _, steps, located = best
            return located.mention, ("same_clause" if steps <= 1.5 else "same_sentence"), max(0.5, 0.95 - 0.1 * steps)
        return NOWHERE

    @staticmethod
    def _is_stay(parse: Parse, word: Token) -> bool:
        """Whether a journey is what something else happened on ("signed it during a visit to Olvar", "on a trip to Palvo")."""
        return word.dep == "pobj" and parse.head(word).lower in ("during", "on") and not is_verbal(word)

    def where_told(self, trigger: Token) -> Where:
        """The place whose clause of "where" a trigger stands in ("came back from Olvar, where agents had raided a house").

        The narrative does not go on there.
        """
        parse, token = self.analysis.parse, trigger
        while token.dep in ("conj", "xcomp", "advcl", "dobj", "nsubjpass") and token.head != token.i:
            token = parse.head(token)
        if token.dep != "relcl" or not any(t.lower == "where" for t in parse.children(token, "advmod")):
            return NOWHERE
        place = parse.head(token)
        mention = next((m for m in self._places if m.start <= place.start < m.end), None)
        return (mention, "same_clause", 0.9) if mention is not None else NOWHERE

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
            if _is_of_other_time(parse, token) or _is_topic(parse, token):
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
            if _is_of_other_time(parse, step) or (step.dep == "pobj" and _is_topic(parse, step)):
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
        inside = self._named_inside(event_type, role, participants)
        return (inside, "participant", 0.75) if inside is not None else NOWHERE

    def _named_inside(self, event_type: str, role: str | None, participants: Sequence[Participant]) -> Mention | None:
        """The place that the words for one name: "stormed the village of Palvo", "an Osh court sentenced him", "Osh city council voted"."""
        for p in participants:
            last = self.analysis.words(p.start, p.end).casefold().rpartition(" ")[2]
            council = event_type.startswith("politics") and p.role == "actor" and last in words("event_places", "councils")
            office = event_type == "personnel.elect" and p.role == "position"  # "won as mayor of Palvo"
            sited = council or office or (p.role == "court" and p.entity is None)
            for m in self._places:
                inside = sited and p.start <= m.start < m.end <= p.end
                of = p.role == role and p.entity_type == "place" and 0 < m.start - p.end < len(" of ") + 1
                of = of and self.analysis.words(p.end, m.start).strip() == "of"
                if (inside or of) and not self._is_first_of_several(m):
                    return m
            if p.role == "court" and p.entity in self._courts and p.mention is not None:
                return self._in_town(self.analysis.mentions[p.mention], self._courts[p.entity])
        return None

    def _is_first_of_several(self, mention: Mention) -> bool:
        """Whether other places are told with one ("the provinces of Chonburi, Yala and Rayong")."""
        later = (m for m in self._places if 0 < m.start - mention.end < len(", and  "))
        return any(self.analysis.words(mention.end, m.start).strip() in (",", "and", ", and") for m in later)

    @cached_property
    def _courts(self) -> dict[int, Entity]:
        """Courts known to be in a town, by key."""
        return {e.key: e for e in self.analysis.entities if e.latitude is not None and is_town_court(e)}

    @cached_property
    def _wide(self) -> frozenset[int]:
        """Places so wide that a town told with them is where it happened."""
        return frozenset(e.key for e in self.analysis.entities if e.type == "place" and self._is_coarse(e))

    @cached_property
    def _places(self) -> tuple[Mention, ...]:
        """The names of places finer than a country."""
        fine = {e.key for e in self.analysis.entities if e.type == "place" and e.feature != "country"}
        return tuple(m for m in self.analysis.mentions if m.type == "name" and m.entity in fine)

    def scene(self, sentence: int) -> Where:
        """The place that the main clause of a sentence sets, whatever it tells ("Mourners carried the coffins through Olvar")."""
        parse = self.analysis.parse
        for located in self._by_sentence.get(sentence, ()):
            verb = located.governor
            if located.spoken or located.coarse or located.bound or verb.tag != "VBD" or parse.child(verb, "nsubj") is None:
                continue
            if verb.dep == "ROOT" or (verb.dep == "conj" and parse.head(verb).dep == "ROOT"):
                return located.mention, "narrative", _SCENE
        return NOWHERE

    def carried(self, previous: Where) -> Where:
        """The narrative's place one sentence on."""
        mention, _, confidence = previous
        faded = round(confidence * _FADES, 3)
        return (mention, "narrative", faded) if mention is not None and faded >= _FLOOR else NOWHERE


def _is_of_other_time(parse: Parse, clause: Token) -> bool:
    """Whether a clause or noun is told to be days before or after what is above it ("a day after fighters overran a post")."""
    marks = [parse.head(clause)] if clause.dep == "pobj" else parse.children(clause, "mark", "prep")
    return any(
        m.lower in ("after", "before")
        and m.i < clause.i
        and m.i > 0
        and parse.tokens[m.i - 1].lemma.lower() in words("dates", "lengths")
        for m in marks
    )


def _is_topic(parse: Parse, token: Token) -> bool:
    """Whether a word is only what something is about ("voted for a motion urging a truce in Olvar", "rallied against a war there")."""
    about = token.dep == "pobj" and parse.head(token).lower in words("event_places", "about")
    return about or (token.dep in ("acl", "relcl") and token.lemma.lower() in words("event_places", "demands"))
