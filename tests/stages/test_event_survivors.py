"""Who shot himself died, unless the article tells that he lives."""

import pytest

from tests.conftest import cases


@pytest.mark.parametrize("case", cases("event_survivors"), ids=lambda case: case["text"][-40:])
def test_cases(analyse, case):
    analysis = analyse(case["text"], published_at="2021-05-06")
    told = {r.event_type for r in analysis.reports if analysis.text[r.start : r.end] == "shot"}
    assert told == set(case["tells"])
