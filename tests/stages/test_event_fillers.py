"""Learned fillers become participants of the nearest report that can hold them, and doubtful participants are left out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.parse import Tagged
from flows.core.pipeline import run_stages
from flows.stages import event_fillers
from flows.stages.event_fillers import judge_participants
from flows.stages.events import tell_events
from flows.stages.filler_candidates import find_candidates, group_candidates
from flows.stages.filler_features import LABELS, Scene, features, label_of, odds_bin
from flows.stages.fillers import Filler, find_fillers, judge_candidates
from flows.stages.order import STAGES
from flows.stages.participants import Cast

EARLY = [stage for stage in STAGES if stage.name not in ("find_events", "code_participants")]
BOMBING = "A bomb exploded outside the Norland Bank on Friday. Nobody was hurt. Police blamed students of the old mill."
QUIET = "The students of the old mill sang all night. The cook praised their soup."


def told(read, text, *tags):
    """A text with what syntax and lexicon tell, after a role tagger said these words (words, label, score)."""
    analysis = run_stages(read(text), EARLY)
    spans = [Tagged(text.index(w), text.index(w) + len(w), label, "roles", score) for w, label, score in tags]
    kept = tuple(t for t in analysis.parse.tagged if t.tagger not in ("roles", "incidents"))
    return tell_events(replace(analysis, parse=replace(analysis.parse, tagged=(*kept, *spans))))


@pytest.fixture
def says(monkeypatch):
    """Makes the models say one probability of one word, and 0.5 of every candidate that rules tell."""

    def put(word, label, probability):
        def fillers(scene):
            out = []
            for k, c in enumerate(scene.candidates):
                rules = {label_of(p) for p, _ in scene.told.get(c.token.i, ())} - {None}
                out += [Filler(own, (k,), 0.5) for own in sorted(rules)]
                if c.token.lower == word:
                    out.append(Filler(label, (k,), probability))
            return tuple(out)

        monkeypatch.setattr(event_fillers, "find_fillers", fillers)

    return put


def test_a_sure_filler_two_sentences_on_joins_the_report(read, says):
    says("students", "attacker", 0.9)
    after = judge_participants(told(read, BOMBING))
    added = [p for p in after.participants if p.rule.startswith("filler:")]
    assert [(p.role, after.words(p.start, p.end), p.entity_type, p.confidence) for p in added] == [
        ("actor", "students", "person", 0.9)
    ]
    assert after.reports[added[0].report].event_type == "conflict.explosion"


@pytest.mark.parametrize(
    ("text", "word", "label", "probability"),
    [
        (BOMBING, "students", "attacker", 0.1),
        (QUIET, "students", "attacker", 0.9),
        (BOMBING, "friday", "object", 0.9),
        ("A baker stabbed a clerk with a knife. " + "Rain fell. " * 6 + "The students left.", "students", "attacker", 0.9),
        ("Rebels attacked the village of Orla on Monday.", "rebels", "attacker", 0.9),
    ],
    ids=["doubtful", "no event", "a date", "too far", "told by a rule"],
)
def test_nothing_is_added(read, says, text, word, label, probability):
    says(word, label, probability)
    before = told(read, text)
    after = judge_participants(before)
    assert [(p.role, p.start) for p in after.participants] == [(p.role, p.start) for p in before.participants]


def test_a_doubtful_participant_is_left_out(read, monkeypatch):
    before = told(read, "Fishermen attacked village after village on Monday.")
    assert before.participants
    monkeypatch.setattr(event_fillers, "find_fillers", lambda scene: (Filler("victim", (0,), 0.01),))
    assert judge_participants(before).participants == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Fishermen attacked a convoy on Monday.", ["convoy"]),
        ("Fishermen attacked two trucks with knives on Monday.", ["two trucks", "knives"]),
        ("Fishermen attacked trucks on Monday.", []),
        ("Fishermen attacked any trucks they saw on Monday.", []),
    ],
)
def test_what_is_certain_stands(read, monkeypatch, text, kept):
    before = told(read, text)
    monkeypatch.setattr(event_fillers, "find_fillers", lambda scene: (Filler("victim", (0,), 0.01),))
    after = judge_participants(before)
    assert [after.words(p.start, p.end) for p in after.participants] == kept


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("France attacked the port of Orla on Monday, the ministry said.", ["France"]),
        ("Soldiers attacked the port of Orla on Monday, the ministry said.", ["Soldiers"]),
        ("Fishermen attacked the port of Orla on Monday, the ministry said.", []),
    ],
)
def test_only_states_and_their_forces_are_never_left_out(read, monkeypatch, text, actors):
    before = told(read, text)
    monkeypatch.setattr(event_fillers, "find_fillers", lambda scene: (Filler("victim", (0,), 0.01),))
    kept = judge_participants(before).participants
    assert [before.words(p.start, p.end) for p in kept if p.role == "actor"] == actors


def test_who_is_told_as_hurt_is_tied_to_the_attack_as_well(read, says):
    says("baker", "victim", 0.9)
    before = told(read, "A bomb exploded outside the Norland Bank on Friday. A baker was injured.")
    after = judge_participants(before)
    held = {after.reports[p.report].event_type for p in after.participants if after.words(p.start, p.end).endswith("baker")}
    assert held == {"life.injure", "conflict.explosion"}


def test_who_one_side_killed_is_no_target_of_the_other(read, monkeypatch):
    before = told(read, "A gunman opened fire in Orla, killing two students before police shot at him.")

    def fillers(scene):
        return tuple(
            Filler(label, (k,), 0.9)
            for k, c in enumerate(scene.candidates)
            for label, word in (("attacker", "gunman"), ("victim", "students"))
            if c.token.lower == word
        )

    monkeypatch.setattr(event_fillers, "find_fillers", fillers)
    after = judge_participants(before)
    words = {
        after.words(after.reports[p.report].start, after.reports[p.report].end)
        for p in after.participants
        if after.words(p.start, p.end).endswith("students")
    }
    assert words == {"opened", "killing"}


@pytest.mark.parametrize(("probability", "stated"), [(0.4, False), (0.6, True)])
def test_a_person_is_not_called_an_attacker_on_a_guess(read, says, probability, stated):
    says("wern", "attacker", probability)
    after = judge_participants(told(read, "A bomb exploded outside the bank on Friday. Police spoke with Edgar Wern."))
    assert ("Edgar Wern" in {after.words(p.start, p.end) for p in after.participants}) is stated


def test_the_shipped_models_uphold_a_plain_report(tagged):
    after = tagged("Gunmen killed two police officers and a baker in the village of Orla on Monday, police said.")
    said = {(label_of(p), after.words(p.start, p.end)) for p in after.participants}
    assert ("victim", "two police officers") in said or ("victim", "police officers") in said
    assert ("attacker", "Gunmen") in said


def test_every_candidate_stands_in_the_text_once(read):
    analysis = told(read, BOMBING)
    spans = [(c.start, c.end) for c in find_candidates(Cast(analysis))]
    assert len(spans) == len(set(spans))
    assert all(analysis.words(*span).strip() for span in spans)


def test_features_hold_no_name(read):
    scene = Scene(told(read, "Rebels of the Orla Front killed Anna Weller in Norbury on Monday."))
    said = " ".join(f for k in range(len(scene.candidates)) for f in features(scene, k)).lower()
    assert not any(name in said for name in ("weller", "norbury", "orla"))


def test_probabilities(read):
    scene = Scene(told(read, BOMBING, ("bomb", "weapon", 0.9)))
    judged = judge_candidates(scene)
    assert len(judged) == len(scene.candidates)
    assert all(0 < p < 1 for own in judged for p in own)
    assert all(0 < f.probability < 1 and f.label in LABELS for f in find_fillers(scene))


def test_no_fillers_without_violence(read):
    assert find_fillers(Scene(told(read, QUIET))) == ()


@pytest.mark.parametrize(
    ("text", "words", "together"),
    [
        ("Six teachers were killed. The teachers lived in Orla.", ("teachers", "teachers"), True),
        ("The National Mill Front (NMF) met. The NMF left.", ("NMF", "NMF"), True),
        ("The teachers met the bakers.", ("teachers", "bakers"), False),
    ],
)
def test_groups(read, text, words, together):
    candidates = find_candidates(Cast(told(read, text)))
    chosen = [k for k, c in enumerate(candidates) if c.token.text in words]
    assert (len(group_candidates(candidates, chosen)) == 1) is together


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1))
def test_bins_are_bounded(p):
    assert -7 <= odds_bin(p) <= 7


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Orlan Dask was shot on Elm Street in Morlen on Monday.", ["Orlan Dask"]),
        ("Gunmen shot Orlan Dask on the highway on Monday.", ["Orlan Dask"]),
        ("Gunmen opened fire on Orlan Dask on Monday.", ["Orlan Dask"]),
        ("The assassination of Orlan Dask, a teacher, was reported on Monday.", ["Orlan Dask"]),
        ("Gunmen murdered Orlan Dask and a teacher on Monday.", ["Orlan Dask", "teacher"]),
    ],
)
def test_neither_the_street_nor_a_description_of_a_target_is_another(read, text, target):
    after = tell_events(run_stages(read(text), EARLY))
    attack = next(r.key for r in after.reports if r.event_type == "conflict.attack")
    assert [after.words(p.start, p.end) for p in after.participants if p.report == attack and p.role == "target"] == target


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Mara Fenwick, a teacher, was shot in Morlen on Monday.", "teacher", "Mara Fenwick"),
        ("Mara Fenwick and a teacher were shot in Morlen on Monday.", "teacher", None),
        ("Mara Fenwick, Morlen, was shot on Monday. A teacher cried.", "teacher", None),
    ],
)
def test_a_noun_beside_a_name_tells_the_same_filler(read, text, word, name):
    scene = Scene(told(read, text))
    entity = next(c.entity for c in scene.candidates if c.token.lower == word)
    assert (None if entity is None else scene.analysis.entity(entity).name) == name
