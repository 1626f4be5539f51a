import pytest

from flows.core.annotations import Analysis, Reject
from flows.core.parse import Parse
from flows.core.pipeline import Stage, StageContractError, check_order, fingerprint, run_stages
from flows.stages.order import STAGES

REJECT = Reject("find_x", "ambiguous", "why", 0, 1)


def add_reject(analysis: Analysis) -> Analysis:
    return analysis.adding(rejects=(*analysis.rejects, REJECT))


@pytest.fixture
def blank(read):
    return Analysis(read("Nothing.").document, Parse((), ()))


def test_stages_run_in_order_and_add_what_they_declare(blank):
    stages = (Stage("a", "1", add_reject, (), ("rejects",)), Stage("b", "1", add_reject, ("rejects",), ("rejects",)))
    assert run_stages(blank, stages).rejects == (REJECT, REJECT)


def test_a_stage_that_changes_an_undeclared_layer_is_stopped(blank):
    with pytest.raises(StageContractError, match="changed \\['rejects'\\] undeclared"):
        run_stages(blank, (Stage("sly", "1", add_reject, (), ("dates",)),))


def test_a_need_that_nothing_adds_is_found():
    with pytest.raises(StageContractError, match="needs \\['dates'\\]"):
        check_order((Stage("late", "1", add_reject, ("dates",), ("rejects",)),))


def test_the_real_order_holds():
    check_order(STAGES)
    assert len({s.name for s in STAGES}) == len(STAGES)


def test_the_fingerprint_follows_versions_lexicons_and_model():
    one = (Stage("a", "1", add_reject, (), ("rejects",)),)
    two = (Stage("a", "2", add_reject, (), ("rejects",)),)
    prints = {fingerprint(one, "l", "m"), fingerprint(two, "l", "m"), fingerprint(one, "k", "m"), fingerprint(one, "l", "n")}
    assert len(prints) == 4
