"""Sentences and the events that lexicon and syntax tell, all of them: type, modality, trigger, and who takes part.

The learned taggers of events and arguments are left out; what they change is tested apart (`test_learned_triggers`).
"""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from flows.core.annotations import Analysis
from flows.core.pipeline import run_stages
from flows.stages.order import STAGES

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "events.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_cases(tagged, case):
    whole = tagged(case["text"], published_at="2024-05-02")
    analysis = run_stages(Analysis(whole.document, replace(whole.parse, eventful=(), linked=())), STAGES)
    told = [[r.event_type, r.modality, analysis.words(r.start, r.end)] for r in analysis.reports]
    assert sorted(told) == sorted(case["tells"])
    words = {analysis.words(p.start, p.end) for p in analysis.participants}
    assert words >= set(case.get("names", ()))
