"""Which time expression dates an event: the one in its clause, else in its sentence, else the narrative's current date.

The publication day is never an event's date unless the text itself says so ("today"), for then it is an expression.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date as day

from flows.core.annotations import Analysis, TimeExpression
from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.stages.date_clauses import Gap, closed, day_before, is_of_toll, relative_to, told_after
from flows.stages.date_placed import Placed, coarseness, place_dates
from flows.stages.date_reach import clauses_above, hangs_on, is_in_passing, is_of_another, may_share, tells_past
from flows.stages.event_clauses import is_verbal
from flows.stages.sections import sections_of

Attachment = tuple[TimeExpression | None, str | None, float]
"""A time expression, its method (see `DateIndex.governing`) and its confidence; or `NO_DATE`."""

NO_DATE: Attachment = (None, None, 0.0)

Recalled = tuple[Token, TimeExpression]
"""Words that take up an event told before ("the march"), and its date."""

_CARRY_FLOOR = 0.25
BACKGROUND = 60
"""Days before publication from which a date is background, which the next paragraph does not go on from."""


@dataclass(frozen=True)
class DateIndex:
    """The usable time expressions of one article, ready to be asked for many triggers (see `index_dates`)."""

    parse: Parse
    placed: tuple[Placed, ...]
    starts: tuple[int, ...]
    paragraphs: tuple[int, ...]
    sections: tuple[int, ...]
    published: str | None = None

    def governing(self, trigger: Token, recalled: Recalled | None = None) -> Attachment:
        """The time expression that dates the event a token tells of.

        Args:
            trigger: A verb or a noun.
            recalled: What the narrative last came back to, if anything.

        Returns:
            The expression, the rule that chose it and its confidence; `NO_DATE` where nothing dates it.
        """
        here = self._in_sentence(trigger.sentence)
        if is_of_toll(self.parse, trigger):
            # "the toll from Monday's collapse rose to 26 on Wednesday"
            own = next((p for p in here if hangs_on(self.parse, p, trigger)), None)
            return NO_DATE if own is None else (own.date, "same_clause", 0.9)
        relative = next((p for p in here if relative_to(self.parse, trigger, p.date)), None)
        if relative is not None and not any(hangs_on(self.parse, p, trigger) for p in here):
            return closed(relative.date), "same_clause", 0.85
        after = told_after(self.parse, trigger)
        clause = self._in_clause(trigger, here)
        if clause is not None and (after is None or self._hangs_on_any(clause[0], here, trigger)):
            return clause
        if after is not None:
            return self._before(*after, here, recalled)
        near = [p for p in here if may_share(self.parse, p, trigger)]
        if near:
            best = min(near, key=lambda p: (abs(p.head.i - trigger.i), p.head.i))
            return best.date, "same_sentence", 0.6 if len(near) == 1 else 0.45
        told_next = self._told_next(trigger)
        if told_next is not None:
            return told_next.date, "next_sentence", 0.7
        return self._carried(trigger, recalled)

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
        return any(p.date is date and hangs_on(self.parse, p, trigger) for p in here)

    def _before(self, main: Token, gap: Gap | None, here: tuple[Placed, ...], recalled: Recalled | None = None) -> Attachment:
        """The day so long before that of a clause, where that one has a day ("was shot Sunday, a day after ...")."""
        date = (self._in_clause(main, here) or NO_DATE)[0]
        if date is None and recalled is not None and recalled[0].head == main.i:
            date = recalled[1]  # "The raid came a day after fighters overran a post"
        earlier = day_before(date, gap) if date is not None and gap is not None else None
        return (earlier, "same_sentence", 0.7) if earlier is not None else NO_DATE

    def _told_next(self, trigger: Token) -> Placed | None:
        """The date of a following "It happened on Monday", where the trigger's own sentence and the next tell no other."""
        for sentence in range(trigger.sentence + 1, min(trigger.sentence + 3, len(self.parse.sentences))):
            here = self._in_sentence(sentence)
            if not here:
                continue
            for placed in here:
                verb = placed.verb
                if verb is None or placed.spoken or verb.lemma.lower() not in words("dates", "happen") | {"be"}:
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

    def days_in(self, sentence: int) -> tuple[TimeExpression, ...]:
        """The dates that a sentence tells."""
        return tuple(p.date for p in self._in_sentence(sentence))

    def _in_sentence(self, sentence: int) -> tuple[Placed, ...]:
        first = bisect_left(self.starts, self.parse.sentences[sentence].start)
        last = bisect_left(self.starts, self.parse.sentences[sentence].end)
        return self.placed[first:last]

    def _own(self, trigger: Token, here: tuple[Placed, ...]) -> list[Placed]:
        """The dates of a trigger's own: on it, on the clause that tells it happened, or on the round of it that is told."""
        own = [p for p in here if hangs_on(self.parse, p, trigger) or self._closes(p, trigger) or self._ends(p, trigger, here)]
        if own or trigger.pos != "NOUN":
            return own
        # "the riots that shook Olvar in May", "Tuesday's rerun of the election"
        told = [v for v in self._clauses_on(trigger) if v.lemma.lower() in words("dates", "befalls")]
        told += [v for v in self.parse.children(trigger, "acl") if v.tag == "VBN"]  # "a truce brokered in May"
        above = self.parse.head(self.parse.head(trigger))
        round_of = (
            trigger.dep == "pobj" and self.parse.head(trigger).lower == "of" and above.lemma.lower() in words("dates", "rounds")
        )
        hosts = (*told, *((above,) if round_of else ()))
        return [p for host in hosts for p in here if hangs_on(self.parse, p, host)]

    def _ends(self, placed: Placed, trigger: Token, here: tuple[Placed, ...]) -> bool:
        """Whether a date behind an event noun is its own, where its verb has one before ("listed last June over a raid in 2023")."""
        verb = placed.verb
        over = self.parse.head(trigger)
        if trigger.pos != "NOUN" or trigger.dep != "pobj" or over.lower not in words("dates", "apart") or verb is None:
            return False
        if over.head != verb.i or not verb.i < over.i < trigger.i < placed.head.i:
            return False
        told = [p for p in here if p.verb is not None and p.verb.i == verb.i and p.head.i < over.i]
        return bool(told) and not any(t.text in ",;" for t in self.parse.tokens[trigger.i : placed.head.i])

    def _clauses_on(self, trigger: Token) -> list[Token]:
        """Relative clauses on a noun or on the place it is told in ("a sinking off Olvar that killed nine last week")."""
        places = [n for p in self.parse.children(trigger, "prep") if p.lower != "of" for n in self.parse.children(p, "pobj")]
        return [v for noun in (trigger, *places) for v in self.parse.children(noun, "relcl")]

    def _closes(self, placed: Placed, trigger: Token) -> bool:
        """Whether a date ends the participle clause of a trigger ("Passing sentence on Friday, the judge told him")."""
        if trigger.tag != "VBG" or trigger.dep != "advcl" or placed.verb is None or placed.verb.i != trigger.head:
            return False
        comma = next((t for t in self.parse.tokens[trigger.i : placed.verb.i] if t.text == ","), None)
        return comma is not None and trigger.i < placed.head.i < comma.i

    def _in_clause(self, trigger: Token, here: tuple[Placed, ...]) -> Attachment | None:
        own = self._own(trigger, here)
        if own:
            # "FRANKFURT, Nov 17 - X will close its plant by the end of next year"
            own = [p for p in own if not p.datelined] or own
            best = min(own, key=lambda p: (coarseness(p.date), abs(p.head.i - trigger.i)))
            return best.date, "same_clause", 0.95
        during = self._during(trigger, here)
        if during is not None:
            return during
        confidence = 0.9
        for verb in clauses_above(self.parse, trigger):
            shared = [p for p in here if p.verb is not None and p.verb.i == verb.i and not p.spoken]
            if shared:
                best = min(shared, key=lambda p: (coarseness(p.date), abs(p.head.i - trigger.i)))
                return best.date, "same_clause", confidence
            confidence -= 0.08
        return self._since(trigger, here)

    def _during(self, trigger: Token, here: tuple[Placed, ...]) -> Attachment | None:
        """The day of what went on meanwhile ("was killed by a car while directing traffic on Tuesday")."""
        for verb in self.parse.children(trigger, "advcl"):
            if any(m.lower in ("while", "as", "when") for m in self.parse.children(verb, "mark", "advmod")):
                for placed in here:
                    if self._is_within(placed.verb, verb) and not placed.spoken and placed.date.precision == "day":
                        return placed.date, "same_clause", 0.85
        return None

    def _is_within(self, word: Token | None, clause: Token) -> bool:
        """Whether a verb heads a clause, or hangs on the noun that the parser took for its head ("when the roof of a hut caved in")."""
        if word is None or word.i == clause.i:
            return word is not None
        return not is_verbal(clause) and any(t.i == clause.i for t in self.parse.ancestors(word))

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

    def _carried(self, trigger: Token, recalled: Recalled | None = None) -> Attachment:
        """The narrative's current date, for what is told in the simple past; it fades with every sentence."""
        if not tells_past(self.parse, trigger):
            return NO_DATE
        listed = self._of_list(trigger)
        if listed is not None:
            return listed.date, "narrative", 0.5
        before = bisect_left(self.starts, self.parse.sentences[trigger.sentence].start)
        back = recalled[0].sentence if recalled is not None else -1
        for placed in reversed(self.placed[max(0, before - 8) : before]):
            if placed.sentence < back:
                break
            if (
                placed.spoken
                or coarseness(placed.date) > (4 if self._is_next(placed, trigger) else 2)
                or not tells_past(self.parse, placed.verb)
                or is_in_passing(self.parse, placed)
                or is_of_another(placed, trigger)
            ):
                continue
            if self.sections[trigger.sentence] != self.sections[placed.sentence]:
                return NO_DATE
            breaks = self.paragraphs[trigger.sentence] - self.paragraphs[placed.sentence]
            if breaks and self.is_background(placed.date):
                return NO_DATE
            confidence = 0.6 * 0.9 ** (trigger.sentence - placed.sentence - 1) * 0.6**breaks
            return (placed.date, "narrative", round(confidence, 3)) if confidence >= _CARRY_FLOOR else NO_DATE
        near = recalled is not None and self.paragraphs[trigger.sentence] == self.paragraphs[back] and back < trigger.sentence
        return (recalled[1], "narrative", 0.5) if near and recalled is not None else NO_DATE

    def _of_list(self, trigger: Token) -> Placed | None:
        """The day of the words that open the list whose point a trigger stands in ("Thursday's main developments:")."""
        at = trigger.sentence
        if not self.sections[at] or self._in_sentence(at):
            return None
        for opens in range(at - 1, -1, -1):
            points = self.sections[at] - self.sections[opens]
            if self.paragraphs[at] - self.paragraphs[opens] != points:
                continue
            sentence = self.parse.sentences[opens]
            if points and self.parse.between(sentence.start, sentence.end)[-1].text == ":":
                return next((p for p in self._in_sentence(opens) if coarseness(p.date) <= 2), None)
        return None

    def _is_next(self, placed: Placed, trigger: Token) -> bool:
        """Whether a trigger follows a sentence that a date opens, in its paragraph ("In 1987 a man fired at him. His driver lost an eye")."""
        if placed.verb is None or placed.head.i > placed.verb.i:
            return False
        same = self.paragraphs[placed.sentence] == self.paragraphs[trigger.sentence]
        return same and placed.sentence == trigger.sentence - 1

    def is_background(self, date: TimeExpression | None) -> bool:
        """Whether a date lies so long before publication that a paragraph of its own is rather told of other days."""
        if self.published is None or date is None or date.date_end is None:
            return False
        return is_long_before(date.date_end, self.published)


def is_long_before(last: str, published: str) -> bool:
    """Whether a day lies so long before publication that it is background."""
    return (day.fromisoformat(published) - day.fromisoformat(last)).days > BACKGROUND


def index_dates(analysis: Analysis) -> DateIndex:
    """Prepare an article's time expressions for `DateIndex.governing`."""
    parse, placed = analysis.parse, place_dates(analysis)
    blocks = [block.start for block in analysis.document.blocks]
    paragraphs = [bisect_right(blocks, sentence.start) for sentence in parse.sentences]
    starts = tuple(p.date.start for p in placed)
    return DateIndex(parse, placed, starts, tuple(paragraphs), sections_of(analysis), analysis.document.published_day)
