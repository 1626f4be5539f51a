"""Which time expression dates an event."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.stages.date_attachment import NO_DATE, index_dates
from flows.stages.dates import find_dates

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "dates_attachment.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_cases(read, case):
    analysis = find_dates(read(case["text"], case.get("published")))
    for word, (edtf, method) in case["events"].items():
        trigger = next(t for t in analysis.parse.tokens if t.text == word)
        date, rule, confidence = index_dates(analysis).governing(trigger)
        assert (date.edtf if date else None, rule) == (edtf, method)
        assert (confidence > 0) == (date is not None)


def test_article_day_is_the_first_past_day_told(read):
    analysis = find_dates(read("The hearing is set for May 9, 2021. A clerk was robbed on May 3, 2021.", "2021-05-06"))
    date, method, confidence = index_dates(analysis).article_day("2021-05-06")
    assert date is not None and (date.edtf, method) == ("2021-05-03", "article_day") and confidence < 0.5


def test_article_day_abstains(read):
    assert index_dates(find_dates(read("A clerk was robbed."))).article_day(None) == NO_DATE


SENTENCES = st.sampled_from(
    [
        "A bomb exploded on May 3, 2021.",
        "Nine people died.",
        "Police said on Monday that two fled.",
        "It happened last year.",
        "He will go.",
        "\n\n",
    ]
)


@given(st.lists(SENTENCES, max_size=6))
@settings(max_examples=25, deadline=None)
def test_a_date_comes_from_the_same_or_a_near_sentence(read, sentences):
    analysis = find_dates(read(" ".join(sentences), "2021-05-06"))
    index = index_dates(analysis)
    for token in analysis.parse.tokens:
        date, method, confidence = index.governing(token)
        if date is None:
            assert (date, method, confidence) == NO_DATE
            continue
        assert date in analysis.dates and date.edtf is not None and 0 < confidence <= 1
        where = analysis.parse.sentence_at(date.start)
        assert where is not None
        assert (where.index == token.sentence) == (method in ("same_clause", "same_sentence"))
        assert method != "narrative" or where.index < token.sentence
