"""Quotation marks of an article, paired into quotations."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from flows.core.document import FACTUAL, Document

_MARK = re.compile(r"[“”„«»\"‘’‹›`']+")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", '"': '"', "''": "''", "``": "''", "‘": "’", "'": "'", "”": "”", "»": "«"}
_SINGLE = frozenset({"‘", "'", "’"})
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two quotation marks.

    Attributes:
        start: First code point after the opening mark.
        end: Code point of the closing mark, or the paragraph's end where it runs on into the next one.
        outer_start: Code point of the opening mark.
        outer_end: One past the closing mark.
        paragraph: Number of its block.
        continues: Whether it goes on in the next paragraph, which opens with a mark again.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool = False


def find_quotations(document: Document) -> tuple[Quotation, ...]:
    """The quotations of a document's factual blocks in reading order; one inside another counts as part of the outer one.

    Apostrophes are no marks: a single mark opens only before a word at a word's beginning, and closes only after a word or
    stop, with none open inside. A mark without a partner in its paragraph opens a quotation only where the next paragraph
    opens with the same mark.
    """
    found: list[Quotation] = []
    for number, block in enumerate(document.blocks):
        if block.kind in FACTUAL:
            follower = document.text[block.end : block.end + 4].lstrip()[:1]
            found.extend(_in_block(document.text, block.start, block.end, number, follower))
    return tuple(found)


def overlapping(quotations: tuple[Quotation, ...], start: int, end: int) -> tuple[Quotation, ...]:
    """The quotations whose words overlap the code points `start` to `end`."""
    first = bisect_left(quotations, start, key=lambda q: q.end)
    last = bisect_left(quotations, end, key=lambda q: q.start)
    return quotations[first:last]


def _in_block(text: str, start: int, end: int, number: int, follower: str) -> Iterator[Quotation]:
    marks = [m for m in _MARK.finditer(text, start, end) if not _is_apostrophe(text, m.start(), m.end())]
    i = 0
    while i < len(marks):
        opening = marks[i]
        mark = opening.group() if opening.group() in _PAIRS else opening.group()[:1]
        closers = _PAIRS.get(mark)
        if closers is None or not _opens(text, opening.start(), opening.end()):
            i += 1
            continue
        close = _partner(text, marks, i, mark, closers)
        inside = opening.start() + len(mark)
        if close is not None:
            stop = marks[close].start() if marks[close].group()[:1] in closers else marks[close].end() - 1
            yield Quotation(inside, stop, opening.start(), marks[close].end(), number)
            i = close + 1
        elif follower == mark[0] and mark not in _SINGLE:
            yield Quotation(inside, end, opening.start(), end, number, True)
            return
        else:
            i += 1


def _partner(text: str, marks: list[re.Match[str]], i: int, mark: str, closers: str) -> int | None:
    for j in range(i + 1, min(i + 40, len(marks))):
        found = marks[j]
        if found.start() - marks[i].end() > _LONGEST:
            return None
        if not any(c in closers or found.group() == closers for c in found.group()):
            continue
        if (
            mark in ('"', "'", "”")
            and _opens(text, found.start(), found.end())
            and not _closes(text, found.start(), found.end())
        ):
            return None
        if mark in _SINGLE and not _closes(text, found.start(), found.end()):
            continue
        return j
    return None


def _is_apostrophe(text: str, start: int, end: int) -> bool:
    if end - start > 1 or text[start] not in "'’‘`":
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() and after.isalnum():
        return True
    if text[start] == "‘":
        return after.isdigit()
    if text[end + 1 : end + 2] in ("'", "’") or text[start - 2 : start - 1] in ("'", "’"):
        return True  # rock 'n' roll
    # '90s, and the plural possessive: only a mark that could close a quotation stays
    return after.isdigit() and not before.isalnum()


def _opens(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else " ", text[end : end + 1]
    return bool(after) and not after.isspace() and (not before or not before.isalnum()) and after not in ",.;:!?)"


def _closes(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else " ", text[end : end + 1]
    return not before.isspace() and not after.isalnum()
