"""The score on annotated news counts a right trigger and what it told, and reads offsets as the corpora give them."""

import json

import pytest

from benchmarks.event_corpora import half_of, join, read_rams, read_wikievents, roles_for, score, table, types_for
from flows.core.annotations import Analysis
from flows.core.parse import Parse
from flows.core.reports import Participant, Report
from schemas.vocab import codes
from tests.conftest import make_document

WORDS = [["Gunmen", "shot", "Dara", "Quill", "in", "Verrin", "."], ["She", "died", "."]]


def report(text: str, word: str, kind: str, key: int = 0) -> Report:
    start = text.index(word)
    unknown = (None,) * 3
    return Report(key, start, start + len(word), kind, "actual", 0, *unknown, "none", *(None,) * 7, rule="test", confidence=1.0)


def participant(text: str, words: str, role: str, key: int = 0) -> Participant:
    start = text.index(words)
    return Participant(key, role, start, start + len(words), None, None, "person", None, None, None, "test", 1.0)


def counts(passage, reports=(), participants=()):
    analysis = Analysis(make_document(passage.text), Parse((), ())).adding(reports=reports, participants=participants)
    return {key: dict(c) for key, c in score([passage], [analysis], misses=False).items()}


@pytest.fixture
def rams(tmp_path):
    path = tmp_path / "some.jsonlines"
    row = {"source_url": "a", "sentences": WORDS}
    attack = row | {"evt_triggers": [[1, 1, [["conflict.attack.firearmattack", 1.0]]]]}
    attack |= {"gold_evt_links": [[[1, 1], [2, 3], "evt012arg02target"], [[1, 1], [0, 0], "evt012arg01attacker"]]}
    death = row | {"evt_triggers": [[8, 8, [["life.die.n/a", 1.0]]]], "gold_evt_links": []}
    path.write_text("\n".join(map(json.dumps, (attack, death))), encoding="utf-8")
    return list(read_rams(path))


@pytest.fixture
def wikievents(tmp_path):
    path = tmp_path / "some.jsonl"
    text, tokens = (
        "Gunmen  shot Dara Quill.",
        [["Gunmen", 0, 6], ["shot", 8, 12], ["Dara", 13, 17], ["Quill", 18, 23], [".", 23, 24]],
    )
    event = {"event_type": "Conflict.Attack.Unspecified", "trigger": {"start": 1, "end": 2}}
    event |= {"arguments": [{"role": "Target", "entity_id": "T1"}]}
    row = {"doc_id": "b", "sentences": [[tokens, text]], "event_mentions": [event]}
    row |= {"entity_mentions": [{"id": "T1", "start": 2, "end": 4}]}
    path.write_text(json.dumps(row), encoding="utf-8")
    return list(read_wikievents(path))


def test_joined_tokens_stand_where_their_spans_say():
    words = [["He", "said", ":", '"', "I", "wo", "n't", "go", '"', "."], ["A", "pro", "-", "Verrin", "man", "(", "5", ")"]]
    text, spans = join(words)
    assert text == 'He said: "I won\'t go".\n\nA pro-Verrin man (5)'
    assert [text[a:b] for a, b in spans] == [w for sentence in words for w in sentence]


def test_every_mapped_type_and_role_is_one_of_ours():
    assert frozenset().union(*table("kairos_types.csv").values()) <= set(codes("event_types"))
    assert frozenset().union(*table("kairos_roles.csv").values()) <= set(codes("roles"))


@pytest.mark.parametrize(
    "theirs, ours",
    [
        ("conflict.attack.setfire", {"conflict.attack", "conflict.arson"}),
        ("life.die.deathcausedbyviolentevents", {"life.die", "justice.execute"}),
        ("contact.prevarication.meet", set()),
        ("conflict.attackers.n/a", set()),
        ("movement.transportperson.preventexit", set()),
    ],
)
def test_the_longest_prefix_says_what_is_right(theirs, ours):
    assert types_for(theirs) == ours


def test_passages_of_one_text_are_one(rams):
    (passage,) = rams
    assert [passage.text[slice(*e.trigger)] for e in passage.events] == ["shot", "died"]
    assert {(r, passage.text[slice(*s)]) for r, s in passage.events[0].arguments} == {
        ("target", "Dara Quill"),
        ("attacker", "Gunmen"),
    }


def test_right_trigger_and_arguments_count(rams):
    (passage,) = rams
    shot = report(passage.text, "shot", "conflict.attack")
    people = (participant(passage.text, "Dara Quill", "victim"), participant(passage.text, "Gunmen", "victim"))
    found = counts(passage, (shot,), people)
    assert found["trigger conflict.attack"] == {"gold": 1, "seen": 1, "right": 1}
    assert found["trigger life.die"] == {"gold": 1, "seen": 0, "right": 0}
    assert found["argument target"] == {"gold": 1, "right": 1}
    assert found["argument attacker"] == {"gold": 1, "right": 0}
    assert "report conflict.attack" not in found


def test_wrong_type_is_seen_but_not_right(rams):
    (passage,) = rams
    found = counts(passage, (report(passage.text, "died", "life.injure"),))
    assert found["trigger life.die"] == {"gold": 1, "seen": 1, "right": 0}


def test_precision_is_counted_where_all_events_are_annotated(wikievents):
    (passage,) = wikievents
    assert passage.text == "Gunmen shot Dara Quill."
    told = (report(passage.text, "shot", "conflict.attack"), report(passage.text, "Gunmen", "conflict.clash", 1))
    found = counts(passage, (*told, report(passage.text, "Quill", "life.die", 2)))
    assert found["report conflict.attack"] == {"told": 1, "right": 1}
    assert found["report conflict.clash"] == {"told": 1, "right": 0}
    assert "report life.die" not in found
    assert found["argument target"] == {"gold": 1, "right": 0}


def test_participants_of_a_right_report_are_judged_by_its_arguments(wikievents):
    (passage,) = wikievents
    people = (participant(passage.text, "Dara Quill", "victim"), participant(passage.text, "Gunmen", "actor"))
    found = counts(passage, (report(passage.text, "shot", "conflict.attack"),), people)
    assert found["participant victim"] == {"told": 1, "right": 1}
    assert found["participant actor"] == {"told": 1, "right": 0}


def test_halves_share_no_article(rams, wikievents):
    both = [*rams, *wikievents]
    assert [p.article for p in half_of(both, "first")] == ["a"] and [p.article for p in half_of(both, "second")] == ["b"]
    assert roles_for("place") == frozenset()
