"""Whose words a quotation holds: the cue beside it, the speaker of the quotation before it, or nobody's."""

from bisect import bisect_left

from flows.core.annotations import Analysis
from flows.stages.quotes import Quotation
from flows.stages.statement_cues import Cue, cue_words
from flows.stages.statement_spans import Content

_NEAR = 90
"""Most characters between a quotation and the cue beside it."""

_TOLD = 0.6
"""Confidence that the speaker of the sentence before a quotation speaks it too."""

Attributed = tuple[Quotation, Cue | None, float]


def attribute_quotations(
    analysis: Analysis, cues: tuple[Cue, ...], contents: dict[int, tuple[Content, ...]], quotations: tuple[Quotation, ...]
) -> list[Attributed]:
    """Tie quotations to cues.

    Args:
        analysis: The article.
        cues: Its cues in order.
        contents: Contents already found under each cue, by the cue's token.
        quotations: Its quotations in order.

    Returns:
        Quotations that somebody says, each with its cue and a confidence. A short quotation inside a clause that no cue
        governs ("so-called experts") is nobody's and left out.
    """
    starts = [c.token.start for c in cues]
    out: list[Attributed] = []
    last: Attributed | None = None
    for n, quotation in enumerate(quotations):
        cue = _beside(analysis, cues, starts, contents, quotation)
        if cue is not None:
            last = (quotation, cue, 0.9)
            out.append(last)
        elif _is_sentence(analysis, quotation) and not _is_title(analysis, quotation):
            told = _told_before(analysis, cues, starts, contents, quotation)
            confidence = _carry(last, quotation, quotations[n - 1]) if last is not None else 0.0
            before = last[1].token.i if last is not None and last[1] is not None and confidence else -1
            if told is not None and told.token.i > before:
                last = (quotation, told, _TOLD)
                out.append(last)
            elif last is not None and confidence:
                last = (quotation, last[1], confidence)
                out.append(last)
            elif len(analysis.words(quotation.start, quotation.end).split()) >= 8:
                out.append((quotation, None, 0.3))
    return out


def _told_before(
    analysis: Analysis, cues: tuple[Cue, ...], starts: list[int], contents: dict[int, tuple[Content, ...]], quotation: Quotation
) -> Cue | None:
    """The cue that governs the sentence before a quotation that is a sentence too: "She said the road was closed. “It is too steep.”"."""
    parse, blocks = analysis.parse, analysis.document.blocks
    tokens = parse.between(quotation.outer_start, quotation.end)
    if not tokens or analysis.text[quotation.end - 1] not in ".?!…":
        return None
    sentence = parse.sentence_of(tokens[0])
    if sentence.start < quotation.outer_start - 1 or sentence.index == 0:
        return None
    before = parse.sentences[sentence.index - 1]
    opens = quotation.outer_start <= blocks[quotation.paragraph].start + 1
    least = blocks[quotation.paragraph - opens].start if quotation.paragraph else 0
    here = cues[bisect_left(starts, before.start) : bisect_left(starts, before.end)] if before.start >= least else ()
    spoken = [c for c in here if "quote" in c.frames and _may_go_on(c) and contents[c.token.i]]
    return next((c for c in spoken if c.token.dep in ("ROOT", "ccomp", "conj")), None) if spoken else None


def _may_go_on(cue: Cue) -> bool:
    """Whether who speaks a sentence may speak the quotation behind it: not who asks, nor the writer."""
    asks = cue.token.lemma.lower() in ("ask", "wonder", "inquire", "enquire", "query", "question")
    return cue.speaker is not None and not asks and cue.speaker.lower not in ("i", "we")


def _carry(last: Attributed, quotation: Quotation, before: Quotation) -> float:
    """How surely the speaker of the last quotation speaks this one too; 0 where not."""
    apart = quotation.paragraph - last[0].paragraph
    if last[0].continues and before is last[0]:
        return 0.85
    if apart == 0:
        return 0.75
    return 0.5 if apart == 1 else 0.4 if apart <= 3 else 0.0


def _is_sentence(analysis: Analysis, quotation: Quotation) -> bool:
    words = analysis.words(quotation.start, quotation.end).strip()
    return len(words.split()) >= 3 and (words[:1].isupper() or words[:3] in ("...", "…"))


def _is_title(analysis: Analysis, quotation: Quotation) -> bool:
    """Whether a quotation looks like the name of a work: few words, the long ones capitalised.

    A stop at its end, inside the marks, makes it speech, unless a word such as "on" or "titled" stands before it.
    """
    words = analysis.words(quotation.start, quotation.end).split()
    if not 0 < len(words) <= 7 or not all(w[:1].isupper() or len(w) <= 3 for w in words):
        return False
    before = analysis.text[max(0, quotation.outer_start - 30) : quotation.outer_start].split()
    if words[-1][-1:] not in ".,?!":
        return True
    return bool(before) and (before[-1].lower() in cue_words("work") or before[-1].endswith(("'s", "’s")))


