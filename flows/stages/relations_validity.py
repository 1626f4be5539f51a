"""Since when and until when an office is held, and whether the clause around it ends or begins it."""

from bisect import bisect_left
from dataclasses import dataclass

from flows.core.annotations import TimeExpression
from flows.core.parse import Token
from flows.stages.date_attachment import DateIndex, index_dates
from flows.stages.relations_index import Index
from flows.stages.relations_lexicon import terms, verbs
from flows.stages.relations_roles import Holding
from flows.stages.relations_said import is_unreal

_ENDING = frozenset({"ends", "removes"})
_BEGINNING = frozenset({"takes", "begins"})
_CLEAR = 0.9
"""Confidence from which a date is the verb's own."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """What is known of one occupancy: its status and the EDTF dates of its begin and end."""

    status: str
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True)
class Clock:
    """Dates of an article, to ask for the tenure of a holding."""

    index: Index
    dates: DateIndex
    placed: tuple[TimeExpression, ...]
    starts: tuple[int, ...]

    def tenure(self, holding: Holding) -> Tenure:
        """Status and validity of an office as stated."""
        role, verb = holding.role, holding.verb
        end = self._ended(holding) if verb is None and role.status is None else None
        if end is not None:
            return Tenure("former", None, self._of(end))
        status = role.status or holding.status or "current"
        since, until = self._span(holding)
        what = verbs().get(verb.lemma.lower()) if verb is not None else None
        if verb is not None and what in _ENDING:
            until = until or self._of(verb)
        elif verb is not None and what in _BEGINNING and status != "incoming":
            since = since or self._of(verb)
        if until is not None and status == "current" and self._is_past(until) and not _is_present(verb):
            status = "former"
        return Tenure(status, since, until)

    def _is_past(self, edtf: str) -> bool:
        """Whether a date lies before the article's publication; where that is unknown, it does."""
        published = self.index.analysis.document.published_day
        return published is None or edtf < published

    def _of(self, verb: Token) -> str | None:
        date, method, sure = self.dates.governing(verb)
        return date.edtf if date is not None and method == "same_clause" and sure >= _CLEAR else None

    def _ended(self, holding: Holding) -> Token | None:
        """The verb that ends the office of one who is named with it: "dismissed Defence Minister X", "Mayor X resigned"."""
        if holding.rule not in ("title", "apposition") or holding.role.word("office") is None:
            return None
        parse = self.index.parse
        inside = range(holding.first, holding.last)
        head = next((t for t in parse.tokens[holding.first : holding.last] if t.head not in inside), None)
        while head is not None and head.dep == "conj" and parse.head(head).i < head.i:
            head = parse.head(head)  # "Minister X and Minister Y resigned"
        if head is None or head.dep not in ("nsubj", "dobj", "nsubjpass"):
            return None
        verb = parse.head(head)
        if head.dep == "nsubjpass":
            # "was convicted and removed"
            joint = (v for v in parse.conjuncts(verb) if v.i == verb.i or parse.child(v, "nsubj", "nsubjpass") is None)
            verb = next((v for v in joint if verbs().get(v.lemma.lower()) == "removes"), verb)
        what = verbs().get(verb.lemma.lower())
        suffers, acts = head.dep in ("dobj", "nsubjpass"), head.dep == "nsubj"
        if verb.tag not in ("VBD", "VBN") or is_unreal(self.index, verb):
            return None
        from_what = [
            o.lemma.lower() for p in parse.children(verb, "prep") if p.lower == "from" for o in parse.children(p, "pobj")
        ]
        if what == "removes" and suffers and set(from_what) <= terms("posts") | {"power"}:
            return verb
        return verb if what == "ends" and acts and _is_resignation(self.index, verb) else None

    def _span(self, holding: Holding) -> tuple[str | None, str | None]:
        """Dates that "since", "until", "from ... to" or "in" tie to the description or its verb."""
        parse = self.index.parse
        core = parse.tokens[holding.role.core]
        hosts = {core.i} | ({holding.verb.i} if holding.verb is not None else set())
        sentence = parse.sentence_of(core)
        since = until = None
        first, last = bisect_left(self.starts, sentence.start), bisect_left(self.starts, sentence.end)
        for date in self.placed[first:last]:
            token = parse.token_at(date.start)
            if token is None or token.i < core.i or not date.edtf:
                continue
            if not any(t.i in hosts for t in _up(self.index, token)):
                continue
            word = token.lower if token.tag == "IN" else parse.tokens[token.i - 1].lower
            before, _, after = date.edtf.partition("/")
            if word == "since" or date.edtf.endswith("/.."):
                since = before
            elif word in ("until", "till") or date.edtf.startswith("../"):
                until = after or before
            elif word in ("from", "between") and after:
                since, until = before, after
            elif word == "from":
                since = before
            elif word in ("to", "and", "-", "–") and since is not None:
                until = before
        return since, until


def _is_present(verb: Token | None) -> bool:
    return verb is not None and verb.tag in ("VBZ", "VBP", "VBG")


def _is_resignation(index: Index, verb: Token) -> bool:
    lemma = verb.lemma.lower()
    particles = {k.lower for k in index.parse.children(verb, "prt", "advmod")}
    hosts = (verb, *index.parse.children(verb, "prep"))  # "put in their papers"
    things = {k.lemma.lower() for host in hosts for k in index.parse.children(host, "dobj", "pobj")}
    if lemma in ("put", "tender", "submit", "hand"):
        return bool(things & {"resignation", "paper"})
    if lemma in ("step", "stand"):
        return bool(particles & {"down", "aside"})
    return lemma == "resign" or (lemma == "leave" and "office" in things) or (lemma == "quit" and not particles)


def _up(index: Index, token: Token) -> tuple[Token, ...]:
    """The words a date hangs on, up to the first verb."""
    out = []
    for one in index.parse.ancestors(token):
        out.append(one)
        if one.pos in ("VERB", "AUX"):
            break
    return tuple(out)


def read_clock(index: Index) -> Clock:
    """Index the dates of an article."""
    placed = tuple(sorted(index.analysis.dates, key=lambda d: (d.start, d.key)))
    return Clock(index, index_dates(index.analysis), placed, tuple(d.start for d in placed))
