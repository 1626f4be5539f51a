"""The learned tagger: consistent labels, and an article's spans its own."""

import numpy as np

from flows.nlp.encoder import load_encoder
from flows.nlp.name_tagger import best_path
from flows.nlp.reading import is_told, tag
from flows.nlp.reading import read as read_all
from flows.nlp.shapes import SHAPES, shape_of

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


def test_what_is_found_in_an_article_does_not_depend_on_its_company(read):
    texts = ("Gunmen killed Lena Ortiz in Lima.", "The Bank of Norland raised rates. " * 30)
    together = [p.tagged for p in read_all([read(t).document for t in texts])]
    alone = [read_all([read(t).document])[0].tagged for t in texts]
    assert together == alone
    assert ("person", 14, 24) in {(s.label, s.start, s.end) for s in alone[0] if s.tagger == "encoder"}
    assert "roles" in {s.tagger for s in alone[0]}
    assert "roles" not in {s.tagger for s in alone[1]}


def test_a_very_long_sentence_is_read_to_its_end(read):
    encoder = load_encoder()
    assert encoder is not None
    analysis = read(", ".join(["stones"] * 600) + " and Lena Ortiz of Lima")
    spans = tag(encoder, analysis.parse).tagged
    assert any(analysis.words(s.start, s.end) == "Lima" for s in spans if s.tagger == "encoder")


def test_sentences_without_names_or_violence_are_passed_over(read):
    parse = read("They walked slowly home in the rain. Then gunmen opened fire there. Ortiz fell.").parse
    assert [is_told(parse.tokens_of(s)) for s in parse.sentences] == [False, True, True]
