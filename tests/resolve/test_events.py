import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.parse import Parse, Sentence
from flows.core.reports import Report
from flows.core.resolution import HappeningRecord, ResolvedEntity
from flows.publish.redirects import find_redirects
from flows.resolve.event_likeness import described, likeness
from flows.resolve.events import merge_happenings
from flows.resolve.records import happening_records
from flows.resolve.stories import Stories
from flows.tables.frames import frame
from schemas.registry import TABLES

BASE = HappeningRecord(
    article_id="art_a",
    happening=0,
    reports=(0,),
    event_type="conflict.explosion",
    modality="actual",
    edtf="2024-05-02",
    date_start="2024-05-02",
    date_end="2024-05-02",
    date_precision="day",
    place_id="ent_port",
    place_name="Port Selwick",
    country="XA",
    latitude=1.0,
    longitude=2.0,
    admin1="Selwickshire",
    feature="city",
    participants=(("victim", None, "people"),),
    figures=(("killed", 4.0),),
    source="one",
    day="2024-05-03",
    start=10,
    confidence=0.8,
)


def other(**changes) -> HappeningRecord:
    return replace(BASE, article_id=changes.pop("article_id", "art_b"), source="two", **changes)


STORY = tuple(f"ent_{n}" for n in range(12))
ELSEWHERE = tuple(f"ent_{n}" for n in range(50, 62))
UNDATED = {"edtf": None, "date_start": None, "date_end": None, "date_precision": "none"}


def dated(day: str) -> dict[str, str]:
    return {"edtf": day, "date_start": day, "date_end": day, "date_precision": "day"}


@pytest.mark.parametrize(
    ("changes", "veto"),
    [
        ({"article_id": "art_a", "happening": 1, "figures": (("killed", 9.0),)}, "told apart by one article"),
        ({"event_type": "politics.vote"}, "different kinds"),
        (dated("2023-05-02"), "different days"),
        (dated("2024-05-20"), "different days"),
        ({"place_id": "ent_x", "country": "XB"}, "different countries"),
        ({"place_id": "ent_x", "latitude": 3.0}, "different places"),
        ({"place_id": "ent_x", "admin1": "Marram", "latitude": None}, "different regions"),
        ({"modality": "planned"}, "one happened, the other is planned or did not"),
        (UNDATED | {"day": "2024-04-20"}, "published before it happened"),
    ],
)
def test_what_can_never_be_one_event(changes, veto):
    assert likeness(BASE, other(**changes)).veto == veto


def test_different_named_principals_are_different_events():
    arrest = replace(BASE, event_type="justice.arrest", participants=(("detainee", "ent_1", "ona brell"),))
    rival = replace(arrest, article_id="art_b", participants=(("detainee", "ent_2", "tam quist"),))
    assert likeness(arrest, rival).veto == "different principals"
    same = replace(
        rival, participants=(("detainee", "ent_1", "brell"),), place_id=None, edtf=None, date_start=None, date_end=None
    )
    assert likeness(arrest, same).veto is None


@pytest.mark.parametrize(
    ("changes", "merges"),
    [
        ({}, True),
        ({"event_type": "conflict.attack"}, True),
        ({"event_type": "life.die", "figures": (("killed", 4.0),)}, True),
        ({"event_type": "disaster.accident"}, False),
        ({"figures": (("killed", 5.0),)}, True),
        (dated("2024-05-03"), True),
        (dated("2024-05-03") | {"figures": (("killed", 40.0),)}, False),
        (dated("2024-05-06"), False),
        ({"place_id": "ent_shire", "feature": "admin1"}, True),
        ({"place_id": None, "participants": (), "figures": ()}, False),
        (UNDATED | {"participants": (), "figures": ()}, False),
        (UNDATED | {"participants": (), "figures": (), "story": STORY}, True),
        ({"participants": (), "figures": (), "story": STORY}, True),
        ({"participants": (), "figures": (), "story": ELSEWHERE}, False),
        (UNDATED | {"day": "2025-02-01", "participants": (), "figures": (), "story": STORY}, False),
    ],
)
def test_what_is_one_event_and_what_is_not_enough(changes, merges):
    first = replace(BASE, story=STORY) if "story" in changes else BASE
    events, near = merge_happenings([first, other(**changes)], {})
    assert (len(events) == 1) == merges
    if merges:
        assert events[0].merge_reason != "single" and events[0].confidence > BASE.confidence


