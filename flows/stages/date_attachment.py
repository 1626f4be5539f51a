"""Which time expression dates an event: the one in its clause, else in its sentence, else the narrative's current date.

The publication day is never an event's date unless the text itself says so ("today"), for then it is an expression.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as day
from functools import lru_cache
from itertools import takewhile

from flows.core.annotations import Analysis, TimeExpression
from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.date_clauses import closed, days_before, is_of_toll, relative_to, told_after
from flows.stages.date_tense import is_going_on, is_unmarked_past, tense_of
from flows.stages.sections import sections_of

Attachment = tuple[TimeExpression | None, str | None, float]
"""A time expression, its method (see `DateIndex.governing`) and its confidence; or `NO_DATE`."""

NO_DATE: Attachment = (None, None, 0.0)

_CARRY_FLOOR = 0.25
BACKGROUND = 60
"""Days before publication from which a date is background, which the next paragraph does not go on from."""
_LINKS = frozenset({"conj", "xcomp", "advcl", "pcomp", "acl", "dep", "parataxis"})
"""Ways a clause hangs on another whose date it shares ("exploded Monday, killing three"; "entered and shot")."""

_SUBORDINATE = frozenset({"ccomp", "pcomp", "relcl", "acl", "csubj"})
"""Clauses with a time of their own."""


@lru_cache(maxsize=8)
def _words(name: str) -> frozenset[str]:
    return frozenset(read_yaml("dates")[name])


@lru_cache(maxsize=1)
def _happenings() -> frozenset[str]:
    return frozenset(read_yaml("light_verbs")["events_that_harm"])


@dataclass(frozen=True, slots=True)
class Placed:
    """A usable time expression with the verb it modifies and its sentence."""

    date: TimeExpression
    head: Token
    verb: Token | None
    sentence: int
    spoken: bool
    datelined: bool = False


@dataclass(frozen=True)
class DateIndex:
    """The usable time expressions of one article, ready to be asked for many triggers (see `index_dates`)."""

    parse: Parse
    text: str
    placed: tuple[Placed, ...]
    starts: tuple[int, ...]
    paragraphs: tuple[int, ...]
    sections: tuple[int, ...]
    published: str | None = None

    def governing(self, trigger: Token) -> Attachment:
        """The time expression that dates the event a token tells of.

        Args:
            trigger: A verb or a noun.

        Returns:
            The expression, the rule that chose it and its confidence; `NO_DATE` where nothing dates it.
        """
        here = self._in_sentence(trigger.sentence)
        if is_of_toll(self.parse, trigger):
            # "the toll from Monday's collapse rose to 26 on Wednesday"
            own = next((p for p in here if self._hangs_on(p, trigger)), None)
            return NO_DATE if own is None else (own.date, "same_clause", 0.9)
        relative = next((p for p in here if relative_to(self.parse, trigger, p.date)), None)
        if relative is not None:
            return closed(relative.date), "same_clause", 0.85
        after = told_after(self.parse, trigger)
        clause = self._in_clause(trigger, here)
        if clause is not None and (after is None or self._hangs_on_any(clause[0], here, trigger)):
            return clause
        if after is not None:
            return self._before(*after, here)
        near = [p for p in here if self._may_share(trigger, p)]
        if near:
            best = min(near, key=lambda p: (abs(p.head.i - trigger.i), p.head.i))
            return best.date, "same_sentence", 0.6 if len(near) == 1 else 0.45
        told_next = self._told_next(trigger)
        if told_next is not None:
            return told_next.date, "next_sentence", 0.7
        return self._carried(trigger)

    def article_day(self, published: str | None, others: frozenset[int] = frozenset()) -> Attachment:
        """The first day the article tells that is not after publication: what dates its main event where nothing governs it.

        Args:
            published: The publication day, None if unknown.
            others: Dates of other events, which are left out.

        Returns:
            A weak attachment (0.4, or 0.3 where the day only dates a saying); `NO_DATE` where the article tells no such day.
        """
        placed = (p for p in self.placed if p.date.key not in others)
        days = [p for p in placed if p.date.precision == "day" and (p.date.date_start or "9") <= (published or "9")]
        told = next((p for p in days if not p.spoken), None)
        if told is not None:
            return told.date, "article_day", 0.4
        return (days[0].date, "article_day", 0.3) if days else NO_DATE

    def _hangs_on_any(self, date: TimeExpression | None, here: tuple[Placed, ...], trigger: Token) -> bool:
        return any(p.date is date and self._hangs_on(p, trigger) for p in here)

    def _before(self, main: Token, days: int | None, here: tuple[Placed, ...]) -> Attachment:
        """The day so many days before that of a clause, where that one has a day ("was shot Sunday, a day after ...")."""
        date = (self._in_clause(main, here) or NO_DATE)[0]
        earlier = days_before(date, days) if date is not None and days is not None else None
        return (earlier, "same_sentence", 0.7) if earlier is not None else NO_DATE

    def _told_next(self, trigger: Token) -> Placed | None:
        """The date of a following "It happened on Monday", where the trigger's own sentence and the next tell no other."""
        for sentence in range(trigger.sentence + 1, min(trigger.sentence + 3, len(self.parse.sentences))):
            here = self._in_sentence(sentence)
            if not here:
                continue
            for placed in here:
                verb = placed.verb
                if verb is None or placed.spoken or verb.lemma.lower() not in _words("happen") | {"be"}:
                    continue
                subject = self.parse.child(verb, "nsubj")
                if verb.lemma.lower() == "be":
                    # "That was on 9 October."
                    alone = placed.head.dep == "pobj" and self.parse.head(placed.head).head == verb.i
                    subject = subject if alone and verb.dep == "ROOT" else None
                if subject is not None and (subject.lower in ("it", "this", "that") or subject.lemma == trigger.lemma):
                    return placed
            return None
        return None

    def _in_sentence(self, sentence: int) -> tuple[Placed, ...]:
        first = bisect_left(self.starts, self.parse.sentences[sentence].start)
        last = bisect_left(self.starts, self.parse.sentences[sentence].end)
        return self.placed[first:last]

    def _own(self, trigger: Token, here: tuple[Placed, ...]) -> list[Placed]:
        """The dates of a trigger's own: on it, on the clause that tells it happened, or on the round of it that is told."""
        own = [p for p in here if self._hangs_on(p, trigger)]
        if own or trigger.pos != "NOUN":
            return own
        # "the riots that shook Olvar in May", "Tuesday's rerun of the election"
        told = [v for v in self.parse.children(trigger, "relcl") if v.lemma.lower() in _words("befalls")]
        told += [v for v in self.parse.children(trigger, "acl") if v.tag == "VBN"]  # "a truce brokered in May"
        above = self.parse.head(self.parse.head(trigger))
        round_of = trigger.dep == "pobj" and self.parse.head(trigger).lower == "of" and above.lemma.lower() in _words("rounds")
        hosts = (*told, *((above,) if round_of else ()))
        return [p for host in hosts for p in here if self._hangs_on(p, host)]

    def _in_clause(self, trigger: Token, here: tuple[Placed, ...]) -> Attachment | None:
        own = self._own(trigger, here)
        if own:
            # "FRANKFURT, Nov 17 - X will close its plant by the end of next year"
            own = [p for p in own if not p.datelined] or own
            best = min(own, key=lambda p: (_coarseness(p.date), abs(p.head.i - trigger.i)))
            return best.date, "same_clause", 0.95
        during = self._during(trigger, here)
        if during is not None:
            return during
        confidence = 0.9
        for verb in self._clauses_above(trigger):
            shared = [p for p in here if p.verb is not None and p.verb.i == verb.i and not p.spoken]
            if shared:
                best = min(shared, key=lambda p: (_coarseness(p.date), abs(p.head.i - trigger.i)))
                return best.date, "same_clause", confidence
            confidence -= 0.08
        return self._since(trigger, here)

    def _during(self, trigger: Token, here: tuple[Placed, ...]) -> Attachment | None:
        """The day of what went on meanwhile ("was killed by a car while directing traffic on Tuesday")."""
        for verb in self.parse.children(trigger, "advcl"):
            if any(m.lower in ("while", "as", "when") for m in self.parse.children(verb, "mark", "advmod")):
                for placed in here:
                    if (
                        placed.verb is not None
                        and placed.verb.i == verb.i
                        and not placed.spoken
                        and placed.date.precision == "day"
                    ):
                        return placed.date, "same_clause", 0.85
        return None

    def _since(self, trigger: Token, here: tuple[Placed, ...]) -> Attachment | None:
        """An open time at the end of a list of deeds ("has killed 40 and driven out thousands since 2017")."""
        if trigger.pos != "VERB" or not self.parse.children(trigger, "aux"):
            return None
        for verb in self.parse.conjuncts(trigger):
            if verb.i < trigger.i or self.parse.children(verb, "nsubj", "nsubjpass", "aux"):
                continue
            for placed in here:
                if placed.verb is not None and placed.verb.i == verb.i and "/.." in (placed.date.edtf or ""):
                    return placed.date, "same_clause", 0.75
        return None

    def _hangs_on(self, placed: Placed, trigger: Token) -> bool:
        """Whether a date depends on the trigger with no other verb between them."""
        if placed.spoken and trigger.lemma.lower() not in _words("speech"):
            return False
        token = placed.head
        # "declined to indict him in the Aug. 17 shooting": the day is the shooting's
        other = self.parse.head(token) if token.dep in ("nmod", "compound", "poss", "npadvmod") else None
        if other is not None and other.i != trigger.i and trigger.pos == "VERB" and other.lemma.lower() in _happenings():
            return False
        while token.head != token.i:
            token = self.parse.head(token)
            if token.i == trigger.i:
                return True
            if token.pos in ("VERB", "AUX"):
                return False
        return False

    def _clauses_above(self, trigger: Token) -> Iterator[Token]:
        """The verbs whose date the trigger shares: its own governor, and clauses it is linked to."""
        token = trigger
        for _ in range(30):
            if token.head == token.i:
                return
            if token.pos in ("VERB", "AUX") and token.dep not in _LINKS:
                return
            if any(m.lower in _words("apart") for m in self.parse.children(token, "mark")):
                return
            if token.dep == "appos" and trigger.dep == "acl":
                return  # "X, one of those dismissed, was elected in 2013"
            token = self.parse.head(token)
            if token.pos in ("ADP", "SCONJ") and token.lower in _words("apart"):
                return
            if token.pos in ("VERB", "AUX"):
                if _is_speech(self.parse, token) or self._is_detached(token):
                    return
                yield token

    def _may_share(self, trigger: Token, placed: Placed) -> bool:
        """Whether a date elsewhere in the sentence may date the trigger: not one of saying, nor of another tense, nor open."""
        if placed.spoken or "/.." in (placed.date.edtf or ""):
            return False
        verb = placed.verb
        if verb is None or verb.i == trigger.i:
            return True
        if self._is_detached(verb) or self._is_told_within(verb, trigger) or self._is_aside(verb, trigger):
            return False
        ours = tense_of(self.parse, trigger) if trigger.pos in ("VERB", "AUX") else None
        theirs = tense_of(self.parse, verb)
        return ours is None or theirs is None or (ours == "future") == (theirs == "future")

    def _is_detached(self, verb: Token) -> bool:
        """Whether what a verb is about happened at another time; what goes on now has no past day ("are investigating a raid Monday")."""
        now = verb.lemma.lower() in _words("inquiries") and is_going_on(self.parse, verb)
        # "jailed for ordering a raid in May": the deed of a charge has its own day
        deed = verb.tag == "VBG" and verb.dep == "pcomp" and self.parse.head(verb).lower in ("for", "of", "with")
        return verb.lemma.lower() in _words("detached") and not now and not deed

    def _is_aside(self, verb: Token, trigger: Token) -> bool:
        """Whether a dated verb stands in a relative clause on another clause's noun ("named X; he replaces Y, who died in May")."""
        while verb.dep not in ("relcl", "ROOT") and verb.head != verb.i:
            verb = self.parse.head(verb)
        if verb.dep != "relcl" or verb.i == trigger.i:
            return False
        # "Norland, which halted trade in May, condemned the attack"
        opens = self.parse.subtree(verb)[0].i
        if opens and self.parse.tokens[opens - 1].text == "," and verb.i not in {t.i for t in self.parse.ancestors(trigger)}:
            own = self.parse.head(verb)
            if own.dep in ("nsubj", "nsubjpass") and trigger.i > verb.i:
                return True
        verbs = [
            next((t.i for t in (token, *self.parse.ancestors(token)) if t.pos in ("VERB", "AUX")), None)
            for token in (self.parse.head(verb), trigger)
        ]
        return verbs[0] is not None and verbs[0] != verbs[1]

    def _is_told_within(self, verb: Token, trigger: Token) -> bool:
        """Whether a dated verb stands in a clause of its own under the trigger ("accused of killing a clerk on Monday")."""
        apart = False
        for _ in range(60):
            if verb.i == trigger.i:
                return apart
            if verb.head == verb.i:
                return False
            above = self.parse.head(verb)
            # "Two were killed and four hurt Saturday, police said": the second clause is under the verb of saying only
            told = verb.dep == "ccomp" and verb.i < above.i and above.lemma.lower() in _words("speech")
            apart = apart or (verb.dep in _SUBORDINATE and not told)
            verb = above
        return False

    def _carried(self, trigger: Token) -> Attachment:
        """The narrative's current date, for what is told in the simple past; it fades with every sentence."""
        if not self._tells_past(trigger):
            return NO_DATE
        before = bisect_left(self.starts, self.parse.sentences[trigger.sentence].start)
        for placed in reversed(self.placed[max(0, before - 8) : before]):
            if (
                placed.spoken
                or _coarseness(placed.date) > 2
                or not self._tells_past(placed.verb)
                or self._is_in_passing(placed)
                or self._is_other(placed, trigger)
            ):
                continue
            if self.sections[trigger.sentence] != self.sections[placed.sentence]:
                return NO_DATE
            breaks = self.paragraphs[trigger.sentence] - self.paragraphs[placed.sentence]
            if breaks and self._is_background(placed.date):
                return NO_DATE
            confidence = 0.6 * 0.9 ** (trigger.sentence - placed.sentence - 1) * 0.6**breaks
            return (placed.date, "narrative", round(confidence, 3)) if confidence >= _CARRY_FLOOR else NO_DATE
        return NO_DATE

    def _is_in_passing(self, placed: Placed) -> bool:
        """Whether a date is not where the narrative stands: of a noun ("a dam built in 1958"), or of a toll that rose since."""
        verb = placed.verb
        if verb is None or verb.dep in ("acl", "relcl"):
            return verb is not None
        subject = self.parse.child(verb, "nsubj")
        return subject is not None and verb.lemma.lower() in _words("toll_changes") and subject.lemma.lower() in _words("tolls")

    def _is_other(self, placed: Placed, trigger: Token) -> bool:
        """Whether a day is that of an arrest, a hearing or a death in hospital, while the trigger tells what came before."""
        verb = placed.verb
        return verb is not None and any(
            verb.lemma.lower() in _words(kind) and trigger.lemma.lower() not in _words(kind) for kind in ("detached", "later")
        )

    def _is_background(self, date: TimeExpression) -> bool:
        """Whether a date lies so long before publication that a paragraph of its own is rather told of other days."""
        if self.published is None or date.date_end is None:
            return False
        return (day.fromisoformat(self.published) - day.fromisoformat(date.date_end)).days > BACKGROUND

    def _tells_past(self, token: Token | None) -> bool:
        """Whether the verb at or above a token is in the simple past."""
        while token is not None:
            if token.pos in ("VERB", "AUX"):
                helpers = self.parse.children(token, "aux", "auxpass")
                if any(h.lower in ("had", "has", "have", "'ve", "’ve") or h.tag == "MD" for h in helpers):
                    return False
                if token.tag == "VBD" or is_unmarked_past(token) or any(h.tag == "VBD" for h in helpers):
                    return True
                if any(h.tag in ("VBZ", "VBP") for h in helpers):
                    return False
                if token.tag in ("VBZ", "VBP", "VB"):
                    return False
                if token.tag == "VBN" and token.dep in ("ROOT", "conj"):
                    return not helpers  # a simple past the tagger took for a participle
            token = self.parse.head(token) if token.head != token.i else None
        return False


