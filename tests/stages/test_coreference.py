"""References: who "he" is, and when that is not clear."""

from pathlib import Path

import pytest
import yaml

from flows.core.annotations import Entity, Mention
from flows.stages.coreference import link_references
from flows.stages.dates import find_dates
from flows.stages.relations import find_positions

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "coreference.yml").read_text(encoding="utf-8"))
PERSONS = ("Maria Kovacs", "Peter Novak", "Anna Brandt", "John Miller", "Tolan")


def link(read, text):
    """Read a text with the persons of the cases as its names."""
    analysis = read(text)
    at = sorted((analysis.text.find(p), p) for p in PERSONS if p in analysis.text)
    entities = tuple(Entity(n, "person", p) for n, (_, p) in enumerate(at))
    names = tuple(Mention(n, start, start + len(p), n, "name", "given", 1.0) for n, (start, p) in enumerate(at))
    return link_references(find_positions(find_dates(analysis.adding(entities=entities, mentions=names))))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_cases(read, case):
    analysis = link(read, case["text"])
    found = {analysis.words(m.start, m.end): analysis.entity(m.entity).name for m in analysis.mentions if m.type != "name"}
    for words, entity in case.get("links", {}).items():
        assert found.get(words) == entity, found
    assert found.keys().isdisjoint(case.get("absent", ())), found


def test_names_keep_their_keys(read):
    analysis = link(read, "Maria Kovacs left. She was tired. Her car was gone.")
    assert [m.key for m in analysis.mentions] == list(range(len(analysis.mentions)))
    assert analysis.mentions[0].type == "name"
