"""Persons harmed in an attack, counted one by one."""

from dataclasses import replace

import pandas as pd
import pytest

from flows.tables.harm import (
    Harm,
    Harmed,
    agree_on_harm,
    agree_on_victims,
    harmed_rows,
    leave_out_charged,
    tell_harm,
    tell_victims,
)

ATTACK, DIE = "conflict.attack", "life.die"


def count_victims(rows, event_type, role):
    return agree_on_victims(tell_victims(rows, event_type, role))


def count_harm(rows):
    return agree_on_harm(tell_harm(rows))


def shot(entity=None, words="a man", event="evt_a", article="art_1", report="r1", trigger="shot", kind="person", **more):
    role, number, day = more.get("role", "target"), more.get("number"), more.get("day")
    start = more.get("start")
    end = None if start is None else start + len(words)
    return Harmed(event, article, report, ATTACK, trigger, role, entity, kind, number, words, day, start, end)


def died(entity=None, words="a man", article="art_1", role="victim", day=None):
    kind = "person" if role else None
    return Harmed("evt_d", article, "r9", DIE, "died", role, entity, kind, None, words if role else None, day)


def wounded(entity=None, words="a man", event="evt_a"):
    return Harmed(event, "art_1", "r5", "life.injure", "wounded", "victim", entity, "person", None, words)


@pytest.mark.parametrize(
    ("rows", "harm"),
    [
        ([shot("ent_a")], Harm(0, 1)),
        ([shot("ent_a"), shot("ent_b"), shot("ent_a")], Harm(0, 2)),
        ([shot("ent_a"), shot("ent_b"), died("ent_b")], Harm(1, 1)),
        ([shot("ent_a"), shot()], Harm(0, 2)),
        ([shot("ent_a", words="Ana Velsko", start=10), shot(words="his wife", start=0)], Harm(0, 1)),
        ([shot("ent_a", words="Ana Velsko", start=10), shot(words="his wife", start=30)], Harm(0, 2)),
        ([shot("ent_a"), shot(report="r2")], Harm(0, 1)),
        ([shot("ent_a"), shot(words="him")], Harm(0, 1)),
        ([shot(words="him"), shot(words="he", report="r2")], Harm(0, 1)),
        ([shot(), shot(words="another man", report="r2")], Harm(0, 2)),
        ([shot(words="second victim"), shot(words="third victim", report="r2"), shot(report="r3")], Harm(0, 3)),
        ([shot(words="other victim"), shot(words="other man", report="r2")], Harm(0, 1)),
        ([shot(), shot()], Harm(0, 1)),
        ([shot(), died(role=None)], Harm(1, 0)),
        ([shot("ent_a"), died("ent_b", article="art_2")], Harm(0, 1)),
        ([shot("ent_a"), shot("ent_b", article="art_2"), shot("ent_c", article="art_2")], Harm(0, 2)),
        ([shot("ent_a", trigger="threatened")], None),
        ([shot("ent_a", kind="facility")], None),
        ([shot("ent_a", role="actor")], None),
        ([shot("ent_a", number=3.0)], None),
        ([shot(words="a 9-year-old girl"), shot(words="her mother")], Harm(0, 2)),
        ([shot(words="a 9-year-old girl"), shot(words="her mother"), died("ent_a", words="Ana Velsko")], Harm(1, 1)),
        ([shot(words="a 9-year-old girl"), shot(words="the girl", report="r2")], Harm(0, 1)),
        ([shot(words="a 9-year-old girl"), shot(words="an 11-year-old boy", report="r2")], Harm(0, 2)),
        ([shot(), died(day="2021-05-03")], Harm(1, 0)),
        ([shot(day="2021-06-07"), died(day="2021-05-03")], Harm(0, 1)),
        ([shot("ent_a"), shot("ent_b"), died("ent_c")], Harm(0, 2)),
        ([shot("ent_a"), shot("ent_b"), died("ent_b", article="art_2"), shot("ent_b", article="art_2")], Harm(1, 1)),
        ([shot("ent_a"), wounded("ent_b")], Harm(0, 2)),
        ([wounded("ent_b", event="evt_a")], Harm(0, 1)),
        ([died("ent_a")], None),
        ([], None),
    ],
)
def test_cases(rows, harm):
    assert count_harm(rows).get("evt_a") == harm


