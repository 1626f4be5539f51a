"""Names that a tagger left without the names inside them."""

from pathlib import Path

import pytest
import yaml

from flows.stages.name_widening import widen

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "name_widening.yml").read_text(encoding="utf-8"))


def run_of(parse, text, words, kind):
    """A tagger's run of tokens over some words of a text."""
    start = text.index(words)
    inside = parse.between(start, start + len(words))
    return inside[0].i, inside[-1].i + 1, kind, 0.9


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['text'][:30]} {len(c['tagged'])}")
def test_names_get_the_words_their_tagger_passed_over(read, case):
    parse = read(case["text"]).parse
    runs = widen(parse, [run_of(parse, case["text"], words, kind) for words, kind in case["tagged"].items()])
    owners = [i for first, last, *_ in runs for i in range(first, last)]
    assert len(owners) == len(set(owners))
    found = [" ".join(t.text for t in parse.tokens[first:last]) for first, last, *_ in runs]
    assert found == case["names"]


def test_nothing_tagged_is_nothing_found(read):
    assert widen(read("The Kenyan Coast Brigade met.").parse, []) == []
