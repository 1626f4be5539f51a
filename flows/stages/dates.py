"""Time expressions of an article and what they tell of its publication day."""

from collections.abc import Iterator
from datetime import date

from flows.core.annotations import Analysis, Dating, TimeExpression
from flows.core.document import Block
from flows.core.lexicons import read_yaml
from flows.stages import date_values as values
from flows.stages.date_filters import is_date, sorted_tags
from flows.stages.date_grammar import Candidate, find_candidates
from flows.stages.date_intervals import join_ranges
from flows.stages.date_lexer import read_lexemes
from flows.stages.date_resolution import Context, Resolved, Told, resolve
from flows.stages.date_tense import governing_verb, lies_behind, tense_around

_READ = ("title", "dateline", "heading", "paragraph")
_NEED_TENSE = frozenset({"month_day", "day_range", "month", "weekday", "weekend", "season", "quarter", "holiday", "numeric"})
_LONG_AGO = 60
"""Days before publication from which a date is background."""
_GOING_ON = 900
"""Characters after a day of the background in which a day without a year goes on from it."""
_MEMORY = 6


def find_dates(analysis: Analysis) -> Analysis:
    """Add the article's time expressions and its dating.

    Args:
        analysis: A document with its parse.

    Returns:
        The analysis with `dates` in reading order (keys 0..n-1) and `dating`.
    """
    candidates = tuple(_candidates(analysis))
    dating = _date_article(analysis, candidates)
    published = date.fromisoformat(dating.earliest) if dating.earliest and dating.earliest == dating.latest else None
    earliest = date.fromisoformat(dating.earliest) if dating.earliest else None
    found = join_ranges(analysis.text, tuple(_resolve_all(analysis, candidates, published, earliest)))
    expressions = tuple(_expression(n, *pair) for n, pair in enumerate(found))
    return analysis.adding(dates=expressions, dating=dating)


def _candidates(analysis: Analysis) -> Iterator[tuple[Block, Candidate]]:
    tags = sorted_tags(analysis)
    for block in analysis.document.blocks:
        if block.kind in _READ:
            for candidate in find_candidates(read_lexemes(analysis.text, block.start, block.end)):
                if is_date(analysis, candidate, tags):
                    yield block, candidate


def _date_article(analysis: Analysis, candidates: tuple[tuple[Block, Candidate], ...]) -> Dating:
    """Metadata's day where there is one; else a full date in the dateline or stamp; else the latest past day as a lower bound."""
    document = analysis.document
    if _is_day(document.published_day):
        return Dating(document.published_day, document.published_day, document.published_method or "metadata")
    bare = Context(None, document.passport.day_first, document.passport.country)
    earliest: date | None = None
    for block, candidate in candidates:
        resolved = resolve(candidate.reading, bare)
        value = resolved.value if resolved else values.NOTHING
        if value.edtf is None or value.start is None:
            continue
        if value.precision == "day" and (block.kind == "dateline" or _is_stamped(analysis.text, candidate.start)):
            return Dating(value.edtf, value.edtf, "text")
        tense = tense_around(analysis.parse, candidate.start, candidate.end)
        if tense == "past" and value.precision in ("day", "month", "year") and (earliest is None or value.start > earliest):
            earliest = value.start
    return Dating(earliest.isoformat(), None, "inferred") if earliest else Dating()


def _is_stamped(text: str, start: int) -> bool:
    """Whether a date follows "Posted:" or its like."""
    before = text[max(0, start - 14) : start].lower().rstrip(" :")
    return before.endswith(tuple(read_yaml("dates")["stamps"][:4]))


def _is_day(text: str | None) -> bool:
    try:
        return bool(text and date.fromisoformat(text))
    except ValueError:
        return False


