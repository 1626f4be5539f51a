"""What several articles together hold of the dead and hurt of an event."""

import pytest

from flows.tables.stories import Reading, agree_on_stories, overrule
from flows.tables.tolls import Toll

NONE = Toll(None, None, None)


def of(*told, part=False):
    """Readings of one event: article, day, killed, injured, probability."""
    return [Reading("evt_a", *one, part) for one in told]


@pytest.mark.parametrize(
    ("told", "pair"),
    [
        ([("a", "2024-05-02", 1, 2, 0.7), ("a", "2024-05-02", 1, 0, 0.3)], (1, 2)),
        # most articles hold two hurt
        ([("a", "2024-05-02", 0, 1, 0.6), ("b", "2024-05-02", 0, 2, 0.5), ("c", "2024-05-03", 0, 2, 0.5)], (0, 2)),
        # one of the wounded died since
        ([("a", "2024-05-02", 0, 2, 0.9), ("b", "2024-05-02", 0, 2, 0.9), ("c", "2024-05-06", 1, 1, 0.8)], (1, 1)),
        # the newest article is not sure, or tells of fewer dead
        ([("a", "2024-05-02", 0, 2, 0.9), ("b", "2024-05-02", 0, 2, 0.9), ("c", "2024-05-06", 1, 1, 0.4)], (0, 2)),
        ([("a", "2024-05-02", 3, 0, 0.9), ("b", "2024-05-02", 3, 0, 0.9), ("c", "2024-05-06", 1, 0, 0.8)], (3, 0)),
    ],
)
def test_articles_agree(told, pair):
    judged = agree_on_stories(of(*told))["evt_a"]
    assert (judged.killed.best, judged.injured.best) == pair


def test_the_range_is_what_the_articles_hold_each_for_itself():
    told = of(("a", "2024-05-02", 3, 0, 0.9), ("b", "2024-05-02", 3, 0, 0.9), ("c", "2024-05-06", 1, 4, 0.8))
    judged = agree_on_stories(told)["evt_a"]
    assert judged.killed == Toll(1, 3, 3) and judged.injured == Toll(0, 0, 4)


def test_another_event_of_the_day_has_no_more_than_the_main_one():
    sure = agree_on_stories(of(("a", "2024-05-02", 0, 2, 0.9), part=True))["evt_a"]
    assert overrule(Toll(3, 3, 3), sure.injured, sure.part).best == 2
    assert overrule(Toll(1, 1, 1), sure.injured, sure.part).best == 1
    assert overrule(NONE, sure.injured, sure.part) == NONE
    assert agree_on_stories(of(("a", "2024-05-02", 0, 2, 0.4), part=True)) == {}


@pytest.mark.parametrize(
    ("counted", "judged", "best"),
    [
        (NONE, Toll(1, 1, 1), 1),
        (Toll(5, 5, 5), Toll(1, 1, 5), 1),
        (Toll(2, 2, 2), Toll(0, 0, 0), None),
        # bounds of figures stay where both agree, and large figures speak for themselves
        (Toll(4, 4, 9), Toll(4, 4, 4), 4),
        (Toll(40, 40, 40), Toll(1, 1, 1), 40),
    ],
)
def test_what_is_judged_overrules_small_counts(counted, judged, best):
    assert overrule(counted, judged, part=False).best == best


def test_bounds_stay_where_both_agree():
    assert overrule(Toll(4, 4, 9), Toll(4, 4, 4), part=False) == Toll(4, 4, 9)
