"""What the learned event tagger adds to the trigger lexicon, and what speaks against it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from flows.core.parse import Tagged
from flows.core.pipeline import run_stages
from flows.stages.learned_triggers import least
from flows.stages.order import STAGES
from schemas.vocab import by_code

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "learned_triggers.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['text'][:30]} {c['score']}")
def test_cases(read, case):
    analysis = read(case["text"], published_at="2024-05-02")
    start = case["text"].index(case["word"])
    said = Tagged(start, start + len(case["word"]), case["type"], "events", case["score"])
    tagged = replace(analysis.parse, tagged=(*analysis.parse.tagged, said))
    reports = run_stages(analysis.adding(parse=tagged), STAGES).reports
    learned = [r for r in reports if r.rule.startswith("learned:")]
    assert [(r.event_type, r.start) for r in learned] == ([(case["told"], start)] if case["told"] else [])
    assert all(0.5 <= r.confidence <= 0.75 for r in learned)


def test_a_word_that_no_row_knows_is_told_as_a_build_reads_it(tagged):
    analysis = tagged("Mira Velasko was turfed out as finance minister on Monday, state television said.")
    (report,) = analysis.reports
    assert (report.event_type, report.rule) == ("personnel.dismiss", "learned:personnel.dismiss:turf#v")
    assert [(p.role, analysis.words(p.start, p.end)) for p in analysis.participants] == [
        ("person", "Mira Velasko"),
        ("position", "finance minister"),
    ]


def test_every_type_has_a_bound():
    assert all(0 < least(code) <= 2 for code in by_code("event_types"))
