"""Live blogs: a page whose markup tells its posts apart (schema.org `LiveBlogPosting`) is one article a post.

Each post has its own time, which dates like "earlier today" are told by; read as one article, all posts would get the time
of the page. Pages without such markup are read whole; their clocks are told as furniture.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import html as lxml_html

from flows.readers.article import Draft
from flows.readers.encoding import declared_charset, decode
from flows.readers.html import LARGEST
from flows.readers.metadata import LONGEST, Metadata, MetadataError, parse_json
from flows.readers.refusal import Unreadable

MOST = 1_000
"""Most posts of a page; a page with more is read whole."""
_OPEN = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.I)
_CLOSE = re.compile(r"</script\b", re.I)
_SAFE = re.compile(r"[^\w:.+-]+")


def read_posts(data: bytes, metadata: Metadata) -> tuple[Draft, ...]:
    """The posts of a live blog's page, newest or oldest first as the page has them.

    Args:
        data: The page's bytes.
        metadata: Of its side file.

    Returns:
        One draft a post that has a text and a time; none if the page is no live blog, or fewer than two posts are
        told, or two of them cannot be told apart.
    """
    if b"LiveBlogPosting" not in data or len(data) > LARGEST:
        return ()
    try:
        page = decode(data, metadata.charset or declared_charset(data))
    except Unreadable:
        return ()  # whoever reads the page as a whole says why
    posts = [post for blog in _blogs(page) for post in _listed(blog.get("liveBlogUpdate")) if isinstance(post, dict)]
    drafts = [draft for post in posts[: MOST + 1] if (draft := _draft(post, metadata))]
    told_apart = len({draft.metadata.url or draft.text for draft in drafts}) == len(drafts)
    return tuple(drafts) if len(drafts) > 1 and len(posts) <= MOST and told_apart else ()


def _blogs(page: str) -> Iterator[dict[str, Any]]:
    at = 0
    while (begin := _OPEN.search(page, at)) and (end := _CLOSE.search(page, begin.end())):
        at = end.end()
        try:
            found = parse_json(page[begin.end() : end.start()].strip())
        except MetadataError:
            continue
        for item in _listed(found):
            graph = _listed(item.get("@graph")) if isinstance(item, dict) else []
            yield from (b for b in (item, *graph) if isinstance(b, dict) and "LiveBlogPosting" in _listed(b.get("@type")))


def _draft(post: dict[str, Any], metadata: Metadata) -> Draft | None:
    headline, body, at = (_text(post, name) for name in ("headline", "articleBody", "datePublished"))
    if not body or not at:
        return None
    told = _text(post, "url") or _text(post, "@id") or ""
    url = told if told.startswith(("http://", "https://")) else None
    if (url is None or url == metadata.url) and metadata.url:
        url = f"{metadata.url}#{_SAFE.sub('-', told.rpartition('#')[2] or at)}"
    title = headline if headline and not body.startswith(headline) else None
    meta = replace(metadata, title=title or metadata.title, url=url and url[:LONGEST], published_at=at[:LONGEST])
    return Draft(f"{title}\n\n{body}" if title else body, meta)


def _text(post: dict[str, Any], name: str) -> str | None:
    """A field as plain text: some publishers leave markup in it."""
    value = post.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    if "<" not in value:
        return value.strip()
    try:
        tree = lxml_html.fragment_fromstring(value, create_parent="div")
    except Exception:  # whatever a parser thinks of hostile markup
        return None
    for block in tree.iter("p", "br", "li", "div"):
        block.tail = f"\n\n{block.tail or ''}"
    return "".join(tree.itertext()).strip() or None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
