"""An article as read: its normalised text, where each block of it lies, and what came with it."""

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["title", "dateline", "byline", "heading", "paragraph", "caption", "credit", "boilerplate"]
"""What a stretch of text is for. Facts are read from `FACTUAL` blocks only; the rest is furniture."""

FACTUAL: tuple[BlockKind, ...] = ("title", "heading", "paragraph")

PublishedMethod = Literal["metadata", "html", "url", "text", "inferred"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text with one purpose.

    Attributes:
        start: First code point.
        end: One past the last code point.
        kind: What the stretch is for. A dateline or byline block covers only the words of the dateline
            ("ASTANA, February 6 -"), so the paragraph after it starts at its end.
    """

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Passport:
    """What is known of a source (one entry of `raw/sources.yml`), or the defaults for an unlisted one.

    Attributes:
        source: Short name of the source.
        publisher: Publisher's name, if known.
        country: ISO 3166-1 alpha-2 code of the publisher, if known.
        language: ISO 639-1 code of its articles, if all are in one language.
        timezone: IANA name, used to turn a timestamp into the day a reader would call it; `UTC` if unknown.
        day_first: Whether 6/1/2022 is read as 6 January (None: unknown).
        licence: SPDX id or a short name.
        text_may_be_released: Whether article text may be republished.
        floor: Fewest articles a build expects, None for no expectation. Fewer stop a release.
        ceiling: Most articles a build expects, None for no expectation. More warn.
    """

    source: str
    publisher: str | None = None
    country: str | None = None
    language: str | None = None
    timezone: str = "UTC"
    day_first: bool | None = None
    licence: str | None = None
    text_may_be_released: bool = False
    floor: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article as published, before any extraction.

    Attributes:
        article_id: `art_...`, from the source and url (or path and text where there is no url).
        source: Short name of the source.
        url: Where it was published, None if unknown.
        title: Headline as given by metadata or markup, None if unknown. It may or may not also be in `text`.
        authors: Author names as given.
        published_at: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ` (UTC), None if unknown.
        published_method: How `published_at` became known; None with it.
        language: ISO 639-1.
        text: Normalised text; every offset of the dataset counts its code points.
        blocks: The text's blocks in order, not overlapping; what no block covers is blank.
        raw_path: Path of the input relative to the raw folder, with `#n` for the nth (from 1) record of a file.
        ingested_at: When the input was fetched, by its passport or metadata; never the build's clock.
        passport: The source's passport.
    """

    article_id: str
    source: str
    url: str | None
    title: str | None
    authors: tuple[str, ...]
    published_at: str | None
    published_method: PublishedMethod | None
    language: str
    text: str
    blocks: tuple[Block, ...]
    raw_path: str
    ingested_at: str | None = None
    passport: Passport = field(default_factory=lambda: Passport(source="unlisted"))

    @property
    def published_day(self) -> str | None:
        """The publication day, `YYYY-MM-DD`, None if unknown."""
        return self.published_at[:10] if self.published_at else None

    def factual(self) -> tuple[Block, ...]:
        """The blocks facts are read from."""
        return tuple(block for block in self.blocks if block.kind in FACTUAL)

    def block_at(self, offset: int) -> Block | None:
        """The block that covers a code point, if any."""
        return next((block for block in self.blocks if block.start <= offset < block.end), None)