def test_a_near_miss_is_listed():
    events, near = merge_happenings([BASE, other(place_id=None, participants=BASE.participants)], {})
    assert len(events) == 2 and near.count == len(near.pairs) == 1
    assert near.pairs[0].reason.startswith("score below threshold")


def test_one_article_telling_two_happenings_keeps_them_apart_in_the_corpus():
    second = replace(BASE, happening=1, start=90, reports=(1,), figures=(("killed", 9.0),))
    events, _ = merge_happenings([BASE, second, other()], {})
    assert sorted(len(e.members) for e in events) == [1, 2]


def test_order_does_not_matter_and_ids_do_not_depend_on_company():
    rows = [replace(BASE, article_id=f"art_{n}", source=f"s{n}", day=f"2024-05-0{n % 4 + 3}") for n in range(6)]
    rows.append(replace(BASE, article_id="art_z", place_id="ent_far", country="XB"))
    expected = merge_happenings(rows, {})
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert merge_happenings(rows, {}) == expected
    alone, _ = merge_happenings([r for r in rows if r.article_id == "art_z"], {})
    assert alone[0] in expected[0]


def test_a_wire_copy_joins_its_twin():
    vague = replace(
        BASE, place_id=None, edtf=None, date_start=None, date_end=None, date_precision="none", participants=(), figures=()
    )
    events, _ = merge_happenings([vague, replace(vague, article_id="art_b")], {"art_b": "art_a"})
    assert len(events) == 1 and "near_duplicate" in events[0].merge_reason


DAYS = ("2024-05-02", "2024-05-03", "2024-06-09")
HAPPENINGS = st.lists(
    st.builds(
        lambda article, happening, day, **given: replace(
            BASE, article_id=f"art_{article}", happening=happening, start=happening, day="2024-06-12", **dated(day), **given
        ),
        st.sampled_from("abcdefgh"),
        st.integers(0, 3),
        st.sampled_from(DAYS),
        event_type=st.sampled_from(("conflict.explosion", "conflict.attack", "life.die", "justice.arrest")),
        place_id=st.sampled_from((None, "ent_port", "ent_far")),
        source=st.sampled_from(("one", "two", "three")),
        figures=st.sampled_from(((), (("killed", 4.0),), (("killed", 40.0),))),
        participants=st.sampled_from(((), (("target", "ent_1", "x"),), (("detainee", "ent_2", "y"),))),
        story=st.sampled_from(((), STORY, ELSEWHERE)),
    ),
    max_size=16,
    unique_by=lambda h: (h.article_id, h.happening),
)


def meaning(rows: list[HappeningRecord]) -> dict[str, set[tuple[str, int]]]:
    return {e.event_id: set(e.members) for e in merge_happenings(rows, {})[0]}


@settings(max_examples=120, deadline=None)
@given(HAPPENINGS, st.randoms(use_true_random=False))
def test_order_and_batches_do_not_matter(rows, rng):
    assert merge_happenings(rows, {}) == merge_happenings(rng.sample(rows, len(rows)), {})


@settings(max_examples=120, deadline=None)
@given(HAPPENINGS)
def test_every_happening_is_in_one_event(rows):
    found = meaning(rows)
    assert sorted(m for members in found.values() for m in members) == sorted((h.article_id, h.happening) for h in rows)