def _resolve_all(
    analysis: Analysis, candidates: tuple[tuple[Block, Candidate], ...], published: date | None, earliest: date | None
) -> Iterator[tuple[Candidate, Resolved]]:
    passport = analysis.document.passport
    told: tuple[Told, ...] = ()
    for block, candidate in candidates:
        kind = candidate.reading.kind
        by_noun = kind in ("weekday", "weekend") and candidate.reading.direction != 0
        tense = tense_around(analysis.parse, candidate.start, candidate.end, by_noun) if kind in _NEED_TENSE else None
        if tense == "present" and block.kind in ("title", "heading"):
            tense = None  # headlines tell the past in the present tense
        if candidate.before == "since":
            tense = "past"
        near = _near_year(analysis, told, candidate, published, tense)
        resolved = resolve(candidate.reading, Context(published, passport.day_first, passport.country, tense, told, near))
        if resolved is None:
            continue
        if published is None and earliest is not None and resolved.anchor == "published" and resolved.value.edtf is None:
            # what hangs on an unknown publication day is no earlier than it would be for the earliest one
            bound = resolve(candidate.reading, Context(earliest, passport.day_first, passport.country, tense, told, near))
            if bound is not None and bound.value.start is not None:
                resolved = Resolved(values.Value(None, bound.value.start, None, "interval"), "published", 0.5)
        if resolved.value.edtf and resolved.value.start:
            explicit = candidate.reading.year is not None or candidate.reading.kind == "numeric"
            verb = governing_verb(analysis.parse, candidate.start, candidate.end)
            spoken = verb is not None and verb.lemma.lower() in read_yaml("dates")["speech"]
            aside = lies_behind(analysis.parse, candidate.start, candidate.end)
            told = (*told[-_MEMORY:], Told(candidate.start, resolved.value, explicit, spoken, aside))
        yield candidate, resolved


def _near_year(
    analysis: Analysis, told: tuple[Told, ...], candidate: Candidate, published: date | None, tense: str | None
) -> int | None:
    """A year written out earlier in the same sentence (or, without a publication day, anywhere before)."""
    reading = candidate.reading
    if reading.kind not in ("month_day", "day_range", "month", "season", "holiday") or tense == "future":
        return None
    if reading.kind == "month" and candidate.before == "the":
        # "the January unrest" takes up a January told before
        same = next((t for t in reversed(told) if t.explicit and t.value.start and t.value.start.month == reading.month), None)
        if same is not None and same.value.start and same.value.precision in ("day", "month"):
            return same.value.start.year
    last = next((t for t in reversed(told) if t.explicit and t.value.start), None)
    if last is None or last.value.start is None or last.value.precision not in ("day", "month", "year", "season"):
        return None
    if published is None:
        return last.value.start.year if last.value.precision in ("day", "month", "season") else None
    sentence = analysis.parse.sentence_at(candidate.start)
    near = sentence is not None and last.at >= sentence.start and last.value.start.year < published.year
    # "X, which went bankrupt in 2016, won a contract in May"
    near = near and not _is_set_aside(analysis, last.at, candidate.start)
    # "cut supplies again and again since 2021, and recalled its envoy in August"
    near = near and not analysis.words(last.at - 6, last.at).lower().endswith("since ")
    return last.value.start.year if near or _goes_on(last, candidate, published) else None


def _goes_on(last: Told, candidate: Candidate, published: date) -> bool:
    """Whether a day without a year comes soon after one of a year long past ("on October 8, 2020 ... on October 10")."""
    told, reading = last.value.start, candidate.reading
    if told is None or reading.kind != "month_day" or last.value.precision != "day":
        return False
    made = values.make_day(told.year, reading.month or 0, reading.day or 0)
    day = made.start if made else None
    background = (published - told).days > _LONG_AGO and candidate.start - last.at <= _GOING_ON
    return background and day is not None and -10 <= (day - told).days <= _LONG_AGO


def _is_set_aside(analysis: Analysis, year: int, later: int) -> bool:
    """Whether a year stands in a clause set between commas behind a noun, and what comes later does not."""
    parse = analysis.parse
    token, other = parse.token_at(year), parse.token_at(later)
    if token is None or other is None:
        return False
    clause = next((t for t in (token, *parse.ancestors(token)) if t.dep == "relcl"), None)
    if clause is None or clause.i in {t.i for t in parse.ancestors(other)}:
        return False
    first, *_, last = parse.subtree(clause) if len(parse.subtree(clause)) > 1 else (clause, clause)
    closes = parse.tokens[last.i + 1].text if last.i + 1 < len(parse.tokens) else ""
    return first.i > 0 and parse.tokens[first.i - 1].text == "," and closes == "," and other.i > last.i


def _expression(key: int, candidate: Candidate, resolved: Resolved) -> TimeExpression:
    value = resolved.value
    return TimeExpression(
        key=key,
        start=candidate.start,
        end=candidate.end,
        edtf=value.edtf,
        date_start=value.start.isoformat() if value.start else None,
        date_end=value.end.isoformat() if value.end else None,
        precision=value.precision,
        anchor=resolved.anchor,
        rule=candidate.rule,
        confidence=resolved.confidence,
    )
