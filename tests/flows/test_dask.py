"""The same flows on a Dask cluster give the same bytes."""

from pathlib import Path

import pytest

from flows.build import run
from flows.core.errors import TarikhError
from flows.publish.checksums import release_sums
from flows.settings import Settings

pytestmark = pytest.mark.flow
SAMPLE = Path(__file__).parents[2] / "raw"


def test_a_cluster_of_two_processes_gives_the_same_bytes(dataset: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        settings = Settings(SAMPLE, tmp_path, "one", batch_size=5, engine="dask", scheduler=cluster.scheduler_address)
        release = Path(run(settings))
    assert release_sums(release) == release_sums(dataset / "one")


def test_an_unknown_runner_is_one_line(dataset: Path) -> None:
    with pytest.raises(TarikhError, match="no such runner"):
        run(Settings(SAMPLE, dataset, engine="spark"))
