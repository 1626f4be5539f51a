"""Lines put together again: text wrapped at a margin has one paragraph on many lines."""

import re
from dataclasses import dataclass

WIDEST = 132
"""Longest line a margin makes; texts with longer lines are not wrapped."""

_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ENDED_OR_OPEN = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong together.

    Attributes:
        start: First code point.
        end: One past the last.
        after_blank: Whether a blank line (or nothing) stands before it.
    """

    start: int
    end: int
    after_blank: bool


def find_units(text: str) -> tuple[Unit, ...]:
    """The paragraphs of a normalised text, wrapped lines joined."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    width = _width(text, lines)
    units: list[Unit] = []
    for start, end in lines:
        blank = start == 0 or text[start - 2 : start] == "\n\n" or not units
        if units and not blank and _continues(text[lines_start(text, units[-1].end) : units[-1].end], text[start:end], width):
            units[-1] = Unit(units[-1].start, end, units[-1].after_blank)
        else:
            units.append(Unit(start, end, blank))
    return tuple(units)


def lines_start(text: str, end: int) -> int:
    """Where the line that ends at `end` begins."""
    return text.rfind("\n", 0, end) + 1


def _width(text: str, lines: list[tuple[int, int]]) -> int | None:
    """The margin of a wrapped text, None for one that is not wrapped."""
    if len(lines) < 2 or max(end - start for start, end in lines) > WIDEST:
        return None
    joined = broken = 0
    for (start, end), (following, _) in zip(lines, lines[1:]):
        if following - end == 1:
            joined += 1
            broken += not _ENDED_OR_OPEN.search(text, max(start, end - 8), end) and text[following].islower()
    return max(end - start for start, end in lines) if broken and broken * 5 >= joined else None


def _continues(line: str, following: str, width: int | None) -> bool:
    """Whether a line goes on in the next one, no blank line between them."""
    ended = bool(_ENDED.search(line, max(0, len(line) - 8)))
    if following[0].islower() and not _ENDED_OR_OPEN.search(line, max(0, len(line) - 8)) and len(line) > 20:
        return True
    if width is None:
        return False
    first = following.split(" ", 1)[0]
    full = len(line) + 1 + len(first) > width
    return full or (not ended and len(line) * 10 >= width * 7)
