"""A build that reports to a Prefect server on PostgreSQL, as a production machine would.

`benchmarks/schedules.py` runs every deployment that way, with a work pool, a worker and two builds at once.
"""

import asyncio
import tempfile
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks import schedules
from flows.build import run
from flows.intake import texts_of
from flows.publish.verify import verify_release
from flows.settings import Settings

pytestmark = [
    pytest.mark.flow,
    pytest.mark.skipif(not schedules.program("postgres"), reason="PostgreSQL is not installed: apt-get install postgresql"),
]


def test_a_build_reports_to_a_server_on_postgresql(tmp_path: Path) -> None:
    (tmp_path / "raw" / "daily").mkdir(parents=True)
    (tmp_path / "raw" / "daily" / "fire.txt").write_text("A fire killed two bakers in Oslo on Monday.\n", encoding="utf-8")
    # not below tmp_path, which the user `postgres` may not enter
    with tempfile.TemporaryDirectory() as folder, schedules.postgres(Path(folder)) as database:
        with schedules.server(Path(folder), database) as url, temporary_settings({PREFECT_API_URL: url}):
            release = run(Settings(tmp_path / "raw", tmp_path / "dataset", "one"))
        assert asyncio.run(schedules.held(database)) == [("COMPLETED", 3)]  # the build, its reading, its release
    assert verify_release(Path(release), tmp_path / "raw", texts_of) is None
