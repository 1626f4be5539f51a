"""What a machine does to a build: each fault is one line that names the file and the fix, and loses nothing."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flows.build import check
from flows.core.errors import TarikhError
from flows.extraction import extract_articles, read_inputs
from flows.handover import save_staged
from flows.intake import add_files, texts_of
from flows.lock import Busy, one_at_a_time
from flows.publish.info import ReleaseInfo
from flows.readers.inventory import find_inputs
from flows.settings import Settings
from flows.staging import Staged

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from flows.lock import one_at_a_time
from flows.settings import Settings
with one_at_a_time(Settings(Path("raw"), Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    (folder / "daily").mkdir(parents=True)
    for name, text in (("fire", "A fire killed two bakers in Oslo on Monday."), ("vote", "Voters in Latvia voted on Friday.")):
        (folder / "daily" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def hold(dataset: Path) -> "subprocess.Popen[str]":
    """Another process that is at work on a dataset folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(dataset)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_of_two_builds_one_wins_and_the_other_says_so(raw: Path, tmp_path: Path) -> None:
    settings = Settings(raw, tmp_path / "dataset")
    other = hold(settings.dataset)
    try:
        with pytest.raises(Busy, match="another build or release is running here"):
            check(settings)  # what a build does first, before it starts anything
    finally:
        other.kill()
        other.wait()
    check(settings)  # the winner was killed outright: its lock died with it


def test_the_loser_is_one_line_and_exit_1(raw: Path, tmp_path: Path) -> None:
    other = hold(tmp_path / "dataset")
    try:
        command = [sys.executable, "-m", "flows", "build", "--raw", str(raw), "--dataset", str(tmp_path / "dataset")]
        lost = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    finally:
        other.kill()
        other.wait()
    assert lost.returncode == 1
    assert lost.stderr == f"tarikh: {tmp_path / 'dataset'}: another build or release is running here: wait for it to end\n"
    assert lost.stdout == ""


def test_a_build_shares_its_hold_with_its_release(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path / "dataset")
    with one_at_a_time(settings), one_at_a_time(settings):
        pass
    with one_at_a_time(settings):
        pass


@pytest.mark.parametrize("below", ["", "/deeper"])
def test_a_target_that_cannot_be_written_is_named(raw: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "dataset").write_text("a file, where a folder should be", encoding="utf-8")
    with pytest.raises(TarikhError, match=r"cannot be written .*: mend its rights or pass --dataset"):
        check(Settings(raw, Path(f"{tmp_path / 'dataset'}{below}")))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_target_is_named(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir(mode=0o500)
    with pytest.raises(TarikhError, match=r"cannot be written \(Permission denied\)"):
        check(Settings(raw, tmp_path / "dataset"))


def test_a_vanished_input_costs_itself(raw: Path, tmp_path: Path) -> None:
    inputs = find_inputs(raw)
    (raw / "daily" / "fire.txt").unlink()
    fire, vote = read_inputs(tmp_path / "s.sqlite", raw, inputs, {})
    assert [(r.reason, r.detail) for r in fire.refused] == [("unreadable", "cannot be opened: No such file or directory")]
    assert len(vote.headers) == 1
    assert len(texts_of(raw)) == 1


def test_a_copy_that_fails_is_named_and_leaves_nothing(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("shutil.copyfile", full)
    (tmp_path / "new.txt").write_text("Voters in Latvia voted on Friday.", encoding="utf-8")
    with pytest.raises(TarikhError, match=r"new\.txt: cannot be copied to .* \(No space left on device\)"):
        list(add_files([tmp_path / "new.txt"], raw, "weekly"))
    assert list((raw / "weekly").iterdir()) == []
    (raw / "file").write_text("x", encoding="utf-8")
    with pytest.raises(TarikhError, match=r"cannot be made .*: mend its rights or pass --raw"):
        list(add_files([tmp_path / "new.txt"], raw, "file"))


def test_tables_that_cannot_be_staged_are_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, where a folder should be", encoding="utf-8")
    staged = Staged({}, ReleaseInfo("1", "1", None, "f", 0), {})
    with pytest.raises(TarikhError, match=r"staging: cannot be written \(.*\): free space or rights"):
        save_staged(tmp_path / "cache" / "staging", staged)


def test_a_vanished_raw_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(TarikhError, match="no such folder of inputs"):
        find_inputs(tmp_path / "raw")


def test_a_store_that_lost_documents_is_whole_after_the_next_run(raw: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"

    def run() -> list[str | None]:
        headers = [h for r in read_inputs(path, raw, find_inputs(raw), {}) for h in r.headers]
        return [o.refused and o.refused.reason for o in extract_articles(path, headers)]

    read_inputs(path, raw, find_inputs(raw), {})
    with sqlite3.connect(path) as db:
        db.execute("UPDATE documents SET body = X'00' WHERE key = (SELECT min(key) FROM documents)")
    assert sorted(map(str, run())) == ["None", "store_damaged"]
    assert run() == [None, None]
