"""Spans of what is said, cut free of the cue, its speaker, its hearer and marks at the edges."""

from dataclasses import dataclass

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_cues import SUBJECTS, Cue, astray

_EDGE = ' \t\n,;:.-–—()[]"“”„«»‘'


DASHES = (",", "—", "–", "-", "--")


@dataclass(frozen=True, slots=True)
class Content:
    """A span of what is said, the rule that found it and the stance its cue takes there."""

    start: int
    end: int
    rule: str
    stance: str


def trim(analysis: Analysis, start: int, end: int, rule: str, stance: str) -> Content | None:
    """A content without marks at its edges and without a leading "that"; None where no word is left."""
    text = analysis.text
    while start < end and (text[start] in _EDGE + "'’" or _is_mark(analysis.parse, text, start)):
        start += 1 if text[start] in _EDGE + "'’" else 5
    while end > start and text[end - 1] in _EDGE.replace(")", "").replace(".", ""):
        end -= 1
    for joint in (" and", " or", " but"):
        end -= len(joint) if text[start:end].endswith(joint) else 0
    # the last stop ends a sentence, unless it belongs to an abbreviation ("U.S.")
    if end > start and text[end - 1] == "." and "." not in text[start : end - 1].rpartition(" ")[2]:
        end -= 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Content(start, end, rule, stance) if end - start >= 2 else None


def _is_mark(parse: Parse, text: str, start: int) -> bool:
    """Whether "that" stands before a clause, not for something: "said that was enough"."""
    if text[start : start + 5].lower() != "that ":
        return False
    token = parse.token_at(start)
    points = token is not None and token.tag == "DT" and (token.dep in ("nsubj", "nsubjpass") or token.text == "That")
    return not points


def span_under(analysis: Analysis, head: Token, cue: Cue, rule: str, stance: str) -> Content | None:
    """The run of text under a head, on its own side of the cue and without the cue's other parts."""
    parse = analysis.parse
    run = parse.subtree(head)
    if rule == "clause" and head.i > cue.token.i:
        lost = next((t.i for t in parse.children(head, "conj") if astray(parse, t) is not None), None)
        joint = next((t.i for t in reversed(parse.children(head, "cc")) if lost is not None and t.i < lost), None)
        run = tuple(t for t in run if t.i < joint) if joint is not None else run
        split = split_subject(analysis, cue, head)
        if split is not None:
            return trim(analysis, parse.subtree(split)[0].start, run[-1].end, "parenthetical", stance)
    if head.i > cue.token.i:
        run = tuple(t for t in run if t.i > cue.token.i)
        run = run[_dated(analysis, run) :] if rule == "clause" and run and run[0].i == cue.token.i + 1 else run
        run = run[_heard(parse, cue, run) :]
        only = len(run) > 2 and run[0].dep == "advmod" and run[1].lower == "that" and run[1].dep == "mark"
        run = run[only:]  # "said only that"
        last_subject = max((t.i for t in run if cue.speaker is not None and t.i == cue.speaker.i), default=-1)
        run = tuple(t for t in run if t.i > last_subject)
    else:
        behind = cue.speaker is not None and cue.speaker.i > head.i
        edge = min(cue.first.i, _phrase_start(analysis, cue.speaker) if behind and cue.speaker is not None else cue.first.i)
        edge = min(edge, cue.edge.i) if cue.edge is not None else edge
        run = tuple(t for t in run if t.i < edge)
    return trim(analysis, run[0].start, run[-1].end, rule, stance) if run else None


def _heard(parse: Parse, cue: Cue, run: tuple[Token, ...]) -> int:
    """1 where a clause begins with whom it is told to, which the parser takes for a part of its subject: "told jurors | Jane Roe had"."""
    if cue.token.lemma != "tell" or len(run) < 3 or run[0].i != cue.token.i + 1 or run[0].dep != "compound":
        return 0
    return int(run[0].tag == "NNS" and parse.head(run[0]).pos == "PROPN")


def _dated(analysis: Analysis, run: tuple[Token, ...]) -> int:
    """How many words at a clause's head tell when it was said: "said on Monday | it would close", "said Monday | the road was shut"."""
    day = next((d for d in analysis.dates if run[0].start <= d.start <= run[0].end + 1), None)
    if day is None or (day.start > run[0].start and run[0].pos != "ADP"):
        return 0
    behind = next((n for n, t in enumerate(run) if t.start >= day.end), 0)
    opens = behind and (
        run[behind].pos in ("PRON", "DET", "PROPN") or run[behind].tag in ("NNS", "PRP$", "EX") or run[behind].lower == "that"
    )
    return behind if opens else 0


def _phrase_start(analysis: Analysis, speaker: Token) -> int:
    """The first token of a speaker's name."""
    start = speaker.i
    while start and analysis.parse.tokens[start - 1].pos == "PROPN" and analysis.parse.tokens[start - 1].dep == "compound":
        start -= 1
    return start


def split_subject(analysis: Analysis, cue: Cue, clause: Token) -> Token | None:
    """The subject of a clause that the parser gave to the cue set into it: "Three people, police said, were hurt"."""
    parse = analysis.parse
    subjects = [
        t for t in parse.children(cue.token, *SUBJECTS, "dep") if t.i < cue.token.i and t.pos in ("NOUN", "PROPN", "PRON")
    ]
    if len(subjects) < 2 or cue.speaker is None or parse.child(clause, *SUBJECTS) is not None:
        return None
    behind = parse.tokens[parse.subtree(subjects[-2])[-1].i + 1]
    return subjects[-2] if behind.text in DASHES else None
