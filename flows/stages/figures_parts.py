"""Wholes and parts among the figures of a sentence, and whether a number is a total, an addition or one of many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.core.parse import Parse
from flows.stages.figures_counted import Counted
from flows.stages.figures_harm import SHOT
from flows.stages.figures_lexicon import PERSONAL, THINGS, TOLLS, figure_words
from flows.stages.figures_sentences import Measured
from flows.stages.units import Quantity

OPENERS = frozenset({"including", "include", "includes", "included", "among", "comprising", "notably", "especially"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A figure before it gets its key.

    Attributes:
        quantity: The number.
        counted: What it counts.
        kind: Kind of what it counts.
        measured: What it measures.
        part_of: Index of the draft of its whole, None if it has none.
    """

    quantity: Quantity
    counted: Counted
    kind: str | None
    measured: Measured
    part_of: int | None = None


def link_parts(parse: Parse, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Tie parts to their wholes within one sentence; a part takes the measure of its whole where it has none of its own.

    Args:
        parse: The article's parse.
        drafts: The sentence's figures in reading order.

    Returns:
        The same drafts with `part_of` as indexes into `drafts`.
    """
    out = list(drafts)
    opened: int | None = None
    for n, draft in enumerate(drafts):
        whole = _partitive(out, n)
        if whole is None:
            words = _between(parse, out, n)
            stated = _stated_first(parse, out, n, words)
            if stated is not None:
                whole, opened = stated, None
            elif any(w in OPENERS for w in words[-8:]) and n and not _clause_between(words) and words[-1:] != ["among"]:
                whole = _fitting(out, n)
                opened = whole
            elif opened is not None and words[-1:] and words[-1] in {",", "and", "&"} and len(words) <= 12:
                whole = opened if _fits(out[opened], draft) else None
            else:
                opened = None
        if whole is not None:
            measured = draft.measured
            if (
                (whole > n or _is_led_by_of(parse, out[whole]))
                and _befell_part(parse, draft, out[whole])
                and measured.measure in PERSONAL
            ):
                # "eleven of its 14 members were shot": the eleven were, of fourteen there are
                known = replace(out[whole].measured, measure="count", rule="bare")
                out[whole] = replace(out[whole], measured=known)
            harmed = out[whole].measured.measure in TOLLS and measured.rule == "complement"
            if harmed and _tells_how_badly(parse, draft):
                measured = replace(out[whole].measured, rule="part")  # "15 hurt, four of them critically"
            if (
                measured.measure == "count"
                and measured.rule == "bare"
                and out[whole].measured.measure in PERSONAL
                and draft.quantity.unit is None
            ):
                measured = replace(out[whole].measured, rule="part", confidence=out[whole].measured.confidence * 0.95)
            bare = draft.counted.head is None or draft.counted.head.pos == "PRON" or draft.counted.head.lower == "others"
            counted = draft.counted
            if _is_led_by_of(parse, out[whole]) and counted.head is None and draft.quantity.unit is None and whole == n - 1:
                wide = out[whole].counted  # "of the 61 people tried, 48 were convicted"
                counted = replace(counted, head=wide.head, start=wide.start, end=wide.end)
            kind = out[whole].kind if draft.kind is None and bare and draft.quantity.unit is None else draft.kind
            out[n] = replace(draft, counted=counted, part_of=whole, measured=measured, kind=kind)
    return tuple(out)


def _befell_part(parse: Parse, part: Draft, whole: Draft) -> bool:
    """Whether what a whole measures is told by the verb that its part is the subject of."""
    told = whole.measured.governor
    subjects = (s for verb in (told, parse.head(told)) for s in parse.children(verb, "nsubj", "nsubjpass"))
    return whole.measured.rule not in {"noun", "before_noun"} and any(s.i == part.counted.node.i for s in subjects)


def _tells_how_badly(parse: Parse, draft: Draft) -> bool:
    """Whether an adverb behind a number tells how badly its people were hurt, and not that they died."""
    behind = [t.lower for t in parse.tokens[draft.quantity.tail + 1 : draft.quantity.tail + 4]]
    words = figure_words()
    return any(words.has("severity", w) and not words.has("fatally", w) for w in behind)


def _is_led_by_of(parse: Parse, whole: Draft) -> bool:
    """Whether a whole is told first, behind "of": "of the 61 people"."""
    first = whole.quantity.token
    lead = [t.lower for t in parse.tokens[max(parse.sentence_of(parse.tokens[first]).first, first - 2) : first]]
    return "of" in lead and whole.counted.head is not None


def _between(parse: Parse, drafts: Sequence[Draft], n: int) -> list[str]:
    last = drafts[n].quantity.token
    first = drafts[n - 1].quantity.tail + 1 if n else parse.sentence_of(parse.tokens[last]).first
    return [t.lower for t in parse.between(parse.tokens[min(first, last)].start, drafts[n].quantity.start)][-40:]


def _stated_first(parse: Parse, drafts: Sequence[Draft], n: int, words: Sequence[str]) -> int | None:
    """Ties by the build of the sentence.

    "Of the 120 detainees, 75 were women"; "Among the 19 victims were four children"; "Four people died: two pilots and ...";
    "seven were hurt, one seriously"; "a car carrying four people sank; two drowned".
    """
    if not n:
        return None
    whole, draft = n - 1, drafts[n]
    first = drafts[whole].quantity.token
    sentence = parse.sentence_of(parse.tokens[first])
    lead = [t.lower for t in parse.tokens[max(sentence.first, first - 3) : first]]
    if (
        "of" in lead
        and lead[0] in {"of", ",", ";", "but", "and"}
        and {",", "only"} & set(words[-3:])
        and _fits(drafts[whole], draft)
    ):
        return whole if drafts[whole].part_of is None else None
    if "among" in lead and set(words) & {"was", "were", "is", "are"} and _fits(drafts[whole], draft):
        return whole
    follows = [t.lower for t in parse.tokens[draft.quantity.tail + 1 : draft.quantity.tail + 2]]
    if follows and figure_words().has("severity", follows[0]) and words[-1:] in ([","], ["and"]):
        return _fitting(drafts, n)
    if ":" in words and draft.kind is not None and drafts[whole].measured.measure in PERSONAL:
        return whole if _fits(drafts[whole], draft) else None
    told = draft.measured.measure in TOLLS | {"rescued", "arrested"} and draft.counted.head is None
    if told and draft.measured.rule in {"subject", "affecting", "beside"}:
        back = _fitting(drafts, n)
        known = back is not None and drafts[back].measured.measure == "count" and drafts[back].kind is not None
        return back if known and back is not None and drafts[back].kind not in THINGS else None
    return None


def _clause_between(words: Sequence[str]) -> bool:
    opener = max(i for i, w in enumerate(words) if w in OPENERS)
    return any(w in {"said", ";", "but"} for w in words[opener:])


def _partitive(drafts: Sequence[Draft], n: int) -> int | None:
    """ "two of them", "three of whom", "27 of 36 states", "12 of the dead"."""
    draft = drafts[n]
    if not draft.counted.of or (draft.quantity.form in {"fraction", "vague"} and draft.quantity.value is None):
        return None
    head = draft.counted.head
    if head is not None and head.lower in {"them", "whom", "which", "these", "those"}:
        return _fitting(drafts, n)
    # "1,400 of the two banks' 17,000 employees"
    inside = [k for k in range(n + 1, min(n + 3, len(drafts))) if head is not None and drafts[k].quantity.start < head.start]
    larger = next((k for k in inside if (drafts[k].quantity.value or 0) >= (draft.quantity.value or 0)), None)
    if larger is not None:
        return larger
    if head is not None and (
        head.lower in figure_words().after or head.lower in {"victims", "dead", "injured", "wounded", "total"}
    ):
        return _fitting(drafts, n)
    return None


def _fitting(drafts: Sequence[Draft], n: int) -> int | None:
    """The nearest figure before that the part fits into."""
    return next(
        (k for k in range(n - 1, max(-1, n - 8), -1) if drafts[k].part_of is None and _fits(drafts[k], drafts[n])), None
    )


def _fits(whole: Draft, part: Draft) -> bool:
    if whole.quantity.unit is not None or part.quantity.unit is not None:
        same = (
            whole.quantity.unit is not None
            and part.quantity.unit is not None
            and whole.quantity.unit.code == part.quantity.unit.code
        )
        return (
            same
            and whole.quantity.unit is not None
            and whole.quantity.unit.measure == "money"
            and (part.quantity.value or 0) < (whole.quantity.value or 0)
        )
    size = whole.quantity.value or whole.quantity.high or 0
    own = part.quantity.value or part.quantity.low or 0
    things = (whole.kind in THINGS) == (part.kind in THINGS) or whole.kind is None or part.kind is None
    measures = {whole.measured.measure, part.measured.measure}
    shot_dead = whole.measured.rule == SHOT and part.measured.measure == "killed"
    ok = shot_dead or len(measures) == 1 or "count" in measures or (measures <= PERSONAL and "participants" in measures)
    return own <= size and things and (ok or part.counted.of)


def scope_of(parse: Parse, draft: Draft) -> str:
    """cumulative, increment, period or single, by the words around a figure."""
    words = figure_words()
    q = draft.quantity
    sentence = parse.sentence_of(parse.tokens[q.token])
    around = parse.tokens[max(sentence.first, q.token - 3) : min(sentence.last, q.tail + 3)]
    after = [t.lower for t in parse.tokens[q.tail + 1 : min(sentence.last, q.tail + 2)]]
    before = [
        t.lower
        for t in parse.between(parse.tokens[max(sentence.first, q.token - 3)].start, parse.tokens[q.token].start)
        if t.i < q.token
    ]
    compared = [t.lower for t in parse.tokens[q.tail + 1 : q.tail + 3]] == ["more", "than"]
    if (
        (after[:1] == ["more"] and not compared)
        or "another" in before[-2:]
        or (set(after[:1]) | set(before[-2:])) & {"additional", "further"}
    ):
        return "increment"
    governor = draft.measured.governor
    if governor.lemma == "toll" or draft.measured.rule == "toll":
        return "cumulative"
    text = " ".join(t.lower for t in parse.tokens[max(sentence.first, q.token - 25) : min(sentence.last, q.tail + 25)])
    if any(
        f" {w} " in f" {text} " for w in ("so far", "altogether", "in all", "to date", "death toll", "toll", "a total of")
    ) and (draft.measured.measure in PERSONAL or draft.measured.measure == "destroyed"):
        return (
            "cumulative"
            if any(
                t.lower in words.lists["cumulative"] or t.lower in {"total", "so", "toll"}
                for t in (*around, *parse.tokens_of(sentence)[:60])
            )
            else "single"
        )
    return "period" if _is_of_period(parse, draft) else "single"


def _is_of_period(parse: Parse, draft: Draft) -> bool:
    """Whether a number is of a length of time: "40 a day", "1,200 last year".

    "A day after" and "a year ago" only tell when, and so does "last month" of what befell people at one time ("in a raid last month").
    """
    q, words = draft.quantity, figure_words().lists
    sentence = parse.sentence_of(parse.tokens[q.token])
    near = [t.lower for t in parse.tokens[max(sentence.first, q.token - 25) : min(sentence.last, q.tail + 25)]]
    for told in (phrase.split() for phrase in words["period"] if phrase.partition(" ")[0] in near):
        for at in range(len(near) - len(told) + 1):
            after = near[at + len(told) : at + len(told) + 1]
            if near[at : at + len(told)] != told or set(after) & set(words["not_period"]):
                continue
            if told[0] in {"last", "this"} and draft.measured.measure in TOLLS and _is_of_one_time(parse, draft):
                continue
            return True
    return False


def _is_of_one_time(parse: Parse, draft: Draft) -> bool:
    """Whether what befell people has one cause told with "a": "killed in a raid", "wounded by an explosion", "died when a bus fell"."""
    governor = draft.measured.governor
    causes = [o for p in parse.children(governor, "prep", "agent") for o in parse.children(p, "pobj")]
    causes += [s for c in parse.children(governor, "advcl") for s in parse.children(c, "nsubj", "nsubjpass")]
    causes += list(parse.children(governor, "nsubj"))
    return any(c.tag == "NN" and any(d.lower in {"a", "an", "another"} for d in parse.children(c, "det")) for c in causes)
