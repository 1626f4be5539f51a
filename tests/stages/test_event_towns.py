"""Violence whose own words name a street, or no place, is set in the article's town."""

import pytest

from tests.conftest import cases


@pytest.mark.parametrize("case", cases("event_towns"), ids=lambda case: case["text"][:40])
def test_cases(tagged, case):
    analysis = tagged(case["text"], published_at="2021-05-06")
    names = {e.key: e.name for e in analysis.entities}
    report = next(r for r in analysis.reports if analysis.text[r.start : r.end] == case["trigger"])
    place = None if report.place is None else names[report.place]
    assert (place, report.place_method) == (case["place"], case["method"])


def test_the_words_of_a_town_are_its_own(tagged):
    text = "A clerk was stabbed on Monday night. Tulsa officers were called at nine. A witness in Tulsa saw a car."
    analysis = tagged(text, published_at="2021-05-06")
    told = [analysis.text[r.place_start : r.place_end] for r in analysis.reports if r.place_method == "article_town"]
    assert told and set(told) == {"Tulsa"}
