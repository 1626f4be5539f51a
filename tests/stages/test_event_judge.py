"""Happenings of violence that are hardly events of their own are left out, certain ones and those of short texts never."""

import pytest

from flows.core.pipeline import run_stages
from flows.stages import event_judge
from flows.stages.event_judge import SHORT, Story, leave_out_doubted, weights
from flows.stages.events import tell_events
from flows.stages.filler_features import Scene
from flows.stages.fillers import find_fillers
from flows.stages.order import STAGES

EARLY = [stage for stage in STAGES if stage.name not in ("find_events", "code_participants")]
CALM = "The mayor went home. The children sang. Parents baked bread. The band played. It rained at night."


def judged(read, text):
    """A text before and after the judge, with its story."""
    analysis = tell_events(run_stages(read(text), EARLY))
    scene = Scene(analysis)
    fillers = find_fillers(scene)
    return Story(analysis, scene, fillers), leave_out_doubted(analysis, scene, fillers)


@pytest.fixture
def doubting(monkeypatch):
    """Makes the model doubt everything."""
    monkeypatch.setattr(event_judge, "likelihood", lambda facts: 0.0)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("They always attack the weak.", []),
        ("Nobody spoke of the attack by gunmen.", []),
        ("Gunmen may attack a convoy near the river.", []),
        ("Gunmen attacked a convoy near the river.", ["conflict.attack"]),
        ("Nobody spoke of the attack on 4 May 2021.", ["conflict.attack"]),
        ("Pavlo Rimenk has threatened to bring down the bridge.", ["conflict.threaten"]),
        ("Somebody has threatened to bring down the bridge.", []),
        ("Nobody spoke of the attack on two convoys.", ["conflict.attack"]),
        ("Police arrested a man near the river.", ["justice.arrest"]),
        ("A man died near the river.", ["life.die"]),
        ("Gunmen did not attack the convoy.", ["conflict.attack"]),
    ],
)
def test_only_uncertain_attacks_can_be_left_out(read, doubting, text, types):
    _, after = judged(read, f"{CALM} {text}")
    assert (
        sorted({r.event_type for r in after.reports if r.event_type in types or r.event_type.startswith("conflict")}) == types
    )


def test_short_texts_are_not_judged(read, doubting):
    story, after = judged(read, "Gunmen attacked a convoy near the river. It rained.")
    assert len(story.analysis.parse.sentences) < SHORT
    assert after is story.analysis


def test_keys_are_numbered_anew(read, doubting):
    _, after = judged(read, f"{CALM} They always attack the weak. Police arrested 12 men on 4 May 2021.")
    assert [r.key for r in after.reports] == list(range(len(after.reports)))
    assert {after.reports[p.report].event_type for p in after.participants} == {"justice.arrest"}
    assert all(after.reports[f.report].event_type == "justice.arrest" for f in after.figures if f.report is not None)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("A car bomb exploded in front of the bank, and gunmen murdered the mayor of Orla in front of his house.", True),
        ("A man was stabbed outside a clinic in Norvik before dawn, and the attacker was caught.", True),
        ("They are doing time for kidnapping, robbery and assault.", False),
        ("He said the bombing would be just what they want.", False),
    ],
)
def test_with_the_taggers_and_all_weights(tagged, text, stands):
    found = tagged(f"{CALM} {text}", published_at="2024-05-16")
    assert any(r.event_type.startswith("conflict") for r in found.reports) == stands


def test_facts_are_known_by_name_and_within_bounds(read):
    story, _ = judged(read, f"Gunmen attacked a convoy near Orla on 4 May 2021. {CALM}")
    (reports,) = story.happenings.values()
    facts = story.facts(reports)
    assert facts["type=conflict.attack"] == facts["day"] == facts["lead"] == 1.0
    assert all(-0.01 <= value <= 1.01 for value in facts.values())
    assert not [name for name in weights() if "Orla" in name]
