"""Attributed statements: cases, quotation marks, and laws that hold for every text."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.annotations import Entity, Mention
from flows.core.document import Document
from flows.readers.clean import find_blocks, normalise
from flows.stages.dates import find_dates
from flows.stages.quotes import find_quotations
from flows.stages.statements import find_statements

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "statements.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_cases(read, case):
    analysis = find_statements(find_dates(read(case["text"])))
    found = [
        {
            "says": analysis.words(s.start, s.end),
            "who": analysis.words(s.speaker_start, s.speaker_end) if s.speaker_start is not None else None,
            "kind": s.kind,
            "stance": s.stance,
            "to": s.addressee,
        }
        for s in analysis.statements
    ]
    assert [f["says"] for f in found] == [w.get("says", f["says"]) for f, w in zip(found, case["statements"], strict=True)]
    for got, wanted in zip(found, case["statements"], strict=True):
        assert {k: got[k] for k in wanted} == wanted


def quoted(text: str) -> list[str]:
    text = normalise(text)
    document = Document("art_x", "x", None, None, (), None, None, "en", text, find_blocks(text), "x")
    return [text[q.start : q.end] for q in find_quotations(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ('"One," he said. "Two."', ["One,", "Two."]),
        ("«One», he said.", ["One"]),
        ("„One“, he said.", ["One"]),
        ("‘It’s one,’ he said.", ["It’s one,"]),
        ("'It's one,' he said.", ["It's one,"]),
        ("``One,'' he said.", ["One,"]),
        ("“He said ‘one’ to me,” she said.", ["He said ‘one’ to me,"]),
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ("The boys’ and girls’ teams of the ’90s don’t lose.", []),
        ("rock 'n' roll", []),
        ("a stray “ mark", []),
    ],
)
def test_quotation_marks(text, expected):
    assert quoted(text) == expected


@given(st.text(alphabet="ab “”\"'’‘«».,\n", max_size=200))
@settings(max_examples=300, deadline=None)
def test_quotations_are_ordered_and_inside(text):
    normal = normalise(text)
    document = Document("art_x", "x", None, None, (), None, None, "en", normal, find_blocks(normal), "x")
    end = 0
    for q in find_quotations(document):
        assert end <= q.outer_start < q.start <= q.end <= q.outer_end <= len(normal)
        assert document.blocks[q.paragraph].start <= q.outer_start < q.outer_end <= document.blocks[q.paragraph].end
        end = q.outer_end


PIECES = st.sampled_from(
    [
        "“The dam broke,”",
        "said Orrel.",
        "Orrel said",
        "that",
        "the dam broke",
        "according to",
        "police",
        ",",
        ".",
        "she was asked if",
        "“",
        "”",
        "he",
        "told",
    ]
)


@given(st.lists(PIECES, max_size=14))
@settings(max_examples=60, deadline=None)
def test_statements_are_sound(read, pieces):
    analysis = find_statements(read(" ".join(pieces)))
    assert [s.key for s in analysis.statements] == list(range(len(analysis.statements)))
    for s in analysis.statements:
        assert 0 <= s.start < s.end <= len(analysis.text)
        assert analysis.words(s.start, s.end).strip() == analysis.words(s.start, s.end)
        assert (s.speaker_start is None) == (s.speaker_end is None)
        assert s.cue is None or analysis.words(s.cue_start, s.cue_end) == s.cue
        assert s.kind in ("direct", "indirect", "mixed")


def test_speaker_is_the_entity_mentioned(read):
    analysis = read("Olga Trint came. She said that the bridge was unsafe.")
    start = analysis.text.index("She")
    analysis = analysis.adding(
        entities=(Entity(7, "person", "Olga Trint"),), mentions=(Mention(0, start, start + 3, 7, "pronoun", "test", 0.9),)
    )
    assert [s.speaker for s in find_statements(analysis).statements] == [7]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“The wall is old,” Olga Trint said. “We will mend it,” she added.", [7, 7]),
        ("Olga Trint said that the wall was old. She promised that it would be mended.", [7, 7]),
        ("Olga Trint said that Anna Quarm had mended the wall. “It is old,” she added.", [7, 7]),
        ("Olga Trint said that the wall was old. Then Anna Quarm rose. “It is new,” she said.", [7, 8]),
        ("Olga Trint said that the wall was old. Nobody met Anna Quarm there. “It is new,” she said.", [7, None]),
        ("Olga Trint, who led the town, was not in court. She was ill. Asked for a word, she said that it was late.", [7]),
        ("Olga Trint condemned what she called a threat to the town.", [7]),
        ("Olga Trint left the party in May. “It is over,” the 34-year-old lawyer said.", [7]),
        (
            "Olga Trint said that the wall was old. A police officer said that it was new. “It is not,” she said.",
            [7, None, None],
        ),
        ("Olga Trint said that the wall was old. They promised that it would be mended.", [7, None]),
        ("Olga Trint said that the wall was old. It said that the wall was new.", [7, None]),
    ],
)
def test_speaker_goes_on(read, text, speakers):
    analysis = read(text)
    names = {7: "Olga Trint", 8: "Anna Quarm"}
    mentions = tuple(
        Mention(key, text.index(name), text.index(name) + len(name), key, "name", "test", 0.9)
        for key, name in names.items()
        if name in text
    )
    analysis = analysis.adding(entities=tuple(Entity(k, "person", name) for k, name in names.items()), mentions=mentions)
    assert [s.speaker for s in find_statements(analysis).statements] == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Treewatch said that the wall was old. Most of it, according to the group, will fall.", [7, 7]),
        ("Treewatch, a charity, said that the wall was old. The charity denied that it would fall.", [7, 7]),
        ("Treewatch said that the wall was old. The mayor denied that it would fall.", [7, None]),
    ],
)
def test_a_body_goes_on(read, text, speakers):
    analysis = read(text).adding(
        entities=(Entity(7, "organization", "Treewatch"),), mentions=(Mention(0, 0, 9, 7, "name", "test", 0.9),)
    )
    assert [s.speaker for s in find_statements(analysis).statements] == speakers


def test_statement_is_dated_by_its_cue(read):
    analysis = find_statements(
        find_dates(read("Olga Trint said on May 3, 2021 that the bridge fell on May 1, 2021.", "2021-05-04"))
    )
    assert [s.edtf for s in analysis.statements] == ["2021-05-03"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("President Olga Trint dismissed Defence Minister Tamir Orlan on Friday.", []),
        ("President Olga Trint dismissed the report on Friday.", ["the report"]),
    ],
)
def test_a_person_dismissed_is_no_statement(analyse, text, said):
    analysis = analyse(text)
    assert [analysis.words(s.start, s.end) for s in analysis.statements] == said
