"""Figures: cases, a held-back half scored as a whole, and laws that hold for every text."""

import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.figures import score, summary
from flows.core.annotations import Analysis
from flows.core.parse import Token
from flows.stages.dates import find_dates
from flows.stages.figures import find_figures
from flows.stages.names import find_names
from flows.stages.units_quantities import read_quantities

CASES = Path(__file__).parent.parent / "cases"
BUILT_ON, HELD_BACK = (yaml.safe_load((CASES / f"figures_{half}.yml").read_text(encoding="utf-8")) for half in "ab")


def figures(read, text: str) -> Analysis:
    return find_figures(find_names(find_dates(read(text))))


@pytest.mark.parametrize("case", BUILT_ON, ids=[c["text"][:60] for c in BUILT_ON])
def test_cases(read, case):
    analysis = figures(read, case["text"])
    assert score(case, analysis)[1] == ()
    scopes = {analysis.words(f.start, f.end): f.scope for f in analysis.figures}
    assert {words: scopes[words] for words in case.get("scopes", {})} == case.get("scopes", {})
    counted = {analysis.words(f.start, f.end): f.counted for f in analysis.figures}
    assert {words: counted[words] for words in case.get("counted", {})} == case.get("counted", {})


def test_held_back(read):
    total = sum((score(case, figures(read, case["text"]))[0] for case in HELD_BACK), Counter())
    scores = summary(total)
    assert scores["exact"] >= 0.95, scores
    assert scores["part_of"] >= 0.90, scores


def test_there_are_enough_cases():
    everything = [*BUILT_ON, *HELD_BACK]
    assert len({case["text"] for case in everything}) == len(everything) >= 250
    assert sum(not case["figures"] for case in everything) >= len(everything) / 3.1


WORDS = st.sampled_from(
    [
        "the",
        "a",
        "of",
        "and",
        "or",
        "to",
        "from",
        "between",
        "at",
        "least",
        "more",
        "than",
        "about",
        "up",
        "some",
        "one",
        "two",
        "twelve",
        "twenty",
        "hundred",
        "thousand",
        "million",
        "dozen",
        "dozens",
        "hundreds",
        "half",
        "third",
        "people",
        "soldiers",
        "died",
        "killed",
        "wounded",
        "including",
        "others",
        "year",
        "years",
        "percent",
        "per",
        "cent",
        "$",
        "EUR",
        "-",
        "5",
        "12",
        "1,000",
        "3.5",
        "2,0",
        ",,,",
        ".",
        "%",
        "(",
        ")",
        "7th",
        "1990",
        "km",
        "tonnes",
        "age",
        "aged",
        "old",
        "No.",
        "m",
        "bn",
        "-5",
        "+3",
        "3-1",
        "10:30",
        "1/2",
        "½",
        "five-year",
        "17-year-old",
        "k",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(WORDS, min_size=1, max_size=25))
def test_laws(read, words):
    first = figures(read, " ".join(words))
    again = figures(read, " ".join(words))
    assert first.figures == again.figures
    assert [f.key for f in first.figures] == list(range(len(first.figures)))
    for f in first.figures:
        said = first.words(f.start, f.end)
        assert said and said == said.strip()
        assert 0.0 <= f.confidence <= 1.0
        if f.counted is not None:
            assert first.words(f.counted_start, f.counted_end) == f.counted
        if f.value_min is not None and f.value_max is not None:
            assert f.value_min <= f.value_max
            assert f.value is None or f.value_min <= f.value <= f.value_max
        assert f.part_of is None or (f.part_of != f.key and f.part_of < len(first.figures))
    starts = [f.start for f in first.figures]
    assert starts == sorted(starts)


def tokens_of(text: str) -> list[Token]:
    """Tokens of one sentence, cut at spaces."""
    out, at = [], 0
    for i, word in enumerate(text.split(" ")):
        out.append(Token(i, at, at + len(word), word, word.lower(), "CD", "NUM", "dep", 0, 0))
        at += len(word) + 1
    return out


@pytest.mark.parametrize(
    "unit", ["1,", "1,000", "9", "1.2.", "-5-", "1/2 ", "1 000 ", "3 and ", "two hundred ", "a .-", "($5m", "dozens of "]
)
def test_work_is_linear(unit):
    """Eight times as many digits, commas and number words take at most nine times as many calls."""

    def calls(size: int) -> int:
        count = 0

        def trace(*_) -> None:
            nonlocal count
            count += 1

        tokens = tokens_of((unit * (size // len(unit))).strip())
        sys.setprofile(trace)
        try:
            read_quantities(tokens)
        finally:
            sys.setprofile(None)
        return count

    assert calls(4_000) <= 9 * calls(500) + 2_000


def test_a_table_is_no_sentence(read):
    assert find_figures(read("Rows 1, 2, " + "3, " * 300 + "died.")).figures == ()


def test_who_says_so_and_as_of(analyse):
    analysis = analyse(
        "Ministry spokesman Ilya Dorn said that 40 people were killed in the blast in Karvel as of 3 May 2019.",
        published_at="2019-05-04",
    )
    (figure,) = [f for f in analysis.figures if f.measure == "killed"]
    assert figure.as_of == "2019-05-03"
    said = next(s for s in analysis.statements if s.key == figure.statement)
    assert analysis.words(said.speaker_start, said.speaker_end).endswith("Ilya Dorn")


def test_a_toll_belongs_to_its_event(analyse):
    analysis = analyse(
        "Gunmen attacked a post near Karvel on Monday. Seven soldiers died and 12 civilians were wounded.",
        published_at="2019-05-04",
    )
    types = {f.measure: analysis.reports[f.report].event_type for f in analysis.figures if f.report is not None}
    assert types == {"killed": "life.die", "injured": "life.injure"}


def test_the_hurt_of_a_sentence_without_an_event_belong_to_the_one_before(analyse):
    analysis = analyse(
        "A gunman opened fire at a market on Monday. Nine people were treated at the clinic. Over 700 have died since."
    )
    tied = {analysis.words(f.start, f.end): f.report for f in analysis.figures}
    assert tied["Nine"] is not None and analysis.reports[tied["Nine"]].event_type == "conflict.attack"
    assert tied["Over 700"] is None or analysis.reports[tied["Over 700"]].event_type == "life.die"
