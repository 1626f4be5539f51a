"""The events marked by hand that the taggers learn from, and how they are read."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.document import Document
from flows.nlp.training.marked import Mark, Marked, checked, invented, read_marks, unmarked
from schemas.vocab import by_code

TYPES = by_code("event_types")
WORDS = st.text(st.characters(whitelist_categories=["Ll", "Lu"]), min_size=1, max_size=8)
BETWEEN = st.text(st.characters(blacklist_characters="{}|", blacklist_categories=["Cs"]), max_size=20)
MARKS = st.builds(
    Mark,
    WORDS,
    st.lists(st.sampled_from(sorted(TYPES)), min_size=1, max_size=2).map(tuple),
    st.sampled_from(["actual", "planned"]),
)


@given(st.lists(st.tuples(BETWEEN, MARKS), max_size=6), BETWEEN)
def test_what_is_marked_is_found_where_it_stands(parts, end):
    written = "".join(f"{before}{{{{{m.word}|{'+'.join(m.types)}|{m.modality}}}}}" for before, m in parts) + end
    text, marks = unmarked(written)
    assert text == "".join(before + m.word for before, m in parts) + end
    assert [marks[at] for at in sorted(marks)] == [m for _, m in parts]
    assert all(text[at : at + len(m.word)] == m.word for at, m in marks.items())


@pytest.mark.parametrize("text", ["no marks", "{{two words}}", "{{word|Not-A-Type}}", "{word|life.die}", "{{|life.die}}"])
def test_what_is_no_mark_stays(text):
    assert unmarked(text) == (text, {})


def test_marks_of_corpora_name_types_and_roles_there_are():
    marks = read_marks()
    assert len(marks) > 800
    assert 0 < sum(m.apart for m in marks.values()) < len(marks) / 10
    for marked in marks.values():
        for mark in marked.events.values():
            assert set(mark.types) <= set(TYPES)
            assert mark.modality in by_code("modalities")
        for (at, kind), roles in marked.roles.items():
            assert kind in marked.events[at].types
            allowed = {*TYPES[kind]["roles"].split(), "beneficiary", "reason"}
            assert set(roles.values()) <= allowed


def test_invented_articles_tell_every_type():
    told = Counter()
    for document, marked in invented():
        assert checked(document, marked) is marked
        told.update(kind for mark in marked.events.values() for kind in mark.types)
    assert set(told) == set(TYPES)
    assert min(told.values()) >= 30


def test_marks_of_another_text_are_refused():
    document = Document("art_x", "x", None, None, (), None, None, "en", "Nothing here.", (), "x.txt")
    with pytest.raises(SystemExit, match=r"x\.txt: 'killed' is not at 3"):
        checked(document, Marked({3: Mark("killed", ("life.die",), "actual")}))
