"""A small planted corpus through the real extraction: known events and people come out as one each."""

from collections import Counter

import pytest

from benchmarks.planted import b_cubed, entity_items, event_items, extract, make_corpus, resolve


@pytest.fixture(scope="module")
def planted(parser):
    corpus = make_corpus(3, 5)
    analyses = extract(parser, [p.document for p in corpus])
    return corpus, analyses, resolve(analyses)


def test_events_are_merged_as_planted(planted):
    score = b_cubed(list(event_items(*planted)))
    assert score.items > 40
    assert score.f1 >= 0.9, score


def test_entities_are_merged_as_planted(planted):
    score = b_cubed(list(entity_items(*planted)))
    assert score.items > 100
    assert score.f1 >= 0.95, score


def test_anniversaries_and_false_reports_stay_apart(planted):
    pairs = set(event_items(*planted))
    groups = Counter()
    for group, truth in pairs:
        if truth in ("event 5", "second year"):
            groups[group] += 1
    assert groups and max(groups.values()) == 1
    assert not {g for g, t in pairs if t == "false report"} & {g for g, t in pairs if t == "retraction"}


def test_b_cubed_of_known_groupings():
    assert b_cubed([(1, "a"), (1, "a"), (2, "b")]).f1 == pytest.approx(1.0)
    lumped = b_cubed([(1, "a"), (1, "b")])
    assert (lumped.precision, lumped.recall) == (0.5, 1.0)
    split = b_cubed([(1, "a"), (2, "a")])
    assert (split.precision, split.recall) == (1.0, 0.5)


def test_the_same_seed_makes_the_same_corpus():
    assert make_corpus(7, 3) == make_corpus(7, 3)
    assert make_corpus(7, 3) != make_corpus(8, 3)
