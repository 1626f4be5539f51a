"""Differences between releases, with their reasons."""

from dataclasses import asdict

import pandas as pd
import pytest

from flows.publish.changelog import changelog_entry, changelog_lines, prepend_changelog
from flows.publish.compare import Difference, column_changes, describe, diff_frames, diff_releases
from flows.publish.quality import Outcome, calibration, check_quality, coverage, measured
from flows.tables.frames import frame


def diff(kit, old, new, before=None, after=None) -> set[tuple]:
    rows = diff_frames(old, new, before or {}, after or {})
    return {tuple(None if pd.isna(v) else v for v in row) for row in rows.itertuples(index=False, name=None)}


def without(frames, article):
    gone = {"events": "event_id", "event_reports": "event_id", "participants": "event_id", "timelines": "event_id"}
    lost = set(frames["event_reports"].loc[frames["event_reports"]["article_id"] == article, "event_id"])
    out = {}
    for table, data in frames.items():
        if "article_id" in data:
            data = data[data["article_id"] != article]
        elif table in gone:
            data = data[~data[gone[table]].isin(lost)]
        out[table] = data.reset_index(drop=True)
    return out


def test_equal_releases_do_not_differ(made, kit):
    assert diff(kit, kit.make_frames(), kit.make_frames()) == set()
    assert list(describe(diff_releases(made.folder, made.dataset / "latest")))[-1] == "no row changed"


def test_rows_of_a_new_article_say_so_and_of_a_removed_one_too(kit):
    small, full = without(kit.make_frames(), kit.two), kit.make_frames()
    added, removed = diff(kit, small, full), diff(kit, full, small)
    assert ("events", kit.arrest, "added", None, "new_article") in added
    assert {row[2:] for row in added} == {("added", None, "new_article")}
    assert {row[2:] for row in removed} == {("removed", None, "removed_article")}


def test_a_takedown_says_so(kit):
    full, small = kit.make_frames(), without(kit.make_frames(), kit.two)
    note = full["quarantine"].iloc[[0]].assign(stage="corrections", key=f"articles:{kit.two}", reason="takedown")
    small["quarantine"] = pd.concat([full["quarantine"], note], ignore_index=True)
    assert {row[4] for row in diff(kit, full, small)} == {"takedown"}


@pytest.mark.parametrize(
    "after, reason",
    [
        ({"fingerprints": {"extractor": "a", "lexicon": "c"}}, "lexicon"),
        ({"fingerprints": {"extractor": "b", "lexicon": "b"}}, "extractor"),
        ({"fingerprints": {"extractor": "a", "lexicon": "b"}, "fingerprint": "x"}, "extraction"),
        ({"fingerprints": {"extractor": "a", "lexicon": "b"}}, None),
        (
            {"fingerprints": {"extractor": "b", "lexicon": "b"}}
            | {"corrections": [{"table": "events", "columns": ["deaths_best"], "outcome": "applied"}]},
            "correction",
        ),
    ],
)
def test_a_changed_cell_names_its_column_and_reason(kit, after, reason):
    new = kit.make_frames()
    new["events"].loc[new["events"]["event_id"] == kit.flood, "deaths_best"] = 4
    before = {"fingerprints": {"extractor": "a", "lexicon": "b"}}
    assert diff(kit, kit.make_frames(), new, before, after) == {("events", kit.flood, "changed", "deaths_best", reason)}


def test_an_empty_cell_is_no_difference_from_empty_text(kit):
    new = kit.make_frames()
    new["quarantine"]["raw_path"] = ""
    old = new | {"quarantine": new["quarantine"].assign(raw_path=pd.Series([pd.NA], dtype="string"))}
    assert diff(kit, old, new) == diff(kit, new, old) == set()


def test_redirects_tell_their_own_reason(kit):
    row = {"old_id": "evt_x", "new_id": kit.flood, "reason": "merged", "version": "2"}
    new = kit.make_frames() | {"redirects": frame("redirects", [row])}
    assert diff(kit, kit.make_frames(), new) == {("redirects", "evt_x", "added", None, "merged")}


