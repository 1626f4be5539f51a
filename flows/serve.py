"""Scheduled builds from one command."""

from pathlib import Path
from typing import Any, cast

from prefect import serve as prefect_serve
from prefect.deployments.runner import RunnerDeployment

from flows.build import build
from flows.ingest import ingest
from flows.server import begin, reporting
from flows.settings import Settings

BETWEEN = "*/15 * * * *"
"""When what came in is read between builds, in UTC."""


def deployments(settings: Settings, cron: str, watched: Path | None = None) -> list[RunnerDeployment]:
    """What is run when: the build, and between builds the reading of what came in.

    Args:
        settings: The builds' settings; the version is the day's.
        cron: When to build, in UTC.
        watched: A folder that others leave files in; new ones are taken over at every reading.
    """
    raw, dataset = str(settings.raw.resolve()), str(settings.dataset.resolve())
    built: dict[str, Any] = {"raw": raw, "dataset": dataset, "workers": settings.workers}
    read: dict[str, Any] = {"raw": raw, "store": str(settings.store.resolve()), "workers": settings.workers}
    if watched is not None:
        read["watched"] = str(watched.resolve())
    return [
        cast(RunnerDeployment, build.to_deployment("daily", cron=cron, parameters=built, concurrency_limit=1)),
        cast(RunnerDeployment, ingest.to_deployment("between", cron=BETWEEN, parameters=read, concurrency_limit=1)),
    ]


def serve(settings: Settings, cron: str, watched: Path | None = None) -> None:
    """Build on a schedule until interrupted, one build at a time, and read what comes in between; see `deployments`."""
    with reporting(begin(schedules=True)):
        prefect_serve(*deployments(settings, cron, watched), limit=2)
