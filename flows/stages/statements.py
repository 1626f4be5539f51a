"""Attributed statements: what is said, by whom, with which word, and what that does (confirms, denies, accuses ...)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flows.core.annotations import Analysis, Mention, Statement
from flows.core.parse import Parse, Token
from flows.stages.date_attachment import DateIndex, index_dates
from flows.stages.quotes import Quotation, find_quotations, overlapping
from flows.stages.statement_contents import contents_of
from flows.stages.statement_cues import Cue, cue_words, find_cues, speaker_of
from flows.stages.statement_others import find_according, find_answers, find_noun_cues
from flows.stages.statement_phrases import name_of, noun_from, phrase
from flows.stages.statement_quotes import attribute_quotations
from flows.stages.statement_signed import find_announced, find_introduced, find_labelled, find_signed
from flows.stages.statement_spans import Content, trim
from flows.stages.statement_speakers import carry_speakers

_FEW = 4
"""Fewest of the reporter's words before a quotation that are kept with it."""

_FIRST_PERSONS = frozenset({"i", "we", "you", "me", "us"})


@dataclass(frozen=True, slots=True)
class Said:
    """A statement before its speaker is tied to an entity."""

    content: Content
    cue: Token | None
    cue_start: int | None
    cue_end: int | None
    speaker: Token | None
    addressee: Token | None
    confidence: float


def find_statements(analysis: Analysis) -> Analysis:
    """Add the article's attributed statements.

    Args:
        analysis: With document and parse; dates, mentions and entities are used where they are there.

    Returns:
        The analysis with `statements` in reading order (keys 0..n-1).
    """
    parse = analysis.parse
    quotations = find_quotations(analysis.document)
    signed, labelled = tuple(find_signed(analysis, quotations)), tuple(find_labelled(analysis))
    taken = {q.start for q, _ in signed} | {q.start for c, _ in labelled for q in overlapping(quotations, c.start, c.end)}
    open_quotations = tuple(q for q in quotations if q.start not in taken)
    cues = tuple(_speaker_outside(parse, c, quotations) for c in find_cues(parse) if not _speaks_of_itself(c, quotations))
    according = {cue.token.i: (cue, content) for content, cue in find_according(analysis)}
    cues = tuple(sorted((*cues, *(cue for cue, _ in according.values())), key=lambda c: c.token.i))
    said = list(_from_cues(analysis, cues, open_quotations, {i: (content,) for i, (_, content) in according.items()}))
    said += [Said(c, None, None, None, who, None, 0.8) for c, who in _signed(analysis, signed)]
    said += [Said(c, None, None, None, who, None, 0.8) for c, who in labelled]
    said += [
        Said(c, cue.token, cue.first.start, cue.token.end, cue.speaker, None, 0.5)
        for c, cue in find_announced(analysis, cues, quotations)
    ]
    said += [Said(c, None, None, None, who, None, 0.5) for c, who in find_introduced(analysis, open_quotations)]
    said += [Said(c, t, t.start, t.end, who, None, 0.6) for c, t, who in find_noun_cues(analysis)]
    said += [Said(c, t, t.start, t.end, who, to, 0.6) for c, t, who, to in find_answers(analysis)]
    said = _distinct(said)
    index, speakers = index_dates(analysis), _mentions_by_token(analysis)
    statements = tuple(
        _statement(analysis, index, speakers, s, quotations)
        for s in sorted(said, key=lambda s: (s.content.start, -s.content.end))
    )
    carried = carry_speakers(analysis, statements)
    return analysis.adding(statements=tuple(replace(s, key=n) for n, s in enumerate(carried)))


def _speaks_of_itself(cue: Cue, quotations: tuple[Quotation, ...]) -> bool:
    """Whether a cue only says that the speaker or writer himself speaks or thinks ("I think", "you know")."""
    quoted = bool(overlapping(quotations, cue.token.start, cue.token.end))
    first = cue.speaker is not None and cue.speaker.lower in _FIRST_PERSONS
    return (quoted and first) or ((quoted or first) and cue.token.lemma.lower() in cue_words("mental"))


def _signed(analysis: Analysis, signed: tuple[tuple[Quotation, Token], ...]) -> Iterator[tuple[Content, Token]]:
    for quotation, who in signed:
        content = trim(analysis, quotation.start, quotation.end, "signature", "state")
        if content is not None:
            yield content, who


def _speaker_outside(parse: Parse, cue: Cue, quotations: tuple[Quotation, ...]) -> Cue:
    """The cue with the speaker beside it where the parser took the end of the quotation before it for its subject."""
    speaker = cue.speaker
    if speaker is None or speaker.i > cue.token.i:
        named = _named_between(parse, cue, quotations)
        return replace(cue, speaker=named) if named is not None else cue
    inside = overlapping(quotations, speaker.start, speaker.end)
    if not inside or any(q.start <= cue.token.start < q.end for q in inside):
        return cue
    between = parse.between(inside[-1].outer_end, cue.token.start)
    before = noun_from(parse, between[0].i) if between else None
    return replace(cue, speaker=before if before and before.i < cue.token.i else noun_from(parse, cue.token.i + 1))


