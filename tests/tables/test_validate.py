"""What the gates let through and what they set aside."""

import pytest

from flows.tables.frames import frame
from flows.tables.validate import check_conservation, validate
from schemas.registry import TABLES

ART, ENT, OTHER = "art_" + "a" * 16, "ent_" + "a" * 16, "ent_" + "b" * 16
TEXT = "Orlan Vesk met Tira Molun in Karvel."
ARTICLE = {"article_id": ART, "source": "gazette", "language": "en", "char_count": len(TEXT), "sentence_count": 1}
ARTICLE |= {"text_sha256": "0" * 64, "raw_path": "gazette/one.txt"}
ENTITY = {"entity_id": ENT, "entity_type": "person", "name": "Orlan Vesk", "geo_precision": "none", "mention_count": 1}
ENTITY |= {"article_count": 1, "merge_reason": "single", "confidence": 0.9}


def mention(**given):
    row = {"mention_id": "men_" + "a" * 16, "article_id": ART, "start": 0, "end": 10, "text": "Orlan Vesk", "entity_id": ENT}
    return row | {"mention_type": "name", "sentence": 0, "rule": "name", "confidence": 0.8} | given


def tables(*mentions, entities=(ENTITY,)):
    empty = {name: frame(name, ()) for name in TABLES}
    return empty | {
        "articles": frame("articles", [ARTICLE]),
        "entities": frame("entities", entities),
        "mentions": frame("mentions", mentions),
    }


def test_good_rows_pass():
    done = validate(tables(mention()), {ART: TEXT})
    assert done.refused == () and len(done.frames["mentions"]) == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"start": 1}, "span_mismatch"),
        ({"end": 11}, "span_mismatch"),
        ({"text": "Orlan Vesc"}, "span_mismatch"),
        ({"entity_id": OTHER}, "foreign_key"),
        ({"confidence": 2.0}, "schema"),
        ({"mention_type": "guess"}, "schema"),
        ({"article_id": "art_" + "z" * 16}, "span_mismatch"),
    ],
)
def test_a_bad_row_is_set_aside_with_the_reason(wrong, reason):
    done = validate(tables(mention(**wrong)), {ART: TEXT})
    assert [r.reason for r in done.refused] == [reason]
    assert len(done.frames["mentions"]) == 0 and len(done.frames["entities"]) == 1


def test_the_first_row_of_a_key_stays():
    done = validate(tables(mention(), mention(confidence=0.9)), {ART: TEXT})
    assert [r.reason for r in done.refused] == ["duplicate_key"]
    assert len(done.frames["mentions"]) == 1


def test_what_rests_on_a_dropped_row_falls_with_it():
    done = validate(tables(mention(), entities=[ENTITY | {"entity_type": "dragon"}]), {ART: TEXT})
    assert [r.reason for r in done.refused] == ["schema", "foreign_key"]
    assert all(len(done.frames[t]) == 0 for t in ("entities", "mentions"))


def test_conservation():
    assert check_conservation(10, 7, 3) is None
    assert "1 lost" in check_conservation(10, 7, 2)
    assert "1 too many" in check_conservation(10, 8, 3)
