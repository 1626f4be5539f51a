"""What to fetch: feeds (RSS, Atom), sitemaps (of news, and their indexes), lists of addresses, mailboxes."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from flows.fetch.addresses import FetchError

MOST = 50_000
"""Most addresses of a list: the limit of the sitemap protocol."""
_HTTP = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]{4,2000}", re.I)
_TRAILING = ".,;:!?)»”’"
_MAIL_HEADER = re.compile(rb"(?:From |[A-Za-z][A-Za-z-]{1,40}: )")
_DATES = ("pubDate", "published", "publication_date", "date", "issued")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a list.

    Attributes:
        url: The address.
        published_at: When the list says that the article was published, as it says it.
    """

    url: str
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds.

    Attributes:
        entries: Articles, in order, each address once.
        lists: Further lists (a sitemap index names some).
    """

    entries: tuple[Entry, ...]
    lists: tuple[str, ...] = ()


def read_list(data: bytes, base: str = "") -> Listing:
    """The addresses of a list.

    Args:
        data: Its bytes.
        base: Its own address, which relative addresses are read against.

    Raises:
        FetchError: It is no list, or it is hostile.
    """
    head = data[:1_000].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if head.startswith(b"<"):
        listing = _read_xml(data, base)
    elif _MAIL_HEADER.match(head):
        listing = Listing(tuple(Entry(url) for url in _in_mail(data)))
    else:
        listing = Listing(tuple(_in_lines(data)))
    unique: dict[str, Entry] = {}
    for entry in listing.entries:
        unique.setdefault(entry.url, entry)
    return Listing(tuple(unique.values())[:MOST], tuple(dict.fromkeys(listing.lists)))


def is_list(data: bytes, media_type: str) -> bool:
    """Whether an answer is a list of articles and no article."""
    head = data[:2_000].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if head.startswith(b"<"):
        return bool(re.search(rb"<(?:\w{1,10}:)?(?:rss|feed|RDF|urlset|sitemapindex)[\s>]", head.replace(b"\x00", b"")))
    if media_type != "text/plain":
        return False
    lines = [line.strip() for line in data[:2_000].split(b"\n")[:-1] or [data] if line.strip()]
    return bool(lines) and all(line.startswith((b"http://", b"https://", b"#")) for line in lines)


def _read_xml(data: bytes, base: str) -> Listing:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FetchError(f"{base}: not XML: {str(error)[:120]}") from None
    if root is None:
        raise FetchError(f"{base}: not XML")
    inside = root.getroottree().docinfo.internalDTD
    if inside is not None and next(iter(inside.iterentities()), None) is not None:
        raise FetchError(f"{base}: it defines entities of its own")
    name = _name(root)
    if name in ("rss", "RDF", "feed"):
        return Listing(tuple(_in_feed(root, base)))
    if name == "urlset":
        return Listing(tuple(_in_sitemap(root, "url", base)))
    if name == "sitemapindex":
        return Listing((), tuple(e.url for e in _in_sitemap(root, "sitemap", base)))
    raise FetchError(f"{base}: neither a feed nor a sitemap: its root is <{str(name)[:40]}>")


def _in_feed(root: Any, base: str) -> Iterator[Entry]:
    for element in root.iter():
        if _name(element) in ("item", "entry"):
            links = [url for child in element if (url := _link(child))]
            guids = [_text(c) for c in element if _name(c) == "guid" and c.get("isPermaLink") != "false"]
            for link in (links or [g for g in guids if g.startswith("http")])[:1]:
                yield from _entry(base, link, element)


def _link(child: Any) -> str | None:
    """The address of a `link`: RSS writes it inside, Atom in an attribute, where only `alternate` is the article."""
    if _name(child) != "link" or child.get("rel", "alternate") != "alternate":
        return None
    return (child.get("href") or "").strip() or _text(child) or None


def _in_sitemap(root: Any, name: str, base: str) -> Iterator[Entry]:
    for element in root:
        if _name(element) == name:
            for place in element:
                if _name(place) == "loc" and _text(place):
                    yield from _entry(base, _text(place), element)


def _entry(base: str, address: str, element: Any) -> Iterator[Entry]:
    try:
        yield Entry(urljoin(base, address), _date(element))
    except ValueError:  # one broken address costs itself
        return


def _date(element: Any) -> str | None:
    return next((_text(e)[:80] or None for e in element.iter() if _name(e) in _DATES), None)


def _name(element: Any) -> str:
    """The name of an element without its namespace; comments and the like have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _in_lines(data: bytes) -> Iterator[Entry]:
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if not _HTTP.fullmatch(line):
            raise FetchError(f"line {number} is no http address: {line[:80]!a}")
        yield Entry(line)


def _in_mail(data: bytes) -> Iterator[str]:
    """The addresses in the letters of a mailbox (mbox) or of one letter: out of its text, not its headers."""
    for letter in re.split(rb"(?:\A|\n)From [^\n]{0,500}\n", data):
        if not letter.strip():
            continue
        message = email.message_from_bytes(letter, policy=email.policy.default)
        for part in message.walk():
            if isinstance(part, EmailMessage) and part.get_content_type() in ("text/plain", "text/html"):
                try:
                    text = str(part.get_content())
                except (LookupError, ValueError, KeyError):
                    continue
                yield from (m.group().rstrip(_TRAILING) for m in _HTTP.finditer(text.replace("&amp;", "&")))
