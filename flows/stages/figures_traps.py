"""Numbers that are no figures: names, labels, dates, clock times, scores, addresses, list marks and idioms."""

from collections.abc import Sequence

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import TOLLS, figure_words
from flows.stages.figures_votes import odds
from flows.stages.numbers import LARGEST, Atom, is_digits, number_words
from flows.stages.units import Quantity

SUMS = frozenset({"average", "total", "maximum", "minimum"})
ORDINALS = frozenset({"st", "nd", "rd", "th", "s"})


def trap(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> str | None:
    """Why a quantity is no figure.

    Args:
        parse: The article's parse.
        atoms: Atoms of its sentence.
        q: The quantity.

    Returns:
        The name of the trap, None where it is a figure.
    """
    before = atoms[q.begin - 1] if q.begin else None
    after = atoms[q.last] if q.last < len(atoms) else None
    sizes = (q.value, q.low, q.high)
    if any(x is not None and not abs(x) <= LARGEST for x in sizes):
        return "code"
    return (
        _glued(parse, atoms, q, before, after)
        or _calendar(parse, atoms, q, before, after)
        or _label(parse, atoms, q, before, after)
        or _one(parse, atoms, q, before, after)
        or _word(parse, atoms, q, before, after)
        or _score(parse, atoms, q)
        or ("odds" if odds(atoms, q) else None)
        or _listed(atoms, q, after)
    )


def _glued(parse: Parse, atoms: Sequence[Atom], q: Quantity, before: Atom | None, after: Atom | None) -> str | None:
    head = atoms[q.begin]
    if q.signed and q.unit is None and before is not None and parse.tokens[before.token].tag == "NNP":
        return "name"
    if is_digits(head) and before is not None and head.glued:
        if before.text.isalpha() or before.text in {"#", "_", "@", "/", ":"}:
            return "name"
        tied = before.text in {"-", "–", "."} and q.begin > 1 and before.glued and atoms[q.begin - 2].text[-1:].isalnum()
        if tied and atoms[q.begin - 2].lower not in {"minus", "sub", "mid", "pre", "post"}:
            return "name"
    if after is not None and after.glued and is_digits(atoms[q.last - 1]):
        if after.lower in ORDINALS:
            return "ordinal"
        if after.text.isalpha():
            return "name"
        if after.text in {"-", "–"} and q.last + 1 < len(atoms) and atoms[q.last + 1].glued and is_digits(atoms[q.last + 1]):
            return "code"
        if (
            after.text in {":", "/", "."}
            and q.last + 1 < len(atoms)
            and atoms[q.last + 1].glued
            and is_digits(atoms[q.last + 1])
        ):
            return "code"
    return None


def _calendar(parse: Parse, atoms: Sequence[Atom], q: Quantity, before: Atom | None, after: Atom | None) -> str | None:
    words = figure_words()
    near = after.lower if after is not None else ""
    if q.unit is not None or q.form not in {"digits", "words"}:
        return None
    if q.form == "digits" and (_is_clock(atoms, q, before, near) or _is_military(atoms, q, before, near)):
        return "clock"
    upcoming = [a.lower for a in atoms[q.last : q.last + 2]]
    if (
        len(upcoming) > 1
        and words.has("weekdays", upcoming[0])
        and words.has("parts_of_day", upcoming[1])
        and (q.value or 0) <= 12
    ):
        return "clock"  # "just after eight Sunday morning"
    if words.has("clock", near) or (near == "o" and q.value is not None and q.value <= 12):
        return "clock"
    if q.form == "words":
        return None
    value = q.value or 0
    if value <= 31 and (
        _month(near, after)
        or (
            near in {",", "of"}
            and q.last + 1 < len(atoms)
            and _month(atoms[q.last + 1].lower, atoms[q.last + 1])
            and near == "of"
        )
    ):
        return "date"
    if before is not None and _month(before.lower, before) and value <= 31:
        return "date"
    text = atoms[q.first].text
    if q.modifier == "range" and q.low is not None and 1400 <= q.low <= 2100 and "," not in text and "." not in text:
        return "year"
    if len(text) == 4 and text.isdigit() and 1400 <= value <= 2100 and q.last == q.first + 1:
        return None if _counts(parse, q, before) else "year"
    dialled = before is not None and before.text.isdigit() and len(before.text) >= 3 and before.text[0] == "0"
    if dialled or (text.startswith("0") and len(text) > 1 and text.isdigit()):
        return "code"
    return None


def _is_clock(atoms: Sequence[Atom], q: Quantity, before: Atom | None, near: str) -> bool:
    """ "at 9.30 on Friday"."""
    hour, point, minute = atoms[q.first].text.partition(".")
    timed = point == "." and len(minute) == 2 and hour.isdigit() and int(hour) < 24 and minute.isdigit() and int(minute) < 60
    return timed and before is not None and before.lower in {"at", "by", "until"} and near in {"on", "local", "in"}


def _is_military(atoms: Sequence[Atom], q: Quantity, before: Atom | None, near: str) -> bool:
    """ "at 2350 on 16 January", "at 1835 (0035 GMT)"."""
    text = atoms[q.first].text
    timed = len(text) == 4 and text.isdigit() and int(text[:2]) < 24 and int(text[2:]) < 60
    follows = near in {"on", "today", "this", "yesterday", "local", "(", "tonight", "last", "", "."} or figure_words().has(
        "weekdays", near
    )
    return (
        timed
        and q.modifier in {"exact", "about"}
        and before is not None
        and before.lower in {"at", "around", "about"}
        and follows
    )


def _month(word: str, atom: Atom | None) -> bool:
    return atom is not None and atom.text[:1].isupper() and figure_words().has("months", word)


def _counts(parse: Parse, q: Quantity, before: Atom | None) -> bool:
    """Whether a number that looks like a year counts the plural noun behind it ("killed 2000 people")."""
    if q.modifier in {"more_than", "at_least", "at_most", "less_than"}:
        return True
    summed = before is not None and before.lower == "of" and parse.tokens[before.token - 1].lower in SUMS
    if summed:
        return True
    if q.modifier == "about" and before is not None and before.lower not in {"of"}:
        head = parse.head(parse.tokens[q.token])
        return head.tag == "NNS" and parse.tokens[q.token].dep == "nummod"
    token = parse.tokens[q.token]
    nxt = parse.tokens[q.token + 1] if q.token + 1 < len(parse.tokens) else None
    if nxt is None or nxt.tag != "NNS" or nxt.sentence != token.sentence:
        return False
    kind = figure_words().counted_types.get(nxt.lemma.lower())
    return kind is not None and (before is None or before.lower not in {"the", "in", "of", "since", "s", "its", "their", "his"})


def _label(parse: Parse, atoms: Sequence[Atom], q: Quantity, before: Atom | None, after: Atom | None) -> str | None:
    words = figure_words()
    if before is None or q.unit is not None or q.form in {"vague", "fraction", "ratio"}:
        return None
    token = parse.tokens[q.token]
    previous = parse.tokens[before.token]
    follows = parse.tokens[q.token + 1] if q.token + 1 < len(parse.tokens) else None
    noun_follows = (
        follows is not None and follows.sentence == token.sentence and follows.pos in {"NOUN", "ADJ"} and token.head >= token.i
    )
    if words.has("dialled", before.lower) and q.form == "digits" and len(atoms[q.first].text) >= 3 and not noun_follows:
        return "label"
    if words.has("labels", before.lower) or (
        before.text == "." and q.begin > 1 and words.has("labels", atoms[q.begin - 2].lower + ".")
    ):
        named = before.text[:1].isupper() or previous.tag in {"NN", "NNP"}
        if named and previous.pos != "VERB" and not (noun_follows and follows is not None and follows.tag == "NNS"):
            return "label"
    if follows is not None and _is_model(parse, q, previous, follows):
        return "label"
    if (
        previous.text[:1].isalpha()
        and previous.tag in {"NNP", "NNPS"}
        and not words.has("weekdays", previous.lower)
        and atoms[q.begin].start == before.end + 1
        and not noun_follows
    ):
        subject = token.dep in {"nsubj", "nsubjpass", "dobj", "pobj", "attr"}
        verbish = subject and previous.head != token.i and token.head != previous.i
        if (
            not verbish
            and (token.head == previous.i or previous.head == token.i or token.dep in {"nummod", "appos", "npadvmod"})
            and q.first + 1 == q.last
        ):
            return "label"
    if after is not None and after.text[:1].isupper() and q.form == "digits":
        if words.has("street_openers", after.lower):
            return "address"
        upcoming = [a.lower for a in atoms[q.last : q.last + 4]]
        if any(words.has("streets", w) for w in upcoming[1:]) and atoms[q.last + 1].text[:1].isupper():
            return "address"
    named = previous.tag in {"NN", "NNP"} and not words.has("weekdays", previous.lower)
    numbered = named and token.head == previous.i and previous.end + 1 == token.start
    if numbered and q.form == "digits" and q.modifier == "exact" and float(q.value or 0).is_integer() and not noun_follows:
        return "label"
    if before.text in {"#", "№"}:
        return "label"
    return None


def _is_model(parse: Parse, q: Quantity, previous: Token, follows: Token) -> bool:
    """ "the Fortune 500 firm", "an iPhone 14 Pro": a name's number before one thing."""
    cased = previous.text != previous.lower and previous.tag in {"NN", "JJ"} and parse.sentence_of(previous).first != previous.i
    named = (previous.tag in {"NNP", "NNPS"} or cased) and previous.end + 1 == parse.tokens[q.token].start
    one = (
        follows.tag in {"NN", "NNP"}
        and follows.sentence == previous.sentence
        and not figure_words().has("weekdays", previous.lower)
    )
    return named and one and q.form == "digits" and q.modifier == "exact" and (q.value or 0) > 1 and previous.dep != "pobj"


def _one(parse: Parse, atoms: Sequence[Atom], q: Quantity, before: Atom | None, after: Atom | None) -> str | None:
    if q.form != "words" or atoms[q.first].lower != "one" or q.value != 1:
        return None
    words = figure_words()
    if q.unit is not None and q.hyphened:
        return None
    if q.unit is not None and q.unit.measure == "duration" and q.unit.code == "day":
        return None if before is not None and words.has("lasting", before.lower) else "idiom"
    near = after.lower if after is not None else ""
    if before is not None and words.has("one_pronoun_before", before.lower):
        return "pronoun"
    if words.has("one_idioms", near):
        return "idiom"
    token = parse.tokens[q.token]
    head = parse.head(token)
    counts = token.dep in {"nummod", "quantmod"} and head.i > token.i
    # "he was one of 88 men brought out", "one of them, Dario Velt, died": somebody who is named, not a number
    named = near == "of" and _is_named_one(parse, token)
    group = atoms[q.last + 1].lower if near == "of" and q.last + 1 < len(atoms) else ""
    counted = token.dep == "attr" and head.lemma == "be" and (group[:1].isdigit() or group in number_words().starts)
    if named or (counted and group not in {"a", "an"}):
        return "pronoun"
    if counts and head.dep == "dobj" and parse.child(parse.head(head), "neg") is not None:
        return "idiom"  # "will not save one life"
    if q.unit is not None or counts or near == "of" or words.has("severity", near):
        return None
    harmed = (
        token.dep == "dobj" and words.passive.get(head.lemma) in TOLLS and near in {"", ".", ",", ";", "and", "in", "at", "on"}
    )
    return (
        "pronoun"
        if token.dep not in {"nsubjpass"}
        and not harmed
        and near not in {"dead", "killed", "injured", "wounded", "person", "man", "woman"}
        else None
    )


def _is_named_one(parse: Parse, one: Token) -> bool:
    """Whether a name stands between commas behind "one of": "one of them, Dario Velt,", "one of those held, the nurse Ada Rell,"."""
    rest = parse.tokens[one.i + 2 : min(parse.sentence_of(one).last, one.i + 14)]
    comma = next((k for k, t in enumerate(rest[:4]) if t.text == ","), None)
    if comma is None:
        return False
    inside = rest[comma + 1 :]
    end = next((k for k, t in enumerate(inside) if t.text in {",", "(", ";"} or t.pos in {"VERB", "AUX"}), None)
    return end is not None and any(t.tag == "NNP" for t in inside[:end]) and inside[end].text == "," and inside[0].pos != "ADP"


def _word(parse: Parse, atoms: Sequence[Atom], q: Quantity, before: Atom | None, after: Atom | None) -> str | None:
    """Words that look like numbers: "a settling of scores", "close to zero", "a two-wheeler", "a 9 mm pistol"."""
    token = parse.tokens[q.token]
    scores = atoms[q.first].lower == "scores" and q.form == "vague"
    if scores and (after is None or after.lower != "of"):
        settled = before is not None and before.lower in {"of", "their", "his", "its", "old", "test", "exam"}
        verb = parse.head(token).lemma.lower()
        if settled or verb in {"settle", "keep", "post", "compare"} or token.dep in {"compound", "pobj", "ROOT"}:
            return "idiom"
    if q.value == 0 and q.form == "words" and q.unit is None and token.dep not in {"nummod", "compound"}:
        return "idiom"
    follows = parse.tokens[q.tail + 1 : q.tail + 3]
    if q.unit is None and any(t.lower.strip("-.") in {"cal", "caliber", "calibre"} for t in follows):
        return "name"  # "two .38-cal pistols"
    group = parse.tokens[q.token - 2 : q.token] if q.token > 1 else ()
    if q.unit is None and [t.text for t in group] == ["Group", "of"]:
        return "name"  # "the Group of Eight summit"
    if (
        after is not None
        and after.text in {"-", "‑"}
        and len(follows) > 1
        and figure_words().has("numbered_things", follows[1].lemma)
    ):
        return "name"
    bored = q.unit is not None and q.unit.measure == "distance" and q.unit.name in {"millimetre", "millimeter", "mm"}
    if bored and any(figure_words().has("bored", t.lemma.lower()) for t in follows):
        return "name"
    return None


def _score(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> str | None:
    if q.unit is not None or q.form not in {"digits"}:
        return None
    dashed = any(a.text in {"-", "–"} for a in atoms[q.first : q.last])
    close = [a.lower for a in atoms[max(0, q.begin - 6) : q.begin]] + [a.lower for a in atoms[q.last : q.last + 3]]
    spread = [parse.tokens[a.token].lemma for a in atoms[max(0, q.begin - 6) : q.begin]]
    if q.modifier != "range" and not dashed:
        pair = _dashed_pair(atoms, q)
        return "score" if pair else None
    if not dashed:
        return None
    words = figure_words()
    token = parse.tokens[q.token]
    counts = token.dep in {"nummod", "quantmod"} and parse.head(token).i > token.i and parse.head(token).tag in {"NNS", "NNPS"}
    scored = any(words.has("score_verbs", w) for w in (*close, *spread))
    return "score" if scored or not counts else None


def _dashed_pair(atoms: Sequence[Atom], q: Quantity) -> bool:
    """ "2-0", which is no range since it falls."""
    for at, step in ((q.last, 1), (q.begin - 1, -1)):
        if (
            0 <= at < len(atoms)
            and atoms[at].text in {"-", "–"}
            and 0 <= at + step < len(atoms)
            and is_digits(atoms[at + step])
        ):
            tight = atoms[at].glued and atoms[max(at, at + step)].glued
            if tight:
                return True
    return False


def _listed(atoms: Sequence[Atom], q: Quantity, after: Atom | None) -> str | None:
    if q.unit is not None or q.form != "digits":
        return None
    if q.begin == 0 and after is not None and after.text in {".", ")"} and after.glued:
        return "list"
    wrapped = q.begin and atoms[q.begin - 1].text in {"(", "["} and after is not None and after.text in {")", "]"}
    if wrapped and q.value is not None and q.value == int(q.value):
        return "list"
    return "list" if q.begin == 0 and q.last == len(atoms) else None


def in_names(analysis: Analysis) -> tuple[tuple[int, int], ...]:
    """Spans of names and time expressions, in reading order: their numbers are theirs."""
    names = [(m.start, m.end) for m in analysis.mentions if m.type == "name"]
    dates = [(d.start, d.end) for d in analysis.dates if d.edtf or not _is_length(analysis, d.start, d.end)]
    return tuple(sorted((*names, *dates)))


def _is_length(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a time no day is known of is a length: "closed for 16 hours after the crash", "died three days after his arrest"."""
    said = analysis.text[start:end].lower()
    return analysis.text[max(0, start - 4) : start].lower() == "for " or said.endswith((" after", " before"))
