"""Feeds, sitemaps, lists of addresses and mailboxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fetch.addresses import FetchError
from flows.fetch.lists import Entry, Listing, is_list, read_list

RSS = """<?xml version="1.0"?><!-- made by hand --><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<link>https://mail.example/</link><atom:link rel="self" href="https://mail.example/rss"/>
<item><title>Held</title><link>https://mail.example/held?a=1&amp;b=2</link><pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate></item>
<item><atom:link rel="self" href="/x"/><link><![CDATA[ /flood ]]></link></item>
<item><guid>https://mail.example/guid</guid></item><item><guid isPermaLink="false">https://mail.example/no</guid></item>
<item><link>https://mail.example/held?a=1&amp;b=2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://mail.example/"/>
<entry><link rel="replies" href="https://mail.example/no"/><link href="https://mail.example/held"/><updated>2024-03-06T00:00:00Z</updated>
<published>2024-03-05T00:00:00Z</published></entry><entry><link rel="alternate" href="flood"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<item rdf:about="x"><link>https://mail.example/held</link><dc:date>2024-03-05</dc:date></item></rdf:RDF>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://mail.example/held </loc><lastmod>2024-03-09</lastmod><news:news><news:publication><news:name>Mail</news:name></news:publication>
<news:publication_date>2024-03-05</news:publication_date></news:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://mail.example/s1.xml</loc></sitemap></sitemapindex>"""
MBOX = """From editor@mail.example Mon Mar  4 10:00:00 2024
From: Editor <editor@mail.example>
List-Unsubscribe: <https://mail.example/bye>
Subject: Today

Read https://mail.example/held, and (https://mail.example/flood).

From editor@mail.example Tue Mar  5 10:00:00 2024
From: Editor <editor@mail.example>
Content-Type: text/html; charset=utf-8

<a href="https://mail.example/fire?a=1&amp;b=2">Fire</a>
"""


def urls(text, base="https://mail.example/feeds/rss"):
    return [e.url for e in read_list(text if isinstance(text, bytes) else text.encode(), base).entries]


def test_rss():
    assert read_list(RSS.encode(), "https://mail.example/rss").entries == (
        Entry("https://mail.example/held?a=1&b=2", "Mon, 04 Mar 2024 10:00:00 GMT"),
        Entry("https://mail.example/flood"),
        Entry("https://mail.example/guid"),
    )


def test_atom():
    assert read_list(ATOM.encode(), "https://mail.example/feeds/atom").entries == (
        Entry("https://mail.example/held", "2024-03-05T00:00:00Z"),
        Entry("https://mail.example/feeds/flood"),
    )


def test_rdf_and_news_sitemap():
    for text in (RDF, NEWS):
        assert read_list(text.encode()).entries == (Entry("https://mail.example/held", "2024-03-05"),)


def test_index():
    assert read_list(INDEX.encode()) == Listing((), ("https://mail.example/s1.xml",))


def test_plain_list():
    assert urls("# today\nhttps://mail.example/held\r\n\nhttp://mail.example/flood\n") == [
        "https://mail.example/held",
        "http://mail.example/flood",
    ]


@pytest.mark.parametrize("line", ["ftp://mail.example/a", "held", "https://mail.example/a b", "../../etc/passwd"])
def test_a_line_that_is_no_address_is_named(line):
    with pytest.raises(FetchError, match="line 2 is no http address"):
        urls(f"https://mail.example/held\n{line}\n")


def test_mailbox():
    assert urls(MBOX) == ["https://mail.example/held", "https://mail.example/flood", "https://mail.example/fire?a=1&b=2"]


def test_utf_16_feed():
    assert urls(ATOM.encode("utf-16"))[0] == "https://mail.example/held"


def test_a_feed_with_a_slip_is_read():
    assert urls(RSS.replace("<title>Held</title>", "<title>Bread & Butter</title>"))[1] == "https://mail.example/flood"


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><link>https://mail.example/&b;</link></item></channel></rss>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><link>https://mail.example/&a;</link></item></channel></rss>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.encode("utf-16")], ids=["bomb", "outside", "utf-16"])
def test_entities_are_refused(text):
    with pytest.raises(FetchError, match="defines entities"):
        urls(text)


@pytest.mark.parametrize("text", ["<html><body><a href='https://mail.example/a'>a</a></body></html>", "<", "<!-- -->"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(FetchError) as error:
        assert urls(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("data", "media", "answer"),
    [
        (RSS, "text/html", True),
        (NEWS, "application/xml", True),
        (ATOM, "text/plain", True),
        (RDF, "", True),
        ("https://mail.example/a\nhttps://mail.example/b\n", "text/plain", True),
        ("https://mail.example/a", "text/plain", True),
        ("Two men were held.\nhttps://mail.example/b\n", "text/plain", False),
        ("<!DOCTYPE html><html><body>rss feed</body></html>", "text/html", False),
        ("<html><head><link type='application/rss+xml'></head></html>", "text/html", False),
        ("", "text/plain", False),
    ],
)
def test_is_list(data, media, answer):
    assert is_list(data.encode(), media) is answer


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: f"<rss><item><link>{t}</link></item></rss>".encode()))
def test_any_bytes_are_a_list_or_refused(data):
    try:
        assert all(isinstance(e.url, str) for e in read_list(data, "https://mail.example/").entries)
    except FetchError as error:
        assert "\n" not in str(error)