def _named_between(parse: Parse, cue: Cue, quotations: tuple[Quotation, ...]) -> Token | None:
    """The name between a quotation's end and the cue which the parser took for no subject: "..., survivor Ana Velsko, 33, told X"."""
    sentence = parse.sentence_of(cue.token)
    ended = [q for q in quotations if sentence.start <= q.outer_end <= cue.token.start]
    between = parse.between(ended[-1].outer_end, cue.first.start) if ended else ()
    names = [t for t in between if t.pos == "PROPN"]
    if not names or len(between) > 12 or any(t.lower in ("who", "that", "which") or t.text in ".;:" for t in between):
        return None
    first = next(i for i, t in enumerate(between) if t.pos == "PROPN")
    run = []
    for token in between[first:]:
        if token.pos != "PROPN" and token.tag not in ("HYPH", "POS"):
            break
        run.append(token)
    return run[-1]


def _from_cues(
    analysis: Analysis, cues: tuple[Cue, ...], quotations: tuple[Quotation, ...], known: Mapping[int, tuple[Content, ...]]
) -> Iterator[Said]:
    """What each cue says: its clause (`known` of some cues, by token) with the quotations in it as one, and the quotations beside it."""
    persons = _in_persons_names(analysis)
    plain = {cue.token.i: known.get(cue.token.i) or contents_of(analysis, cue, persons) for cue in cues}
    plain = {cue.token.i: _inside(analysis, cue, plain[cue.token.i], quotations) for cue in cues}
    beside: dict[int, list[tuple[Quotation, float]]] = {cue.token.i: [] for cue in cues}
    for quotation, cue, confidence in attribute_quotations(analysis, cues, plain, quotations):
        if cue is not None:
            beside[cue.token.i].append((quotation, confidence))
            continue
        unsaid = trim(analysis, quotation.start, quotation.end, "quotation", "state")
        if unsaid is not None:
            yield Said(unsaid, None, None, None, None, None, confidence)
    for cue in cues:
        addressee = _addressee(analysis.parse, cue)
        for content, confidence in _joined(analysis, cue, plain[cue.token.i], beside[cue.token.i]):
            said = content.rule == "object" and addressee is not None and content.start <= addressee.start < content.end
            to = None if said else addressee  # "urged calm"
            yield Said(content, cue.token, cue.first.start, (cue.last or cue.token).end, cue.speaker, to, confidence)


def _inside(
    analysis: Analysis, cue: Cue, contents: tuple[Content, ...], quotations: tuple[Quotation, ...]
) -> tuple[Content, ...]:
    """What a quoted cue says, no further than its quotation goes."""
    around = next(iter(overlapping(quotations, cue.token.start, cue.token.end)), None)
    if around is None or around.continues or all(around.start <= c.start and c.end <= around.end for c in contents):
        return contents
    cut = (trim(analysis, max(c.start, around.start), min(c.end, around.end), c.rule, c.stance) for c in contents)
    return tuple(c for c in cut if c is not None)


def _joined(
    analysis: Analysis, cue: Cue, contents: tuple[Content, ...], quoted: list[tuple[Quotation, float]]
) -> Iterator[tuple[Content, float]]:
    """Contents widened by the quotations they share words with, then the other quotations."""
    left = list(quoted)
    stance = cue.frames.get("quote", "state")
    for content in contents:
        shared = [q for q, _ in left if q.start < content.end and content.start < q.end]
        left = [(q, c) for q, c in left if q not in shared]
        if not shared:
            if cue.speaker is not None or (cue.passive and content.rule in ("clause", "infinitive")):
                yield content, 0.8 if cue.speaker is not None else 0.5
            continue
        first, last = min(content.start, shared[0].start), max(content.end, shared[-1].end)
        opens = len(analysis.words(first, shared[0].start).split()) < _FEW
        closed = first == shared[0].start and analysis.text[shared[-1].end - 1] in ",.?!" and last <= cue.token.start
        most = opens and shared[0].end - shared[0].start >= 0.75 * (last - first)
        if len(shared) == 1 and (closed or most) and content.rule in ("clause", "parenthetical", "according_to"):
            first, last = shared[0].start, shared[0].end
        joined = trim(analysis, first, last, "quotation" if first == shared[0].start else content.rule, content.stance)
        if joined is not None:
            yield joined, 0.9
    for quotation, confidence in left:
        alone = trim(analysis, quotation.start, quotation.end, "quotation", stance)
        if alone is not None:
            yield alone, confidence


