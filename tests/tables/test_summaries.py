"""The summary sentence and the precision code of dates."""

import pandas as pd
import pytest

from flows.core.lexicons import read_yaml
from flows.tables.corpus import _who, date_prec
from flows.tables.summaries import is_number, summarise
from schemas.vocab import by_code

DAY = ("2031-05-02", "2031-05-02")


@pytest.mark.parametrize(
    ("kind", "modality", "who", "place", "span", "tolls", "sentence"),
    [
        (
            "conflict.attack", "alleged", {"actor": ["gunmen"], "target": ["a bus depot"]}, "Selwick", DAY,
            {"killed": 4, "injured": None}, "Gunmen attacked a bus depot in Selwick on 2 May 2031 (alleged): 4 killed.",
        ),
        ("justice.arrest", "actual", {"detainee": ["Tam Quist"]}, None, DAY, {}, "Tam Quist was arrested on 2 May 2031."),
        ("justice.arrest", "actual", {"detainee": ["three men"]}, None, DAY, {}, "Three men were arrested on 2 May 2031."),
        ("justice.arrest", "planned", {"agent": ["police"]}, None, (None, None), {}, "An arrest by police (planned)."),
        ("life.die", "actual", {"victim": ["Oda Marsh", "her son"]}, "Selwick", ("2031-05-01", "2031-05-31"), {},
         "Oda Marsh and her son died in Selwick in May 2031."),
        ("disaster.natural", "actual", {}, "Selwick", ("2031-01-01", "2031-12-31"), {},
         "A natural disaster was reported in Selwick in 2031."),
        ("diplomacy.negotiate", "negated", {}, None, ("2031-05-02", None), {},
         "Talks reported after 2 May 2031 (did not happen)."),
        ("conflict.explosion", "actual", {"target": ["the Selwick market"]}, "Selwick", DAY, {},
         "The Selwick market was hit by an explosion on 2 May 2031."),
    ],
)  # fmt: skip
def test_summary_is_a_sentence(kind, modality, who, place, span, tolls, sentence):
    assert summarise(kind, modality, who, place, *span, tolls) == sentence


@pytest.mark.parametrize("words", ["85", "1,200", "Thirty-one", "dozens", "two hundred and ten"])
def test_bare_numbers(words):
    assert is_number(words)


@pytest.mark.parametrize("words", ["two men", "Unit 5", "", "others"])
def test_words_that_are_no_bare_number(words):
    assert not is_number(words)


def test_participants_are_called_by_name_and_pronouns_not_at_all():
    told = pd.DataFrame(
        [
            ("evt_a", "victim", "Fourteen", None),
            ("evt_a", "victim", "14 people", None),
            ("evt_a", "agent", "he", "ent_marsh"),
            ("evt_b", "victim", "she", None),
            ("evt_b", "agent", "the clerk", "ent_marsh"),
            ("evt_c", "victim", "85", None),
        ],
        columns=["event_id", "role", "text", "entity_id"],
    )
    assert _who(told, {"ent_marsh": "Oda Marsh"}) == {
        "evt_a": {"victim": ["14 people"], "agent": ["Oda Marsh"]},
        "evt_b": {"agent": ["Oda Marsh"]},
        "evt_c": {"victim": ["85 people"]},
    }


def test_every_event_type_has_words():
    assert set(read_yaml("summaries")["verbs"]) == set(by_code("event_types"))


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (*DAY, 1),
        ("2031-05-02", "2031-05-03", 2),
        ("2031-05-02", "2031-05-07", 2),
        ("2031-05-02", "2031-05-08", 3),
        ("2031-05-01", "2031-05-31", 4),
        ("2031-05-01", "2031-07-31", 5),
        (None, "2031-05-02", 5),
        ("2031-05-02", None, 5),
    ],
)
def test_precision_of_dates(start, end, code):
    assert date_prec(start, end) == code
