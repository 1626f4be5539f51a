"""Time expressions: cases, and laws that hold for every text."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.parse import Parse
from flows.readers.clean import find_blocks, normalise
from flows.stages import date_values as values
from flows.stages.dates import find_dates

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "dates.yml").read_text(encoding="utf-8"))


def bare(text: str, published: str | None = None) -> Analysis:
    text = normalise(text)
    document = Document(
        "art_x",
        "x",
        None,
        None,
        (),
        published,
        "metadata" if published else None,
        "en",
        text,
        find_blocks(text),
        "x",
        None,
        Passport("x"),
    )
    return Analysis(document, Parse((), ()))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_cases(read, case):
    analysis = find_dates(read(case["text"], case.get("published"), passport=Passport("test", day_first=case.get("day_first"))))
    got = [(analysis.words(d.start, d.end), d.edtf, d.date_start, d.date_end) for d in analysis.dates]
    expected = []
    for words, value in case["dates"].items():
        edtf, *bounds = value if isinstance(value, list) else [value]
        expected.append((words.strip(), edtf, *bounds))
    assert [(w, e) for w, e, *_ in got] == [(w, e) for w, e, *_ in expected]
    for (_, _, *found), (_, _, *wanted) in zip(got, expected, strict=True):
        if wanted:
            assert found == wanted


WORDS = st.sampled_from(
    [
        "on",
        "in",
        "since",
        "until",
        "from",
        "to",
        "the",
        "of",
        "last",
        "next",
        "this",
        "early",
        "late",
        "mid",
        "January",
        "Feb.",
        "March",
        "31",
        "30",
        "2",
        "2nd",
        "first",
        "1999",
        "2020",
        "1990s",
        "'80s",
        "Monday",
        "Sat.",
        "week",
        "month",
        "year",
        "day",
        "days",
        "two",
        "a",
        "several",
        "ago",
        "later",
        "before",
        "yesterday",
        "tonight",
        "quarter",
        "summer",
        "Christmas",
        "10:30",
        "p.m.",
        ",",
        "-",
        ".",
        "and",
        "12/13/2014",
        "2021-02-30",
        "nineteen",
        "ninety",
        "five",
        "century",
        "weekend",
        "fiscal",
        "about",
        "or",
        "so",
        "May",
        "will",
        "said",
    ]
)


@given(st.lists(WORDS, max_size=40), st.sampled_from([None, "2020-02-29", "1989-11-02T10:00:00Z"]))
@settings(max_examples=300, deadline=None)
def test_every_row_is_sound(words, published):
    analysis = find_dates(bare(" ".join(words), published))
    assert [d.key for d in analysis.dates] == list(range(len(analysis.dates)))
    end = 0
    for row in analysis.dates:
        assert end <= row.start < row.end <= len(analysis.text)
        assert analysis.words(row.start, row.end).strip() == analysis.words(row.start, row.end)
        end = row.end
        assert 0 < row.confidence <= 1
        if row.date_start and row.date_end:
            assert date.fromisoformat(row.date_start) <= date.fromisoformat(row.date_end)
        if row.edtf is not None:
            parse_edtf(row.edtf)
            assert row.date_start or row.date_end
        else:
            assert row.precision in ("none", "interval")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text):
    find_dates(bare(text, "2020-01-01"))


@given(
    st.dates(date(1600, 1, 1), date(2800, 1, 1)),
    st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]),
    st.integers(-12, 12),
)
def test_shift_there_and_back(day, unit, count):
    there = values.shift(day, unit, count)
    assert there is not None and there.start is not None
    back = values.shift(there.start, unit, -count)
    assert back is not None and back.start <= day <= back.end


@given(st.integers(1583, 2999))
def test_easter_is_a_spring_sunday(year):
    day = values.easter(year)
    assert day.weekday() == 6 and date(year, 3, 22) <= day <= date(year, 4, 25)


def test_dating_is_the_metadata_day(read):
    dating = find_dates(read("The port closed on May 2, 2020.", "2020-05-03T23:10:00Z")).dating
    assert (dating.earliest, dating.latest, dating.method) == ("2020-05-03", "2020-05-03", "metadata")


def test_dating_is_inferred_as_a_lower_bound(read):
    dating = find_dates(read("The port closed on May 2, 2020. It will open in July 2031.")).dating
    assert (dating.earliest, dating.latest, dating.method) == ("2020-05-02", None, "inferred")


def test_no_dating_without_dates(read):
    dating = find_dates(read("The port closed.")).dating
    assert (dating.earliest, dating.latest, dating.method) == (None, None, None)


def test_unreadable_publication_day_is_unknown(read):
    analysis = find_dates(read("The port closed yesterday.", "7:58 AM ET"))
    assert analysis.dates[0].edtf is None


def test_stamp_dates_the_article(read):
    dating = find_dates(read("Posted: May 4, 2020\n\nThe port closed on May 2, 2020.")).dating
    assert (dating.earliest, dating.latest, dating.method) == ("2020-05-04", "2020-05-04", "text")


def test_unknown_publication_day_bounds_what_hangs_on_it(read):
    analysis = find_dates(read("The port closed on May 2, 2020. Last year it flooded. It was dredged on January 6 last year."))
    rows = [(d.edtf, d.date_start, d.date_end) for d in analysis.dates]
    assert rows == [("2020-05-02", "2020-05-02", "2020-05-02"), (None, "2019-01-01", None), (None, "2019-01-06", None)]


def test_dateline_dates_the_article(read):
    dating = find_dates(
        read("Port closed\n\nOLVERA, February 6, 2022 (Agency) - The port was closed.", title="Port closed")
    ).dating
    assert (dating.earliest, dating.latest, dating.method) == ("2022-02-06", "2022-02-06", "text")