def test_changed_columns_of_the_schema_are_announced(kit):
    old = kit.make_frames()
    new = old | {"events": old["events"].rename(columns={"summary": "gist"})}
    assert column_changes(old, new) == ("column events.gist added", "column events.summary removed")
    told = Difference("1", "2", "1.0.0", "2.0.0", column_changes(old, new), diff_frames(old, new, {}, {}))
    lines = changelog_lines(told, kit.make_info("2"), new)
    assert lines[1] == "Schema 1.0.0 -> 2.0.0: column events.gist added; column events.summary removed"


def test_the_changelog_grows_on_top_and_escapes(tmp_path, kit):
    path = tmp_path / "CHANGELOG.md"
    prepend_changelog(path, "2026.01.01", ("first",))
    prepend_changelog(path, "2026.01.02", ("second <b>",))
    once = path.read_text()
    prepend_changelog(path, "2026.01.02", ("again",))
    assert path.read_text() == once
    assert once.index("## 2026.01.02\n\n- second \\<b\\>\n") < once.index(changelog_entry("2026.01.01", ("first",)))


def test_coverage_counts_nulls(kit):
    shares = coverage(kit.make_frames())
    assert shares["events"]["rows"] == 2 and shares["events"]["null_share"]["deaths_best"] == 0.5
    assert shares["relations"]["null_share"]["text"] is None


def test_calibration_is_zero_for_honest_confidences_and_large_for_boasts():
    honest = [(0.75, n % 4 != 0) for n in range(400)]
    assert calibration(honest)["expected_calibration_error"] == 0
    assert calibration([(1.0, False)] * 5)["expected_calibration_error"] == 1
    assert calibration([])["expected_calibration_error"] is None
    with pytest.raises(ValueError):
        calibration([(1.2, True)])


def test_a_fall_beyond_tolerance_stops_and_a_small_one_passes():
    old = measured({"seed": {"events": Outcome(8, 10, 10)}}, {"events": [(0.8, True)] * 8 + [(0.8, False)] * 2})
    near = measured({"seed": {"events": Outcome(78, 100, 100)}}, {"events": [(0.8, True)] * 8 + [(0.8, False)] * 2})
    far = measured({"seed": {"events": Outcome(6, 10, 10)}}, {"events": [(0.8, False)] * 9})
    assert old["scores"]["seed"]["events"]["f1"] == 0.8
    assert check_quality(old, near, 0.05) == ()
    assert len(check_quality(old, far, 0.05)) == 4
    assert any("nothing" in fall for fall in check_quality(old, {}, 0.05))


@pytest.mark.parametrize(
    "before, after, falls",
    [
        (Outcome(5, 5, 5), Outcome(4, 5, 5), 0),  # one row of five
        (Outcome(5, 5, 5), Outcome(3, 5, 5), 3),
        (Outcome(1, 1, 1), Outcome(0, 1, 1), 0),
        (Outcome(16, 16, 16), Outcome(15, 16, 16), 0),  # one row told wrongly
        (Outcome(80, 100, 100), Outcome(74, 100, 100), 3),  # many rows: the tolerance decides
        (Outcome(80, 100, 100), Outcome(75, 100, 100), 0),
        (Outcome(5, None, 7), Outcome(4, None, 7), 0),
        (Outcome(5, None, 7), Outcome(3, None, 7), 1),
        (Outcome(5, 5, 5), Outcome(0, 0, 0), 3),  # no longer measured
    ],
)
def test_one_row_of_a_small_gold_set_stops_nothing(before, after, falls):
    old, new = (measured({"gold": {"statements.kind": o}}, {}) for o in (before, after))
    assert len(check_quality(old, new, 0.05)) == falls


def test_one_row_of_few_confidences_stops_nothing():
    old, near, far = (measured({}, {"events": [(1.0, n >= wrong) for n in range(8)]}) for wrong in (0, 1, 2))
    assert check_quality(old, near, 0.05) == ()
    assert len(check_quality(old, far, 0.05)) == 1
    assert asdict(Outcome(0, 0, 3)) and Outcome(0, 0, 3).scores()["precision"] is None
