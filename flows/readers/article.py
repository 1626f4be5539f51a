"""From text and metadata to a `Document`: the last step of every reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.core.document import FACTUAL, BlockKind, Document, Passport, PublishedMethod
from flows.core.ids import make_id, text_sha256
from flows.readers.clean import find_blocks, normalise
from flows.readers.encoding import mend
from flows.readers.language import find_language
from flows.readers.metadata import Metadata
from flows.readers.publication import published_in_url, read_published
from flows.readers.refusal import Unreadable

LONGEST = 2_000_000
"""Most characters of an article."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found of one article.

    Attributes:
        text: As read, before normalising.
        metadata: What came with it.
        published_by_markup: A date that markup gives, used where metadata has none.
        known: Kinds that markup gives for whole lines.
    """

    text: str
    metadata: Metadata
    published_by_markup: str | None = None
    known: Mapping[str, BlockKind] = field(default_factory=dict)


def make_document(
    draft: Draft, raw_path: str, source: str, passports: Mapping[str, Passport]
) -> tuple[Document, tuple[str, ...]]:
    """The article of a draft.

    Args:
        draft: What the reader found.
        raw_path: Where it lies.
        source: Of its folder; metadata may say better.
        passports: By source.

    Returns:
        The document, and remarks on metadata that could not be used.

    Raises:
        Unreadable: Too large, empty, or in a language without a reader.
    """
    meta = draft.metadata
    if len(draft.text) > LONGEST:
        raise Unreadable("too_large", f"an article of more than {LONGEST} characters")
    text = normalise(mend(draft.text))
    if not any(c.isalnum() for c in text):
        raise Unreadable("empty", "no words")
    title = normalise(mend(meta.title)).replace("\n", " ") or None if meta.title else None
    blocks = find_blocks(text, title, draft.known)
    factual = [block.kind for block in blocks if block.kind in FACTUAL]
    if not factual or (len(blocks) > 1 and set(factual) == {"title"}):
        raise Unreadable("no_text", "nothing but furniture: a paywall, a menu or a notice")
    source = meta.source or source
    passport = passports.get(source, Passport(source))
    language = find_language(text, meta.language, passport.language)
    published, method, remarks = _published(draft, passport)
    ingested, _ = read_published(meta.ingested_at, passport) if meta.ingested_at else (None, None)
    identity = (source, meta.url) if meta.url else (source, raw_path, text_sha256(text))
    document = Document(
        article_id=make_id("art", *identity),
        source=source,
        url=meta.url,
        title=title,
        authors=meta.authors,
        published_at=published,
        published_method=method,
        language=language,
        text=text,
        blocks=blocks,
        raw_path=raw_path,
        ingested_at=ingested,
        passport=passport,
    )
    return document, remarks


def _published(draft: Draft, passport: Passport) -> tuple[str | None, PublishedMethod | None, tuple[str, ...]]:
    remarks: list[str] = []
    told: tuple[tuple[str | None, PublishedMethod], ...] = (
        (draft.metadata.published_at, "metadata"),
        (draft.published_by_markup, "html"),
        (published_in_url(draft.metadata.url), "url"),
    )
    for value, method in told:
        if value:
            published, remark = read_published(value, passport)
            if published:
                return published, method, tuple(remarks)
            remarks.append(f"published_at: {remark}")
    return None, None, tuple(remarks)
