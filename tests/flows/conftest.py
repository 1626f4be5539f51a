"""One Prefect test server and one release of the sample for all flow tests."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

from flows import workers
from flows.build import run
from flows.settings import Settings

SAMPLE = Path(__file__).parents[2] / "raw"

# workers and builds of all tests are forked from one process that has everything loaded
if workers.forks():
    multiprocessing.set_forkserver_preload([workers.WARM, "flows.build"])


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def dataset(server: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset folder with version `one` of the repository's own raw folder, built by one worker."""
    folder = tmp_path_factory.mktemp("dataset")
    run(Settings(SAMPLE, folder, "one"))
    return folder
