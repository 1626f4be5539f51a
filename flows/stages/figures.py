"""Figures: the numbers an article states about the world, with what they measure.

Every number of a sentence is read with its unit and bounds (`units_quantities`); those that name, label or date things are
left out (`figures_traps`); the rest get what they count (`figures_counted`), what they measure (`figures_measures`) and
their whole (`figures_parts`).

Values. Money, percent, ages, durations and sentences keep the unit as stated; physical units are converted to SI.
"exact": value, with both bounds equal to it. "about": the value, no bounds. "at_least"/"more_than": the value, which is also
the lower bound. "at_most"/"less_than": the value, which is also the upper bound. "range": the middle (of counts rounded
down) between its bounds. A vague number ("dozens", "a few hundred") has bounds and no value (`numbers`).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flows.core.annotations import Analysis, Figure
from flows.core.parse import Parse, Sentence
from flows.stages.figures_ages import is_age_at, is_bounded_age, is_listed_age, is_person_age, is_someone_of
from flows.stages.figures_counted import Counted, counted_type, find_counted
from flows.stages.figures_elided import elided
from flows.stages.figures_lexicon import PERSONAL, TOLLS
from flows.stages.figures_measures import measure_of
from flows.stages.figures_money import with_local_money
from flows.stages.figures_parts import Draft, link_parts, scope_of
from flows.stages.figures_sentences import Measured
from flows.stages.figures_traps import in_names, trap
from flows.stages.figures_verbs import AMONG
from flows.stages.figures_votes import tally_of
from flows.stages.numbers import Atom
from flows.stages.units import LOCAL_DOLLARS, Quantity, Unit
from flows.stages.units_quantities import read_quantities

AGE = Unit("age", "year", 1.0, 0.0, "year of age")
CROWDED = 200
"""A sentence with more numbers is a table or noise that passed for a sentence: nothing in it is read."""

FEW = 12
"""As many people or things as "the three" may point back at."""
BACK = 2
"""Sentences between a part and the whole before it, at most."""
WHOLES = frozenset({"cumulative", "single"})
"""Scopes that a whole may have."""

OF_WHAT = frozenset({"mass", "volume", "percent"})
"""Measures whose unit is of something that the words behind it name."""
KEEP_STATED = frozenset({"money", "percent", "age", "duration", "sentence", "rate"})
"""Measures whose values stay in the unit as stated."""


def find_figures(analysis: Analysis) -> Analysis:
    """Find the figures of an article.

    Args:
        analysis: A parsed article; names and dates are used where they are there.

    Returns:
        The same with `figures`, in reading order; `report` and `statement` are left for later stages.
    """
    taken = _Cover(in_names(analysis))
    figures: list[Figure] = []
    for sentence in analysis.parse.sentences:
        drafts = sentence_figures(analysis, sentence, taken)
        base, as_of = len(figures), _as_of(analysis, sentence) if drafts else None
        figures += [replace(_figure(analysis, base + n, draft, base), as_of=as_of) for n, draft in enumerate(drafts)]
    return analysis.adding(figures=with_local_money(analysis, _with_wholes_before(analysis, figures)))


def _with_wholes_before(analysis: Analysis, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures with the wholes that sentences before tell: "The toll rose to 26. Six firefighters are among the dead"."""
    at = [s.index if (s := analysis.parse.sentence_at(f.start)) else 0 for f in figures]
    out: list[Figure] = []
    for n, figure in enumerate(figures):
        if figure.rule == AMONG and figure.part_of is None and figure.value is not None:
            before = (f for f in reversed(out) if at[n] - at[f.key] <= BACK and f.measure == figure.measure)
            whole = next((f for f in before if f.part_of is None and f.scope in WHOLES and (f.value or 0) > figure.value), None)
            figure = figure if whole is None else replace(figure, part_of=whole.key)
        out.append(figure)
    return tuple(out)