def _coarseness(date: TimeExpression) -> int:
    if "/.." in (date.edtf or "") or "../" in (date.edtf or ""):
        return 5
    return {"day": 0, "week": 1, "month": 2, "season": 3, "interval": 2, "year": 4}.get(date.precision, 5)


def index_dates(analysis: Analysis) -> DateIndex:
    """Prepare an article's time expressions for `DateIndex.governing`; only those with a value and tokens count."""
    parse = analysis.parse
    placed = []
    datelines = [(b.start, b.end) for b in analysis.document.blocks if b.kind == "dateline"]
    for date in analysis.dates:
        head = parse.span_head(date.start, date.end)
        if date.edtf is None or head is None or _is_stamp(parse, date):
            continue
        verb = next((t for t in (head, *parse.ancestors(head)) if t.pos in ("VERB", "AUX")), None)
        if parse.head(head).lower in ("until", "till") and head.dep == "pobj":
            continue  # an end, not the day of what lasts until then
        if parse.head(head).lower == "for" and head.dep == "pobj" and date.precision == "year":
            continue  # what something is meant for ("a budget for 2017")
        if _is_compared(parse, date, head):
            continue
        spoken = verb is not None and _is_speech(parse, verb) and verb.i != head.i
        datelined = any(start <= date.start < end for start, end in datelines)
        placed.append(Placed(date, head, verb, head.sentence, spoken, datelined))
    blocks = [block.start for block in analysis.document.blocks]
    paragraphs = [bisect_right(blocks, sentence.start) for sentence in parse.sentences]
    starts = tuple(p.date.start for p in placed)
    return DateIndex(
        parse, analysis.text, tuple(placed), starts, tuple(paragraphs), sections_of(analysis), analysis.document.published_day
    )


