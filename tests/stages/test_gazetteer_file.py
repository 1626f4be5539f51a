"""The index file: built once by one of many, again when damaged, and somewhere else when a folder cannot be written."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.stages.gazetteer_file import cache_folder, open_index


class Builder:
    """Counts how often it builds."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self, path: Path) -> None:
        self.built += 1
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE name(key TEXT)")
        base.execute("INSERT INTO name VALUES('zelvic')")
        base.commit()
        base.close()


def key(base: sqlite3.Connection) -> str:
    return base.execute("SELECT key FROM name").fetchone()[0]


def test_many_build_once(tmp_path: Path) -> None:
    build = Builder()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: key(open_index("x.sqlite", build, tmp_path)), range(8)))
    assert found == ["zelvic"] * 8 and build.built == 1


@pytest.mark.parametrize("damage", [b"", b"garbage" * 100, None])
def test_a_damaged_file_is_built_again(tmp_path: Path, damage: bytes | None) -> None:
    build = Builder()
    open_index("x.sqlite", build, tmp_path).close()
    file = tmp_path / "x.sqlite"
    file.write_bytes(file.read_bytes()[:-100] if damage is None else damage)
    assert key(open_index("x.sqlite", build, tmp_path)) == "zelvic" and build.built == 2


def test_what_a_killed_build_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "x.partial").write_bytes(b"half")
    assert key(open_index("x.sqlite", Builder(), tmp_path)) == "zelvic"


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("TARIKH_CACHE", str(tmp_path / "file"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert cache_folder() == tmp_path / "other" / "tarikh"