def test_victims_of_deaths():
    told = [died(words="a 9-year-old girl"), died(words="the child", article="art_2"), died(words="a boy, 4", article="art_1")]
    assert count_victims(told, DIE, "victim") == {"evt_d": 2}
    assert count_victims([died("ent_a"), died("ent_b"), died(words="he")], DIE, "victim") == {"evt_d": 2}
    assert count_victims([died(role=None), shot("ent_a")], DIE, "victim") == {"evt_d": 1}
    assert count_victims([replace(died(role=None), trigger="murder"), shot("ent_a")], DIE, "victim") == {}
    assert count_victims([replace(died(role=None), trigger="deaths")], DIE, "victim") == {}


def test_a_report_that_counts_its_dead_is_of_nobody_else():
    group = replace(died(words="four soldiers"), kind="group", number=4, trigger="killed")
    bomb = replace(died(words="a bomb", role="instrument"), kind="weapon", trigger="killed")
    assert count_victims([group, bomb], DIE, "victim") == {}
    assert count_victims([bomb], DIE, "victim") == {"evt_d": 1}


def test_a_charge_of_murder_is_no_death():
    charge = replace(died(role=None), trigger="murder")
    assert count_harm([shot("ent_a"), charge]) == {"evt_a": Harm(0, 1)}


def test_nobody_is_murdered_who_is_charged():
    charged = Harmed("evt_c", "art_1", "r7", "justice.charge", "charged", "accused", "ent_b", "person", None, "Olm")
    murder = [replace(died(entity), trigger="murder") for entity in ("ent_a", "ent_b")]
    assert leave_out_charged([charged, *murder]) == [charged, murder[0]]
    assert leave_out_charged([died("ent_b"), charged]) == [died("ent_b"), charged]
    assert leave_out_charged(murder) == murder


def test_rows_of_tables():
    reports = pd.DataFrame(
        {
            "report_id": ["r1", "r2"],
            "event_id": ["e1", "e2"],
            "article_id": ["a", "a"],
            "event_type": [ATTACK, DIE],
            "text": ["shot", "died"],
            "date_edtf": [None, None],
            "start": [16, 40],
            "end": [20, 44],
        }
    )
    people = pd.DataFrame(
        {
            "report_id": ["r1"],
            "role": ["target"],
            "entity_id": [None],
            "entity_type": ["person"],
            "number": [None],
            "text": ["a boy"],
            "start": [10],
            "end": [15],
        }
    )
    rows = list(harmed_rows(reports, people))
    assert [(r.event, r.trigger, r.role, r.kind) for r in rows] == [
        ("e1", "shot", "target", "person"),
        ("e2", "died", None, None),
    ]
    assert count_harm(rows) == {"e1": Harm(dead=1)}


def test_another_than_who_did_it_and_who_dies_later():
    boy = replace(died(words="boy"), start=5, end=8)
    hit = replace(shot(words="another boy", start=400), by_person=True)
    assert count_harm([hit, boy]) == {"evt_a": Harm(1, 0)}
    assert count_harm([replace(hit, by_person=False), boy]) == {"evt_a": Harm(0, 1)}
    later = replace(died(words="she", day="2021-05-04"), start=900, end=903)
    assert count_harm([shot(words="girl", day="2021-05-03", start=10), later]) == {"evt_a": Harm(1, 0)}
    assert count_harm([shot(words="girl", day="2021-05-03", start=10), replace(later, words="clerk")]) == {"evt_a": Harm(0, 1)}
