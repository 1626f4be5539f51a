"""Explosions where an article tells of nothing but an accident are accidents."""

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "event_accidents.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][-40:])
def test_explosions(tagged, case):
    analysis = tagged(case["text"], published_at="2024-05-02")
    types = {r.event_type for r in analysis.reports if analysis.words(r.start, r.end) == case["trigger"]}
    assert types == {case["type"]}
