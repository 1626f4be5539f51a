"""`kill -9` at two moments of a build: nothing published is harmed, and the next run ends in the same bytes.

`benchmarks/kill.py` does the same at 25 points.
"""

import os
import shutil
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL

from benchmarks import kill
from flows.build import run
from flows.settings import Settings

pytestmark = [pytest.mark.flow, pytest.mark.skipif(os.name != "posix", reason="needs kill -9")]
STORIES = {
    "fire": "A fire killed two bakers in Oslo on Monday, police said.\n",
    "vote": "Voters in Latvia elected a new parliament on Saturday.\n",
}


def _finish(raw: Path, dataset: Path, version: str) -> None:
    run(Settings(raw, dataset, version))


def test_a_killed_build_harms_nothing(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", str(PREFECT_API_URL.value()))
    work, base, raw = tmp_path / "work", tmp_path / "work" / "base", tmp_path / "raw"
    (raw / "daily").mkdir(parents=True)
    for version, name in (("before", "fire"), ("after", "vote")):
        (raw / "daily" / f"{name}.txt").write_text(STORIES[name], encoding="utf-8")
        dataset = work / "new" if version == "after" else base
        if version == "after":
            shutil.copytree(base, dataset, symlinks=True)
        _finish(raw, dataset, version)
    whole = kill.tables(work / "new" / "after")
    assert len(whole) > 30
    for name in ("new/.cache/store.sqlite-wal", "new/.after.partial/SHA256SUMS"):
        done = kill.drill(base, work, raw, name, lambda work, _, name=name: os.path.lexists(work / name), whole, _finish)  # type: ignore[misc]
        assert not done.ended, f"{name} never came to be, so nothing was killed"
        assert (done.problem, done.latest) == (None, "before")
