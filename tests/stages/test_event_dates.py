"""Violence that nothing dates takes the day of its story."""

import pytest

from tests.conftest import cases


@pytest.mark.parametrize("case", cases("event_dates"), ids=lambda case: case["text"][:40])
def test_cases(analyse, case):
    analysis = analyse(case["text"], published_at=case["published"])
    told = {analysis.text[r.start : r.end]: r for r in analysis.reports}
    for word, (edtf, method) in case["events"].items():
        assert (told[word].edtf, told[word].date_method) == (edtf, method)


def test_a_day_given_has_its_words(analyse):
    analysis = analyse("A man was shot on Tuesday. A woman was killed as well, police said.", published_at="2021-05-06")
    by_key = {d.key: d for d in analysis.dates}
    assert {analysis.text[by_key[r.date].start : by_key[r.date].end] for r in analysis.reports if r.date is not None} == {
        "Tuesday"
    }
