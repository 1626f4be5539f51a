"""Who held which office on a day: from stated facts, and from a sourced list."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.offices import ListedOffice, OfficeStatement, code_on, days_of
from flows.resolve.entities import resolve_entities
from flows.resolve.offices import collect_offices, stated_offices, with_offices
from flows.resolve.records import entity_records


def office(status="current", start=None, end=None, said=None, title="president", sector="GOV", country="NO", listed=False):
    return OfficeStatement(title, country, sector, status, days_of(start), days_of(end), said, listed)


@pytest.mark.parametrize(
    ("statements", "day", "verdict"),
    [
        # an end is stated
        ([office("former", end="2019-03-19", said="2021-05-01")], "2019-03-18", "held"),
        ([office("former", end="2019-03-19", said="2021-05-01")], "2019-03-19", "held"),
        ([office("former", end="2019-03-19", said="2021-05-01")], "2019-03-20", "not_held"),
        ([office("former", end="2019-03-19", said="2021-05-01")], "1985-01-01", "unknown"),
        ([office("former", end="2019", said="2021-05-01")], "2019-06-01", "unknown"),
        # a begin is stated
        ([office(start="2019-03-20", said="2019-04-01")], "2019-03-19", "not_held"),
        ([office(start="2019-03-20", said="2019-04-01")], "2019-03-20", "held"),
        ([office(start="2019-03-20", said="2019-04-01")], "2023-03-20", "held"),
        ([office("former", start="2012", end="2016", said="2020-01-01")], "2014-07-01", "held"),
        # only sayings
        ([office(said="2018-06-01")], "2018-05-01", "held"),
        ([office(said="2018-06-01")], "2010-05-01", "unknown"),
        ([office(said="2018-06-01")], "2021-05-01", "unknown"),
        ([office("former", said="2020-01-01")], "2020-02-01", "not_held"),
        ([office("former", said="2020-01-01")], "2019-02-01", "unknown"),
        ([office(said="2018-06-01"), office("former", said="2020-01-01")], "2018-05-20", "held"),
        ([office(said="2018-06-01"), office("former", said="2020-01-01")], "2019-05-20", "unknown"),
        ([office(said="2018-06-01"), office("former", said="2020-01-01")], "2020-05-20", "not_held"),
        ([office("incoming", said="2020-11-10")], "2020-11-09", "not_held"),
        ([office("incoming", said="2020-11-10")], "2021-03-09", "unknown"),
        ([office("acting", said="2018-06-01")], "2018-06-01", "held"),
        # a list that dates the office outdoes a saying
        ([office("former", "2010", "2019-03-19", listed=True), office(said="2019-06-01")], "2019-06-01", "not_held"),
        ([office("former", "2001", "2004", listed=True), office(start="2008", listed=True)], "2006-01-01", "not_held"),
        ([office("former", "2001", "2004", listed=True), office(start="2008", listed=True)], "2009-01-01", "held"),
        ([], "2019-01-01", "unknown"),
        ([office(said="2018-06-01")], None, "unknown"),
    ],
)
def test_verdicts(statements, day, verdict):
    assert code_on(statements, day, day).verdict == verdict


def test_one_who_left_office_keeps_the_country_and_loses_the_sector():
    code = code_on([office("former", end="2019-03-19")], "2020-01-01", "2020-01-01")
    assert (code.verdict, code.actor_type, code.country) == ("not_held", None, "NO")


def test_the_office_held_is_chosen_among_several():
    offices = [office("former", end="2019-03-19"), office(start="2019-05-01", title="rector", sector="EDU")]
    assert code_on(offices, "2018-01-01", "2018-01-01").actor_type == "GOV"
    assert code_on(offices, "2020-01-01", "2020-01-01").actor_type == "EDU"


DAYS = st.dates().map(lambda d: d.isoformat())


@given(st.lists(st.builds(office, st.sampled_from(["current", "former", "acting", "incoming"]), said=DAYS)), DAYS)
def test_the_order_of_statements_does_not_matter(statements, day):
    assert code_on(statements, day, day) == code_on(statements[::-1], day, day)


@given(DAYS, DAYS)
def test_a_stated_end_is_final(end, day):
    verdict = code_on([office("former", end=end)], day, day).verdict
    assert verdict == "not_held" if day > end else verdict in ("held", "unknown")


@pytest.mark.parametrize("text", ["", None, "2019-13", "2019-02-30", "2019/2020", "soon", "2019-03-1"])
def test_no_plain_date(text):
    assert days_of(text) is None


def corpus(tagged, *articles):
    """Articles as (day, text), analysed and resolved."""
    out = []
    for n, (day, text) in enumerate(articles):
        analysis = tagged(text, published_at=day)
        out.append(replace(analysis, document=replace(analysis.document, article_id=f"art_{n}")))
    entities, _ = resolve_entities([r for a in out for r in entity_records(a)], ())
    return out, entities


def codes(articles, entities, listed=()):
    """(article, words, sector, country) of each person who takes part."""
    ids = {member: e.entity_id for e in entities for member in e.members}
    offices = collect_offices((s for a in articles for s in stated_offices(a)), entities, ids, listed)
    out = set()
    for n, a in enumerate(articles):
        for p in with_offices(a, ids, offices).participants:
            if p.entity is not None and a.entity(p.entity).type == "person":
                out.add((n, a.entity(p.entity).name, p.actor_type, p.country))
    return out


HANDOVER = (
    (
        "2018-10-05",
        "President Nursultan Nazarbayev met Chinese envoys on Thursday. Nazarbayev visited Kazakhstan's border villages.",
    ),
    (
        "2019-03-21",
        "Nursultan Nazarbayev resigned as president of Kazakhstan on March 19, 2019. "
        "Kassym-Jomart Tokayev was sworn in as president of Kazakhstan on March 20, 2019.",
    ),
    ("2019-06-10", "Kassym-Jomart Tokayev met Nursultan Nazarbayev on June 9, 2019."),
)


def test_head_of_state_by_stated_facts(tagged):
    found = codes(*corpus(tagged, *HANDOVER))
    assert (0, "Nursultan Nazarbayev", "GOV", "KZ") in found
    assert (2, "Kassym-Jomart Tokayev", "GOV", "KZ") in found
    assert (2, "Nursultan Nazarbayev", None, "KZ") in found


LIST = (
    ListedOffice("Nursultan Nazarbayev", "President", "", "KZ", "1991-04-24", "2019-03-19", "a public list"),
    ListedOffice("Qasym-Jomart Toqaev | Kassym-Jomart Tokayev", "President", "", "KZ", "2019-03-20", "", "a public list"),
)


@pytest.mark.parametrize(
    ("day", "first", "second"), [("2019-03-15", "GOV", None), ("2019-03-25", None, "GOV"), ("2023-07-01", None, "GOV")]
)
def test_head_of_state_by_a_sourced_list(tagged, day, first, second):
    text = f"Nursultan Nazarbayev met Kassym-Jomart Tokayev in Astana on {day}."
    found = codes(*corpus(tagged, (day, text)), LIST)
    assert (0, "Nursultan Nazarbayev", first, "KZ") in found
    assert (0, "Kassym-Jomart Tokayev", second, "KZ") in found


def test_without_list_or_statement_nothing_is_coded(tagged):
    found = codes(*corpus(tagged, ("2019-03-25", "Ivor Kastan met Omar Sule in Bergen on Monday.")), LIST)
    assert found and all(sector is None for _, _, sector, _ in found)


def test_a_listed_name_that_two_persons_bear_codes_nobody(tagged):
    text = "Omar Sule met Anna Brandt in Bergen on Monday."
    articles, entities = corpus(tagged, ("2019-03-25", text), ("2019-03-26", text))
    sule = next(e for e in entities if e.name == "Omar Sule")
    twin = replace(sule, entity_id="ent_twin", members=(("art_9", 0),))
    listed = (ListedOffice("Omar Sule", "President", "", "", "2018", "", "a public list"),)
    assert collect_offices((), (*entities, twin), {}, listed) == {}
    assert collect_offices((), entities, {}, listed)[sule.entity_id][0].actor_type == "GOV"