@settings(max_examples=120, deadline=None)
@given(HAPPENINGS, st.sampled_from("abcdefgh"))
def test_an_event_id_always_means_the_event_its_first_report_tells(rows, added):
    """Adding an article, or taking it away again, never gives an id to another event: both hold the report that made it."""
    fewer = [h for h in rows if h.article_id != f"art_{added}"]
    before, after = meaning(fewer), meaning(rows)
    for event_id in before.keys() & after.keys():
        assert before[event_id] & after[event_id]
    assert meaning(fewer) == before


def release(rows: list[HappeningRecord], before=None):
    """A release of the events alone: each happening is one report at its own place, redirects are those from the last one."""
    events, _ = merge_happenings(rows, {})
    starts = {(h.article_id, h.happening): h.start for h in rows}
    reports = [
        {"event_id": e.event_id, "article_id": article, "start": starts[article, n], "end": starts[article, n] + 1}
        for e in events
        for article, n in e.members
    ]
    tables = {"events": [{"event_id": e.event_id} for e in events], "event_reports": reports}
    made = {table: frame(table, tables.get(table, ())) for table in TABLES}
    return made | {"redirects": find_redirects(before, made, "2")} if before else made


@settings(max_examples=60, deadline=None)
@given(HAPPENINGS, st.sets(st.sampled_from("abcdefgh")))
def test_adding_removing_and_adding_again_leaves_no_id_without_an_answer(rows, added):
    """Of every id ever released, each later release knows the row, or what stands for it, or that its words are gone."""
    fewer = [h for h in rows if h.article_id[-1] not in added]
    runs = [release(fewer)]
    for told in (rows, fewer, rows):
        runs.append(release(told, runs[-1]))
    ever: set[str] = set()
    for run in runs:
        live = set(run["events"]["event_id"])
        ever |= live
        answers = dict(zip(run["redirects"]["old_id"], run["redirects"]["new_id"], strict=True))
        assert ever - live == answers.keys() and {a for a in answers.values() if isinstance(a, str)} <= live
    assert runs[3]["events"].equals(runs[1]["events"]) and runs[2]["events"].equals(runs[0]["events"])
    grown = dict(zip(runs[1]["redirects"]["old_id"], runs[1]["redirects"]["new_id"], strict=True))
    assert all(isinstance(heir, str) for heir in grown.values())  # adding articles takes no event away


SHOT = other(event_type="conflict.attack", participants=(("target", None, "two ferry hands"),), story=STORY, figures=())
DEATH = replace(SHOT, happening=1, start=90, reports=(1,), event_type="life.die")


@pytest.mark.parametrize(
    ("changes", "alone", "goes_with_it"),
    [
        ({"participants": (("victim", None, "two ferry hands"),)}, False, True),
        ({"participants": (("victim", None, "two ferry hands"),)}, True, False),
        ({"participants": (("victim", None, "two ferry hands"),), "place_id": "ent_x", "latitude": 3.0}, False, False),
        ({"participants": (("victim", None, "two ferry hands"),), "modality": "planned"}, False, False),
    ],
)
def test_a_death_goes_with_the_attack_that_other_articles_tell(changes, alone, goes_with_it):
    first = replace(SHOT, article_id="art_a", source="one")
    events, _ = merge_happenings([SHOT, replace(DEATH, **changes), *([] if alone else [first])], {})
    of = {m: e.event_id for e in events for m in e.members}
    assert (of["art_b", 0] == of["art_b", 1]) == goes_with_it


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two ferry hands", {"two ferry hands"}),
        ("15 year old selwick boy", {"15 year old", "15 year old selwick boy"}),
        ("people", set()),
        ("three people", set()),
        ("his victims", set()),
    ],
)
def test_who_is_described_well_enough_to_tell_by(words, found):
    assert described(replace(BASE, participants=(("victim", None, words), ("actor", None, "masked men")))) == found


