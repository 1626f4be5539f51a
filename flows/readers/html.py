"""Pages: trafilatura finds the article, htmldate its date; the headline opens the text, captions are marked."""

import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import replace
from functools import lru_cache
from typing import Any

import htmldate
import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import Document as Extracted
from trafilatura.settings import use_config

from flows.core.document import BlockKind
from flows.readers.article import Draft
from flows.readers.clean import normalise
from flows.readers.encoding import declared_charset, decode
from flows.readers.metadata import Metadata
from flows.readers.refusal import Unreadable

LARGEST = 8_000_000
"""Most bytes of a page."""
DEEPEST = 400
MOST_ELEMENTS = 25_000
"""Finding the article takes time with the square of the elements: this many take seconds."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# these need no end tag, so that they do not count for depth
_LOOSE = frozenset(
    [
        "p",
        "li",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "td",
        "tr",
        "th",
        "dt",
        "dd",
        "option",
        "source",
        "wbr",
        "area",
        "base",
        "col",
        "embed",
        "param",
        "track",
        "thead",
        "tbody",
        "tfoot",
        "path",
        "circle",
        "rect",
    ]
)
_ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]{0,2000}\[)", re.I)


def read_html(data: bytes, metadata: Metadata) -> Draft:
    """The article of a page.

    Args:
        data: The page's bytes.
        metadata: Of its side file; markup fills what it leaves open.

    Raises:
        Unreadable: Too large, hostile, or without an article.
    """
    if len(data) > LARGEST:
        raise Unreadable("too_large", f"a page of more than {LARGEST} bytes")
    return read_markup(decode(data, metadata.charset or declared_charset(data)), metadata)


def read_markup(page: str, metadata: Metadata) -> Draft:
    """The article of a page's markup; see `read_html`."""
    _guard(page)
    _quiet()
    try:
        tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page.replace("\x00", "")))
        captions = _captions(tree)
        found = trafilatura.bare_extraction(
            page.replace("\x00", ""),
            url=metadata.url,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            config=_config(),
        )
    except Unreadable:
        raise
    except Exception as error:  # whatever a parser thinks of hostile markup costs this page only
        raise Unreadable("bad_markup", f"{type(error).__name__}: {str(error)[:120]}") from None
    if not isinstance(found, Extracted) or found.body is None:
        raise Unreadable("no_text", "the page holds no article")
    known: dict[str, BlockKind] = dict.fromkeys(captions, "caption")
    body = [line for line in _lines(found.body, known) if line]
    title = metadata.title or _clean(found.title) or None
    if not body:
        raise Unreadable("no_text", "the page holds no article")
    body = _headed(body, title)
    meta = replace(
        metadata,
        title=title,
        authors=metadata.authors or _authors(found.author),
        language=metadata.language or None,
        url=metadata.url or _url(tree),
    )
    return Draft("\n\n".join(body), meta, _date(page), known)


def _guard(page: str) -> None:
    if _ENTITY.search(page, 0, 20_000):
        raise Unreadable("bad_markup", "the page defines entities of its own")
    depth = deepest = count = 0
    for match in _TAG.finditer(page):
        count += not match.group(1)
        name = match.group(2).lower()
        if name in _LOOSE:
            continue
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise Unreadable("bad_markup", f"nested deeper than {DEEPEST} elements")
    if count > MOST_ELEMENTS:
        raise Unreadable("bad_markup", f"more than {MOST_ELEMENTS} elements")


def _captions(tree: Any) -> frozenset[str]:
    return frozenset(caption for e in tree.iter("figcaption") if (caption := _clean(e.text_content())))


def _lines(body: Any, known: dict[str, BlockKind]) -> Iterator[str]:
    """The text of each block element of trafilatura's body; table rows are marked as captions."""
    for element in body:
        if element.tag == "table":
            for row in element.iter("row"):
                line = _clean(" | ".join(" ".join(cell.itertext()) for cell in row.iter("cell")))
                if line:
                    known[line] = "caption"
                yield line
        elif element.tag == "list":
            yield from (_clean(" ".join(item.itertext())) for item in element.iter("item"))
        elif element.tag == "quote":
            inner = [_clean("".join(part.itertext())) for part in element.iter("p")]
            yield from inner or [_clean("".join(element.itertext()))]
        else:
            yield from (_clean(part) for part in "".join(_text(element)).split("\n"))
        if element.tail and element.tail.strip():
            yield _clean(element.tail)


def _text(element: Any) -> Iterator[str]:
    if element.text:
        yield element.text.replace("\n", " ")
    for child in element:
        yield "\n" if child.tag == "lb" else "".join(_text(child))
        if child.tail:
            yield child.tail.replace("\n", " ")


def _headed(body: list[str], title: str | None) -> list[str]:
    if not title or any(line.casefold() == title.casefold() for line in body[:1]):
        return body
    rest = [line for n, line in enumerate(body) if n > 3 or line.casefold() != title.casefold()]
    return [title, *rest]


def _clean(text: str | None) -> str:
    return " ".join(normalise(text or "").split())


def _authors(value: str | None) -> tuple[str, ...]:
    names = (_clean(n)[:200] for n in (value or "").split(";"))
    return tuple(dict.fromkeys(n for n in names if n))[:50]


def _url(tree: Any) -> str | None:
    """The address the page gives as its own; a page cannot tell a relative one."""
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(path):
            url = _clean(str(value))
            if re.match(r"https?://[^\s/]{1,250}/?", url) and len(url) <= 2_000:
                return url
    return None


def _date(page: str) -> str | None:
    try:
        return htmldate.find_date(page, outputformat="%Y-%m-%dT%H:%M:%S%z", original_date=True, extensive_search=False) or None
    except Exception:  # htmldate meets hostile markup too; an unknown date is no error
        return None


@lru_cache(maxsize=1)
def _config() -> ConfigParser:
    """Short news is news: below its usual 250 characters trafilatura would glue the whole page into one line."""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
    return config


@lru_cache(maxsize=1)
def _quiet() -> None:
    """The libraries log each odd page; the refusal says it better."""
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
