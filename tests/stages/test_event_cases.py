"""Sentences and the events they tell, all of them: type, modality, trigger, and who takes part."""

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "events.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_cases(tagged, case):
    analysis = tagged(case["text"], published_at="2024-05-02")
    told = [[r.event_type, r.modality, analysis.words(r.start, r.end)] for r in analysis.reports]
    assert sorted(told) == sorted(case["tells"])
    words = {analysis.words(p.start, p.end) for p in analysis.participants}
    assert words >= set(case.get("names", ()))
