"""Which words for the harmed tell one person."""

import pytest

from flows.stages.persons import DEAD, HIT, HURT, Told, tell_apart


def told(*words, fate=HIT, report=None):
    """Words one after another in an article, 200 characters apart, each of a report of its own unless one is given."""
    return [
        Told(w, k * 200, k * 200 + len(w), w if w.istitle() and " " in w else None, report or f"r{k}", fate)
        for k, w in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["man", "he", "man"], 1),
        (["9-year-old girl", "girl", "child", "she"], 1),
        (["9-year-old girl", "11-year-old girl"], 2),
        (["man", "woman", "he", "she"], 2),
        (["man", "Bo Rusk"], 1),
        (["Ana Velsko", "Bo Rusk", "victim"], 2),
        (["boy", "Bo Rusk", "another boy", "boy"], 2),
        (["man", "second man", "third man", "second man"], 3),
        (["baby", "man"], 2),
        (["3-month-old boy", "officer"], 2),
        (["wounded officer", "slain officer"], 2),
        (["she"], 1),
        (["man", "they"], 1),
        (["Bo Rusk", "Mako Rusk"], 1),
        ([], 0),
    ],
)
def test_cases(words, count):
    assert len(tell_apart(told(*words))) == count


def test_side_by_side_are_two_unless_words_stand_beside_a_name():
    woman, son = Told("woman", 0, 5, None, "r1", HIT), Told("friend", 14, 20, None, "r1", HIT)
    assert len(tell_apart([woman, son])) == 2
    named = Told("Ana Velsko", 7, 17, "ent_a", "r1", HIT)
    assert len(tell_apart([woman, named])) == 1
    assert len(tell_apart([woman, Told("Ana Velsko", 30, 40, "ent_a", "r1", HIT)])) == 2
    assert len(tell_apart([Told("victim", 0, 6, None, "r1", HIT), Told("Ana Velsko", 30, 40, "ent_a", "r1", HIT)])) == 1


def test_who_is_hurt_first_may_die_later_and_ages_tell_who_it_is():
    hurt, died = told("boy", "girl", fate=HURT), Told("girl", 900, 904, None, "r9", DEAD)
    assert sorted(sorted(p.fates) for p in tell_apart([*hurt, died])) == [[DEAD, HURT], [HURT]]
    ages = [Told("Ana Velsko", 0, 10, "ent_a", "r1", HIT, "30 year"), Told("Bo Rusk", 20, 27, "ent_b", "r2", HIT, "25 year")]
    people = tell_apart([*ages, Told("25-year-old", 300, 311, None, "r3", DEAD)])
    assert [sorted(p.fates) for p in people] == [[HIT], [DEAD, HIT]]
