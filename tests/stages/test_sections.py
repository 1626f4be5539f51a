"""Round-ups: parts with labels tell of things apart."""

from flows.core.pipeline import run_stages
from flows.stages.order import STAGES
from flows.stages.sections import sections_of

BRIEF = "\n\n".join(
    (
        "NORLAND: A strike at three plants entered its third week on Monday.",
        "VALDORIA: The union called off a strike at the port of Olvar.",
        "JAPAN: Prosecutors raided an office on Tuesday.",
    )
)


def test_labelled_paragraphs_are_sections(read):
    assert set(sections_of(read(BRIEF, published_at="2024-05-02"))) == {1, 2, 3}


def test_times_are_labels(read):
    text = "Live\n\n17:42 The port of Olvar is shut.\n\n16:10 Police arrested a man.\n\n09:05 A lorry overturned."
    assert len(set(sections_of(read(text)))) >= 3


def test_one_label_makes_no_roundup(read):
    text = "OLVAR: Police arrested a man on Monday.\n\nHe was released on Tuesday.\n\nHis wife met him."
    assert set(sections_of(read(text))) == {0}


def test_events_of_two_sections_are_apart(read):
    analysis = run_stages(read(BRIEF, published_at="2024-05-02"), STAGES)
    strikes = {r.happening for r in analysis.reports if r.event_type == "conflict.strike"}
    assert len(strikes) == 2
