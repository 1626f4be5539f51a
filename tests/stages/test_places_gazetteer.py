"""The gazetteer: what names find, and how records lie."""

import pytest

from flows.stages.gazetteer import division_evidence, division_name, kilometres, lookup


@pytest.mark.parametrize(
    ("name", "country", "feature"),
    [
        ("Kazakhstan", "KZ", "country"),
        ("Казахстан", "KZ", "country"),
        ("the Netherlands", "NL", "country"),
        ("U.S.", "US", "country"),
        ("Burma", "MM", "country"),
        ("Ga.", "US", "admin1"),
        ("NSW", "AU", "admin1"),
        ("Kyzylorda Region", "KZ", "admin1"),
        ("Cook County", "US", "admin2"),
        ("Алматы", "KZ", "city"),
        ("St Petersburg", "RU", "city"),
        ("Saint Petersburg", "RU", "city"),
        ("Fergana Valley", None, "region"),
        ("Lake Balkhash", "KZ", "region"),
    ],
)
def test_names_find_their_places(name, country, feature):
    assert (country, feature) in {(n.place.country, n.place.feature) for n in lookup(name)}


@pytest.mark.parametrize("name", ["Quendlebrook", "", "!!", "the", "Kazakhstani"])
def test_other_words_find_nothing(name):
    assert lookup(name) == ()


def test_main_names_are_told_from_others():
    assert {n.place.name: n.main for n in lookup("Nur-Sultan") if n.place.country == "KZ"} == {"Astana": False}


def test_divisions_by_code():
    assert division_name("US.GA") == "Georgia"
    assert division_name("US.ZZ") is None
    assert division_evidence()["georgia"] == (("GE", None), ("US", "US.GA"))


def test_distance():
    almaty = next(n.place for n in lookup("Almaty") if n.place.feature == "city")
    astana = next(n.place for n in lookup("Astana") if n.place.feature == "city")
    assert kilometres(almaty, astana) == pytest.approx(970, abs=15)
    assert kilometres(almaty, almaty) == 0


def test_every_record_lies_on_the_globe():
    for name in ("Springfield", "Fiji", "Alaska", "Chukotka", "Antarctica"):
        for named in lookup(name):
            assert -90 <= named.place.latitude <= 90
            assert -180 <= named.place.longitude <= 180
