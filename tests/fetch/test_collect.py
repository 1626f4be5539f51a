"""Rounds of fetching: what is stored, what is not, and that builds can read it."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from flows.core.errors import TarikhError
from flows.fetch.client import Manners
from flows.fetch.collect import Round
from flows.intake import fetch_into
from flows.readers.inventory import find_inputs
from flows.readers.read import read_input
from flows.resolve.duplicates import split_editions

WORDS = "Two men were held in Verrin on Monday after a search that lasted for nine days, the police said."


def page(words=WORDS):
    return f"<html><head><title>Two held</title></head><body><article><h1>Two held</h1><p>{words}</p></article></body></html>"


def feed(site, *paths, date="Mon, 04 Mar 2024 10:00:00 GMT"):
    items = "".join(f"<item><link>{site.address}{p}</link><pubDate>{date}</pubDate></item>" for p in paths)
    return f"<rss><channel>{items}</channel></rss>"


def fetch(folder, client, *targets, day=5, **given):
    now = datetime(2024, 3, day, 12, tzinfo=UTC)
    return [(o.url, o.status) for o in Round(folder, client, now=lambda: now, **given).fetch(targets)]


def test_a_feed_becomes_articles(site, client, tmp_path):
    raw = tmp_path / "raw"
    site.put("/rss", feed(site, "/held?utm_source=rss", "/gone"), "application/rss+xml", ETag='"f1"')
    site.put("/held?utm_source=rss", page(), Last_Modified="Mon, 04 Mar 2024 10:00:00 GMT")
    outcomes = fetch(raw / "mail", client, f"{site.address}/rss")
    assert outcomes == [
        (f"{site.address}/rss", "list"),
        (f"{site.address}/held?utm_source=rss", "stored"),
        (f"{site.address}/gone", "failed"),
    ]
    (item,) = find_inputs(raw)
    assert (raw / item.path).read_bytes() == page().encode()
    (document,) = read_input(raw, item, {}).documents
    assert (document.url, document.source) == (f"{site.address}/held", "mail")
    assert (document.published_at, document.ingested_at) == ("2024-03-04T10:00:00Z", "2024-03-05T12:00:00Z")
    passport = json.loads((raw / item.path).with_suffix(".meta.json").read_text())
    assert passport["headers"]["last-modified"] == "Mon, 04 Mar 2024 10:00:00 GMT"
    assert passport["asked"] == f"{site.address}/held?utm_source=rss"


def test_a_second_round_costs_little(site, client, tmp_path):
    def held(headers):
        if headers.get("if-none-match") == '"p1"':
            return 304, {}, b""
        return 200, {"ETag": '"p1"', "Content-Type": "text/html"}, page().encode()

    def rss(headers):
        if headers.get("if-none-match") == '"f1"':
            return 304, {}, b""
        return 200, {"ETag": '"f1"', "Content-Type": "text/xml"}, feed(site, "/held").encode()

    site.pages |= {"/held": held, "/rss": rss}
    site.put("/plain", page("Nobody was hurt in Verrin on Monday when the mill burned down, the firemen said."))
    targets = (f"{site.address}/rss", f"{site.address}/plain")
    assert [s for _, s in fetch(tmp_path / "mail", client, *targets)] == ["list", "stored", "stored"]
    files = sorted(p.name for p in (tmp_path / "mail").iterdir())
    assert [s for _, s in fetch(tmp_path / "mail", client, *targets, day=6)] == ["list", "unchanged", "unchanged"]
    assert sorted(p.name for p in (tmp_path / "mail").iterdir()) == files


def test_an_edited_article_is_a_new_edition(site, client, tmp_path):
    """Also one that is edited back: the newest fetch speaks, whatever it says."""
    raw = tmp_path / "raw"
    edited = WORDS.replace("Two men", "Three men")
    for day, words in ((5, WORDS), (6, edited), (7, WORDS)):
        site.put("/held", page(words))
        assert fetch(raw / "mail", client, f"{site.address}/held", day=day) == [(f"{site.address}/held", "stored")]
        from flows.extraction import header_of

        documents = [d for i in find_inputs(raw) for d in read_input(raw, i, {}).documents]
        assert len({d.article_id for d in documents}) == 1
        (kept,), older = split_editions([header_of(d) for d in documents])
        (speaks,) = [d for d in documents if d.raw_path == kept.raw_path]
        assert words in speaks.text
        assert len(older) == day - 5


def test_sitemap_index_and_packed_sitemap(site, client, tmp_path):
    site.put("/index.xml", f"<sitemapindex><sitemap><loc>{site.address}/s.xml.gz</loc></sitemap></sitemapindex>", "text/xml")
    inner = f"<urlset><url><loc>{site.address}/held</loc></url></urlset>"
    site.put("/s.xml.gz", gzip.compress(inner.encode()), "application/gzip")
    site.put("/held", page())
    assert [s for _, s in fetch(tmp_path / "mail", client, f"{site.address}/index.xml")] == ["list", "list", "stored"]


def test_lists_that_name_themselves_end(site, client, tmp_path):
    site.put("/a.xml", f"<sitemapindex><sitemap><loc>{site.address}/b.xml</loc></sitemap></sitemapindex>", "text/xml")
    site.put("/b.xml", f"<sitemapindex><sitemap><loc>{site.address}/a.xml</loc></sitemap></sitemapindex>", "text/xml")
    assert [s for _, s in fetch(tmp_path / "mail", client, f"{site.address}/a.xml")] == ["list", "list"]


def test_a_list_from_a_file(site, client, tmp_path):
    (tmp_path / "today.txt").write_text(f"# today\n{site.address}/held\n")
    site.put("/held", page())
    assert [s for _, s in fetch(tmp_path / "mail", client, str(tmp_path / "today.txt"))] == ["list", "stored"]


def test_the_rest_is_told(site, client, tmp_path):
    site.put("/rss", feed(site, "/a", "/b", "/c"), "text/xml")
    site.put("/a", b"\x89PNG", "image/png")
    site.put("/b", page())
    lines = [str(o) for o in Round(tmp_path / "mail", client, most=2).fetch([f"{site.address}/rss"])]
    assert lines[1].endswith("/a: failed: 'image/png' is neither a page nor a list")
    assert lines[3] == "mail: failed: 1 articles are left: raise --most"


def test_hostile_names_stay_in_the_folder(site, client, tmp_path):
    path = "/..%2f..%2fetc/%2e%2e%2fpasswd"
    site.put(path, page())
    ((_, status),) = fetch(tmp_path / "raw" / "mail", client, site.address + path)
    assert status == "stored"
    assert {p.parent for p in tmp_path.rglob("*.html")} == {tmp_path / "raw" / "mail"}


def test_a_folder_that_cannot_be_written_is_named(site, client, tmp_path):
    site.put("/held", page())
    (tmp_path / "mail").write_text("a file, where a folder should be")
    with pytest.raises(TarikhError, match="cannot be written"):
        fetch(tmp_path / "mail", client, f"{site.address}/held")


def test_sources_know_their_lists(site, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "sources.yml").write_text(f"osland-mail:\n  country: GB\n  lists: ['{site.address}/rss']\nempty: {{}}\n")
    site.put("/rss", feed(site, "/held"), "text/xml")
    site.put("/held", page())
    manners = Manners(private=True, delay=0)
    assert [o.status for o in fetch_into(raw, ["osland-mail"], None, manners, 9)] == ["list", "stored"]
    assert [o.status for o in fetch_into(raw, [f"{site.address}/held"], None, manners, 9)] == ["stored"]
    assert sorted(i.source for i in find_inputs(raw)) == ["127.0.0.1", "osland-mail"]
    for target, word in (("empty", "no `lists`"), ("nobody", "neither a source"), ("ftp://a.example/", "neither a source")):
        with pytest.raises(TarikhError, match=word):
            list(fetch_into(raw, [target], None, manners, 9))
    with pytest.raises(TarikhError, match="plain folder name"):
        list(fetch_into(raw, [f"{site.address}/held"], "../out", manners, 9))
