"""Live blogs: one article a post, each with its own time; odd markup leaves the page whole."""

import json

import pytest

from flows.core.document import Passport
from flows.readers.inventory import find_inputs
from flows.readers.read import read_input

URL = "https://mail.example/live/storm"
FIRST = "A storm tore forty roofs off in Verrin, the firemen said on Monday. Nobody was hurt there, they told the paper."
SECOND = "Two people were killed when a tree fell on a bus in Osland earlier today, the police said."


def post(body=FIRST, at="2024-03-04T10:00:00Z", **given):
    return {"@type": "BlogPosting", "headline": "Roofs torn off", "articleBody": body, "datePublished": at, **given}


def read(tmp_path, blog, url=URL):
    page = (
        f'<html><head><title>Storm live</title><script type="application/ld+json">{blog}</script></head>'
        f"<body><article><h1>Storm live</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )
    (tmp_path / "raw").mkdir(exist_ok=True)
    (tmp_path / "raw" / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "raw" / "a.meta.json").write_text(json.dumps({"url": url} if url else {}))
    (item,) = find_inputs(tmp_path / "raw")
    return read_input(tmp_path / "raw", item, {"raw": Passport("raw")}).documents


def blog(*posts, **given):
    return json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": list(posts), **given})


def test_each_post_is_an_article_of_its_own_time(tmp_path):
    posts = (post(), post(SECOND, "2024-03-05T08:30:00Z", headline="Two killed", url=f"{URL}#p2"))
    one, two = read(tmp_path, blog(*posts))
    assert [(d.title, d.published_at, d.raw_path) for d in (one, two)] == [
        ("Roofs torn off", "2024-03-04T10:00:00Z", "a.html#1"),
        ("Two killed", "2024-03-05T08:30:00Z", "a.html#2"),
    ]
    assert (one.text, two.text) == (f"Roofs torn off\n\n{FIRST}", f"Two killed\n\n{SECOND}")
    assert two.url == f"{URL}#p2" and one.url != two.url and one.article_id != two.article_id


def test_an_edited_post_is_the_same_article(tmp_path):
    before = read(tmp_path, blog(post(), post(SECOND, "2024-03-05T08:30:00Z")))
    after = read(tmp_path, blog(post(SECOND, "2024-03-06T09:00:00Z"), post(), post(SECOND + " More.", "2024-03-05T08:30:00Z")))
    assert {d.article_id for d in before} < {d.article_id for d in after}


@pytest.mark.parametrize("wrap", [lambda b: [b], lambda b: {"@graph": [{"@type": "WebPage"}, b]}], ids=["list", "graph"])
def test_where_markup_hides_it(tmp_path, wrap):
    told = {"@type": ["Article", "LiveBlogPosting"], "liveBlogUpdate": [post(), post(f"<p>{SECOND}</p><p>More soon.</p>")]}
    one, two = read(tmp_path, json.dumps(wrap(told)), url=None)
    assert two.text.endswith(f"{SECOND}\n\nMore soon.")
    assert one.article_id != two.article_id


@pytest.mark.parametrize(
    "told",
    [
        "{",
        blog(),
        blog(post()),
        blog(post(), post(at="")),
        blog(post(), post(SECOND)),
        blog(post(), post(body=7)),
        blog(post(), "text", None),
        json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": {"@type": "BlogPosting"}}),
        json.dumps({"@type": "NewsArticle", "liveBlogUpdate": [post(), post(SECOND)], "about": "LiveBlogPosting"}),
        '{"@type": "LiveBlogPosting", "liveBlogUpdate": ' + "[" * 5_000,
        blog(*[post(f"{FIRST} {n}") for n in range(1_001)]),
    ],
    ids=["no json", "none", "one", "no time", "same time", "no text", "no posts", "no list", "no blog", "deep", "too many"],
)
def test_otherwise_the_page_is_read_whole(tmp_path, told):
    (document,) = read(tmp_path, told)
    assert document.raw_path == "a.html"
    assert SECOND in document.text
