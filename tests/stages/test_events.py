"""Every event type's own example sentences, and what must not be an event."""

from pathlib import Path

import pytest
import yaml

from flows.stages.event_lexicon import examples, roles_of, rows_by_lemma
from schemas.vocab import codes


@pytest.mark.parametrize(("event_type", "text", "words"), examples(), ids=lambda v: str(v)[:40])
def test_example(tagged, event_type, text, words):
    found = tagged(text, published_at="2024-05-16")
    reports = [r for r in found.reports if r.event_type == event_type]
    assert reports, [(found.words(r.start, r.end), r.event_type) for r in found.reports]
    if words is not None:
        own = [found.words(p.start, p.end) for p in found.participants if p.report in {r.key for r in reports}]
        assert any(words in o or o in words for o in own), own


def test_every_type_has_triggers_and_examples():
    assert {row.event_type for rows in rows_by_lemma().values() for row in rows} == set(codes("event_types"))
    assert all(sum(e[0] == code for e in examples()) >= 2 for code in codes("event_types"))


def test_frames_use_roles_of_their_type():
    for rows in rows_by_lemma().values():
        for row in rows:
            assert set(row.frame.values()) - {"none", "modifier"} <= roles_of(row.event_type), row.rule


def test_nothing_to_report(tagged):
    paragraphs = yaml.safe_load((Path(__file__).parents[1] / "cases" / "non_events.yml").read_text(encoding="utf-8"))
    told = [
        (text[:40], found.words(r.start, r.end))
        for part in paragraphs.values()
        for text in part
        for found in (tagged(text),)
        for r in found.reports
    ]
    assert len(told) <= 3, told
