"""What the learned taggers add to lexicon and syntax, and what they doubt: triggers, modalities, participants."""

from dataclasses import replace

import pytest

from flows.core.annotations import Analysis
from flows.core.parse import Linked, Tagged
from flows.core.pipeline import run_stages
from flows.stages.learned_modality import weighed
from flows.stages.order import STAGES
from tests.conftest import cases

TRIGGERS = cases("learned_triggers")


def said(text, words):
    """What the event tagger says of some words."""
    at = {word: text.index(word) for word in words}
    return tuple(
        Tagged(at[w], at[w] + len(w), kind, "events", p) for w in sorted(words, key=at.get) for kind, p in words[w].items()
    )


def reports_of(read, text, words):
    analysis = read(text, published_at="2024-05-02")
    return run_stages(analysis.adding(parse=replace(analysis.parse, eventful=said(text, words))), STAGES).reports


@pytest.mark.parametrize("case", TRIGGERS["added"], ids=lambda c: f"{c['text'][:30]} {c['score']}")
def test_added(read, case):
    reports = reports_of(read, case["text"], {case["word"]: {case["type"]: case["score"]}})
    learned = [r for r in reports if r.rule.startswith("learned:")]
    start = case["text"].index(case["word"])
    assert [(r.event_type, r.start) for r in learned] == ([(case["told"], start)] if case["told"] else [])
    assert all(0.5 <= r.confidence <= 0.85 for r in learned)


@pytest.mark.parametrize("case", TRIGGERS["doubted"], ids=lambda c: f"{c['text'][:30]} {c['said']}")
def test_doubted(read, case):
    told = reports_of(read, case["text"], case["said"])
    assert [r.event_type for r in told if not r.rule.startswith("learned:")] == case["told"]


@pytest.mark.parametrize("case", cases("learned_modality"), ids=str)
def test_modality(case):
    assert weighed(case["ruled"], case["likely"]) == case["told"]


@pytest.mark.parametrize("case", cases("learned_roles"), ids=lambda c: f"{c['text'][:30]} {c['said']}")
def test_roles(tagged, case):
    text = case["text"]
    whole = tagged(text, published_at="2024-05-02")
    analysis = Analysis(whole.document, replace(whole.parse, eventful=()))
    at = text.index(case["trigger"])
    links = tuple(
        Linked(at, case["type"], text.index(word), role, p) for word, roles in case["said"].items() for role, p in roles.items()
    )
    told = run_stages(analysis.adding(parse=replace(analysis.parse, linked=links)), STAGES)
    keys = {r.key for r in told.reports if r.start == at}
    assert keys
    assert [(p.role, told.words(p.start, p.end)) for p in told.participants if p.report in keys] == [
        tuple(pair) for pair in case["told"]
    ]


def test_two_types_of_one_word(read):
    text = "Gunmen bushwhacked Oran Tulmek in Zelvic on Monday."
    words = {"bushwhacked": {"conflict.abduct": 0.6, "conflict.attack": 0.35, "conflict.threaten": 0.04}}
    assert {r.event_type for r in reports_of(read, text, words)} == {"conflict.abduct", "conflict.attack"}


def test_a_word_that_no_row_knows_is_told_as_a_build_reads_it(tagged):
    analysis = tagged("Mira Velasko was jettisoned as finance minister on Monday, state television said.")
    (report,) = analysis.reports
    assert (report.event_type, report.rule) == ("personnel.dismiss", "learned:personnel.dismiss:jettison#v")
    assert ("person", "Mira Velasko") in [(p.role, analysis.words(p.start, p.end)) for p in analysis.participants]
