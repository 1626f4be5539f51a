"""Relations: who holds which office and what persons are to each other, and when nothing is stated."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.core.annotations import Entity, Mention
from flows.core.translit import fold
from flows.stages.coreference import link_references
from flows.stages.dates import find_dates
from flows.stages.relations import find_positions, find_relations
from schemas.vocab import by_code

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "relations.yml").read_text(encoding="utf-8"))
KINDS = {"persons": "person", "organizations": "organization", "places": "place"}
COUNTRIES = {"Norway": "NO", "Bergen": "NO"}


def name(analysis, given):
    """The same with the names of a case as its entities; a name in brackets is another name of the one before it."""
    text = analysis.text
    named = sorted((text.find(n), n, kind) for key, kind in KINDS.items() for n in given.get(key, ()))
    entities, mentions = [], []
    for start, words, kind in named:
        if not (text[start - 1] == "(" and entities):
            entities.append(Entity(len(entities), kind, words, country=COUNTRIES.get(words)))
        mentions.append((start, start + len(words), len(entities) - 1))
    listed = tuple(Mention(n, *m, "name", "given", 1.0) for n, m in enumerate(mentions))
    return analysis.adding(entities=tuple(entities), mentions=listed)


def relate(read, text, published_at="2022-03-10", title=None, **given):
    """All that the stages around relations find with the names given."""
    analysis = name(read(text, published_at=published_at, title=title), given)
    return find_relations(link_references(find_positions(find_dates(analysis))))


def told(analysis):
    """Relations as tuples of names."""
    names = {e.key: e.name for e in analysis.entities} | {None: None}
    return {(names[r.subject], r.predicate, names[r.object], fold(r.title or r.detail or "")) for r in analysis.relations}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_cases(read, case):
    analysis = relate(read, **case_names(case), text=case["text"])
    wanted = {(s, p, o, fold(t or "")) for s, p, o, t in case.get("relations", ())}
    assert told(analysis) == wanted


def case_names(case):
    return {key: case[key] for key in KINDS if key in case}


def test_a_third_of_the_cases_states_nothing():
    assert len(CASES) >= 60 and sum("relations" not in c for c in CASES) >= len(CASES) // 3


def test_a_description_of_the_headline_person(read):
    text = "Agency ex-chief Ivor Kastan detained over floods\n\nThe former head of the Rivers Agency was detained on Monday over the floods. His two deputies - Pavel Orlik and Omar Sule - were held too."
    title = text.split("\n")[0]
    analysis = relate(
        read, text, title=title, persons=["Ivor Kastan", "Pavel Orlik", "Omar Sule"], organizations=["Rivers Agency"]
    )
    assert ("Ivor Kastan", "former_position", "Rivers Agency", "head") in told(analysis)
    assert ("Pavel Orlik", "deputy_of", "Ivor Kastan", "deputy") in told(analysis)


def test_a_headline_about_another_person_names_nobody(read):
    text = "Ivor Kastan praises builders\n\nThe head of the Rivers Agency was detained on Monday over the floods."
    analysis = relate(read, text, title=text.split("\n")[0], persons=["Ivor Kastan"], organizations=["Rivers Agency"])
    assert not analysis.relations


@pytest.mark.parametrize(
    ("text", "status", "since", "until"),
    [
        ("Omar Sule was appointed director of Northgate Labs in May 2019.", "current", "2019-05", None),
        ("Omar Sule served as director of Northgate Labs from 2012 to 2016.", "former", "2012", "2016"),
        ("Omar Sule has been director of Northgate Labs since 2014.", "current", "2014", None),
        ("Omar Sule was the director of Northgate Labs until March 2019.", "former", None, "2019-03"),
        ("Omar Sule resigned as director of Northgate Labs on March 8.", "former", None, "2022-03-08"),
        ("Omar Sule, the director of Northgate Labs, spoke on March 8.", "current", None, None),
    ],
)
def test_validity_as_stated(read, text, status, since, until):
    position = relate(read, text, persons=["Omar Sule"], organizations=["Northgate Labs"]).positions[0]
    assert (position.status, position.valid_from, position.valid_to) == (status, since, until)


@pytest.mark.parametrize(
    ("text", "sector", "country"),
    [
        ("Norwegian Interior Minister Omar Sule spoke.", "GOV", "NO"),
        ("Norway's prosecutor general, Omar Sule, spoke.", "JUD", "NO"),
        ("The mayor of Bergen, Omar Sule, spoke.", "GOV", "NO"),
        ("Omar Sule, the director of Northgate University, spoke.", "EDU", None),
        ("Norwegian journalist Omar Sule spoke.", "MED", "NO"),
        ("General Omar Sule spoke.", "MIL", None),
        ("Former Interior Minister Omar Sule spoke.", None, None),
        ("Omar Sule spoke.", None, None),
    ],
)
def test_sector_and_country_of_a_person(read, text, sector, country):
    given_names = {"persons": ["Omar Sule"], "organizations": ["Northgate University"], "places": ["Norway", "Bergen"]}
    named = {key: [n for n in names if n in text] for key, names in given_names.items()}
    analysis = relate(read, text, **named)
    person = next(e for e in analysis.entities if e.type == "person")
    assert (person.actor_type, person.country) == (sector, country)


@pytest.mark.parametrize(
    ("organization", "sector"),
    [
        ("Ministry of Rivers", "GOV"),
        ("Harbour Police", "COP"),
        ("Northgate Supreme Court", "JUD"),
        ("Union Liberation Front", "REB"),
        ("Northgate Airlines", "BUS"),
        ("Harbour Tribune", "MED"),
        ("Northgate", None),
    ],
)
def test_sector_of_an_organization(read, organization, sector):
    analysis = relate(read, f"{organization} opened a second site.", organizations=[organization])
    assert analysis.entities[0].actor_type == sector


PIECES = [
    "Interior Minister Omar Sule",
    "Selma Dorn, the former head of the Rivers Agency,",
    "his brother, Omar Sule,",
    "the ex-",
    "and",
    "who heads",
    "Rivers Agency",
    "was appointed chairman of",
    "deputy",
    "- Selma Dorn, Omar Sule and",
    "Its president",
    "'s",
    "of the",
    "(",
    ")",
    ".",
    "since 2019",
    "not",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_laws(read, pieces):
    text = " ".join(pieces)
    names = {"persons": ["Omar Sule", "Selma Dorn"], "organizations": ["Rivers Agency"]}
    named = {key: [n for n in found if n in text] for key, found in names.items()}
    analysis = relate(read, text, **named)
    again = relate(read, text, **named)
    assert (analysis.relations, analysis.positions) == (again.relations, again.positions)
    keys = {e.key for e in analysis.entities}
    predicates = by_code("predicates")
    for n, r in enumerate(analysis.relations):
        assert r.key == n and r.subject in keys and r.object in keys | {None} and r.subject != r.object
        assert r.predicate in predicates and 0 < r.confidence <= 1
        assert text[r.start : r.end].strip() and (r.title is None or r.title.split()[-1].lower()[:4] in text.lower())
    for n, p in enumerate(analysis.positions):
        assert p.key == n and p.person in keys and p.status in by_code("position_statuses")
        assert 0 <= p.start < p.end <= len(text)
