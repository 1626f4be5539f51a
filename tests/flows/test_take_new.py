"""A watched folder: what is new and whole is taken over once; what is still written to waits."""

import os
from pathlib import Path

import pytest

from flows.core.errors import TarikhError
from flows.intake import take_new

WORDS = "Voters in Latvia elected a new parliament on Saturday, the election board said.\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    watched, raw = tmp_path / "watched", tmp_path / "raw"
    watched.mkdir()
    raw.mkdir()
    return watched, raw


def put(path: Path, text: str, at: float) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def test_what_is_new_and_whole_is_taken_over_once(folders: tuple[Path, Path]) -> None:
    watched, raw = folders
    put(watched / "vote.txt", WORDS, at=1_000)
    put(watched / "half.txt", WORDS[:20], at=1_995)
    look = lambda now: [line.split(": ", 1)[1] for line in take_new(watched, raw, "inbox", lambda: now)]  # noqa: E731
    assert look(2_000) == ["added as inbox/vote.txt"]
    assert look(2_000) == []
    put(watched / "half.txt", WORDS.replace("Latvia", "Malta"), at=2_003)
    assert look(2_020) == ["added as inbox/half.txt"]
    assert sorted(p.name for p in (raw / "inbox").iterdir()) == ["half.txt", "vote.txt"]
    assert sorted(p.name for p in watched.iterdir()) == ["half.txt", "vote.txt"]


def test_an_edited_file_is_taken_over_beside_the_old_one(folders: tuple[Path, Path]) -> None:
    watched, raw = folders
    put(watched / "vote.txt", WORDS, at=1_000)
    list(take_new(watched, raw, "inbox", lambda: 2_000))
    put(watched / "vote.txt", WORDS.replace("Saturday", "Sunday"), at=2_500)
    (line,) = take_new(watched, raw, "inbox", lambda: 3_000)
    assert ": added as inbox/vote-" in line
    assert len(list((raw / "inbox").iterdir())) == 2


def test_links_are_not_followed(folders: tuple[Path, Path], tmp_path: Path) -> None:
    watched, raw = folders
    put(tmp_path / "secret.txt", WORDS, at=1_000)
    (watched / "link.txt").symlink_to(tmp_path / "secret.txt")
    (watched / "nothing.txt").symlink_to(tmp_path / "nothing.txt")
    assert list(take_new(watched, raw, "inbox", lambda: 2_000)) == []


def test_no_such_folder_is_one_line(folders: tuple[Path, Path]) -> None:
    with pytest.raises(TarikhError, match="no such folder to watch"):
        list(take_new(folders[0] / "nowhere", folders[1], "inbox"))
