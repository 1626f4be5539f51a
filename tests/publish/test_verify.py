"""Every tampering is found and named."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.core.errors import TarikhError
from flows.core.ids import file_sha256
from flows.publish.checksums import SUMS, files_below, format_sums, parse_sums, release_sums
from flows.publish.formats import write_csv, write_geoparquet
from flows.publish.verify import _raw_lies, verify_release
from flows.tables.frames import frame
from schemas.registry import SPANS


def reseal(folder: Path) -> None:
    """Make descriptors and checksums agree with tampered files, as a careful forger would."""
    package, card = (json.loads((folder / name).read_text()) for name in ("datapackage.json", "croissant.json"))
    for resource in package["resources"]:
        resource["hash"] = f"sha256:{file_sha256(folder / resource['path'])}"
    for file in card["distribution"]:
        file["sha256"] = file_sha256(folder / file["contentUrl"])
    (folder / "datapackage.json").write_text(json.dumps(package))
    (folder / "croissant.json").write_text(json.dumps(card))
    (folder / SUMS).write_bytes(format_sums(release_sums(folder)))


def forge(folder: Path, table: str, column: str, change, row: int = 0) -> None:
    """Change one cell in every copy of a table and seal the release anew."""
    path = folder / f"tables/{table}.parquet"
    data = pq.read_table(path)
    values = data[column].to_pylist()
    values[row] = change(values[row])
    at = data.schema.get_field_index(column)
    data = data.set_column(at, data.schema.field(column), pa.array(values, type=data.schema.field(column).type))
    pq.write_table(data, path)
    rows = frame(table, data.to_pylist())
    with (folder / f"csv/{table}.csv.gz").open("wb") as out:
        write_csv(out, [rows])
    if table == "events":
        write_geoparquet(folder / "events.geoparquet", lambda: [rows])
    reseal(folder)


def lie_of(made, kit):
    lie = verify_release(made.folder, made.raw, kit.read_raw)
    assert lie is None or "\n" not in str(lie)
    return str(lie) if lie else None


def flip(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at % len(body)] ^= 1
    path.write_bytes(body)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**9))
def test_a_flipped_byte_of_the_release_is_found(made, kit, which, at):
    names = files_below(made.folder)
    path = made.folder / names[which % len(names)]
    flip(path, at)
    try:
        assert lie_of(made, kit) is not None, path.name
    finally:
        flip(path, at)


def test_every_flipped_byte_of_a_raw_file_is_found(made, kit):
    for path in sorted(made.raw.rglob("*.txt")):
        for at in range(0, path.stat().st_size, 7):
            flip(path, at)
            assert path.name in str(next(_raw_lies(made.folder, made.raw)))
            flip(path, at)
        flip(path, 3)
        assert path.name in lie_of(made, kit)
        flip(path, 3)
    assert lie_of(made, kit) is None


def test_a_flipped_raw_byte_is_found_without_checksums_of_raw(make, kit):
    made = make("bare", raw_files=())
    flip(made.raw / "free/one.txt", 40)
    assert f"{kit.one}: text_sha256" in lie_of(made, kit)


def test_a_raw_file_that_is_gone_is_named(made, kit):
    (made.raw / "free/one.txt").unlink()
    assert "one.txt" in lie_of(made, kit) and "missing" in lie_of(made, kit)


def test_raw_files_that_came_later_are_no_lie(made, kit):
    (made.raw / "free/three.txt").write_text("A later article.\n")
    assert lie_of(made, kit) is None


@pytest.mark.parametrize(
    "table, column",
    [(t, c) for t in ("mentions", "dates", "event_reports", "participants", "figures") for c in SPANS[t][0][:2]],
)
def test_a_forged_offset_is_found_though_all_sums_agree(made, kit, table, column):
    forge(made.folder, table, column, lambda value: value + 1)
    key = pq.read_table(made.folder / f"tables/{table}.parquet").column(0).to_pylist()[0]
    lie = lie_of(made, kit)
    assert f"tables/{table}.parquet" in lie and (key in lie or "sorted" in lie)


@pytest.mark.parametrize("column, value", [("sentence_start", 10**6), ("sentence_end", 1), ("sentence_end", None)])
def test_a_sentence_without_its_trigger_is_found(made, kit, column, value):
    forge(made.folder, "event_reports", column, lambda _: value)
    assert "sentence_start" in lie_of(made, kit)


FORGERIES = {
    "unknown code": ("events", "modality", lambda _: "certain", "modality is 'certain'"),
    "bad date": ("events", "date_start", lambda _: "4 March", "date_start"),
    "place moved": ("events", "place_id", lambda _: "ent_aaaaaaaaaaaaaaaa", "is not in entities"),
    "repeated key": ("mentions", "mention_id", None, "mention_id"),
    "words": ("figures", "text", lambda _: "Nine people died", "the text says"),
    "half a span": ("event_reports", "date_span_start", lambda _: 3, "not all there"),
    "text hash": ("articles", "text_sha256", lambda _: "0" * 64, "text_sha256"),
    "length": ("articles", "char_count", lambda n: n + 1, "char_count"),
    "confidence": ("mentions", "confidence", lambda _: 1.5, "confidence is 1.5"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_cells_are_found_though_all_sums_agree(made, kit, name):
    table, column, change, said = FORGERIES[name]
    if change is None:
        other = pq.read_table(made.folder / f"tables/{table}.parquet")[column].to_pylist()[1]
        change = lambda _: other  # noqa: E731
    forge(made.folder, table, column, change)
    assert said in lie_of(made, kit)


def test_csv_that_differs_from_parquet_is_found_with_its_row(made, kit):
    path = made.folder / "csv/entities.csv.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Orlan", b"Arlan"), mtime=0))
    reseal(made.folder)
    assert f"csv/entities.csv.gz: {kit.teskey}: record" in lie_of(made, kit)


def test_points_that_differ_from_the_coordinates_are_found(made, kit):
    path = made.folder / "events.geoparquet"
    data = pq.read_table(path)
    empty = pc.if_else(pa.array([False] * len(data)), data["geometry"], None).cast(pa.binary())
    pq.write_table(data.set_column(data.schema.get_field_index("geometry"), "geometry", empty), path)
    reseal(made.folder)
    assert f"events.geoparquet: {kit.flood}" in lie_of(made, kit)


def test_a_dropped_column_is_found(made, kit):
    path = made.folder / "tables/mentions.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["confidence"]), path)
    reseal(made.folder)
    assert "column confidence" in lie_of(made, kit)


def test_a_dropped_row_is_found(made, kit):
    path = made.folder / "tables/quarantine.parquet"
    data = pq.read_table(path).slice(0, 0)
    pq.write_table(data, path)
    with (made.folder / "csv/quarantine.csv.gz").open("wb") as out:
        write_csv(out, [frame("quarantine", ())])
    reseal(made.folder)
    assert "rows of quarantine" in lie_of(made, kit)


def test_unlisted_missing_and_linked_files_are_found(made, kit, tmp_path):
    (made.folder / "extra.txt").write_text("x")
    assert lie_of(made, kit) == f"extra.txt: is not listed in {SUMS}"
    (made.folder / "extra.txt").unlink()
    moved = tmp_path / "quality.json"
    (made.folder / "quality.json").rename(moved)
    assert "quality.json" in lie_of(made, kit) and "missing" in lie_of(made, kit)
    (made.folder / "quality.json").symlink_to(moved)
    assert "no plain file" in lie_of(made, kit)
    (made.folder / "quality.json").unlink()
    reseal(made.folder)
    assert lie_of(made, kit) == "quality.json: is missing"
    (made.folder / SUMS).unlink()
    assert lie_of(made, kit) == f"{SUMS}: is missing"


@pytest.mark.parametrize("body", [b"zz  a\n", b"0" * 64 + b"  ../a\n", b"\xff", (b"0" * 64 + b"  a\n") * 2])
def test_malformed_lists_are_found(made, kit, body):
    (made.folder / SUMS).write_bytes(body)
    assert SUMS in lie_of(made, kit)
    with pytest.raises(ValueError):
        parse_sums(body)


def test_without_raw_the_release_is_checked_against_itself(made, kit):
    assert verify_release(made.folder, None, kit.read_raw) is None
    with pytest.raises(TarikhError, match="no release"):
        verify_release(made.dataset / "2020.01.01", None, kit.read_raw)
    with pytest.raises(TarikhError, match="--raw"):
        verify_release(made.folder, made.raw / "nowhere", kit.read_raw)
