"""The rule of tolls."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.tables.corpus import _holds_for
from flows.tables.tolls import Toll, TollFigure, toll


def told(value, day="2031-05-05", source="gazette", low=None, high=None, part=False, scope="cumulative"):
    return TollFigure(source, day, value, value if low is None else low, value if high is None else high, part, scope)


def test_nothing_told_is_unknown_not_zero():
    assert toll([], 0) == Toll(None, None, None)


def test_victims_told_one_by_one_count_without_a_figure():
    assert toll([], 2) == Toll(2, 2, 2)
    assert toll([told(5)], 2) == Toll(5, 5, 5)


def test_the_newest_day_wins_and_a_source_speaks_by_its_latest():
    assert toll([told(3), told(7, "2031-05-06")], 0) == Toll(7, 7, 7)


def test_sources_that_differ_give_a_range():
    assert toll([told(3), told(9, "2031-05-06", "herald")], 0) == Toll(3, 9, 9)


def test_parts_and_increments_do_not_add_to_a_total():
    assert toll([told(12), told(4, part=True), told(2, "2031-05-07", scope="increment")], 0) == Toll(12, 12, 12)


def test_bounds_widen_the_range():
    assert toll([TollFigure("gazette", None, 50, 40, 60, False, "cumulative")], 0) == Toll(40, 50, 60)


def test_the_dead_are_taken_off_those_shot_unless_the_wounded_are_counted():
    shot, wounded = replace(told(5), hit=True), told(3)
    assert toll([shot], 0, dead=1) == Toll(4, 4, 4)
    assert toll([shot, wounded], 0, dead=1) == Toll(3, 3, 3)
    assert toll([wounded], 0, dead=1) == Toll(3, 3, 3)
    assert toll([shot], 0, dead=9) == Toll(5, 5, 5)


figures = st.builds(
    told, st.integers(0, 500), st.sampled_from(["2031-05-05", "2031-05-06", None]), st.sampled_from(["gazette", "herald"])
)


@given(st.lists(figures, min_size=1), st.randoms())
def test_order_does_not_matter_and_best_lies_between(listed, random):
    shuffled = list(listed)
    random.shuffle(shuffled)
    found = toll(listed, 0)
    assert found == toll(shuffled, 0)
    assert found.low <= found.best <= found.high


def test_a_later_article_updates_the_toll_and_an_old_day_retold_does_not():
    first, risen = told(3), told(7, "2031-05-06")
    retold = told(3, "2031-05-05", "herald")
    assert toll([first], 0) == Toll(3, 3, 3)
    assert toll([first, risen], 0) == Toll(7, 7, 7)
    assert toll([first, risen, retold], 0) == Toll(3, 7, 7)


def test_a_corrected_toll_replaces_the_one_before_it():
    assert toll([told(40), told(4, "2031-05-06")], 0) == Toll(4, 4, 4)


def test_the_day_a_figure_states_counts_before_the_day_of_its_article():
    assert _holds_for("2031-05-04", "2031-05-09T10:00:00Z") == "2031-05-04"
    assert _holds_for(None, "2031-05-09T10:00:00Z") == "2031-05-09"
    assert _holds_for("2031-05", "2031-05-09") == "2031-05-09"
    assert _holds_for(None, None) is None


def test_a_single_source_far_above_several_that_agree_is_not_believed():
    agreed = [told(2, source=s) for s in ("gazette", "herald", "post")]
    assert toll([*agreed, told(17, "2031-05-06", "mirror")], 0).best == 2
    assert toll([*agreed, told(5, "2031-05-06", "mirror")], 0).best == 5
    assert toll([*agreed[:2], told(17, "2031-05-06", "mirror")], 0).best == 17
