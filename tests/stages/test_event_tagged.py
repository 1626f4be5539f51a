"""Tagged fillers become participants of the nearest report that can hold them, and never more."""

from dataclasses import replace

import pytest

from flows.core.parse import Tagged
from flows.core.pipeline import run_stages
from flows.stages.event_tagged import add_tagged, label_of
from flows.stages.events import tell_events
from flows.stages.order import STAGES

EARLY = [stage for stage in STAGES if stage.name != "find_events"]
BOMBING = "A bomb exploded outside the Norland Bank on Friday. Nobody was hurt. Police blamed students of the old mill."
QUIET = "The students of the old mill sang all night. The cook praised their soup."


def told(read, text, *fillers):
    """The participants of a text as (label, words, rule) after the tagger said these fillers."""
    analysis = run_stages(read(text), EARLY)
    spans = [Tagged(text.index(w), text.index(w) + len(w), label, "roles", 0.9) for w, label in fillers]
    kept = tuple(t for t in analysis.parse.tagged if t.tagger not in ("roles", "incidents"))
    before = tell_events(replace(analysis, parse=replace(analysis.parse, tagged=(*kept, *spans))))
    after = add_tagged(before)
    return before, after, [p for p in after.participants if p.rule.startswith("tagged:")]


def test_a_filler_two_sentences_on_joins_the_report(read):
    _, after, added = told(read, BOMBING, ("students", "attacker"))
    assert [(p.role, after.words(p.start, p.end), p.entity_type) for p in added] == [("actor", "students", "person")]
    assert after.reports[added[0].report].event_type == "conflict.explosion"


def test_what_syntax_tells_already_is_not_told_twice(read):
    before, after, added = told(read, "Rebels attacked the village of Orla on Monday.", ("Rebels", "attacker"))
    assert added == []
    assert after.participants == before.participants


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        (QUIET, ("students", "attacker")),
        (BOMBING, ("Friday", "object")),
        ("He attacked them with a knife. " + "Rain fell. " * 6 + "The students left.", ("students", "attacker")),
    ],
)
def test_no_participant_without_an_event_near_or_from_a_date(read, text, filler):
    before, after, added = told(read, text, filler)
    assert added == []
    assert after.participants == before.participants


def test_every_added_participant_stands_in_the_text_and_fits_its_report(read):
    _, after, added = told(read, BOMBING, ("students", "victim"), ("Norland Bank", "object"), ("bomb", "weapon"))
    for p in added:
        assert after.words(p.start, p.end).strip()
        assert label_of(p) == p.rule.removeprefix("tagged:")
