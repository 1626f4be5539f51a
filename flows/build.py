"""The build flow: from raw articles to a published release, in the order a reader would tell it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.core.errors import TarikhError
from flows.core.store import Header, Refused
from flows.extraction import Extracted, extract_articles, lost_article, models, unknown
from flows.handover import save_staged
from flows.ingest import batches, ingest
from flows.lock import one_at_a_time, refuse_if_busy
from flows.progress import timed, track
from flows.publish.interrupted import finish_interrupted
from flows.publish.write import check_version
from flows.release import release
from flows.remote import at_hand
from flows.server import Begun, begin, reporting
from flows.settings import Settings
from flows.staging import Staged, Step, stage_release
from flows.tables.parts import count
from flows.workers import at_work, collect_seldom, cool_down, hired, warm_up


@contextmanager
def one_server() -> Iterator[None]:
    """Let worker processes report to the server of this run; else each would start a temporary one of its own."""
    with get_client(sync_client=True) as client:
        before, os.environ["PREFECT_API_URL"] = os.environ.get("PREFECT_API_URL"), str(client.api_url)
    try:
        yield
    finally:
        if before is None:
            del os.environ["PREFECT_API_URL"]
        else:
            os.environ["PREFECT_API_URL"] = before


@task(name="extract-batch", cache_policy=NO_CACHE, retries=1, persist_result=False)
def extract_batch(store: Path, headers: Sequence[Header]) -> list[Extracted]:
    """Extract one batch of articles into the working store."""
    return at_work(partial(extract_articles, store), headers, lost_article)


def task_runner(settings: Settings) -> TaskRunner[Any]:
    """Who hands the batches out: threads, each of which waits for a hired worker, or a Dask cluster.

    Raises:
        TarikhError: The engine is unknown or not installed.
    """
    if settings.engine == "local":
        return ThreadPoolTaskRunner(max_workers=settings.workers)
    if settings.engine != "dask":
        raise TarikhError(f"{settings.engine!r}: no such runner: give --runner local or --runner dask")
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise TarikhError("--runner dask needs Dask: install tarikh with its extra, tarikh[dask]") from None
    if settings.scheduler:
        return DaskTaskRunner(address=settings.scheduler)
    return DaskTaskRunner(cluster_kwargs={"n_workers": settings.workers, "threads_per_worker": 1})


def extract(settings: Settings, headers: Sequence[Header]) -> tuple[Refused, ...]:
    """Extract every article that the working store does not hold yet; answers the articles that failed."""
    logger = get_run_logger()
    todo = unknown(settings.store, headers)
    futures = [extract_batch.submit(settings.store, batch) for batch in batches(todo, settings.batch_size, settings.workers)]
    outcomes = [o for f in track(as_completed(futures), len(futures), "batches extracted", logger) for o in f.result()]
    logger.info("%d articles extracted, %d reused from the working store", len(todo), len(headers) - len(todo))
    return tuple(sorted((o.refused for o in outcomes if o.refused), key=lambda r: r.key))


@task(name="stage", cache_policy=NO_CACHE, persist_result=False)
def stage(settings: Settings, staging: Callable[[Step], Staged]) -> dict[str, int]:
    """Resolve, tabulate and validate the extracted articles, and leave them for `release`; answers rows by table.

    Args:
        settings: The build's settings.
        staging: `stage_release` with what it is to stage, as a function, into whose arguments Prefect does not look.
    """
    staged = staging(lambda step: timed(step, get_run_logger()))
    save_staged(settings.staging, staged)
    counts = {table: count(staged.frames, table) for table in staged.frames}
    rmtree(settings.work, ignore_errors=True)
    return counts


LARGE = 2_000
"""Articles of which the driver needs more memory than the models take."""


def show(counts: Mapping[str, int]) -> None:
    """Leave a table of counts with the flow run."""
    rows = [{"table": table, "rows": n} for table, n in counts.items()]
    create_table_artifact(key="tarikh-build-counts", table=rows, description="Rows of each table")


@flow(name="tarikh-build", validate_parameters=False, persist_result=False)
def build(
    raw: str = "raw",
    dataset: str = "dataset",
    version: str | None = None,
    workers: int = 1,
    batch_size: int = 40,
    only: str | None = None,
    runner: str = "local",
    scheduler: str | None = None,
    tolerance: float = 0.05,
) -> str:
    """Build and publish a release from a folder of raw articles.

    Args:
        raw: Folder of inputs, or an address that fsspec knows.
        dataset: Folder of releases, or such an address.
        version: Release version, None for the next free one of the day.
        workers: Processes that read and extract; the release does not depend on it.
        batch_size: Articles a task; the release does not depend on it.
        only: Build from this source alone.
        runner: Who does the batches, `local` or `dask`; the release does not depend on it.
        scheduler: Address of a running Dask scheduler.
        tolerance: Fall of a quality figure, in points from 0 to 1, above which the release is stopped.

    Returns:
        The folder of the new release.
    """
    with at_hand(raw, dataset) as (inputs, releases):
        return build_here(
            Settings(inputs, releases, version, workers, batch_size, only, runner, scheduler, tolerance=tolerance)
        )


def build_here(settings: Settings) -> str:
    """The steps of a build whose inputs and releases lie on this machine; answers the folder of the new release."""
    check(settings)
    here = settings.workers if settings.engine == "local" else 0
    with one_at_a_time(settings), one_server():
        log = get_run_logger()
        # what follows the extraction is the driver's: the workers' memory is free by then
        with hired(here):
            with timed("ingest", log):
                reading = ingest.with_options(task_runner=task_runner(settings))
                intake = reading(str(settings.raw), str(settings.store), settings.batch_size, settings.only, here)
            with timed("extract", log):
                failed = extract(settings, intake.headers)
            models()
        if len(intake.headers) > LARGE:
            cool_down()
        with timed("stage", log):
            refused = (*intake.refused, *failed)
            show(stage(settings, partial(stage_release, settings, intake.found, intake.headers, refused)))
        with timed("release", log):
            return str(release(str(settings.dataset), settings.version, settings.tolerance))


def check(settings: Settings) -> None:
    """Find out what would stop a build before it costs anything.

    Raises:
        TarikhError: There is no raw folder, the version cannot be published, or another build is at work.
    """
    if not settings.raw.is_dir():
        raise TarikhError(f"{settings.raw}: no such folder of inputs: create it or pass --raw")
    if settings.version is not None:
        check_version(settings.dataset, settings.version)
    refuse_if_busy(settings)


def run(settings: Settings, server: Begun | None = None) -> str:
    """Run the build with its task runner, or finish the one of this version that was killed while it published.

    Args:
        settings: The build's settings.
        server: The server that it reports to, None for the configured one, else one of its own.

    Returns:
        The folder of the new release.
    """
    if settings.raw.is_dir():  # else nothing is touched, and `check` says so
        with one_at_a_time(settings):
            finished = finish_interrupted(settings.dataset)
        if finished and finished.name == settings.version:
            return str(finished)
    check(settings)
    server = server or begin()
    collect_seldom()
    if settings.engine == "local":
        warm_up()
    with reporting(server):
        flow_run = build.with_options(task_runner=task_runner(settings))
        folder: str = flow_run(
            str(settings.raw),
            str(settings.dataset),
            settings.version,
            settings.workers,
            settings.batch_size,
            settings.only,
            settings.engine,
            settings.scheduler,
            settings.tolerance,
        )
    return folder