def _is_speech(parse: Parse, verb: Token) -> bool:
    """Whether a verb tells that something was said; what claims lives says nothing."""
    taken = parse.child(verb, "dobj") if verb.lemma.lower() == "claim" else None
    return verb.lemma.lower() in _words("speech") and (taken is None or taken.lemma.lower() not in ("life", "victim"))


def _is_compared(parse: Parse, date: TimeExpression, head: Token) -> bool:
    """Whether a time only tells among what something is the most ("the worst massacre this year", "the deadliest since 2015")."""
    if date.precision in ("day", "week"):
        return False
    above = takewhile(lambda t: t.pos not in ("VERB", "AUX"), parse.ancestors(head))
    return any(
        k.tag in ("JJS", "RBS") and k.lower != "least"
        for t in (head, *above)
        if t.pos == "NOUN"
        for k in parse.children(t, "amod", "advmod")
    )


def _is_stamp(parse: Parse, date: TimeExpression) -> bool:
    """Whether a date is the page's own ("Posted: Monday, May 3, 2021")."""
    inside = parse.between(date.start, date.end)
    before = parse.tokens[max(0, inside[0].i - 3) : inside[0].i] if inside else ()
    return any(t.lower.rstrip(":") in _words("stamps") for t in before)


def governing_date(analysis: Analysis, trigger: Token) -> Attachment:
    """`index_dates` and `DateIndex.governing` in one call, for a single trigger."""
    return index_dates(analysis).governing(trigger)
