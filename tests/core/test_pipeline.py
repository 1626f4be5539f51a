import pytest

from flows.core.annotations import Analysis
from flows.core.parse import Parse
from flows.core.pipeline import Stage, StageContractError, check_order, fingerprint, run_stages
from flows.core.reports import StoryToll
from flows.stages.order import STAGES

TOLL = StoryToll(0, 1, 2, 0.5)


def add_toll(analysis: Analysis) -> Analysis:
    return analysis.adding(tolls=(*analysis.tolls, TOLL))


@pytest.fixture
def blank(read):
    return Analysis(read("Nothing.").document, Parse((), ()))


def test_stages_run_in_order_and_add_what_they_declare(blank):
    stages = (Stage("a", "1", add_toll, (), ("tolls",)), Stage("b", "1", add_toll, ("tolls",), ("tolls",)))
    assert run_stages(blank, stages).tolls == (TOLL, TOLL)


def test_a_stage_that_changes_an_undeclared_layer_is_stopped(blank):
    with pytest.raises(StageContractError, match="changed \\['tolls'\\] undeclared"):
        run_stages(blank, (Stage("sly", "1", add_toll, (), ("dates",)),))


def test_a_need_that_nothing_adds_is_found():
    with pytest.raises(StageContractError, match="needs \\['dates'\\]"):
        check_order((Stage("late", "1", add_toll, ("dates",), ("tolls",)),))


def test_the_real_order_holds():
    check_order(STAGES)
    assert len({s.name for s in STAGES}) == len(STAGES)


def test_the_fingerprint_follows_versions_lexicons_and_model():
    one = (Stage("a", "1", add_toll, (), ("tolls",)),)
    two = (Stage("a", "2", add_toll, (), ("tolls",)),)
    prints = {fingerprint(one, "l", "m"), fingerprint(two, "l", "m"), fingerprint(one, "k", "m"), fingerprint(one, "l", "n")}
    assert len(prints) == 4
