"""Names: one entity a thing, of the right type, under all its names."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.nlp.encoder import load_encoder
from flows.nlp.reading import tag
from flows.stages.names import find_names

FOLDER = Path(__file__).parent.parent / "cases"
CASES = yaml.safe_load((FOLDER / "names.yml").read_text(encoding="utf-8"))
ALIASES = yaml.safe_load((FOLDER / "name_aliases.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def name(read):
    def find(text):
        analysis = read(text)
        encoder = load_encoder()
        assert encoder is not None
        parse = analysis.parse
        parse = type(parse)(parse.tokens, parse.sentences, tuple(t for t in parse.tagged if t.tagger == "spacy"))
        return find_names(analysis.adding(parse=tag(encoder, parse)))

    return find


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_cases(name, case):
    analysis = name(case["text"])
    found = {f"{e.type}: {e.name}": set(e.aliases) for e in analysis.entities}
    for wanted in case.get("entities", ()):
        main, *aliases = wanted.split(" = ")
        assert main in found, found
        assert set(aliases) <= found[main], found
    names = {n for e in analysis.entities for n in (e.name, *e.aliases)}
    assert names.isdisjoint(case.get("absent", ())), names


@pytest.mark.parametrize("case", ALIASES, ids=lambda c: c["text"][:40])
def test_names_said_to_be_of_one_thing(name, case):
    owner = {n: e for e in name(case["text"]).entities for n in (e.name, *e.aliases)}
    main, *others = case.get("one", case.get("apart"))
    if "one" in case:
        assert owner[main].name == main
        assert {owner[n].key for n in others} == {owner[main].key}
    else:
        assert len({owner[n].key for n in (main, *others)}) == len(others) + 1


def test_mentions_say_their_words_and_do_not_overlap(name):
    text = "Karla Weiss of the Alpine Club (AC) spoke in Oslo. Weiss said the AC’s hut was closed; Oslo's mayor agreed."
    analysis = name(text)
    assert [m.key for m in analysis.mentions] == list(range(len(analysis.mentions)))
    assert [e.key for e in analysis.entities] == list(range(len(analysis.entities)))
    ends = [0]
    for m in analysis.mentions:
        assert m.start >= ends[-1]
        assert text[m.start : m.end] == text[m.start : m.end].strip(" ,.;()'’")
        ends.append(m.end)
    people = [text[m.start : m.end] for m in analysis.mentions if analysis.entity(m.entity).type == "person"]
    assert people == ["Karla Weiss", "Weiss"]


def test_the_parser_alone_serves_where_there_is_no_tagger(read):
    found = {(e.type, e.name) for e in find_names(read("Barack Obama visited Germany in 2013.")).entities}
    assert {("person", "Barack Obama"), ("place", "Germany")} <= found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("Aa Bb.\n,'«(Ж)é-"), max_size=60))
def test_any_text_gives_consistent_layers(name, text):
    analysis = name(text)
    keys = {e.key for e in analysis.entities}
    assert {m.entity for m in analysis.mentions} == keys
    assert all(0 <= m.start < m.end <= len(analysis.text) for m in analysis.mentions)
