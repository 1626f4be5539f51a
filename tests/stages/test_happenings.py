"""Which reports of a text tell one event: how many events of each type a text tells."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "happenings.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_happenings(tagged, case):
    found = tagged(case["text"], published_at="2024-05-02")
    told = Counter(event_type for event_type, _ in {(r.event_type, r.happening) for r in found.reports})
    assert {event_type: told[event_type] for event_type in case["happenings"]} == case["happenings"]
