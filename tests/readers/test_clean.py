"""Normalisation and blocks."""

import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.core.document import FACTUAL
from flows.readers.clean import find_blocks, normalise
from tests.conftest import cases


@pytest.mark.parametrize("case", cases("blocks"), ids=lambda c: c["name"])
def test_blocks(case):
    text = normalise(case["text"])
    found = [f"{b.kind}: {' '.join(text[b.start : b.end].split())}" for b in find_blocks(text, case.get("title"))]
    expected = [
        f"{kind}: {yaml.safe_load(words) if words.startswith(chr(39)) else words}"
        for kind, words in (b.split(": ", 1) for b in case["blocks"])
    ]
    assert found == expected


LINES = st.lists(
    st.sampled_from(
        ["Photo: X", "Read also", "By Jane Roe", "The dam broke.", "", "of the town", "VERRIN -", "[text]", "Мэр", "a" * 140]
    )
    | st.text(),
    max_size=12,
).map("\n".join)


@given(LINES)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.isprintable() or "\n" in once or any(unicodedata.category(c) in ("Cf", "Co", "Cn") for c in once)
    once.encode("utf-8")


@given(LINES)
def test_blocks_are_in_order_and_cover_all_words(text):
    text = normalise(text)
    blocks = find_blocks(text)
    assert all(0 <= b.start < b.end <= len(text) for b in blocks)
    assert all(a.end <= b.start for a, b in zip(blocks, blocks[1:]))
    covered = {i for b in blocks for i in range(b.start, b.end)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)


def test_known_kinds_speak_first():
    text = normalise("The flood.\n\nMen in boats on Monday.")
    assert [b.kind for b in find_blocks(text, None, {"Men in boats on Monday.": "caption"})] == ["paragraph", "caption"]


def test_a_long_line_of_furniture_words_is_article():
    text = "Read more. " * 200
    assert all(b.kind in FACTUAL for b in find_blocks(normalise(text)))


def test_piled_marks_are_cut():
    assert len(normalise("a" + "\u0301\u0323" * 50_000)) < 100
