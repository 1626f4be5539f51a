"""Lexicons: words stay words."""

import pytest

from flows.core import lexicons


def test_what_other_readers_take_for_truth_values_are_words(monkeypatch, tmp_path):
    (tmp_path / "invented.yml").write_text("words: [on, off, yes, no, true, truest]\non: 1\n", encoding="utf-8")
    monkeypatch.setattr(lexicons, "FOLDER", tmp_path)
    assert lexicons.read_yaml("invented") == {"words": ["on", "off", "yes", "no", True, "truest"], "on": 1}


def test_a_missing_lexicon_is_named():
    with pytest.raises(lexicons.LexiconError, match=r"invented_too\.yml: no such lexicon"):
        lexicons.read_yaml("invented_too")
