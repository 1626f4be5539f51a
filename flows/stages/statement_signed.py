"""What the layout attributes: signed quotations ("“...” — Jane Roe"), transcripts ("ROE: ...") and paragraphs announced by a colon."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from flows.core.annotations import Analysis
from flows.core.document import FACTUAL
from flows.core.parse import Parse, Token
from flows.stages.name_spans import title_words
from flows.stages.quotes import Quotation, overlapping
from flows.stages.statement_cues import Cue, cue_words
from flows.stages.statement_spans import Content, trim

_SIGNATURE = re.compile(r"\s{0,3}(?:[―—–]|--?)\s{0,2}(?=[^\W\d_])")
_LABEL = re.compile(r"[\"“'‘]?([A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{0,20}){0,3}):\s+(?=\S)")
_LONGEST_SIGNATURE = 80
_FEWEST_WORDS = 4
_FEWEST_ANNOUNCED = 8


def find_signed(analysis: Analysis, quotations: tuple[Quotation, ...]) -> Iterator[tuple[Quotation, Token]]:
    """Quotations behind which a dash and a name end the paragraph or the line, with the name's last word."""
    blocks, text = analysis.document.blocks, analysis.text
    for quotation in quotations:
        if len(analysis.words(quotation.start, quotation.end).split()) < _FEWEST_WORDS:
            continue
        block = blocks[quotation.paragraph]
        start, end = quotation.outer_end, block.end
        if start >= end - 1 and quotation.paragraph + 1 < len(blocks):
            follower = blocks[quotation.paragraph + 1]
            start, end = follower.start, follower.end if follower.kind in FACTUAL else follower.start
        line = text.find("\n", start, end)
        end = line if line > start else end
        dash = _SIGNATURE.match(text, start, end)
        if dash is not None and end - dash.end() <= _LONGEST_SIGNATURE:
            name = _name_at(analysis, dash.end(), end)
            if name is not None:
                yield quotation, name


def _name_at(analysis: Analysis, start: int, end: int) -> Token | None:
    """The last word of the name that stands alone, or before a comma, between two code points."""
    named: list[Token] = []
    for token in analysis.parse.between(start, end):
        initial = len(token.text) <= 2 and token.text[1:] in ("", ".") and bool(named)
        if token.text[0].isupper() and token.text[0].isalpha() and (initial or not token.text.isupper()):
            named.append(token)
        elif token.text in (",", "(") and len(named) > 1:
            break
        elif token.text != "." and not (token.text.isupper() and token.text.isalpha()):
            return None
    return named[-1] if len(named) > 1 else None


def find_labelled(analysis: Analysis) -> Iterator[tuple[Content, Token]]:
    """The paragraphs of a transcript, each with the label's last word.

    A transcript has two labels or more that take turns, one of them at least twice.
    """
    found: list[tuple[int, re.Match[str]]] = []
    for number, block in enumerate(analysis.document.blocks):
        label = _LABEL.match(analysis.text, block.start, block.end) if block.kind in FACTUAL else None
        if label is not None and not {w.lower() for w in label.group(1).split()} & set(cue_words("label")):
            found.append((number, label))
    counts = Counter(label.group(1) for _, label in found)
    if len(counts) < 2 or max(counts.values()) < 2:
        return
    for number, label in found:
        block = analysis.document.blocks[number]
        if counts[label.group(1)] < 2 and not label.group(1).isupper():
            continue
        content = trim(analysis, label.end(), block.end, "labelled", "state")
        tokens = analysis.parse.between(*label.span(1))
        if tokens and content is not None and len(analysis.words(content.start, content.end).split()) >= _FEWEST_WORDS:
            yield content, tokens[-1]


def find_announced(
    analysis: Analysis, cues: tuple[Cue, ...], quotations: tuple[Quotation, ...]
) -> Iterator[tuple[Content, Cue]]:
    """Paragraphs without marks that the paragraph before announces: "The governor added:" and then what he added."""
    blocks, text = analysis.document.blocks, analysis.text
    last_cue = {bisect_right(blocks, c.token.start, key=lambda b: b.start) - 1: c for c in cues}
    for number, cue in sorted(last_cue.items()):
        if number + 1 >= len(blocks) or "quote" not in cue.frames or cue.speaker is None:
            continue
        here, after = blocks[number], blocks[number + 1]
        if after.kind not in FACTUAL or not text[here.start : here.end].rstrip().endswith(":"):
            continue
        between = text[cue.token.end : here.end]
        if len(between) > _LONGEST_SIGNATURE or ". " in between or overlapping(quotations, after.start, after.start + 2):
            continue
        if len(analysis.words(after.start, after.end).split()) >= _FEWEST_ANNOUNCED and text[after.start].isupper():
            content = trim(analysis, after.start, after.end, "announced", "state")
            if content is not None:
                yield content, cue


def find_introduced(analysis: Analysis, quotations: tuple[Quotation, ...]) -> Iterator[tuple[Content, Token]]:
    """Quotations that a colon joins to a clause without a verb of saying: "The mayor was blunt: “Leave.”", "Her answer was short: “No.”"."""
    parse, text = analysis.parse, analysis.text
    for quotation in quotations:
        if not text[max(0, quotation.outer_start - 3) : quotation.outer_start].rstrip().endswith(":"):
            continue
        before = parse.token_at(quotation.outer_start - 1) or parse.token_at(quotation.outer_start - 2)
        who = _introduces(parse, before) if before is not None else None
        content = trim(analysis, quotation.start, quotation.end, "quotation", "state")
        if who is not None and content is not None and text[content.start].isupper():
            yield content, who


def _introduces(parse: Parse, colon: Token) -> Token | None:
    """Who speaks behind a colon: the subject of "was" and an adjective, or whose answer, message or the like it is."""
    clause = parse.tokens[parse.sentence_of(colon).first : colon.i]
    verb = next((t for t in clause if t.lemma == "be" and t.pos in ("AUX", "VERB")), None)
    subject = parse.child(verb, "nsubj") if verb is not None else None
    if verb is None or subject is None or subject not in clause:
        return None
    owner = parse.child(subject, "poss")
    if subject.lemma.lower() in {*cue_words("noun"), *cue_words("text"), *cue_words("reply")}:
        return owner
    judged = parse.child(verb, "acomp")
    person = subject.pos == "PROPN" or subject.lower in ("he", "she", "they") or subject.lemma.lower() in title_words()
    return subject if person and judged is not None and judged.i < colon.i else None
