"""Persons harmed in an attack, counted one by one."""

import pandas as pd
import pytest

from flows.tables.harm import Harm, Harmed, count_harm, harmed_rows

ATTACK, DIE = "conflict.attack", "life.die"


def shot(entity=None, event="evt_a", article="art_1", trigger="shot", kind="person", number=None, role="target"):
    return Harmed(event, article, ATTACK, trigger, role, entity, kind, number)


def died(entity=None, article="art_1", role="victim"):
    return Harmed("evt_d", article, DIE, "died", role, entity, "person" if role else None, None)


@pytest.mark.parametrize(
    ("rows", "harm"),
    [
        ([shot("ent_a")], Harm(0, 1)),
        ([shot("ent_a"), shot("ent_b"), shot("ent_a")], Harm(0, 2)),
        ([shot("ent_a"), shot("ent_b"), died("ent_b")], Harm(1, 1)),
        ([shot("ent_a"), shot()], Harm(0, 1)),
        ([shot(), shot()], Harm(0, 1)),
        ([shot(), died(role=None)], Harm(1, 0)),
        ([shot("ent_a"), died("ent_b", article="art_2")], Harm(0, 1)),
        ([shot("ent_a"), shot("ent_b", article="art_2"), shot("ent_c", article="art_2")], Harm(0, 2)),
        ([shot("ent_a", trigger="threatened")], None),
        ([shot("ent_a", kind="facility")], None),
        ([shot("ent_a", role="actor")], None),
        ([shot("ent_a", number=3.0)], None),
        ([died("ent_a")], None),
        ([], None),
    ],
)
def test_cases(rows, harm):
    assert count_harm(rows).get("evt_a") == harm


def test_rows_of_tables():
    reports = pd.DataFrame(
        {
            "report_id": ["r1", "r2"],
            "event_id": ["e1", "e2"],
            "article_id": ["a", "a"],
            "event_type": [ATTACK, DIE],
            "text": ["shot", "died"],
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
        }
    )
    rows = list(harmed_rows(reports, people))
    assert [(r.event, r.trigger, r.role, r.kind) for r in rows] == [
        ("e1", "shot", "target", "person"),
        ("e2", "died", None, None),
    ]
    assert count_harm(rows) == {"e1": Harm(dead=1)}
