"""Normalising raw text and telling its blocks apart.

Normalisation is deterministic and the only source of offsets: the same bytes give the same text for ever (a change here
is a new text edition and raises `TEXT_EDITION`).
"""

import re
import unicodedata

from flows.core.document import Block, BlockKind

TEXT_EDITION = "1"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """Fold newlines, control marks and runs of white space; compose to NFC. Paragraph breaks (blank lines) stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n"))
    text = _SPACES.sub(" ", _CONTROL.sub("", text))
    lines = (line.strip() for line in text.split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")


def find_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Blocks of a normalised text, one a line."""
    blocks = []
    for match in re.finditer(r"[^\n]+", text):
        kind: BlockKind = "paragraph"
        if title and match.start() == 0 and match.group().casefold() == title.strip().casefold():
            kind = "title"
        blocks.append(Block(match.start(), match.end(), kind))
    return tuple(blocks)
