"""The declarations themselves: complete, faithful to the contract, and strict about bad frames."""

from pathlib import Path

import pandera.errors
import pytest
import yaml

from flows.tables.frames import frame
from schemas.export import arrow_schema, columns, description, dictionary_markdown, table_schema
from schemas.registry import KEYS, SPANS, TABLES, references
from schemas.vocab import VocabularyError, by_code, codes, rows

CONTRACT = yaml.safe_load((Path(__file__).parents[1] / "contract" / "columns.yml").read_text(encoding="utf-8"))
LISTS = sorted(p.stem for p in (Path(__file__).parents[2] / "schemas" / "vocab").glob("*.csv"))
DATE = {"date_id": "dat_" + "a" * 16, "article_id": "art_" + "a" * 16, "start": 3, "end": 9, "text": "Monday"}
DATE |= {"date_edtf": "2031-05-05", "date_start": "2031-05-05", "date_end": "2031-05-05", "date_precision": "day"}
DATE |= {"anchor": "published", "rule": "weekday", "confidence": 0.9}


def test_the_tables_are_those_of_the_contract():
    assert list(TABLES) == list(CONTRACT)


@pytest.mark.parametrize("table", CONTRACT)
def test_every_column_of_the_contract_is_there_in_order(table):
    ours = [c["name"] for c in columns(table)]
    assert [c for c in ours if c in CONTRACT[table]] == CONTRACT[table]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_is_described(table):
    assert description(table)
    for c in columns(table):
        assert c["description"].endswith("."), c["name"]
        assert bool(c["null"]) == c["nullable"], c["name"]


@pytest.mark.parametrize("table", TABLES)
def test_every_dialect_has_every_column(table):
    names = [c["name"] for c in columns(table)]
    assert arrow_schema(table).names == names
    assert [f["name"] for f in table_schema(table)["fields"]] == names
    assert all(f.metadata[b"description"] for f in arrow_schema(table))
    assert all(f"| `{name}` |" in dictionary_markdown() for name in names)
    assert set(KEYS[table]) <= set(names)
    assert {c for span in SPANS.get(table, ()) for c in span} <= set(names)


def test_references_lead_to_keys():
    assert all(KEYS[target] == (column,) for _, _, target, column in references())


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_unique_and_described(name):
    assert len(codes(name)) == len(set(codes(name))) > 1
    assert all(row["description"] for row in rows(name))


def test_an_unknown_list_is_named():
    with pytest.raises(VocabularyError, match=r"no code list nonsense\.csv"):
        codes("nonsense")


def test_event_types_point_at_codes():
    for row in rows("event_types"):
        assert set(row["roles"].split()) <= set(codes("roles")), row["code"]
        assert row["cameo"][:2] == row["cameo_root"]
        assert bool(row["plover"]) == bool(row["cameo"]), row["code"]
        assert not row["cameo"] or 1 <= int(row["cameo_root"]) <= 20


def test_timeline_steps_point_at_roles_of_their_event_type():
    for row in rows("timeline_steps"):
        assert row["event_type"] in codes("event_types")
        assert row["role"] in by_code("event_types")[row["event_type"]]["roles"].split(), row["code"]


def test_a_good_row_passes():
    assert len(TABLES["dates"].validate(frame("dates", [DATE]), lazy=True)) == 1


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"date_id": "x"}, "str_matches"),
        ({"date_edtf": "5 May 2031"}, "str_matches"),
        ({"date_edtf": "2031-5-5"}, "str_matches"),
        ({"anchor": "guess"}, "isin"),
        ({"confidence": 1.5}, "less_than_or_equal_to"),
        ({"start": -1}, "greater_than_or_equal_to"),
        ({"article_id": None}, "not_nullable"),
        ({"date_end": "2031-05-04"}, "in_order"),
    ],
)
def test_a_bad_row_is_named_with_its_check(wrong, check):
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        TABLES["dates"].validate(frame("dates", [DATE | wrong]), lazy=True)
    assert any(check in str(c) for c in caught.value.failure_cases["check"])
