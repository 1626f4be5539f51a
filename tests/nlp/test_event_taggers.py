"""The shipped event and argument taggers: what they say of sentences, and that it is grounded in them."""

from itertools import pairwise

import pytest

from flows.nlp.argument_tagger import FARTHEST, distance, load_argument_tagger, way
from flows.nlp.event_tagger import load_event_tagger, may_tell
from flows.nlp.parser import load_parser
from flows.nlp.reading import read
from schemas.vocab import by_code
from tests.conftest import make_document

TOLD = [
    ("Raiders snatched two nurses from a clinic at Zelvic.", "snatched", "conflict.abduct"),
    ("A ferry capsized off Velmar on Sunday, killing 12.", "capsized", "disaster.accident"),
    ("The dinar slid to a record low on Friday.", "slid", "economy.price_change"),
    ("Villagers barricaded the bridge at Tolvek with tyres.", "barricaded", "conflict.obstruct"),
    ("Lena Ortiz was given the helm of the central bank.", "given", "personnel.appoint"),
]
NONE = [
    "Fold the egg whites into the batter and bake for an hour.",
    "The sonata opens with a long, quiet theme.",
    "He said the idea was attractive.",
]


@pytest.mark.parametrize(("text", "word", "kind"), TOLD)
def test_words_that_tell_an_event(text, word, kind):
    (parse,) = read([make_document(text)])
    at = text.index(word)
    said = {t.label: t.score for t in parse.eventful if t.start == at and t.tagger == "events"}
    assert max(said, key=said.get) == kind
    assert said[kind] >= 0.5


@pytest.mark.parametrize("text", NONE)
def test_words_that_tell_none(text):
    (parse,) = read([make_document(text)])
    assert all(t.score < 0.5 for t in parse.eventful if t.tagger == "events")


def test_what_is_said_is_grounded():
    text = "Police in Velmar arrested Oran Tulmek on Monday after raiders stabbed two guards at the depot."
    (parse,) = read([make_document(text)])
    words = {t.start: t for t in parse.tokens}
    assert parse.eventful
    for tag in parse.eventful:
        assert words[tag.start].end == tag.end
        assert may_tell(words[tag.start])
        assert 0 < tag.score <= 1
        assert tag.label in by_code("event_types") or tag.label in by_code("modalities")
    assert all(a.start <= b.start for a, b in pairwise(parse.eventful))
    likely = {(text[link.trigger :][:8], link.role, words[link.start].text) for link in parse.linked if link.score >= 0.5}
    assert ("arrested", "detainee", "Tulmek") in likely
    # who takes part in violence is left to frames
    assert all(trigger != "stabbed " for trigger, _, _ in likely)
    for link in parse.linked:
        assert words[link.trigger].sentence == words[link.start].sentence
        assert link.trigger != link.start
        assert 0 < link.score <= 1


def test_classes_are_those_of_the_vocabularies():
    events, arguments = load_event_tagger(), load_argument_tagger()
    assert set(events.types.classes) == {"", *by_code("event_types")}
    assert set(events.modalities.classes) == set(by_code("modalities"))
    assert set(arguments.roles) <= {"", *by_code("roles")}


def test_how_words_hang_together():
    (parse,) = load_parser().parse([make_document("The gang robbed the bank with a rifle.")])
    word = {t.text: t for t in parse.tokens}
    assert way(parse, word["robbed"], word["gang"]) == " > nsubj"
    assert way(parse, word["robbed"], word["rifle"]) == " > prep:with pobj"
    assert way(parse, word["rifle"], word["robbed"]) == "^pobj ^prep:with > "
    assert way(parse, word["bank"], word["gang"]) == "^dobj > nsubj"
    assert distance(word["robbed"], word["gang"]) == FARTHEST - 1
    assert distance(word["gang"], word["robbed"]) == FARTHEST + 1
