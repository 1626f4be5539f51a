"""What the release flow does between two releases: redirects, changes, changelog, the gate on quality."""

import json

import pandas as pd
import pytest

from flows import release
from flows.core.ids import make_id
from flows.publish import quality
from flows.publish.compare import read_report
from flows.publish.info import ReleaseError
from flows.staging import Staged
from flows.tables.parts import Stored

SCORE = {"correct": 8, "found": 10, "expected": 10, "precision": 0.8, "recall": 0.8, "f1": 0.8}


def scores(f1: float, error: float = 0.1) -> dict:
    return {
        "scores": {"gold": {"events": SCORE | {"f1": f1}}},
        "calibration": {"events": {"count": 10, "expected_calibration_error": error, "reliability": []}},
    }


@pytest.fixture
def measured(monkeypatch):
    """Say what the gold sets measured."""

    def say(f1: float, error: float = 0.1):
        monkeypatch.setattr(release, "gold_scores", lambda fingerprint: scores(f1, error))

    return say


@pytest.fixture
def publish(raw, tmp_path, kit):
    def run(version, frames=None, tolerance=0.05, **info):
        staged = Staged(frames or kit.make_frames(), kit.make_info("", **info), kit.read_raw(raw))
        return release.publish(tmp_path / "dataset", staged, version, tolerance)

    return run


def test_a_second_release_says_what_changed_and_why_and_where_ids_went(publish, kit, tmp_path, measured):
    measured(0.8)
    publish("1")
    frames = kit.make_frames()
    new_id = make_id("evt", "flood, told anew")
    for data in frames.values():
        if "event_id" in data:
            data["event_id"] = data["event_id"].replace(kit.flood, new_id)
    events = frames["events"]
    events.loc[events["event_id"] == kit.arrest, "modality"] = "denied"
    entry = {"name": "denial", "action": "set", "reason": "The ministry denied it.", "outcome": "applied", "rows": 1}
    entry |= {"table": "events", "columns": ("modality",), "keys": (kit.arrest,), "skipped": 2}
    folder = publish("2", frames, corrections=(entry,))
    tables, report = Stored.of(folder / "tables"), read_report(folder)
    assert tables["redirects"].to_numpy().tolist() == [[kit.flood, new_id, "same words, new id", "2"]]
    changes = tables["changes"][tables["changes"]["table"] == "events"].set_index("key")
    assert changes.loc[kit.arrest, ["columns", "reason"]].tolist() == ["modality", "correction"]
    assert changes.loc[kit.flood, "change"] == "removed" and changes.loc[new_id, "change"] == "added"
    told = [line for line in report["changelog"] if "denial" in line]
    assert told == ["Correction denial (set, applied, 1 rows, 2 left alone by the guard): The ministry denied it."]
    log = (tmp_path / "dataset/CHANGELOG.md").read_text()
    assert log.index("## 2") < log.index("The ministry denied it.") < log.index("## 1")
    assert "events: 1 changed (correction): modality 1" in report["changelog"]
    third = Stored.of(publish("3", frames, corrections=(json.loads(json.dumps(entry)),)) / "tables")
    assert third["redirects"].to_numpy().tolist() == [[kit.flood, new_id, "same words, new id", "2"]]
    assert set(third["changes"]["table"]) <= {"redirects"}, "a correction that stands is no news"


@pytest.mark.parametrize("f1, error", [(0.65, 0.1), (0.8, 0.3)])
def test_a_fall_of_quality_stops_the_release(publish, tmp_path, measured, f1, error):
    measured(0.8)
    publish("1")
    measured(f1, error)
    with pytest.raises(ReleaseError, match=r"events (fell|rose) from") as caught:
        publish("2")
    assert "\n" not in str(caught.value)
    dataset = tmp_path / "dataset"
    assert (dataset / "latest").resolve().name == "1" and not (dataset / "2").exists()
    assert "## 2" not in (dataset / "CHANGELOG.md").read_text()
    assert publish("2", tolerance=0.5).name == "2"


def test_quality_names_the_extractor_it_was_measured_on(tmp_path):
    path = tmp_path / "scores.json"
    path.write_text(json.dumps({"measured_on": {"fingerprint": "abc"}, **scores(0.8)}))
    assert quality.gold_scores("abc", path)["measured_on"]["current"] is True
    assert quality.gold_scores("xyz", path)["measured_on"]["current"] is False
    assert quality.gold_scores("abc", tmp_path / "none.json") == {}


def test_the_scores_at_hand_are_whole():
    found = quality.gold_scores("")
    assert set(found["scores"]) == {"gold_a", "gold_b"} and found["measured_on"]["fingerprint"]
    for outcomes in found["scores"].values():
        assert {"events", "events.date_edtf", "figures", "participants", "entities (person)"} <= set(outcomes)
        for o in outcomes.values():
            made = quality.Outcome(o["correct"], o["found"], o["expected"]).scores()
            assert made == o
    assert {"events", "figures", "entities (person)"} == set(found["calibration"])
    for about in found["calibration"].values():
        assert sum(row["count"] for row in about["reliability"]) == about["count"]


def test_a_release_carries_scores_calibration_and_coverage(publish, kit):
    folder = publish("1")
    carried = json.loads((folder / "quality.json").read_text())
    assert {"scores", "calibration", "coverage", "measured_on"} <= set(carried)
    assert carried["coverage"]["events"]["null_share"]["deaths_best"] == 0.5
    assert "gold_a" in (folder / "index.html").read_text()


def test_a_withheld_article_is_neither_published_nor_quoted(publish, kit):
    entry = {"name": "n", "action": "redact_entity", "reason": "r", "outcome": "applied", "rows": 1, "withheld": (kit.one,)}
    folder = publish("1", corrections=(entry,))
    assert not (folder / "texts.parquet").exists()
    page = (folder / "index.html").read_text()
    assert "<mark>flooded</mark>" not in page and "<mark>detained</mark>" in page
    assert (publish("2") / "texts.parquet").exists()
    assert pd.read_parquet(folder / "tables/articles.parquet")["article_id"].tolist() == sorted([kit.one, kit.two])
