"""Scheduled builds from one command: a Prefect server of its own where none is configured."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
from prefect import serve as prefect_serve
from prefect.deployments.runner import RunnerDeployment
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.build import build
from flows.core.errors import TarikhError
from flows.ingest import ingest
from flows.settings import Settings

PATIENCE = 180
"""Seconds that a server may take to start: the first start makes its database."""
BETWEEN = "*/15 * * * *"
"""When what came in is read between builds, in UTC."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await_health(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers.

    Raises:
        TarikhError: It does not start.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise TarikhError("the Prefect server does not start: run `prefect server start` to see why, or set PREFECT_API_URL")


@contextmanager
def scheduling_server() -> Iterator[str]:
    """A server that schedules: the configured one, else one started for as long as the context lasts.

    Prefect's temporary servers run flows but no schedules; that is why this one is a whole server.

    Yields:
        The address of its API.
    """
    configured = PREFECT_API_URL.value()
    if configured:
        yield configured
        return
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_health(url, server)
        os.environ["PREFECT_API_URL"] = url  # runs are processes of their own and inherit it
        with temporary_settings({PREFECT_API_URL: url}):
            yield url
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        server.terminate()
        server.wait(timeout=30)


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
    with scheduling_server():
        prefect_serve(*deployments(settings, cron, watched), limit=2)
