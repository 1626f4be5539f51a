"""Who "he", "she" or "it" is that goes on speaking: the speaker before, where nobody else was named in between."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from flows.core.annotations import Analysis, Statement
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.stages.coreference_candidates import Reading, read_persons
from flows.stages.event_lexicon import noun_classes
from flows.stages.quotes import find_quotations, overlapping
from flows.stages.statement_cues import cue_words

_PARAGRAPHS = 2
"""How many paragraphs further on a pronoun may still mean the speaker before."""

_AGED = re.compile(r"(the )?\d+-year-old( \w+)?")
"""Words for somebody of whom was told just before: "the 34-year-old teacher"."""

_SENTENCES = 3
"""How many sentences back the subject may stand whom "he" or "she" means."""

_OWN = ("parenthetical", "according_to")
"""Rules whose contents hold their own cue."""


def carry_speakers(analysis: Analysis, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Give statements by a pronoun without an entity the speaker before.

    Args:
        analysis: With parse, mentions and entities.
        statements: In reading order, with the words of their speakers.

    Returns:
        The same statements, some with an entity.
    """
    genders = read_yaml("pronouns")["pronouns"]
    reading, inside = read_persons(analysis), _said(analysis, statements)
    blocks = analysis.document.blocks
    out = list(statements)
    last: Statement | None = None
    spoken = [n for n, s in enumerate(statements) if s.speaker_start is not None and not inside(s.speaker_start)]
    nominal: Statement | None = None
    for n in sorted(spoken, key=lambda n: (statements[n].speaker_start or 0, n)):
        s = out[n]
        start, end = s.speaker_start or 0, s.speaker_end or 0
        gender = genders.get(analysis.words(start, end).lower())
        if last is not None and last.speaker is not None and s.speaker is None and gender is not None:
            before = (last.speaker_start or 0, last.speaker_end or 0)
            apart = bisect_right(blocks, start, key=lambda b: b.start) - bisect_right(blocks, before[0], key=lambda b: b.start)
            fits = reading.fits(last.speaker, gender) and apart <= _PARAGRAPHS
            if before == (start, end) or (fits and not _rivals(reading, last.speaker, gender, (before[1], start), inside)):
                s = out[n] = replace(s, speaker=last.speaker)
        if s.speaker is None and gender in ("m", "f"):
            s = out[n] = replace(s, speaker=_subject_before(analysis, reading, start, gender))
        if s.speaker is None and gender is None and _AGED.fullmatch(analysis.words(start, end)):
            s = out[n] = replace(s, speaker=_subject_before(analysis, reading, start, None))
        if s.speaker is None and gender is None and last is not None and last.speaker is not None:
            body = last.speaker if _is_that_body(analysis, reading, (start, end), last) else None
            apart = bisect_right(blocks, start, key=lambda b: b.start) - bisect_right(
                blocks, last.speaker_start or 0, key=lambda b: b.start
            )
            s = out[n] = replace(s, speaker=body if apart <= _PARAGRAPHS else None)
        if s.speaker is None and gender is not None and nominal is not None and last is nominal:
            # "The prison service rejected the claim. ... it said": nobody has a name, yet the words tell who it is
            before = (nominal.speaker_start or 0, nominal.speaker_end or 0)
            apart = bisect_right(blocks, start, key=lambda b: b.start) - bisect_right(blocks, before[0], key=lambda b: b.start)
            if apart <= _PARAGRAPHS and _is_called(reading, before, gender):
                s = replace(s, speaker_start=before[0], speaker_end=before[1])
                out[n], s = s, replace(s)
        if s.speaker is None and s.speaker_start is not None and gender is None:
            nominal = s
            last = s
        elif gender is None or s.speaker is not None:
            last = s
        elif (s.speaker_start, s.speaker_end) != (start, end):
            last = nominal  # it may go on speaking
        else:
            last = s
    return tuple(out)