def test_many_that_tell_one_event_at_once_are_no_topic():
    def told(day: str) -> Stories:
        stories = Stories([replace(BASE, article_id=f"art_{n}", story=STORY, day=day if n > 1 else BASE.day) for n in range(9)])
        stories.settle([(i, j) for i in range(9) for j in range(i)])
        return stories

    assert told("2024-05-04").distinct(0, 1) > 10
    assert told("2024-07-04").distinct(0, 1) == pytest.approx(1.0)


def test_the_date_found_in_the_surest_way_speaks_for_a_happening():
    document = Document(
        "art_d", "test", None, None, (), "2024-05-06", "metadata", "en", "x" * 60, (), "d.txt", None, Passport("t")
    )
    told = (("2024-05-01", "narrative", 0.9), ("2024-05-03", "same_clause", 0.5), ("2024-05-04", "article_day", 0.8))
    reports = tuple(
        Report(n, 10 * n, 10 * n + 3, "life.die", "actual", 0, *[day] * 3, "day", None, how, *[None] * 5, "test", sure)
        for n, (day, how, sure) in enumerate(told)
    )
    (record,) = happening_records(Analysis(document, Parse((), (Sentence(0, 0, 0, 0, 60),)), reports=reports), {}, {})
    assert (record.edtf, record.date_method) == ("2024-05-03", "same_clause")


@pytest.mark.parametrize(
    ("later", "how", "stands"),
    [
        ("ent_town", "same_clause", "ent_town"),
        ("ent_town", "narrative", "ent_land"),
        ("ent_abroad", "same_clause", "ent_land"),
    ],
)
def test_the_country_of_a_headline_gives_way_to_the_town_in_it_that_a_sentence_names(later, how, stands):
    def place(key, country, feature):
        known = (("Ostrel", 1),), None, None, "test", 0.9
        return ResolvedEntity(key, (), "place", "Ostrel", country, *[None] * 6, feature, "gazetteer", *known)

    places = [place("ent_land", "XA", "country"), place("ent_town", "XA", "city"), place("ent_abroad", "XB", "city")]
    document = Document("art_d", "test", None, None, (), None, None, "en", "x" * 60, (), "d.txt", None, Passport("t"))
    keys = {"ent_land": 0, "ent_town": 1, "ent_abroad": 2}
    reports = tuple(
        Report(n, 10 * n, 10 * n + 3, "life.die", "actual", 0, *[None] * 3, "none", None, None, keys[where], 0, 3, method, None, "test", 0.9)
        for n, (where, method) in enumerate((("ent_land", "same_clause"), (later, how)))
    )  # fmt: skip
    analysis = Analysis(document, Parse((), (Sentence(0, 0, 0, 0, 60),)), reports=reports)
    ids = {("art_d", key): entity for entity, key in keys.items()}
    (record,) = happening_records(analysis, ids, {p.entity_id: p for p in places})
    assert record.place_id == stands


def test_of_two_days_told_as_often_the_surer_stands():
    rows = [replace(BASE, date_method="narrative"), other(**dated("2024-05-03"), date_method="same_clause")]
    (event,), _ = merge_happenings(rows, {})
    assert event.edtf == "2024-05-03"


@pytest.mark.parametrize(
    ("changes", "merges"),
    [
        ({}, True),
        (dated("2024-05-02") | {"place_id": "ent_x", "latitude": 3.0}, True),
        ({"day": "2024-09-01"}, False),
        ({"story": ELSEWHERE}, False),
        ({"told": ("barn", "creek", "ladder", "quay")}, False),
        ({"event_type": "politics.vote"}, False),
    ],
)
def test_one_story_told_with_a_wrong_day_or_place_is_one_event(changes, merges):
    words = ("bridge", "collapse", "ferry", "midnight", "rowers")
    first = replace(BASE, story=STORY, told=words)
    second = other(**(dated("2024-05-20") | {"story": STORY, "told": words, "day": "2024-05-21"} | changes))
    events, _ = merge_happenings([first, second], {})
    assert (len(events) == 1) == merges
    assert not merges or "mistaken" in events[0].merge_reason
