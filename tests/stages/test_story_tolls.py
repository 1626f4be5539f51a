"""How many the main violence of an article killed and hurt."""

import pytest

from flows.stages.story_counts import Counts
from flows.stages.story_features import candidates
from tests.conftest import cases


@pytest.mark.parametrize("case", cases("story_tolls"), ids=lambda case: case["text"][:40])
def test_cases(analyse, case):
    tolls = [t for t in analyse(case["text"], published_at="2021-05-06").tolls if not t.part]
    likeliest = (tolls[0].killed, tolls[0].injured) if tolls else (None, None)
    assert likeliest == (case["killed"], case["injured"])


def test_no_pair_is_made_of_what_nothing_tells():
    assert candidates(Counts({}, {}, {}, {}), death=False, harm=False) == [(0, 0)]
    assert (1, 0) in candidates(Counts({}, {}, {}, {}), death=True, harm=False)
    assert candidates(Counts({"first": 2}, {}, {"first": 5}, {}), death=False, harm=False)[-1] == (2, 5)
    assert (2, 3) in candidates(Counts({"first": 2}, {}, {"first": 5}, {}), death=False, harm=False)


def test_probabilities_are_of_one_happening_and_its_parts(analyse):
    text = "A man was shot dead in Tulsa on Monday. A clerk was wounded by a bullet on Monday too. Police found the gun."
    analysis = analyse(text, published_at="2021-05-06")
    lead = [t for t in analysis.tolls if not t.part]
    assert len({t.happening for t in lead}) == 1
    assert sum(t.probability for t in lead) <= 1.001
    assert {t.happening for t in analysis.tolls} <= {r.happening for r in analysis.reports}
