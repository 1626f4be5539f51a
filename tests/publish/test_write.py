"""A release is whole, deterministic, never overwritten, and appears at once or not at all."""

import csv
import gzip
import io
import subprocess
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.core.errors import TarikhError
from flows.publish import write
from flows.publish.checksums import files_below
from flows.publish.formats import FORMULA, csv_text, plain_cell, prepared, safe_cell, write_csv
from flows.publish.verify import release_folder, verify_release
from flows.publish.write import next_version, point_latest
from flows.tables.frames import frame
from flows.tables.parts import write_parts
from schemas.registry import KEYS, TABLES


def test_a_release_holds_every_table_and_proves_itself(made, kit):
    files = set(files_below(made.folder))
    assert {f"tables/{t}.parquet" for t in TABLES} | {f"csv/{t}.csv.gz" for t in TABLES} <= files
    assert verify_release(made.dataset / "latest", made.raw, kit.read_raw) is None
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=made.folder, check=True)


def test_two_releases_of_the_same_rows_are_the_same_bytes(make, kit):
    shuffled = {t: data.sample(frac=1, random_state=7) for t, data in reversed(list(kit.make_frames().items()))}
    one, two = make("one"), make("two", frames=shuffled)
    assert files_below(one.folder) == files_below(two.folder)
    assert all((one.folder / name).read_bytes() == (two.folder / name).read_bytes() for name in files_below(one.folder))


def test_timings_reach_the_report_only(make):
    one, two = make("one", timings={"extract": 1.5}), make("two", timings={"extract": 2.5})
    differing = {n for n in files_below(one.folder) if (one.folder / n).read_bytes() != (two.folder / n).read_bytes()}
    assert differing == {"report.json", "SHA256SUMS"}


def test_a_version_is_never_overwritten(make, made):
    before = {name: (made.folder / name).read_bytes() for name in files_below(made.folder)}
    with pytest.raises(TarikhError, match=r"exists and is never overwritten"):
        make()
    assert before == {name: (made.folder / name).read_bytes() for name in files_below(made.folder)}


@pytest.mark.parametrize("version", ["latest", "../out", "a/b", "", ".hidden", "x" * 80])
def test_a_version_is_a_plain_name(make, version):
    with pytest.raises(TarikhError, match="plain name"):
        make(version=version)


FULL, STOPPED, BUG = OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("bug")


@pytest.mark.parametrize(
    "step, error",
    [("page", BUG), ("croissant", STOPPED), ("release_sums", FULL), ("_sync", FULL), ("_sync", STOPPED), ("find_lie", BUG)],
)
def test_a_failure_midway_leaves_latest_and_no_half_version(make, made, monkeypatch, step, error):
    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(write, step, fail)
        with pytest.raises(TarikhError if isinstance(error, OSError) else type(error)):
            make(version="2026.01.03")
    assert sorted(p.name for p in made.dataset.iterdir()) == ["2026.01.02", "latest"]
    assert (made.dataset / "latest").resolve() == made.folder.resolve()


def test_what_a_killed_run_left_is_cleared(make, made):
    (made.dataset / ".2026.01.03.partial/tables").mkdir(parents=True)
    (made.dataset / ".2026.01.03.partial/tables/stray.parquet").write_bytes(b"half")
    assert "tables/stray.parquet" not in files_below(make(version="2026.01.03").folder)


def test_rows_that_do_not_hold_are_not_published(make, kit):
    frames = kit.make_frames()
    frames["mentions"].loc[0, "start"] += 1
    with pytest.raises(TarikhError, match=r"does not hold.*mentions.*text says"):
        make(frames=frames)


def test_an_empty_cell_where_a_value_is_due_is_named(make, kit):
    frames = kit.make_frames()
    frames["events"].loc[0, "merge_reason"] = ""
    with pytest.raises(TarikhError, match=r"events\.merge_reason"):
        make(frames=frames)


def test_latest_is_relative_and_moves(make, made, tmp_path):
    assert (made.dataset / "latest").readlink() == Path("2026.01.02")
    make(version="2026.01.02.1")
    assert (made.dataset / "latest").readlink() == Path("2026.01.02.1")


