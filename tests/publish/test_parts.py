"""Tables read a part at a time give what whole tables give."""

import io

import pandas as pd
import pyarrow.parquet as pq
import pytest

from flows import release
from flows.core.ids import make_id
from flows.handover import load_staged, save_staged
from flows.publish.checksums import files_below
from flows.staging import Staged
from flows.tables import parts
from flows.tables.frames import frame
from flows.tables.parts import Spool, Stored, side_by_side, write_parts
from flows.tables.texts import StoredTexts
from flows.tables.validate import validate
from schemas.export import arrow_schema, loose_schema
from schemas.registry import TABLES


@pytest.fixture
def tiny(monkeypatch):
    """Parts of two rows."""
    monkeypatch.setattr(parts, "PART", 2)


def redirects(*ids: str) -> pd.DataFrame:
    return frame("redirects", [{"old_id": i, "new_id": None, "reason": "r", "version": "v"} for i in ids])


def test_a_file_has_the_same_bytes_whatever_its_parts(monkeypatch):
    monkeypatch.setattr(parts, "ROW_GROUP", 4)
    data = redirects(*(make_id("ent", n) for n in range(11)))

    def written(size: int) -> bytes:
        out = io.BytesIO()
        write_parts(out, "redirects", (data.iloc[n : n + size] for n in range(0, len(data), size)))
        return out.getvalue()

    assert len({written(size) for size in (1, 3, 4, 5, 11)}) == 1
    file = pq.ParquetFile(io.BytesIO(written(3)))
    assert [file.metadata.row_group(n).num_rows for n in range(3)] == [4, 4, 3]


def test_an_empty_table_is_written_and_read(tmp_path):
    write_parts(tmp_path / "redirects.parquet", "redirects", [redirects()])
    (part,) = parts.parts(Stored.of(tmp_path), "redirects")
    assert part.empty and list(part.columns) == arrow_schema("redirects").names


def test_what_is_put_aside_in_any_order_comes_back_sorted(tiny, tmp_path):
    ids = [make_id("ent", n) for n in range(40)]
    spool = Spool(tmp_path, {"redirects": loose_schema("redirects")}, {"redirects": "old_id"})
    for n in range(0, 40, 3):
        spool.add("redirects", redirects(*ids[n : n + 3]))
    found = [list(part["old_id"]) for part in spool.parts("redirects")]
    assert [i for part in found for i in part] == sorted(ids) and len(found) > 5
    empty = Spool(tmp_path / "none", {"redirects": loose_schema("redirects")}, {"redirects": "old_id"})
    assert [len(part) for part in empty.parts("redirects")] == [0]


@pytest.mark.parametrize(
    "old, new", [("abcdefg", "abcdefg"), ("aceg", "bdfh"), ("abcdefgh", "h"), ("", "abcd"), ("h", "aaaaab")]
)
def test_two_releases_are_read_by_the_same_keys(tiny, tmp_path, old, new):
    for side, keys in (("old", old), ("new", new)):
        (tmp_path / side).mkdir()
        write_parts(tmp_path / side / "redirects.parquet", "redirects", [redirects(*keys)])
    pairs = list(side_by_side(Stored.of(tmp_path / "old"), Stored.of(tmp_path / "new"), "redirects"))
    for n, keys in enumerate((old, new)):
        assert "".join("".join(pair[n]["old_id"]) for pair in pairs) == "".join(sorted(keys))
    ranges = [{*a["old_id"], *b["old_id"]} for a, b in pairs]
    assert sum(map(len, ranges)) == len(set().union(*ranges)), "no key is in two ranges"


def test_releases_are_the_same_bytes_whatever_the_parts(monkeypatch, raw, tmp_path, kit):
    def publish(name: str, size: int) -> None:
        monkeypatch.setattr(parts, "PART", size)
        for version in ("1", "2"):
            frames = kit.make_frames()
            if version == "2":
                for data in frames.values():
                    if "event_id" in data:
                        data["event_id"] = data["event_id"].replace(kit.flood, make_id("evt", "told anew"))
            with StoredTexts(tmp_path / f"{name}-{version}.sqlite") as texts:
                texts.add(kit.read_raw(raw).items())
                valid = validate(frames, texts, tmp_path / f"{name}-{version}")
                assert valid.refused == ()
                save_staged(tmp_path / f"{name}-staged", Staged(valid.frames, kit.make_info(""), texts))
            release.publish(tmp_path / name, load_staged(tmp_path / f"{name}-staged"), version, 1.0)

    publish("whole", 1000)
    publish("parts", 1)
    for version in ("1", "2"):
        ours, theirs = tmp_path / "whole" / version, tmp_path / "parts" / version
        names = files_below(ours)
        assert names == files_below(theirs) and len(names) > 2 * len(TABLES)
        assert [n for n in names if (ours / n).read_bytes() != (theirs / n).read_bytes()] == []
