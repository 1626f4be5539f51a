"""The small release, written to disk."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from flows.publish import verify
from flows.publish.checksums import raw_sums
from flows.publish.formats import csv_text
from flows.publish.write import write_release
from tests.publish.small_release import (
    ARREST,
    FLOOD,
    FORMULA_TITLE,
    ONE,
    RAW,
    TESKEY,
    TWO,
    VERRIN,
    make_frames,
    make_info,
    read_raw,
    write_raw,
)


@dataclass(frozen=True)
class Made:
    """A written release with what it was written from."""

    dataset: Path
    folder: Path
    raw: Path


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Hold a table to its schema once, as the answer depends on its rows alone; do not wait for the disk."""
    check, known = verify.schema_lie, {}

    def remembered(table: str, data: pd.DataFrame) -> verify.Lie | None:
        key = (table, csv_text(data), tuple(map(str, data.dtypes)))
        if key not in known:
            known[key] = check(table, data)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "schema_lie", remembered)
        patch.setattr("os.fsync", lambda handle: None)  # what a power cut leaves cannot be tested here, and waiting is dear
        yield


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    write_raw(tmp_path / "raw")
    return tmp_path / "raw"


@pytest.fixture
def make(tmp_path: Path, raw: Path) -> Callable[..., Made]:
    def write(dataset: str = "dataset", frames: dict | None = None, **given: object) -> Made:
        folder = tmp_path / dataset
        info = make_info(**({"raw_files": raw_sums(raw)} | given))
        return Made(folder, write_release(folder, frames or make_frames(), info, read_raw(raw)), raw)

    return write


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release and its raw folder, written once."""
    home = tmp_path_factory.mktemp("sealed")
    write_raw(home / "raw")
    info = make_info(raw_files=raw_sums(home / "raw"))
    write_release(home / "dataset", make_frames(), info, read_raw(home / "raw"))
    return home


@pytest.fixture
def made(sealed: Path, tmp_path: Path) -> Made:
    """A copy of the release that a test may spoil."""
    shutil.copytree(sealed, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Made(tmp_path / "dataset", tmp_path / "dataset/2026.01.02", tmp_path / "raw")


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """What the release was made from, for tests."""
    return SimpleNamespace(
        RAW=RAW,
        FORMULA_TITLE=FORMULA_TITLE,
        make_frames=make_frames,
        make_info=make_info,
        read_raw=read_raw,
        one=ONE,
        two=TWO,
        flood=FLOOD,
        arrest=ARREST,
        teskey=TESKEY,
        verrin=VERRIN,
    )