def _addressee(parse: Parse, cue: Cue) -> Token | None:
    if cue.last is not None:
        return None
    if cue.passive:
        return (
            parse.child(cue.token, "nsubjpass", "nsubj")
            if cue.token.lemma.lower() in {"hear", *cue_words("addressing")}
            else None
        )
    dative = parse.child(cue.token, "dative")
    if dative is not None:
        return parse.child(dative, "pobj") or dative
    if cue.token.lemma.lower() in cue_words("addressing"):
        return next((t for t in parse.children(cue.token, "dobj") if t.i > cue.token.i), None)
    spoken = "to:prep" not in cue.frames and cue.token.lemma != "put"
    to = next((t for t in parse.children(cue.token, "prep") if t.lower == "to" and spoken), None)
    return parse.child(to, "pobj") if to else None


def _distinct(said: list[Said]) -> list[Said]:
    """One statement a span: the surest."""
    best: dict[tuple[int, int], Said] = {}
    for s in said:
        span = (s.content.start, s.content.end)
        if span not in best or s.confidence > best[span].confidence:
            best[span] = s
    return list(best.values())


def _mentions_by_token(analysis: Analysis) -> dict[int, Mention]:
    """The shortest mention over each token."""
    found: dict[int, Mention] = {}
    for mention in analysis.mentions:
        for token in analysis.parse.between(mention.start, mention.end):
            other = found.get(token.i)
            if other is None or mention.end - mention.start < other.end - other.start:
                found[token.i] = mention
    return found


def _in_persons_names(analysis: Analysis) -> frozenset[int]:
    """Indexes of the tokens that stand in persons' names."""
    persons = {e.key for e in analysis.entities if e.type == "person"}
    names = (m for m in analysis.mentions if m.type == "name" and m.entity in persons)
    return frozenset(t.i for m in names for t in analysis.parse.between(m.start, m.end))


def _statement(
    analysis: Analysis, index: DateIndex, speakers: dict[int, Mention], said: Said, quotations: tuple[Quotation, ...]
) -> Statement:
    content = said.content
    start = end = entity = None
    if said.speaker is not None:
        start, end = phrase(analysis.parse, said.speaker)
        who = _caller(analysis.parse, said) or said.speaker
        mention, name = speakers.get(who.i), name_of(analysis.parse, who)
        entity = mention.entity if mention else None
        if name is not None and who is not said.speaker:
            entity = speakers[name.i].entity if entity is None and name.i in speakers else entity
        elif name is not None:  # "his lawyer, Jane Roe"
            end = max(end, phrase(analysis.parse, name)[1])
            if entity is None and name.i in speakers:
                entity = speakers[name.i].entity
    date, method, _ = index.governing(said.cue) if said.cue is not None else (None, None, 0.0)
    addressee = analysis.words(*phrase(analysis.parse, said.addressee)) if said.addressee is not None else None
    return Statement(
        key=0,
        start=content.start,
        end=content.end,
        speaker=entity,
        speaker_start=start,
        speaker_end=end,
        kind=_kind(analysis, content, quotations),
        cue=analysis.words(said.cue_start, said.cue_end) if said.cue_start is not None and said.cue_end is not None else None,
        cue_start=said.cue_start,
        cue_end=said.cue_end,
        stance=content.stance,
        addressee=addressee,
        edtf=date.edtf if date is not None and method == "same_clause" else None,
        rule=content.rule,
        confidence=said.confidence,
    )


def _caller(parse: Parse, said: Said) -> Token | None:
    """Whom a pronoun means in "Jane Roe condemned what she called a threat": the subject of the verb above."""
    cue, speaker = said.cue, said.speaker
    if (
        cue is None
        or speaker is None
        or speaker.tag != "PRP"
        or not any(t.lower == "what" for t in parse.children(cue, "dobj"))
    ):
        return None
    above = next((t for t in parse.ancestors(cue) if t.pos == "VERB"), None)
    return speaker_of(parse, above) if above is not None else None


def _kind(analysis: Analysis, content: Content, quotations: tuple[Quotation, ...]) -> str:
    if content.rule in ("labelled", "announced"):
        return "direct"
    inside = overlapping(quotations, content.start, content.end)
    covered = sum(max(0, min(q.end, content.end) - max(q.start, content.start)) for q in inside)
    if not covered:
        return "indirect"
    if covered < 0.8 * (content.end - content.start) or _is_woven(analysis.text, content, inside[0]):
        return "mixed"
    return "direct"


def _is_woven(text: str, content: Content, quotation: Quotation) -> bool:
    """Whether quoted words go on with the reporter's sentence: "said the bridge was “a danger to all”"; no parts of a split quotation."""
    if content.start < quotation.outer_start:
        return True
    before = text[max(0, quotation.outer_start - 3) : quotation.outer_start].rstrip()[-1:]
    return text[content.start].islower() and before.isalnum()