def test_latest_is_a_text_file_where_links_do_not_work(made, monkeypatch, kit):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    point_latest(made.dataset, "2026.01.02")
    assert (made.dataset / "latest").read_text() == "2026.01.02\n"
    assert release_folder(made.dataset / "latest") == made.folder
    assert verify_release(made.dataset / "latest", made.raw, kit.read_raw) is None


def test_versions_count_up_within_a_day(tmp_path):
    seen = []
    for _ in range(3):
        seen.append(next_version(tmp_path, "2026-11-23"))
        (tmp_path / seen[-1]).mkdir()
    assert seen == ["2026.11.23", "2026.11.23.1", "2026.11.23.2"]


def test_parquet_is_zstd_sorted_described_and_free_of_pandas(made):
    for table in TABLES:
        file = pq.ParquetFile(made.folder / f"tables/{table}.parquet")
        metadata = file.metadata.metadata or {}
        assert b"pandas" not in metadata and b"pandas" not in (file.schema_arrow.metadata or {})
        assert all(field.metadata[b"description"] for field in file.schema_arrow)
        if file.metadata.num_rows:
            group = file.metadata.row_group(0)
            column = group.column(0)
            assert column.compression == "ZSTD" and column.statistics.has_min_max and column.has_column_index
            assert [c.column_index for c in group.sorting_columns] == [file.schema_arrow.names.index(k) for k in KEYS[table]]


def test_csv_is_rfc_4180_and_its_gzip_header_is_bare(made, kit):
    body = (made.folder / "csv/articles.csv.gz").read_bytes()
    assert body[3] == 0 and body[4:8] == b"\0\0\0\0"
    text = gzip.decompress(body).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert text.count("\r\n") == len(rows) + 1
    title = next(r["title"] for r in rows if r["source"] == "free")
    assert title == "'" + kit.FORMULA_TITLE
    places = list(csv.DictReader(io.StringIO(gzip.decompress((made.folder / "csv/entities.csv.gz").read_bytes()).decode())))
    assert "-12.5" in {row["latitude"] for row in places}


def test_texts_are_released_only_where_the_source_permits(make, kit):
    free = make("free")
    assert pq.read_table(free.folder / "texts.parquet")["text"].to_pylist() == [kit.RAW["free/one.txt"]]
    secret = kit.RAW["closed/two.txt"].split()[-12:]
    for name in files_below(free.folder):
        body = (free.folder / name).read_bytes()
        body = gzip.decompress(body) if name.endswith(".gz") else body
        assert " ".join(secret).encode() not in body, name
    assert not (make("closed", releasable=()).folder / "texts.parquet").exists()


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(text)
@example("'=1")
@example("=1+1")
@example("")
def test_safe_cells_are_reversible_and_never_formulas(value):
    safe = safe_cell(value)
    assert plain_cell(safe) == value
    assert not safe.startswith(FORMULA)


@settings(max_examples=30)
@given(st.lists(st.tuples(text, st.none() | text, text), max_size=5, unique_by=lambda row: row[0]))
def test_any_text_survives_csv_and_parquet(rows):
    names = ("old_id", "new_id", "reason", "version")
    data = frame("redirects", [dict(zip(names, (a + "x", b, c + "y", "v"), strict=True)) for a, b, c in rows])
    data = prepared("redirects", data)
    back = list(csv.reader(io.StringIO(csv_text(data), newline="")))[1:]
    wanted = [["" if pd.isna(v) else v for v in row] for row in data.itertuples(index=False, name=None)]
    assert [[plain_cell(cell) for cell in row] for row in back] == wanted
    sink, packed, again = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_parts(sink, "redirects", [data])
    table = pq.read_table(sink)
    assert [["" if v is None else v for v in row.values()] for row in table.to_pylist()] == wanted
    write_csv(packed, [data])
    write_csv(again, [data.copy()])
    assert packed.getvalue() == again.getvalue()
