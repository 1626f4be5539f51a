"""The headline of a record opens its text, once, without the name of the site."""

import json

import pytest

from flows.readers.article import make_document
from flows.readers.headlines import with_headline, without_site
from flows.readers.jsonl import read_line

BODY = "Officers were called to Tarn Street on Monday night.\n\nNobody was arrested, a spokeswoman said."


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Two hurt in Belden fire", "Two hurt in Belden fire"),
        ("Two hurt in Belden fire - Channel 9 News", "Two hurt in Belden fire"),
        ("Two hurt in Belden fire | Belden Post | News", "Two hurt in Belden fire"),
        ("Two hurt in Belden fire « Radio Belden", "Two hurt in Belden fire"),
        ("Well-known baker hurt in fire", "Well-known baker hurt in fire"),
        # what stands first is too short for a headline
        ("Belden - Two hurt in fire", "Belden - Two hurt in fire"),
    ],
)
def test_site(title: str, headline: str) -> None:
    assert without_site(title) == headline


@pytest.mark.parametrize(
    ("title", "opened"),
    [
        ("Two hurt in Belden fire - Channel 9", True),
        # told by the text itself, whatever its marks
        ("OFFICERS were called to “Tarn Street” on Monday", False),
        # no headline
        ("Ana Velsko", False),
        ("", False),
        (None, False),
    ],
)
def test_opens_the_text(title: str | None, opened: bool) -> None:
    text = with_headline(BODY, title)
    assert text.endswith(BODY)
    assert (text != BODY) is opened
    assert with_headline(text, title) == text


def test_record() -> None:
    line = json.dumps({"text": BODY, "title": "Two hurt in  Belden fire - Channel 9", "url": "https://x.example/1"})
    document, _ = make_document(read_line(line), "a.jsonl#1", "post", {})
    assert document.title == "Two hurt in Belden fire - Channel 9"
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "title"] == ["Two hurt in Belden fire"]
    assert document.text.endswith(BODY)
