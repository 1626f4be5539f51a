"""Corrections touch what they name, and a withheld name is nowhere."""

import re
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml

from flows.core.corrections import CorrectionsError, read_corrections
from flows.publish.compare import diff_frames
from flows.tables.correct import apply_corrections, taken_articles
from flows.tables.frames import frame
from flows.tables.validate import validate
from flows.tables.withhold import REDACTED, name_pattern
from tests.publish import small_release as small

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/corrections.yml").read_text(encoding="utf-8"))
IDS = {"flood": small.FLOOD, "arrest": small.ARREST, "teskey": small.TESKEY, "quill": small.QUILL, "verrin": small.VERRIN}
TEXTS = {small.ART[name]: text for name, text in small.RAW.items()}


@pytest.fixture
def read(tmp_path):
    def entries(*given: dict):
        text = yaml.safe_dump([{"name": f"n{n}", "reason": "because", "status": "active"} | e for n, e in enumerate(given)])
        for name, identifier in IDS.items():
            text = text.replace("{" + name + "}", identifier)
        (tmp_path / "corrections.yml").write_text(text)
        return read_corrections(tmp_path / "corrections.yml")

    return entries


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_cases(read, case):
    frames = small.make_frames()
    if "error" in case:
        with pytest.raises(CorrectionsError, match=re.escape(case["error"])):
            apply_corrections(frames, read(case["entry"]))
        return
    before = {table: data.copy() for table, data in frames.items()}
    out, applied, _ = apply_corrections(frames, read(case["entry"]))
    for table, cells in case["cells"].items():
        data = out[table].sort_values("event_id", key=lambda ids: ids != small.FLOOD)
        for column, wanted in cells.items():
            assert [None if pd.isna(v) else v for v in data[column]] == wanted
    assert [(a.outcome, a.rows, a.skipped) for a in applied] == (
        [(case["outcome"], case["rows"], case.get("skipped", 0))] if "outcome" in case else []
    )
    assert all(frames[table].equals(before[table]) for table in frames), "the tables given were changed in place"
    assert not [r for r in validate(out, TEXTS).refused if r.reason == "schema"]


def redacted(read, **more):
    frames = small.make_frames()
    frames["articles"].loc[frames["articles"]["article_id"] == small.TWO, ["title", "url"]] = [
        "Orlan Teskey held",
        "https://news.example/2021/orlan-teskey-held",
    ]
    named = frames["events"]["event_id"] == small.ARREST
    frames["events"].loc[named, "summary"] = "Police detained Orlan Teskey in Verrin."
    text = small.RAW["closed/two.txt"]
    about = {"rule": "test", "confidence": 0.5}
    sentence = small.span(small.TWO, text.split("\n\n")[1].strip())
    said = {"kind": "indirect", "stance": "state", "addressee": "ORLAN TESKEY"}
    speaker = {"speaker_start": text.index("Police"), "speaker_end": text.index("Police") + 6, "speaker_text": "Police"}
    rows = {
        "statements": [
            {"statement_id": "sta_" + "a" * 16, **sentence, **said, **about},
            {"statement_id": "sta_" + "b" * 16, **small.span(small.TWO, "broke last week"), **said, **speaker, **about}
            | {"speaker_id": small.TESKEY},
        ],
        "positions": [
            {"position_id": "pos_" + "a" * 16, "person_id": small.TESKEY, "title": "deputy minister", "status": "current"}
            | small.span(small.TWO, "deputy minister Orlan Teskey")
            | about
        ],
        "figures": [
            {"figure_id": "fig_" + c * 16, "measure": "count", "modifier": "exact", "scope": "single", "value": 2.0, **about}
            | {"attributed_to": "Orlan Teskey", "attributed_entity_id": small.TESKEY}
            | small.span(small.TWO, words)
            for c, words in (("a", "two people"), ("b", "Orlan Teskey in Verrin on Friday over the dam"))
        ],
    }
    frames |= {table: frame(table, listed) for table, listed in rows.items()}
    assert validate(frames, TEXTS).refused == (), "the release given does not hold"
    entry = {"table": "entities", "where": {"entity_id": "{teskey}"}, "action": "redact_entity"}
    return frames, *apply_corrections(frames, read(entry | more))


def test_a_withheld_name_is_in_no_cell(read):
    _, out, (applied,), _ = redacted(read)
    for table, data in out.items():
        for column in data.columns:
            assert not data[column].astype("string").str.contains("teskey", case=False).fillna(False).any(), (table, column)
    assert applied.keys == (small.TESKEY,) and applied.withheld == (small.TWO,)


