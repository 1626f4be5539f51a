"""Names across scripts: folding, keys, and the measured likeness of names of persons."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import token_sort_ratio

from flows.core.translit import SAME, fold, same_name, script_of, sound_key

CASES = Path(__file__).parents[1] / "cases"
SCRIPTS = yaml.safe_load((CASES / "scripts.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "expected"), SCRIPTS["fold"])
def test_folding_keeps_only_what_tells_names_apart(name, expected):
    assert fold(name) == expected


@pytest.mark.parametrize(("text", "code"), SCRIPTS["script"])
def test_script_is_that_of_most_letters(text, code):
    assert script_of(text) == code


@pytest.mark.parametrize(("left", "right"), SCRIPTS["same_key"])
def test_spellings_of_one_name_share_a_search_key(left, right):
    assert sound_key(left) == sound_key(right)


@pytest.mark.parametrize(("left", "right"), SCRIPTS["other_key"])
def test_other_names_have_other_keys(left, right):
    assert sound_key(left) != sound_key(right)


@pytest.mark.parametrize(("left", "right"), SCRIPTS["same"])
def test_spellings_of_one_person_are_the_same_name(left, right):
    assert same_name(left, right).score >= SAME


@pytest.mark.parametrize(("left", "right"), SCRIPTS["different"])
def test_namesakes_and_parts_of_names_are_not_the_same_name(left, right):
    assert same_name(left, right).score < SAME


def test_members_of_parliament_in_three_scripts():
    """Names of one parliament (EveryPolitician): each person's forms, and the likest forms of other persons, two to one."""
    with (CASES / "scripts_persons.csv").open(encoding="utf-8", newline="") as stream:
        persons = [[form for form in row.values() if form] for row in csv.DictReader(stream)]
    same = [pair for forms in persons for pair in combinations(forms, 2)]
    others = sorted(
        ((x, y) for a, b in combinations(persons, 2) for x in a for y in b),
        key=lambda pair: (-token_sort_ratio(fold(pair[0]), fold(pair[1])), pair),
    )[: len(same) // 2]
    found = sum(same_name(*pair).score >= SAME for pair in same)
    false = sum(same_name(*pair).score >= SAME for pair in others)
    assert len(same) + len(others) >= 150
    assert found / len(same) >= 0.97
    assert found / (found + false) >= 0.97


@given(st.text(max_size=40))
def test_folding_is_plain_latin_and_idempotent(text):
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower().strip()
    assert fold(folded) == folded


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_bounded(left, right):
    there, back = same_name(left, right), same_name(right, left)
    assert there == back
    assert 0.0 <= there.score <= 1.0


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшы ", min_size=2, max_size=30))
def test_a_name_is_like_itself_in_latin(text):
    assert same_name(text, fold(text)).score in (0.0, 1.0)
    assert sound_key(text) == sound_key(fold(text))
