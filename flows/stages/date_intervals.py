"""Words around time expressions that open, close or join them: since, from ... to, around."""

from collections.abc import Iterator
from dataclasses import replace

from flows.core.lexicons import read_yaml
from flows.stages import date_values as values
from flows.stages.date_grammar import Candidate
from flows.stages.date_resolution import Resolved
from flows.stages.date_values import Value

Pair = tuple[Candidate, Resolved]


def join_ranges(text: str, found: tuple[Pair, ...]) -> Iterator[Pair]:
    """Fold the words before and between resolved expressions into them.

    Args:
        text: The article's text.
        found: Expressions in reading order.

    Yields:
        Expressions in reading order: "from A to B" as one, "since A" open-ended, "around A" approximate.
    """
    words = read_yaml("dates")["intervals"]
    n = 0
    while n < len(found):
        candidate, resolved = found[n]
        pair = found[n : n + 2]
        joined = (_joined(text, *pair, words) or _anchored(text, *pair)) if len(pair) == 2 else None
        if joined is not None:
            yield joined
            n += 2
            continue
        n += 1
        value = resolved.value
        if value.edtf is None or value.precision == "interval":
            yield candidate, resolved
        elif candidate.before in words["since"]:
            yield _extended(candidate), replace(resolved, value=values.since(value))
        elif candidate.before in words["about"] and candidate.rule in ("month_day", "day_month", "month", "year"):
            yield _extended(candidate), replace(resolved, value=values.about(value))
        else:
            yield candidate, resolved


def _extended(candidate: Candidate) -> Candidate:
    return replace(candidate, start=candidate.before_start)


def _joined(text: str, first: Pair, last: Pair, words: dict[str, list[str]]) -> Pair | None:
    between = text[first[0].end : last[0].start].strip().lower()
    opener = first[0].before
    hyphenated = between in words["dash"] and first[1].anchor == last[1].anchor == "none"
    ranged = opener in words["from"] and between in words["to"]
    if not hyphenated and not ranged and not (opener in words["between"] and between == "and"):
        return None
    value = _spanning(first[1].value, last[1].value)
    if value is None:
        return None
    anchor = first[1].anchor if first[1].anchor == last[1].anchor else "published"
    resolved = Resolved(value, anchor, min(first[1].confidence, last[1].confidence))
    start = first[0] if hyphenated and not ranged else _extended(first[0])
    return replace(start, end=last[0].end, rule="range"), resolved


def _anchored(text: str, first: Pair, last: Pair) -> Pair | None:
    """ "two days after January 6" as one expression."""
    reading, value = first[0].reading, last[1].value
    if reading.kind != "anchored" or reading.count is None or value.start is None or text[first[0].end : last[0].start].strip():
        return None
    moved = values.shift(value.start, reading.unit or "day", reading.count) if value.precision == "day" else None
    return (replace(first[0], end=last[0].end), replace(last[1], value=moved)) if moved else None


def _spanning(first: Value, last: Value) -> Value | None:
    return values.spanning(first, last) if first.precision == last.precision != "none" else None