class _Cover:
    """Whether a span lies inside one of many sorted spans."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = []
        furthest = 0
        for _, end in spans:
            furthest = max(furthest, end)
            self._ends.append(furthest)

    def holds(self, start: int, end: int) -> bool:
        k = bisect_right(self._starts, start) - 1
        return k >= 0 and self._ends[k] >= end


def find_drafts(analysis: Analysis, sentence: Sentence, taken: _Cover | None = None) -> tuple[Draft, ...]:
    """Every quantity of one sentence that neither names, labels nor dates anything, wholes and parts tied by index.

    Args:
        analysis: A parsed article.
        sentence: One of its sentences.
        taken: Spans whose numbers are no figures; names and dates where not given.
    """
    parse = analysis.parse
    taken = taken or _Cover(in_names(analysis))
    atoms, quantities = read_quantities(parse.tokens_of(sentence))
    if len(quantities) > CROWDED:
        return ()
    drafts: list[Draft] = []
    for q in quantities:
        number = atoms[q.first]
        q = replace(q, unit=AGE) if any(is_age(parse, atoms, q) for is_age in _AGES) else q
        if drafts and _is_one_more_age(atoms, drafts[-1].quantity, q):
            q = replace(q, unit=AGE)
        if q.unit is not AGE and taken.holds(number.start, atoms[q.last - 1].end):
            continue
        voted = tally_of(parse, atoms, q)
        if voted is None and trap(parse, atoms, q) is not None:
            continue
        counted = find_counted(parse, q) if q.unit is None else Counted(None, None, None, parse.tokens[q.tail], False, False)
        q = _within_time(parse, atoms, q)
        q, counted = elided(parse, atoms, drafts, q, counted)
        kind = counted_type(parse, counted)
        if kind is None and drafts and counted.of and counted.head is not None and counted.head.tag in {"PRP", "WP"}:
            kind = drafts[-1].kind  # "23 of whom were held"
        measured = voted or measure_of(parse, q, counted, kind)
        if q.unit is not None and q.unit.measure in OF_WHAT and q.unit.per is None and not q.hyphened:
            counted = replace(find_counted(parse, q), node=counted.node, definite=False, of=False)  # "6,000 tonnes of ash"
            kind = counted_type(parse, counted)
        drafts.append(Draft(q, counted, kind, measured))
    return link_parts(parse, drafts)


def _within_time(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> Quantity:
    """A length of time without the bound that "over" is no bound of: "a raise of 20 percent over three years"."""
    over = parse.token_at(q.start)
    if q.modifier != "more_than" or q.unit is None or q.unit.measure != "duration" or over is None or over.lower != "over":
        return q
    before = parse.tokens[over.i - 1] if over.i > parse.sentence_of(over).first else None
    during = (
        before is not None
        and (before.tag in {"NN", "NNS", "CD"} or before.dep in {"dobj", "pobj"} or before.text == "%")
        and over.tag == "IN"
    )
    return replace(q, start=atoms[q.begin].start, modifier="exact") if during else q


def _is_one_more_age(atoms: Sequence[Atom], before: Quantity, q: Quantity) -> bool:
    """Whether a bare number goes on with the age before it: "he was 19, not 16", "aged nine and 12"."""
    link = [x.lower for x in atoms[before.last : q.begin]]
    listed = link in (["and"], ["or"], [","]) and atoms[max(0, before.begin - 1)].lower in {"aged", "ages"}
    return q.unit is None and before.unit is AGE and (link == [",", "not"] or listed)


def sentence_figures(analysis: Analysis, sentence: Sentence, taken: _Cover) -> tuple[Draft, ...]:
    """The figures of one sentence: its drafts without a lone "one" and the like."""
    linked = find_drafts(analysis, sentence, taken)
    wholes_told = {draft.part_of for draft in linked}
    keep = [
        n
        for n, d in enumerate(linked)
        if _is_stated(analysis.parse, d) and (n in wholes_told or not _is_told_before(analysis.parse, d))
    ]
    place = {n: k for k, n in enumerate(keep)}
    wholes = (linked[n].part_of for n in keep)
    return tuple(replace(linked[n], part_of=None if w is None else place.get(w)) for n, w in zip(keep, wholes, strict=True))


def _is_aged(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """ "aged 17", "at the age of 34", "ages 25 to 54"."""
    yearly = q.unit is not None and q.unit.code == "year" and q.unit.factor == 1 and not q.hyphened
    if (q.unit is not None and not yearly) or q.begin == 0 or q.form == "vague":
        return False
    begin = next((k for k in range(max(0, q.begin - 3), q.begin) if atoms[k].start >= q.start), q.begin)  # "aged about 70"
    before = [a.lower for a in atoms[max(0, begin - 4) : begin]]
    at = before[-1] if before else ""
    aged = (
        (q.unit is None and _says_age(parse, q))
        or at in {"aged", "age", "ages"}
        or (
            before[-2:] in ([",", "both"], [",", "each"])
            and q.unit is None
            and atoms[q.last : q.last + 1] != []
            and atoms[q.last].text == ","
        )
        or before[-2:] in (["age", "of"], ["ages", "of"], ["age", "to"], ["age", "from"], ["age", "at"], ["age", "is"])
        or before[-2:] in (["aged", "between"], ["ages", "between"])
        or (at == "of" and q.unit is None and is_someone_of(parse, atoms, q))
    )
    return aged and q.value is not None and 0 <= q.value < 130


_AGES = (is_person_age, is_listed_age, _is_aged, is_age_at, is_bounded_age)
"""What makes a number an age."""


def _says_age(parse: Parse, q: Quantity) -> bool:
    """ "She is 35", "He will be 40 in May"."""
    token = parse.tokens[q.tail]
    verb = parse.head(token)
    subject = parse.child(verb, "nsubj")
    person = subject is not None and (
        subject.lower in {"he", "she", "i", "who"} or (subject.tag == "NNP" and subject.text.isalpha())
    )
    # "would have been 73 on Sunday"
    placed = any(p.lower not in {"on", "when"} for p in parse.children(token, "prep"))
    bare = (
        token.dep in ({"dobj", "attr"} if verb.lemma == "turn" else {"attr", "acomp"})
        and not placed
        and parse.child(token, "nummod", "npadvmod", "relcl") is None
    )
    return person and verb.lemma in {"be", "turn"} and bare and q.form in {"digits", "words"} and 5 < (q.value or 0) < 116


def _is_stated(parse: Parse, draft: Draft) -> bool:
    """Whether the number says more than "one of": a lone one counts only as a toll."""
    q = draft.quantity
    if q.value == 1 and q.form == "words" and q.unit is None:
        if [t.lower for t in parse.tokens[q.tail + 1 : q.tail + 4]] == ["of", "the", "most"]:
            return False  # "one of the most wanted men was killed"
        return draft.measured.measure in PERSONAL and not (
            draft.counted.of and draft.part_of is None and draft.measured.measure not in TOLLS
        )
    if q.form in {"fraction", "ratio"} and q.unit is None:
        return q.value is not None
    return True


def _is_told_before(parse: Parse, draft: Draft) -> bool:
    """Whether a number without a noun only points at people or things told of before: "the two met", "all three deny it"."""
    q = draft.quantity
    bare = draft.counted.head is None and draft.part_of is None and draft.measured.measure == "count" and q.unit is None
    before = parse.tokens[q.token - 1] if q.token else None
    points = (
        before is not None
        and before.lower in {"the", "all", "these", "those"}
        and before.sentence == parse.tokens[q.token].sentence
    )
    after = parse.tokens[q.tail + 1] if q.tail + 1 < len(parse.tokens) else None
    # "the twelve that he has", "the four 72 MW furnaces"
    described = parse.child(parse.tokens[q.token], "relcl", "acl") is not None or (after is not None and after.tag == "CD")
    return bare and points and not described and q.form == "words" and q.modifier == "exact" and 1 < (q.value or 0) <= FEW


def _figure(analysis: Analysis, key: int, draft: Draft, base: int) -> Figure:
    q, measured, counted = draft.quantity, draft.measured, draft.counted
    value, low, high = _bounds(q)
    measure, unit = measured.measure, _unit(analysis, draft)
    if q.form in {"fraction", "ratio"} and q.unit is None and (q.value or 0) < 1:
        value, low, high = (None if x is None else round(x * 100, 4) for x in (value, low, high))
        measure, unit = "percent", "percent"
    elif q.unit is not None and q.unit.measure not in KEEP_STATED:
        value, low, high = (None if x is None else x * q.unit.factor + q.unit.offset for x in (value, low, high))
    elif q.unit is not None and q.unit.factor != 1:
        value, low, high = (None if x is None else x * q.unit.factor for x in (value, low, high))
    elif q.modifier == "range" and q.unit is None and value is not None:
        value = float(int(value)) if low is not None and low >= 1 else value
    value, low, high = (None if x is None else _rounded(x) for x in (value, low, high))  # 67.6 * 1e9 is 67599999999.99999
    has = counted.head is not None and counted.start is not None
    return Figure(
        key=key,
        start=q.start,
        end=q.end,
        measure=measure,
        value=value,
        value_min=low,
        value_max=high,
        modifier=q.modifier,
        unit=unit,
        counted=analysis.words(counted.start, counted.end)
        if has and counted.start is not None and counted.end is not None
        else None,
        counted_start=counted.start if has else None,
        counted_end=counted.end if has else None,
        counted_type=draft.kind,
        part_of=None if draft.part_of is None else base + draft.part_of,
        scope=scope_of(analysis.parse, draft),
        as_of=None,
        statement=None,
        report=None,
        governor=measured.governor.start,
        rule=measured.rule,
        confidence=_confidence(analysis, q, measured),
    )


def _rounded(x: float) -> float:
    return float(f"{x:.12g}")


def _bounds(q: Quantity) -> tuple[float | None, float | None, float | None]:
    if q.modifier == "range" or q.value is None:
        return q.value, q.low, q.high
    if q.modifier == "exact":
        return q.value, q.value, q.value
    if q.modifier in {"at_least", "more_than"}:
        return q.value, q.value, None
    if q.modifier in {"at_most", "less_than"}:
        return q.value, None, q.value
    return q.value, None, None


def _unit(analysis: Analysis, draft: Draft) -> str | None:
    q, measure = draft.quantity, draft.measured.measure
    if q.unit is None:
        if measure in PERSONAL:
            return "person"
        if measure == "votes":
            return "vote"
        return (
            "person"
            if draft.kind is not None and draft.kind not in {"structure", "vehicle", "weapon", "animal", "other"}
            else None
        )
    code = q.unit.code
    if code == "USD" and not q.unit.exact_code:
        local = _local_dollar(analysis)
        code = local or code
    if q.unit.per is not None and code is not None:
        return f"{code}/{q.unit.per.replace(' ', '_')}"
    return code


def _local_dollar(analysis: Analysis) -> str | None:
    """The dollar of the publisher's own country, which a bare "$" means at home."""
    country = analysis.document.passport.country
    return next((c for c in LOCAL_DOLLARS if country and c[:2] == country), None)


def _as_of(analysis: Analysis, sentence: Sentence) -> str | None:
    """The day after "as of" or "as at" in a sentence."""
    tokens = analysis.parse.tokens_of(sentence)
    for a, b in pairwise(tokens):
        if a.lower == "as" and b.lower in {"of", "at"}:
            dates = analysis.date_in(b.end, min(sentence.end, b.end + 60))
            return dates[0].edtf if dates else None
    return None


def _confidence(analysis: Analysis, q: Quantity, measured: Measured) -> float:
    doubt = (
        0.85 if q.unit is not None and not q.unit.exact_code and q.unit.name == "dollar" and _local_dollar(analysis) else 1.0
    )
    return round(measured.confidence * doubt, 4)
