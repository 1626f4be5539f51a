"""Clauses that tell when something was by something else: "a day after he was shot", "since 2012, when nine died"."""

from dataclasses import replace
from datetime import date as day

from flows.core.annotations import TimeExpression
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.stages.date_values import add_days, add_months

Gap = tuple[int, int]
"""Months and days between two days."""
_STEPS = 12
"""Tokens above a trigger that are looked at."""


def told_after(parse: Parse, trigger: Token) -> tuple[Token, Gap | None] | None:
    """The verb that something happened some time after the trigger, and how long after.

    Args:
        parse: The parse of the article.
        trigger: A verb or a noun.

    Returns:
        "opened" and (0, 2) for the shooting of "It opened two days after the shooting", None for the days of "years after"; None
        where the trigger stands behind no such words.
    """
    token = trigger
    for _ in range(_STEPS):
        up = parse.head(token)
        marks = [token] if token.lower == "after" and token.dep in ("prep", "mark") else parse.children(token, "mark")
        after = next((m for m in marks if m.lower == "after" and m.i < trigger.i), None)
        if after is not None and after.i >= 2:
            unit, number, exact = parse.tokens[after.i - 1], parse.tokens[after.i - 2], False
            if number.lower == "the" and after.i >= 5 and parse.tokens[after.i - 3].lower == "to":
                # "a year to the day after"
                number, unit = parse.tokens[after.i - 5], parse.tokens[after.i - 4]
                exact = True
            if unit.lemma.lower() not in words("dates", "lengths"):
                return None
            main = next((t for t in parse.ancestors(token) if t.pos in ("VERB", "AUX") and t.i < after.i), None)
            return (main, _gap(number.lower, unit.lemma.lower(), exact)) if main is not None else None
        if up.i == token.i:
            return None
        token = up
    return None


def _gap(number: str, unit: str, exact: bool) -> Gap | None:
    """A time between two days; months and years only where they are told to be to the day."""
    counts = read_yaml("dates")["small_numbers"]
    count = int(number) if number.isdigit() and len(number) < 3 else counts.get(number)
    length = {"day": (0, 1), "week": (0, 7), **({"month": (1, 0), "year": (12, 0)} if exact else {})}.get(unit)
    return (count * length[0], count * length[1]) if count is not None and length is not None else None


def day_before(date: TimeExpression, gap: Gap) -> TimeExpression | None:
    """A day so long before another one, with the other's words; None if that is no single day."""
    if date.precision != "day" or date.date_start is None:
        return None
    at = add_months(day.fromisoformat(date.date_start), -gap[0])
    on = None if at is None else add_days(at, -gap[1])
    return None if on is None else _at(date, on.isoformat(), on.isoformat(), on.isoformat())


def relative_to(parse: Parse, trigger: Token, date: TimeExpression) -> bool:
    """Whether a trigger stands in a clause on a date ("2012, when nine people died")."""
    token = trigger
    for _ in range(_STEPS):
        when = next((t for t in parse.children(token, "advmod", "mark") if t.lower == "when"), None)
        if when is not None and when.i:
            before = parse.tokens[when.i - 1]
            before = parse.tokens[when.i - 2] if before.text == "," and when.i > 1 else before
            return date.start <= before.start < date.end
        if token.head == token.i or token.dep in ("relcl", "ccomp"):
            return False
        token = parse.head(token)
    return False


def closed(date: TimeExpression) -> TimeExpression:
    """The year, month or day from which an open interval runs ("2012" of "since 2012")."""
    edtf, mark, _ = (date.edtf or "").partition("/..")
    if not mark:
        return date
    ends = {4: f"{edtf}-12-31", 10: edtf}
    return _at(date, edtf, date.date_start, ends[len(edtf)]) if len(edtf) in ends else date


def _at(date: TimeExpression, edtf: str, start: str | None, end: str) -> TimeExpression:
    return replace(date, edtf=edtf, date_start=start, date_end=end, precision="year" if len(edtf) == 4 else "day")


def is_of_toll(parse: Parse, trigger: Token) -> bool:
    """Whether a trigger only names a toll that changes ("the number of injured rose on Monday"): the day is not the event's."""
    verb = next((t for t in parse.ancestors(trigger) if t.pos in ("VERB", "AUX")), None)
    if (trigger.pos == "VERB" and trigger.dep != "pobj") or verb is None:
        return False
    if trigger.dep == "dobj" and trigger.lemma.lower() in words("dates", "tolls"):
        return verb.lemma.lower() in words("dates", "toll_raises")  # "found nine on Thursday, taking the toll to 41"
    subject = parse.child(verb, "nsubj")
    changes = verb.lemma.lower() in words("dates", "toll_changes")
    return (
        changes and subject is not None and subject.lemma.lower() in words("dates", "tolls") and subject.i <= trigger.i < verb.i
    )
