"""Violence told without any of who, whom, when, where and how many is no event."""

from dataclasses import replace

import pytest

from flows.core.pipeline import run_stages
from flows.stages.events import tell_events
from flows.stages.order import STAGES
from flows.stages.unspecific import leave_out_unspecific

EARLY = [stage for stage in STAGES if stage.name not in ("find_events", "code_participants")]


def told(read, text, *, with_participants=True):
    """The types of events left."""
    analysis = tell_events(run_stages(read(text), EARLY))
    if not with_participants:
        analysis = replace(analysis, participants=())
    return leave_out_unspecific(analysis)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("The book is about attacks and how to speak of them.", []),
        ("The book is about an attack. The attack happened on 4 May 2021.", ["conflict.attack", "conflict.attack"]),
        ("The explosion in Madrid was heard far away.", ["conflict.explosion"]),
        ("Explosions are loud.", []),
        ("Explosions were loud. Eleven people were arrested.", ["justice.arrest"]),
    ],
)
def test_specific(read, text, types):
    assert [r.event_type for r in told(read, text, with_participants=False).reports] == types


def test_keys_stay_numbered_and_ties_whole(read):
    text = "Attacks worry people. Police arrested 12 men in Madrid on 4 May 2021. Two women were killed."
    after = told(read, text)
    assert [r.key for r in after.reports] == list(range(len(after.reports)))
    words = {after.reports[p.report].event_type: after.words(p.start, p.end) for p in after.participants}
    assert words["life.die"] == "Two women"
    tied = {f.measure: after.reports[f.report].event_type for f in after.figures if f.report is not None}
    assert tied["killed"] == "life.die"


def test_nothing_changes_where_all_is_specific(read):
    before = tell_events(run_stages(read("Rebels attacked the village of Orla on Monday."), EARLY))
    assert leave_out_unspecific(before) is before


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The boy killed the dragon. He took its gold home. His mother wept.", 0),
        ("The boy killed the guard. He took his gold home. Nobody saw it in Madrid.", 1),
        ("The boy killed the guard. He took his gold home. It was in May 2021.", 1),
        ("The boy killed three guards. He took their gold home. Nobody saw it.", 1),
        ("The boy killed the guard.", 1),
    ],
)
def test_a_text_that_names_nothing_is_no_news(read, text, count):
    assert len(told(read, text).reports) == count


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Officers are responsible for murders in the south. Orla is a town in Norland.", []),
        ("The rebels continue with attacks on towns. Orla is a town in Norland.", []),
        ("Norland's new law is on rape, murder and robbery.", []),
        ("The rebels continue with attacks on two towns. Orla is a town in Norland.", ["conflict.attack"]),
        ("The town mourns after the murder of a priest. Orla is a town in Norland.", ["conflict.attack", "life.die"]),
        ("Attacks killed eleven soldiers in Norland.", ["conflict.attack", "life.die"]),
    ],
)
def test_what_happens_again_and_again_is_no_event(read, text, types):
    assert [r.event_type for r in told(read, text).reports] == types
