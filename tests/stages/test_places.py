"""Places linked by what the article says, and places spotted that nobody named."""

import re
from pathlib import Path

import pytest
import yaml

from flows.core.annotations import Analysis, Entity, Mention
from flows.stages.places import link_places

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "places.yml").read_text(encoding="utf-8"))


def with_names(analysis: Analysis, names: dict[str, str]) -> Analysis:
    """The names an earlier stage would have found, the longest first where they overlap."""
    entities = tuple(Entity(key, kind, name) for key, (name, kind) in enumerate(names.items()))
    spans: list[tuple[int, int, int]] = []
    for entity in sorted(entities, key=lambda e: -len(e.name)):
        for match in re.finditer(rf"(?<!\w){re.escape(entity.name)}(?!\w)", analysis.text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in spans):
                spans.append((match.start(), match.end(), entity.key))
    mentions = tuple(Mention(k, start, end, key, "name", "given", 0.9) for k, (start, end, key) in enumerate(sorted(spans)))
    return analysis.adding(entities=entities, mentions=mentions)


@pytest.mark.parametrize("case", CASES["link"], ids=lambda c: c["text"][:40])
def test_places_are_linked_by_what_the_article_says(read, case):
    linked = link_places(with_names(read(case["text"]), case["names"]))
    found = {e.name: e for e in reversed(linked.entities)}
    for name, expected in case["links"].items():
        entity = found[name]
        if expected is None:
            assert (entity.latitude, entity.geonames_id, entity.link_method) == (None, None, None)
            continue
        country, admin1, feature = expected
        assert (entity.country, entity.feature) == (country, feature)
        assert admin1 is None or entity.admin1 == admin1
        assert entity.latitude is not None


@pytest.mark.parametrize("case", CASES["spot"], ids=lambda c: c["text"][:40])
def test_places_nobody_named_are_spotted(read, case):
    linked = link_places(with_names(read(case["text"]), case["names"]))
    places = {e.key for e in linked.entities if e.type == "place"}
    assert [linked.words(m.start, m.end) for m in linked.mentions if m.entity in places] == case["places"]


@pytest.mark.parametrize(("name", "country"), [("northern Peru", "PE"), ("Upper Quendle", None), ("Peru Ridge", None)])
def test_a_part_of_a_country_has_its_country_but_no_point(read, name, country):
    (entity,) = link_places(with_names(read(f"Rain fell on {name} again."), {name: "place"})).entities
    assert (entity.country, entity.latitude) == (country, None)


def test_a_town_and_its_division_part(read):
    text = "He left New York by train for Albany, New York, and then Buffalo, New York."
    linked = link_places(with_names(read(text), {"New York": "place", "Albany": "place", "Buffalo": "place"}))
    features = [linked.entity(m.entity).feature for m in linked.mentions if linked.words(m.start, m.end) == "New York"]
    assert features == ["city", "admin1", "admin1"]


def test_runner_up_and_confidence_are_kept(read):
    linked = link_places(with_names(read("The fair in Springfield opens today."), {"Springfield": "place"}))
    (entity,) = linked.entities
    assert entity.runner_up
    assert 0 < entity.confidence < 0.9
    assert entity.link_method == "gazetteer"


def test_mentions_stay_in_order_with_keys_from_zero(read):
    linked = link_places(
        with_names(read("In Malolos, Bulacan, and in Cebu, rain fell on the town of Bocaue."), {"Cebu": "place"})
    )
    assert [m.key for m in linked.mentions] == list(range(len(linked.mentions)))
    assert [m.start for m in linked.mentions] == sorted(m.start for m in linked.mentions)
    assert {m.entity for m in linked.mentions} <= {e.key for e in linked.entities}


def test_text_without_names_is_left_alone(read):
    analysis = read("Nothing happened, and nobody was there to see it.")
    assert link_places(analysis) == analysis


def test_long_lists_take_linear_time(read):
    text = ", ".join(["Springfield", "Columbus", "Georgetown"] * 400)
    linked = link_places(with_names(read(f"They went to {text}."), {"Springfield": "place", "Columbus": "place"}))
    assert len(linked.mentions) >= 800
