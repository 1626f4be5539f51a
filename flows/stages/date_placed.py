"""Where the time expressions of an article stand: what each hangs on, and which of them can date nothing."""

from dataclasses import dataclass
from itertools import takewhile

from flows.core.annotations import Analysis, TimeExpression
from flows.core.lexicons import words
from flows.core.parse import Parse, Token


@dataclass(frozen=True, slots=True)
class Placed:
    """A usable time expression with the verb it modifies and its sentence."""

    date: TimeExpression
    head: Token
    verb: Token | None
    sentence: int
    spoken: bool
    datelined: bool = False


def place_dates(analysis: Analysis) -> tuple[Placed, ...]:
    """The time expressions of an article that may date something, in reading order; only those with a value and tokens count."""
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
        spoken = verb is not None and is_speech(parse, verb) and verb.i != head.i
        datelined = any(start <= date.start < end for start, end in datelines)
        placed.append(Placed(date, head, verb, head.sentence, spoken, datelined))
    return tuple(placed)


def coarseness(date: TimeExpression) -> int:
    """How little a date tells of the day: 0 for a day, 5 for an open time."""
    if "/.." in (date.edtf or "") or "../" in (date.edtf or ""):
        return 5
    return {"day": 0, "week": 1, "month": 2, "season": 3, "interval": 2, "year": 4}.get(date.precision, 5)


def is_speech(parse: Parse, verb: Token) -> bool:
    """Whether a verb tells that something was said; what claims lives says nothing."""
    taken = parse.child(verb, "dobj") if verb.lemma.lower() == "claim" else None
    return verb.lemma.lower() in words("dates", "speech") and (taken is None or taken.lemma.lower() not in ("life", "victim"))


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
    return any(t.lower.rstrip(":") in words("dates", "stamps") for t in before)