def _subject_before(analysis: Analysis, reading: Reading, start: int, gender: str | None) -> int | None:
    """The named person who is the subject of the last sentence outside quotations before "he" or "she" (None: of any gender)."""
    parse, quotations, genders = analysis.parse, reading.quotations, read_yaml("pronouns")["pronouns"]
    here = parse.sentence_at(start)
    for index in range(here.index - 1, max(-1, here.index - 1 - _SENTENCES), -1) if here is not None else ():
        sentence = parse.sentences[index]
        if overlapping(quotations, sentence.start, sentence.start + 1):
            continue
        subjects = [t for t in parse.tokens_of(sentence) if t.dep in ("nsubj", "nsubjpass") and _is_main(parse, parse.head(t))]
        same = gender is not None and len(subjects) == 1 and genders.get(subjects[0].lower) == gender
        if same and all(m.start != subjects[0].start for m in analysis.mentions):
            continue  # another "he" that nothing ties
        heads = {t.i for t in subjects} | {a.i for t in subjects for a in parse.children(t, "appos")}
        inside = (m for m in analysis.mentions if sentence.start <= m.start < sentence.end)
        found = {m.entity for m in inside if any(t.i in heads for t in parse.between(m.start, m.end))}
        found = {e for e in found if reading.types[e] == "person"}
        only = found.pop() if len(subjects) == 1 and len(found) == 1 else None
        return only if only is not None and (gender is None or reading.fits(only, gender)) else None
    return None


def _is_main(parse: Parse, verb: Token) -> bool:
    return verb.dep == "ROOT" or (verb.dep in ("aux", "auxpass") and parse.head(verb).dep == "ROOT")


def _is_that_body(analysis: Analysis, reading: Reading, span: tuple[int, int], last: Statement) -> bool:
    """Whether "the group" or the like, without more words, is who spoke last: an organization, or what its description says."""
    called = analysis.words(*span).lower().split()
    if len(called) != 2 or called[0] != "the" or last.speaker is None or last.speaker_start is None or last.speaker_end is None:
        return False
    head = reading.parse.span_head(last.speaker_start, last.speaker_end)
    if head is not None and any(t.lower == called[1] for t in reading.parse.children(head, "appos")):
        return True
    if reading.types[last.speaker] != "organization":
        return False
    name = next(e.name for e in analysis.entities if e.key == last.speaker).lower()
    return called[1] in cue_words("body") or called[1] in name.split()


def _is_called(reading: Reading, span: tuple[int, int], gender: str) -> bool:
    """Whether "it", "he" or "she" may stand for a phrase that names nobody: a body for "it", one person for the others."""
    head = reading.parse.span_head(*span)
    if head is None or head.tag != "NN":
        return False
    person = head.lemma.lower() in words("names", "nouns", "person")
    return person if gender != "n" else head.lemma.lower() in noun_classes()["organization"]


def _said(analysis: Analysis, statements: tuple[Statement, ...]) -> Callable[[int], bool]:
    """Tells whether a code point stands in what somebody says."""
    spans = [(s.start, s.end) for s in statements if s.rule not in _OWN]
    spans = sorted(spans + [(q.start, q.end) for q in find_quotations(analysis.document)])
    starts = [start for start, _ in spans]
    ends = list(itertools.accumulate((end for _, end in spans), max))

    def inside(point: int) -> bool:
        k = bisect_right(starts, point)
        return k > 0 and point < ends[k - 1]

    return inside


def _rivals(reading: Reading, speaker: int, gender: str, span: tuple[int, int], inside: Callable[[int], bool]) -> bool:
    """Whether anybody else the pronoun could mean is named between two code points, outside what is said."""
    tokens = reading.parse.between(*span)
    if not tokens:
        return False
    for candidate in reading.between(tokens[0].i, tokens[-1].i + 1):
        fits = gender != "n" if candidate.entity is None else reading.fits(candidate.entity, gender)
        if fits and candidate.entity != speaker and not inside(reading.parse.tokens[candidate.first].start):
            return True
    return False