def _beside(
    analysis: Analysis, cues: tuple[Cue, ...], starts: list[int], contents: dict[int, tuple[Content, ...]], quotation: Quotation
) -> Cue | None:
    first = bisect_left(starts, quotation.outer_start - 2 * _NEAR)
    last = bisect_left(starts, quotation.outer_end + _NEAR)
    ranked: list[tuple[int, bool, int, Cue]] = []
    for cue in cues[first:last]:
        if "quote" not in cue.frames and not contents[cue.token.i]:
            continue
        if quotation.start <= cue.token.start < quotation.end:
            continue
        if any(c.start < quotation.end and quotation.start < c.end for c in contents[cue.token.i]):
            ranked.append((0, cue.last is not None, abs(cue.token.start - quotation.start), cue))
            continue
        gap = _gap(analysis, cue, quotation) if not _is_title(analysis, quotation) else None
        stopped = cue.token.start < quotation.start and analysis.text[
            max(0, quotation.outer_start - 3) : quotation.outer_start
        ].rstrip().endswith(".")
        if gap is not None and (_goes_on(analysis, cue, contents[cue.token.i], quotation) or (stopped and not _may_go_on(cue))):
            gap = None
        if gap is not None and "quote" in cue.frames and cue.speaker is not None:
            ranked.append((1, cue.last is not None, gap, cue))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else _announced(analysis, cues, starts, quotation)


def _goes_on(analysis: Analysis, cue: Cue, contents: tuple[Content, ...], quotation: Quotation) -> bool:
    """Whether a cue behind a quotation that ends a sentence says something else: "“It is safe.” Jane Roe claims the road is old."."""
    between = analysis.words(quotation.outer_end, max(quotation.outer_end, cue.token.start)).lower().lstrip(", ").split()
    if (
        cue.token.start >= quotation.outer_end
        and between[:1]
        and between[0] in ("but", "and", "while", "though", "although", "as")
    ):
        return between[0] != "as" or any(c.start > cue.token.start for c in contents)  # "..., but others say that"
    ended = analysis.text[quotation.end - 1] in ".?!" and not _in_one_sentence(analysis, cue, quotation)
    if cue.token.start < quotation.outer_end or not ended:
        return False
    behind = analysis.parse.tokens[cue.token.i + 1 : cue.token.i + 2]
    told = cue.speaker is not None and cue.speaker.i < cue.token.i and cue.token.lemma.lower() not in cue_words("addressing")
    full = told and bool(behind) and behind[0].pos in ("NOUN", "DET", "PRON", "VERB", "ADJ", "SCONJ", "NUM")
    return any(c.start > cue.token.start for c in contents) or full or cue.token.dep in ("ccomp", "advcl", "relcl", "acl")


def _announced(analysis: Analysis, cues: tuple[Cue, ...], starts: list[int], quotation: Quotation) -> Cue | None:
    """The cue that closes the paragraph before with a colon: "The minister wrote:" and then the quotation."""
    blocks = analysis.document.blocks
    here = blocks[quotation.paragraph]
    if quotation.paragraph == 0 or quotation.outer_start > here.start + 1:
        return None
    before = blocks[quotation.paragraph - 1]
    if not analysis.text[before.start : before.end].rstrip().endswith(":"):
        return None
    sentence = analysis.parse.sentence_at(before.end - 1)
    first = bisect_left(starts, sentence.start if sentence else before.start)
    spoken = [c for c in cues[first : bisect_left(starts, before.end)] if "quote" in c.frames and c.speaker is not None]
    return spoken[-1] if spoken else None


def _gap(analysis: Analysis, cue: Cue, quotation: Quotation) -> int | None:
    """Characters between a cue and a quotation where only the speaker or a few words stand between them, else None."""
    before = cue.token.start < quotation.outer_end
    if not before:
        between = analysis.text[quotation.outer_end : cue.token.start]
        limit = _NEAR
    else:
        between = analysis.text[cue.token.end : quotation.outer_start]
        limit = 40 if not between.rstrip().endswith((":", ",")) else _NEAR
    block = analysis.document.blocks[quotation.paragraph]
    if len(between) > limit or not block.start <= cue.token.start < block.end or any(m in between for m in '“”«»"'):
        return None
    inner = between.strip(" ,.:;")
    if before and between.lstrip().startswith("."):
        return None
    if (". " in inner or inner.endswith(".")) and not _in_one_sentence(analysis, cue, quotation):
        return None
    closing = analysis.text[quotation.end - 1 : quotation.outer_end]
    if not before and not (set(closing) & set(",.?!—-") or between.lstrip()[:1] in (",", "-", "–", "—")):
        return None
    return len(between)


def _in_one_sentence(analysis: Analysis, cue: Cue, quotation: Quotation) -> bool:
    """Whether the quotation ends in the cue's sentence, or begins there: a stop between them is an abbreviation's ("Mr. Roe said")."""
    edge = quotation.outer_end - 1 if cue.token.start >= quotation.outer_end else quotation.outer_start
    tokens = analysis.parse.between(edge, edge + 1)
    return bool(tokens) and tokens[0].sentence == cue.token.sentence
