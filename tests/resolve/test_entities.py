"""Entities across articles: what is one, what stays apart, and what ids mean."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.resolution import EntityRecord, Judgement, ResolvedEntity
from flows.publish.redirects import find_redirects
from flows.resolve.entities import resolve_entities
from flows.tables.frames import frame
from schemas.registry import TABLES


def record(article: str, name: str, key: int = 0, **given: object) -> EntityRecord:
    """An entity of an invented article."""
    fields: dict[str, object] = {
        "type": "person",
        "aliases": (),
        "country": None,
        "actor_type": None,
        "wikidata_id": None,
        "geonames_id": None,
        "latitude": None,
        "longitude": None,
        "admin1": None,
        "feature": None,
        "link_method": None,
        "titles": (),
        "companions": (),
        "mention_count": 1,
        "name_counts": ((name, 1),),
        "day": None,
        "confidence": 0.8,
    }
    return EntityRecord(article_id=f"art_{article}", key=key, name=name, **(fields | given))


def groups(records: Iterable[EntityRecord], **given: object) -> set[frozenset[tuple[str, int]]]:
    return {frozenset(e.members) for e in resolve_entities(list(records), **given)[0]}


def are_one(*records: EntityRecord, **given: object) -> bool:
    return len(groups(records, **given)) == 1


def known(article: str, name: str, **given: object) -> EntityRecord:
    """An entity named beside one that other articles name with it."""
    return record(article, name, **({"companions": ("harbour council",)} | given))


ONE = {
    "the same full name in one company": (known("a", "Dana Orlov"), known("b", "Dana Orlov")),
    "the same office": (
        record("a", "Dana Orlov", titles=("harbour warden",)),
        record("b", "Dana Orlov", titles=("harbour warden",)),
    ),
    "two offices at home": (
        record("a", "Dana Orlov", titles=("harbour warden",), country="XA"),
        record("b", "Dana Orlov", titles=("minister of tides",), country="XA"),
    ),
    "an office and any company": (
        record("a", "Dana Orlov", titles=("harbour warden",), companions=("xaland",)),
        record("b", "Dana Orlov", companions=("xaland",)),
    ),
    "company by way of a third": (
        record("a", "Dana Orlov", companions=("oda marsh",)),
        record("b", "Dana Orlov", companions=("lin vey",)),
        record("c", "Dana Orlov", companions=("lin vey", "oda marsh")),
    ),
    "other scripts": (known("a", "Dana Zhunisova"), known("b", "Дана Жунисова"), known("c", "Дана Жүнісова")),
    "another spelling": (known("a", "Karim Massanov"), known("b", "Karim Masanov")),
    "another order": (known("a", "ORLOV Dana"), known("b", "Dana Orlov")),
    "a patronymic more": (known("a", "Timur Belov"), known("b", "Timur Askarovich Belov")),
    "one home known": (known("a", "Dana Orlov", country="XA"), known("b", "Dana Orlov")),
    "a surname with company": (
        record("a", "Timur Belov", companions=("harbour council", "dana orlov")),
        record("b", "Belov", companions=("harbour council", "dana orlov")),
    ),
    "an acronym at home": (
        record("a", "Harbour Safety Board", type="organization", aliases=("HSB",), country="XA"),
        record("b", "HSB", type="organization", country="XA"),
    ),
    "a ministry's name turned": (
        record("a", "Ministry of Tides", type="organization", country="XA"),
        record("b", "Tides Ministry", type="organization", country="XA"),
    ),
    "one GeoNames id": (
        record("a", "Port Selwick", type="place", geonames_id="7", country="XA"),
        record("b", "Порт Селвик", type="place", geonames_id="7", country="XA"),
    ),
    "two homes, much company": (
        record("a", "Dana Orlov", country="XA", companions=("timur belov", "oda marsh", "lin vey")),
        record("b", "Dana Orlov", country="XB", companions=("timur belov", "oda marsh", "lin vey")),
    ),
}

APART = {
    "nothing but a name": (record("a", "Dana Orlov"), record("b", "Dana Orlov")),
    "nothing but a name and a home": (record("a", "Dana Orlov", country="XA"), record("b", "Dana Orlov", country="XA")),
    "nothing but a spelling": (record("a", "Karim Massanov"), record("b", "Karim Masanov")),
    "other company": (record("a", "Dana Orlov", companions=("lin vey",)), record("b", "Dana Orlov", companions=("oda marsh",))),
    "an office, other company": (
        record("a", "Dana Orlov", titles=("harbour warden",), country="XA", companions=("lin vey",)),
        record("b", "Dana Orlov", country="XA", companions=("oda marsh",)),
    ),
    "three of a name": tuple(record(a, "Dana Orlov", companions=(f"somebody {a}",)) for a in "abc"),
    "two homes": (record("a", "Dana Orlov", country="XA"), record("b", "Dana Orlov", country="XB")),
    "other given names": (record("a", "Dana Orlov"), record("b", "Denis Orlov")),
    "man and woman": (record("a", "Aleks Orlov"), record("b", "Aleksa Orlova")),
    "a surname alone": (record("a", "Dana Orlov"), record("b", "Orlov")),
    "two bare surnames": (record("a", "Orlov"), record("b", "Orlov")),
    "a given name alone": (
        record("a", "Dana Orlov", companions=("x y", "z w")),
        record("b", "Dana", companions=("x y", "z w")),
    ),
    "told apart by one article": (record("a", "Karim Massanov"), record("a", "Karim Masanov", key=1)),
    "other types": (record("a", "Selwick"), record("b", "Selwick", type="place")),
    "ministries of two countries": (
        record("a", "Ministry of Tides", type="organization", country="XA"),
        record("b", "Ministry of Tides", type="organization", country="XB"),
    ),
    "two town halls": (
        record("a", "Town Hall", type="facility", country="XA", admin1="Marram"),
        record("b", "Town Hall", type="facility", country="XA", admin1="Dunes"),
    ),
    "two towns of a name": (
        record("a", "Selwick", type="place", geonames_id="7", country="XA"),
        record("b", "Selwick", type="place", geonames_id="8", country="XA"),
    ),
}


@pytest.mark.parametrize("why", ONE)
def test_one_entity(why):
    assert are_one(*ONE[why])


@pytest.mark.parametrize("why", APART)
def test_entities_kept_apart(why):
    assert len(groups(APART[why])) == len(APART[why])


def test_surname_of_two_persons_joins_neither():
    company = ("harbour council", "oda marsh", "lin vey")
    found = groups([record("a", "Timur Belov", companions=company), record("b", "Askar Belov", companions=company),
                    record("c", "Belov", companions=company)])  # fmt: skip
    assert len(found) == 3


def test_homeless_namesake_joins_neither_home():
    found = groups(
        [record("a", "Dana Orlov", country="XA"), record("b", "Dana Orlov", country="XB"), record("c", "Dana Orlov")]
    )
    assert len(found) == 3


def test_judgements_overrule():
    apart, one = APART["two homes"], ONE["another spelling"]
    same = Judgement("Dana Orlov", "Dana Orlov", "same", "editor", "2024-01-02", "the archive shows one career")
    different = Judgement("Karim Massanov", "Karim Masanov", "different", "editor", "2024-01-02", "two brothers")
    assert are_one(*apart, judgements=(same,))
    assert not are_one(*one, judgements=(different,))


def test_near_misses_tell_what_spoke_against_them():
    entities, misses = resolve_entities(
        [record("a", "Dana Orlov", companions=("oda marsh",)), record("b", "Orlov", companions=("oda marsh",))]
    )
    assert len(entities) == 2
    assert [(m.kind, m.reason) for m in misses.pairs] == [("entity", "surname")]


def test_canonical_name_is_a_full_latin_one():
    (entity,), _ = resolve_entities([known("a", "Дана Орлова"), known("b", "Дана Орлова"), known("c", "Dana Orlova")])
    assert entity.name == "Dana Orlova"
    assert {name for name, _ in entity.names} == {"Дана Орлова", "Dana Orlova"}


NAMES = (
    "Dana Orlov",
    "Дана Орлов",
    "Denis Orlov",
    "Orlov",
    "Karim Massanov",
    "Karim Masanov",
    "Belov",
    "Timur Belov",
    "HSB",
    "Selwick",
)
RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from("abcdefgh"),
        st.sampled_from(NAMES),
        key=st.integers(0, 3),
        type=st.sampled_from(("person", "person", "person", "organization", "facility")),
        country=st.sampled_from((None, "XA", "XB")),
        day=st.sampled_from((None, "2024-01-01", "2024-02-01", "2023-05-05")),
        companions=st.sets(st.sampled_from(("oda marsh", "lin vey", "tom ash")), max_size=3).map(lambda s: tuple(sorted(s))),
    ),
    max_size=14,
    unique_by=lambda r: (r.article_id, r.key),
)


def meaning(entities: Iterable[ResolvedEntity]) -> dict[str, set[tuple[str, int]]]:
    return {e.entity_id: set(e.members) for e in entities}


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(records, rng):
    shuffled = rng.sample(records, len(records))
    assert resolve_entities(records) == resolve_entities(shuffled)


@settings(max_examples=150, deadline=None)
@given(RECORDS)
def test_every_record_is_in_one_entity(records):
    entities, _ = resolve_entities(records)
    members = sorted(m for e in entities for m in e.members)
    assert members == sorted((r.article_id, r.key) for r in records)
    assert len({e.entity_id for e in entities}) == len(entities)


@settings(max_examples=200, deadline=None)
@given(RECORDS, st.sampled_from("abcdefgh"))
def test_more_articles_never_give_an_id_to_somebody_else(records, added):
    """An id of the smaller corpus that the larger one still has stands for an entity with members in common."""
    fewer = meaning(resolve_entities([r for r in records if r.article_id != f"art_{added}"])[0])
    more = meaning(resolve_entities(records)[0])
    for entity_id in fewer.keys() & more.keys():
        assert fewer[entity_id] & more[entity_id]


def release(records: list[EntityRecord], before=None):
    """A release of the entities alone: each record is one mention at its own place, redirects are those from the last one."""
    entities, _ = resolve_entities(records)
    mentions = [
        {"entity_id": e.entity_id, "article_id": article, "start": key, "end": key + 1}
        for e in entities
        for article, key in e.members
    ]
    tables = {"entities": [{"entity_id": e.entity_id} for e in entities], "mentions": mentions}
    made = {table: frame(table, tables.get(table, ())) for table in TABLES}
    return made | {"redirects": find_redirects(before, made, "2")} if before else made


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.sets(st.sampled_from("abcdefgh")))
def test_adding_removing_and_adding_again_leaves_no_id_without_an_answer(records, added):
    """Of every id ever released, each later release knows the row, or what stands for it, or that its words are gone."""
    fewer = [r for r in records if r.article_id[-1] not in added]
    runs = [release(fewer)]
    for told in (records, fewer, records):
        runs.append(release(told, runs[-1]))
    ever: set[str] = set()
    for run in runs:
        live = set(run["entities"]["entity_id"])
        ever |= live
        answers = dict(zip(run["redirects"]["old_id"], run["redirects"]["new_id"], strict=True))
        assert ever - live == answers.keys() and {a for a in answers.values() if isinstance(a, str)} <= live
    assert runs[3]["entities"].equals(runs[1]["entities"]) and runs[2]["entities"].equals(runs[0]["entities"])
    grown = dict(zip(runs[1]["redirects"]["old_id"], runs[1]["redirects"]["new_id"], strict=True))
    assert all(isinstance(heir, str) for heir in grown.values())  # adding articles takes nobody away
