"""The comparison with gold facts counts what is right, wrong and missed, and nothing twice."""

import pytest

from benchmarks.scoring import Tally, covers, folded, pair, score_article
from flows.publish.quality import Outcome
from tests.publish import small_release as small


def gold(**given):
    facts = {
        "entities": [{"name": "Dara Quill", "type": "person"}, {"name": "Verrin", "type": "place", "country": "MZ"}],
        "events": [
            {"type": "disaster.natural", "date": "2021-03-04", "place": "Verrin", "participants": [["cause", "river"]]}
            | {"modality": "actual", "alt_types": []}
        ],
        "figures": [{"measure": "killed", "value": 3, "counted": "people", "modifier": "exact", "unit": "person"}],
        "statements": [{"speaker": "Dara Quill", "kind": "indirect", "contains": "river Ossa"}],
        "relations": [],
    }
    return facts | given


def score(facts) -> dict[str, tuple]:
    tally = Tally()
    score_article(tally, facts, small.make_frames(), small.ONE)
    return {what: (o.correct, o.found, o.expected) for what, o in tally.outcomes().items()}


def test_what_is_right_counts_and_what_is_missed_too():
    found = score(gold())
    assert found["entities (person)"] == (1, 1, 1) and found["entities (place)"] == (1, None, 1)
    assert found["entities.country"] == (0, 0, 1)
    assert found["events"] == found["events.date_edtf"] == found["events.place_name"] == (1, 1, 1)
    assert found["participants"] == (0, None, 1) and found["statements"] == (0, None, 1)
    assert found["figures"] == found["figures.counted"] == found["figures.unit"] == (1, 1, 1)


@pytest.mark.parametrize(
    "facts, what, counts",
    [
        ({"events": []}, "events", (0, 1, 0)),
        ({"figures": []}, "figures", (0, 1, 0)),
        ({"entities": []}, "entities (person)", (0, 1, 0)),
        ({"entities": [{"name": "Quill", "type": "organization"}]}, "entities (person)", (0, 1, 0)),
        ({"events": [gold()["events"][0] | {"type": "conflict.attack"}]}, "events", (0, 1, 1)),
        ({"events": [gold()["events"][0] | {"type": "life.die", "alt_types": ["disaster.natural"]}]}, "events", (1, 1, 1)),
        ({"events": [gold()["events"][0] | {"date": "2021-03-05"}]}, "events.date_edtf", (0, 1, 1)),
        ({"events": [gold()["events"][0] | {"modality": "planned"}]}, "events.modality", (0, 1, 1)),
        ({"events": gold()["events"] * 2}, "events", (1, 1, 2)),
        ({"figures": [gold()["figures"][0] | {"value": 4}]}, "figures", (0, 1, 1)),
        ({"figures": [gold()["figures"][0] | {"modifier": "at_least"}]}, "figures.modifier", (0, 1, 1)),
    ],
)
def test_what_is_wrong_costs(facts, what, counts):
    assert score(gold(**facts))[what] == counts


def test_pairs_are_one_to_one_and_the_best_first():
    fit = lambda g, r: {("a", "x"): 1, ("a", "y"): 3, ("b", "y"): 2}.get((g["n"], r["n"]), 0)  # noqa: E731
    assert pair([{"n": "a"}, {"n": "b"}], [{"n": "x"}, {"n": "y"}], fit) == [(0, 1)]


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("The Ministry", "ministry", True),
        ("José Álvarez's", "Jose Alvarez", True),
        ("Dara Quill", "Quill", True),
        ("Quill", "Quillan", False),
        ("", "Quill", False),
        (None, None, False),
    ],
)
def test_names_are_compared_as_whole_words(one, other, same):
    assert covers(one, other) is same and covers(other, one) is same
    assert folded(folded(one)) == folded(one)


def test_without_a_complete_gold_there_is_no_precision():
    scores = Outcome(3, None, 4).scores()
    assert scores["precision"] is None and scores["f1"] is None and scores["recall"] == 0.75
