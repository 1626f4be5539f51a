"""Records put aside on disk, scored pairs and release ids held in few bytes."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.resolution import ReleaseIds
from flows.resolve.found import Found
from flows.resolve.shelf import Shelf, Tellers, in_order


@dataclass(frozen=True, slots=True)
class Note:
    name: str
    day: str | None
    score: float
    words: tuple[str, ...]
    marks: tuple[tuple[str, str | None], ...] = ()


NOTES = st.lists(
    st.builds(
        Note,
        st.sampled_from("abc"),
        st.sampled_from((None, "2024-01-01", "2024-01-02")),
        st.floats(allow_nan=False),
        st.sampled_from((("oda",), ("lin", "vey"), ())),
        st.sampled_from(((), (("actor", None), ("target", "ent_a")))),
    ),
    max_size=30,
)


@settings(max_examples=100, deadline=None)
@given(NOTES, st.integers(1, 9), st.sampled_from((None, "words", "name")), st.data())
def test_a_shelf_gives_back_what_was_put_on_it(notes, held, shared, data):
    shelf = Shelf(Note, held=held, shared=shared)
    for n, note in enumerate(notes):
        shelf.append(note)
        asked = data.draw(st.integers(0, n))
        assert shelf[asked] == notes[asked]
    assert list(shelf) == notes
    assert [shelf[n] for n in range(len(notes))] == notes
    assert shelf[2:5] == notes[2:5]
    with pytest.raises(IndexError):
        shelf[len(notes)]


@given(NOTES)
def test_records_are_put_in_order(notes):
    def order(note: Note) -> tuple[object, ...]:
        return note.day or "9999", note.name, note.score, note.words, str(note.marks)

    assert [notes[n] for n in in_order(notes, order, notes.__getitem__)] == sorted(notes, key=order)


def test_tellers_count_an_article_once():
    tellers = Tellers()
    for name, article in (("oda", "a"), ("oda", "a"), ("lin", "a"), ("lin", "b")):
        tellers.add(name, article)
    assert (tellers.articles, list(tellers.above(1)), set(tellers.above(0))) == (2, ["lin"], {"oda", "lin"})
    assert list(Tellers().above(0)) == []


@given(st.lists(st.tuples(st.sampled_from((0.1, 0.5, 0.9)), st.integers(0, 5), st.integers(0, 5), st.sampled_from("xyz"))))
def test_pairs_come_from_the_best_down(pairs):
    found: Found[str] = Found(6)
    for pair in pairs:
        found.add(*pair)
    best = sorted(pairs, key=lambda p: (-p[0], p[1], p[2]))
    assert list(found.from_best()) == best
    assert list(found.from_last()) == pairs[::-1]


@given(st.dictionaries(st.tuples(st.sampled_from(("art_b", "art_a", "art_c")), st.integers(0, 9)), st.sampled_from("xyz")))
def test_release_ids_are_found_by_article_and_key(known):
    ids = ReleaseIds((letter, [member for member, i in known.items() if i == letter]) for letter in "xyz")
    assert dict(ids) == known
    assert len(ids) == len(known)
    assert ids.get(("art_d", 0)) is None
    assert ids.get(("art_a", 10)) is None
