"""The learned tagger: consistent labels, and an article's spans its own."""

import numpy as np

from flows.nlp.shapes import SHAPES, shape_of
from flows.nlp.tagger import best_path, load_tagger

LABELS = ("O", "B-person", "I-person", "B-place", "I-place")


def path(rows, begins=None):
    likely = np.array(rows, dtype=np.float32)
    return [LABELS[i] for i in best_path(likely, np.array(begins or [True, *[False] * (len(rows) - 1)]), LABELS)]


def test_a_name_goes_on_in_its_own_kind():
    assert path([[0.1, 0.5, 0, 0.4, 0], [0.1, 0, 0.1, 0, 0.8]]) == ["B-place", "I-place"]


def test_no_name_goes_on_across_a_sentence():
    assert path([[0.1, 0.9, 0, 0, 0], [0.2, 0.1, 0.7, 0, 0]], [True, True])[1] != "I-person"


def test_no_words_no_labels():
    assert best_path(np.zeros((0, 5)), np.zeros(0, dtype=bool), LABELS) == []


def test_shapes():
    shapes = {"he": "lower", "Oslo": "title", "UN": "upper", "J": "initial", "iPad": "mixed", "42": "digit", "«": "punctuation"}
    assert {w: SHAPES[shape_of(w)] for w in shapes} == shapes


def test_spans_of_an_article_do_not_depend_on_its_company(read):
    tagger = load_tagger()
    assert tagger is not None
    parses = [read(t).parse for t in ("Lena Ortiz flew to Lima.", "The Bank of Norland raised rates. " * 30)]
    together, alone = tagger.tag(parses), [tagger.tag([p])[0] for p in parses]
    assert together == alone
    assert ("person", "Lena Ortiz") in {(s.label, "Lena Ortiz"[: s.end - s.start]) for s in alone[0]}


def test_a_very_long_sentence_is_read_to_its_end(read):
    tagger = load_tagger()
    assert tagger is not None
    analysis = read(", ".join(["stones"] * 600) + " and Lena Ortiz of Lima")
    spans = tagger.tag([analysis.parse])[0]
    assert any(analysis.words(s.start, s.end) == "Lima" for s in spans)
