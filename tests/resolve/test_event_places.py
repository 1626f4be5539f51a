"""How much is told of a town, and what that makes of a shared day and place."""

from dataclasses import replace

import pytest

from flows.resolve.event_contradictions import contradiction
from flows.resolve.event_likeness import StoryLikeness, likeness
from flows.resolve.event_parts import parts, strays
from flows.resolve.event_places import Bustle
from tests.resolve.test_events import BASE, UNDATED, dated, other

LATER = dated("2024-06-20")


def told_by(n: int, **changes):
    return [replace(BASE, article_id=f"art_{i:02}", **changes) for i in range(n)]


@pytest.mark.parametrize(
    ("rows", "asked", "n"),
    [
        (told_by(3), BASE, 3),
        ([BASE, replace(BASE, happening=1)], BASE, 1),
        (told_by(3), replace(BASE, **LATER), 0),
        (told_by(3, event_type="diplomacy.meet"), BASE, 0),
        (told_by(3), replace(BASE, place_id="ent_country", feature="country"), 3),
        (told_by(3), replace(BASE, place_id="ent_country", feature="country", country="XB"), 0),
        (told_by(3), replace(BASE, **UNDATED, day=None), 0),
    ],
)
def test_articles_that_tell_of_harm_in_a_town_about_a_day(rows, asked, n):
    assert Bustle(rows)(asked) == n


@pytest.mark.parametrize(("bustle", "one"), [(0, False), (2, True), (40, False)])
def test_an_undated_wound_of_a_town_is_one_where_little_else_is_told_of_it(bustle, one):
    first = replace(BASE, event_type="life.injure", figures=(), **UNDATED)
    stories = StoryLikeness(alike=0.3, told=0.1, distinct=1.0, bustle=bustle)
    found = likeness(first, replace(first, article_id="art_b", day="2024-05-04"), stories)
    assert (found.score >= 0.58) == one


def test_the_day_of_an_article_excludes_no_other_day():
    follow_up = other(**LATER, date_method="article_day", day="2024-06-21")
    assert contradiction(BASE, follow_up) is None
    assert contradiction(BASE, replace(follow_up, date_method="same_clause")) == "different days"


SHOT = replace(BASE, event_type="conflict.attack", participants=(("target", None, "two ferry hands"),), figures=())
HARM = replace(SHOT, happening=1, start=50, event_type="life.injure", participants=())


@pytest.mark.parametrize(
    ("changes", "crowd", "one"),
    [
        ({}, 1, True),
        ({}, 30, False),
        ({"participants": (("victim", None, "three dock guards"),), "edtf": "2024-05"}, 1, False),
        ({"place_id": "ent_far", "latitude": 9.0}, 1, False),
        ({"modality": "planned"}, 1, False),
    ],
)
def test_harm_that_nothing_tells_apart_in_one_article(changes, crowd, one):
    rows = [SHOT, replace(HARM, **changes)]
    bustle = Bustle([*rows, *told_by(crowd - 1)])
    assert bool(list(strays(rows, bustle))) == one


def test_a_wound_is_of_the_only_attack_of_its_day():
    second = replace(SHOT, happening=2, start=90, participants=(("target", None, "three dock guards"),))
    wound = replace(HARM, participants=(("victim", None, "harbour pilot"),))
    bustle = Bustle([SHOT])
    assert list(parts([SHOT, wound], bustle)) == [(0, 1)]
    assert list(parts([SHOT, wound, second], bustle)) == []
