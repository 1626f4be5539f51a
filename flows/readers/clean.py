"""Normalising raw text and telling its blocks apart.

Normalisation is deterministic and the only source of offsets: the same bytes give the same text for ever (a change here
is a new text edition and raises `TEXT_EDITION`). The text keeps its furniture; blocks say what it is.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from flows.core.document import Block, BlockKind
from flows.readers.furniture import kind_of_line, opens_tail, other_script
from flows.readers.headlines import letters, without_site
from flows.readers.layout import Unit, find_units
from flows.readers.openings import find_byline, find_dateline, find_label, find_marks, find_stamp, is_dateline

TEXT_EDITION = "6"

_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NEWLINE = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028]")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{3,}")
# composing is quadratic in the length of a run of combining marks, and no language stacks thirty
_PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a"
    "\ufe20-\ufe2f]{30})[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u3099\u309a\ufe20-\ufe2f]+"
)
_TERMINAL = re.compile(r"[.!?;:…,][\"'”’»)\]]*$")
_OPENING_UNITS = 8
HEADING = 90
"""Most characters of a heading."""


def normalise(text: str) -> str:
    """Fold newlines, control marks and runs of white space; compose to NFC. Paragraph breaks (blank lines) stay."""
    text = _NEWLINE.sub("\n", text).replace("\u2029", "\n\n")
    text = _PILED.sub(r"\1", _CONTROL.sub("", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    lines = (line.strip() for line in text.split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")


def find_blocks(text: str, title: str | None = None, known: Mapping[str, BlockKind] | None = None) -> tuple[Block, ...]:
    """The blocks of a normalised text.

    Args:
        text: The normalised text.
        title: The headline, if known.
        known: Kinds that markup gave for whole lines (a `figcaption` is a caption).

    Returns:
        Blocks in order, not overlapping. Lines wrapped at a margin make one block; a dateline makes its own block.
    """
    units = find_units(text)
    kinds = _kinds(text, units, title, known or {})
    blocks: list[Block] = []
    opened = False
    for number, (unit, kind) in enumerate(zip(units, kinds)):
        start, end = unit.start, unit.end
        if number < _OPENING_UNITS and kind in ("title", "paragraph"):
            label = find_label(text[start:end])
            if label:
                blocks.append(Block(start, _rstrip(text, start, start + label), "boilerplate"))
                start = _lstrip(text, start + label, end)
        if kind == "paragraph":
            if not opened and number < _OPENING_UNITS:
                cut = find_dateline(text[start:end])
                if cut:
                    blocks.append(Block(start, _rstrip(text, start, start + cut), "dateline"))
                    start = _lstrip(text, start + cut, end)
                opened = opened or cut > 0 or end - start > HEADING
            blocks.extend(_without_marks(text, start, end))
        else:
            blocks.append(Block(start, end, kind))
    return tuple(b for b in blocks if b.end > b.start)


def _kinds(text: str, units: tuple[Unit, ...], title: str | None, known: Mapping[str, BlockKind]) -> list[BlockKind]:
    lines = [text[u.start : u.end] for u in units]
    kinds = _kinds_of_lines(lines, units, title, known)
    _caption_above_credits(kinds, lines, units)
    _unhead_what_heads_nothing(kinds)
    if "paragraph" not in kinds:
        # nothing but captions: they are all the article there is
        kinds = ["paragraph" if kind == "caption" and line not in known else kind for kind, line in zip(kinds, lines)]
    return kinds


def _kinds_of_lines(
    lines: Sequence[str], units: Sequence[Unit], title: str | None, known: Mapping[str, BlockKind]
) -> list[BlockKind]:
    """What each line is by its own words, where it stands and what came before."""
    kinds: list[BlockKind] = []
    tail = False
    titled = False
    for n, line in enumerate(lines):
        kind: BlockKind
        if n < 3 and not titled and title and _same(line, title):
            kind, titled = "title", True
        elif line in known:
            kind = known[line]
        elif n < _OPENING_UNITS and (find_stamp(line) or is_dateline(line)):
            kind = "dateline"
        elif (n < _OPENING_UNITS or n + 3 > len(lines)) and find_byline(line):
            kind = "byline"
        elif tail and len(line) <= 120 and not _TERMINAL.search(line):
            kind = "boilerplate"
        elif opens_tail(line):
            kind, tail = "boilerplate", True
        else:
            tail = False
            kind = kind_of_line(line)
            if kind == "paragraph" and other_script(line) and len(line) <= 200 and len(lines) > 1:
                kind = "caption"
            last = n + 1 == len(lines)
            if kind == "paragraph" and n == 0 and not title and not last and _headlike(line, 160) and units[1].after_blank:
                kind, titled = "title", True
            elif kind == "paragraph" and not last and _headlike(line, HEADING) and n > 0:
                kind = "heading"
        kinds.append(kind)
    return kinds


def _caption_above_credits(kinds: list[BlockKind], lines: Sequence[str], units: Sequence[Unit]) -> None:
    """A short line right above a credit line tells what the picture shows."""
    dense = sum(u.after_blank for u in units) * 3 < len(units)
    for n in range(len(kinds) - 1, 0, -1):
        above = n - 1
        if kinds[n] != "credit" or units[n].after_blank:
            continue
        if kinds[above] not in ("paragraph", "heading") or len(lines[above]) > 250:
            continue
        closes = n + 1 == len(units) or units[n + 1].after_blank
        if not _TERMINAL.search(lines[above]) or (units[above].after_blank and closes and not dense):
            kinds[above] = "caption"


def _unhead_what_heads_nothing(kinds: list[BlockKind]) -> None:
    """A heading heads something: one at the end of the text, or above nothing but furniture, is a paragraph."""
    following: BlockKind | None = None
    for n in range(len(kinds) - 1, -1, -1):
        if kinds[n] == "heading" and following in (None, "boilerplate"):
            kinds[n] = "paragraph"
        if kinds[n] not in ("caption", "credit"):
            following = kinds[n]


def _headlike(line: str, most: int) -> bool:
    return len(line) <= most and not _TERMINAL.search(line) and line[0] not in "-–—•*\"“'‘«[(" and not line[0].islower()


def _same(line: str, title: str) -> bool:
    told = letters(line)
    return told != "" and told in (letters(title), letters(without_site(title)))


def _without_marks(text: str, start: int, end: int) -> list[Block]:
    out: list[Block] = []
    at = start
    for mark_start, mark_end in find_marks(text[start:end]):
        out.append(Block(at, _rstrip(text, at, start + mark_start), "paragraph"))
        out.append(Block(start + mark_start, start + mark_end, "boilerplate"))
        at = _lstrip(text, start + mark_end, end)
    return [*out, Block(at, end, "paragraph")]


def _lstrip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