def test_what_does_not_tell_the_name_stays(read):
    _, out, _, _ = redacted(read)
    assert REDACTED in set(out["entities"]["name"]) and {"Dara Quill", "Verrin"} <= set(out["entities"]["name"])
    assert list(out["figures"]["text"]) == ["two people"] and out["figures"]["attributed_entity_id"].isna().all()
    assert list(out["statements"]["text"]) == ["broke last week"] and out["statements"]["speaker_id"].isna().all()
    assert set(out["events"]["summary"]) == {"-- flood", f"Police detained {REDACTED} in Verrin."}
    assert len(out["timelines"]) == len(out["positions"]) == len(out["participants"]) == 0
    assert set(out["event_reports"]["text"]) == {"flooded", "detained"}
    assert validate(out, TEXTS).refused == ()


def test_the_changes_give_no_withheld_name_away(read):
    old, new, applied, _ = redacted(read)
    report = {"corrections": [asdict(a) for a in applied]}
    changes = diff_frames(old, new, {}, report)
    assert not changes.astype("string").apply(lambda c: c.str.contains("Teskey", case=False)).fillna(False).any(axis=None)
    assert set(changes["reason"]) == {"takedown"} and {"articles", "events", "statements"} <= set(changes["table"])
    coded = diff_frames(old, new, {}, report | {"fingerprints": {"extractor": "b"}})
    assert set(coded.loc[coded["table"] == "articles", "reason"]) == {"extractor"}, "with other code, either may be the cause"


def test_a_place_can_be_withheld(read):
    _, out, _, _ = redacted(read, where={"entity_id": "{verrin}"})
    assert out["events"]["place_name"].isna().all() and out["events"]["latitude"].isna().all()
    assert not out["events"]["summary"].str.contains("Verrin").any()
    assert out["entities"].loc[out["entities"]["name"] == REDACTED, "latitude"].isna().all()


def test_the_reason_of_a_set_cell_is_its_correction(read):
    entry = {"table": "events", "where": {"event_id": "{flood}"}, "action": "set", "values": {"deaths_best": "4"}}
    frames = small.make_frames()
    out, (applied,), _ = apply_corrections(frames, read(entry))
    kept = {"table": applied.table, "columns": list(applied.columns), "keys": list(applied.keys), "outcome": applied.outcome}
    (row,) = diff_frames(frames, out, {}, {"corrections": [kept]}).to_dict("records")
    assert (row["table"], row["key"], row["columns"], row["reason"]) == ("events", small.FLOOD, "deaths_best", "correction")


HEADERS = [
    SimpleNamespace(article_id=f"art_{n}", source=source, url=f"https://news.example/{n}", raw_path=f"{source}/{n}.txt")
    for n, source in enumerate(["gazette", "gazette", "herald"])
]


@pytest.mark.parametrize(
    "where, guard, taken, outcome",
    [
        ({"source": "gazette"}, {}, ["art_0", "art_1"], "applied"),
        ({"url": "https://news.example/2"}, {}, ["art_2"], "applied"),
        ({"source": "gazette"}, {"raw_path": "gazette/1.txt"}, ["art_1"], "applied"),
        ({"source": "gazette"}, {"raw_path": "moved/1.txt"}, [], "guard_failed"),
        ({"source": "post"}, {}, [], "not_found"),
    ],
)
def test_articles_and_sources_are_taken_down(read, where, guard, taken, outcome):
    entry = {"table": "articles", "where": where, "guard": guard, "action": "drop_article"}
    (applied,), refused = taken_articles(HEADERS, read(entry))
    assert list(applied.keys) == taken and applied.outcome == outcome
    assert [(r.key, r.reason) for r in refused] == [(f"articles:{a}", "takedown") for a in taken]


@pytest.mark.parametrize(
    "entry, said",
    [
        ({"table": "events", "where": {"event_id": "x"}}, "needs table articles"),
        ({"table": "articles", "where": {"title": "x"}}, "find articles by one of"),
    ],
)
def test_articles_are_found_by_what_is_known_early(read, entry, said):
    with pytest.raises(CorrectionsError, match=said):
        taken_articles(HEADERS, read(entry | {"action": "drop_article"}))


@pytest.mark.parametrize(
    "text, found",
    [
        ("Orlan Teskey said", True),
        ("ORLAN TESKEY said", True),
        ("/news/orlan-teskey-held", True),
        ("May resigned", True),
        ("it may rain", False),
        ("Teskeyville", False),
        ("Orlan. A day later", False),
    ],
)
def test_names_are_whole_words(text, found):
    pattern = name_pattern(["Orlan Teskey", "May"])
    assert bool(pattern and pattern.search(text)) == found
