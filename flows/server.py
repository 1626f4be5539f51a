"""The Prefect server that a run reports to: the configured one, else one of its own that ends with the process that began it.

Prefect would begin a temporary server by itself, but only after it has loaded all of the server into the run's own process,
and would leave it running when the run is killed.
"""

import atexit
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import httpx
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.core.errors import TarikhError

PATIENCE = 180
"""Seconds that a server may take to start: the first start makes its database."""
PLAIN = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
"""What Prefect tells its temporary servers, which serve one run and schedule nothing."""


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def await_health(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers.

    Raises:
        TarikhError: It does not start.
    """
    until = time.monotonic() + PATIENCE
    with httpx.Client(timeout=5, trust_env=False) as client:  # one for all tries: to make it costs more than a try
        while time.monotonic() < until and server.poll() is None:
            with suppress(httpx.HTTPError):
                if client.get(f"{url}/health").status_code == 200:
                    return
            time.sleep(0.1)
    raise TarikhError("the Prefect server does not start: run `prefect server start` to see why, or set PREFECT_API_URL")


class Begun:
    """A server that is starting."""

    def __init__(self, command: Sequence[str], url: str, env: dict[str, str]) -> None:
        """Begin it.

        Args:
            command: What it is started by.
            url: The address of its API.
            env: Its environment.
        """
        self.url = url
        # the pipe is never written: it ends when this process does
        self._process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # not before: what is reported is sent from threads that Prefect waits for when the process ends
        atexit.register(self._end)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Wait until it answers, and have everything report to it.

        Yields:
            The address of its API.

        Raises:
            TarikhError: It does not start.
        """
        await_health(self.url, self._process)
        os.environ["PREFECT_API_URL"] = self.url  # processes of the run inherit it
        try:
            with temporary_settings({PREFECT_API_URL: self.url}):
                yield self.url
        finally:
            os.environ.pop("PREFECT_API_URL", None)

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def begin(schedules: bool = False) -> Begun | None:
    """Begin a server, which starts while the caller goes on; None if one is configured.

    Args:
        schedules: Whether it is a whole server, which starts scheduled runs; else it only keeps what runs report.
    """
    if PREFECT_API_URL.value():
        return None
    port = str(free_port())
    url = f"http://127.0.0.1:{port}/api"
    if schedules:
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui"]
        return Begun(command, url, dict(os.environ))
    return Begun([sys.executable, "-m", "flows.server", port], url, os.environ | PLAIN)


@contextmanager
def reporting(server: Begun | None) -> Iterator[None]:
    """Have everything in this context report to a server that was begun, or to the configured one."""
    if server is None:
        yield
        return
    with server.serving():
        yield


def serve_until_left(port: int) -> None:
    """Serve Prefect's API until this process's input ends."""
    gc.disable()  # loading makes a million objects and no garbage
    import uvicorn
    from prefect.server.api.server import create_app

    gc.enable()

    def follow() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
    uvicorn.run(create_app, factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on")


if __name__ == "__main__":
    serve_until_left(int(sys.argv[1]))
