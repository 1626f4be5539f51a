"""Run the deployments of prefect.yaml against a Prefect server on PostgreSQL, as a production machine would.

    python benchmarks/schedules.py [--raw raw]

Needs PostgreSQL's own programs (Debian: `apt-get install postgresql`); everything is made in a temporary folder and
stopped at the end: a database cluster, a server on it, the work pool, the deployments, a worker. Then each deployment is
run by its name, and two builds at once; the release must hold in every check, and one of the two builds must wait.
"""

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flows.intake import texts_of  # noqa: E402
from flows.publish.verify import verify_release  # noqa: E402

PREFECT = (sys.executable, "-m", "prefect")
LONGEST = 900.0
DONE = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def program(name: str) -> str | None:
    """Where one of PostgreSQL's programs is, None if it is not installed; Debian keeps them off the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]))
    return str(kept[-1]) if kept else shutil.which(name)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def patiently(what: str, ready: Callable[[], Any], seconds: float = LONGEST) -> Any:
    """Ask until there is an answer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = ready()
        if answer:
            return answer
        time.sleep(0.5)
    raise SystemExit(f"{what}: not within {seconds:g} s")


@contextmanager
def started(command: list[str], log: Path, **given: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs as long as the context."""
    with log.open("ab") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=ROOT, **given)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own; yields the address that Prefect takes. It refuses to be run by root, so root becomes `postgres`."""
    initdb, daemon = program("initdb"), program("postgres")
    if not initdb or not daemon:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    data, port = folder / "postgres", free_port()
    data.mkdir()
    given: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        folder.chmod(0o755)
        given = {"user": "postgres", "group": "postgres"}
    make = [initdb, "-D", str(data), "-A", "trust", "-U", "tarikh"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **given)
    command = [daemon, "-D", str(data), "-p", str(port), "-k", str(data), "-h", "127.0.0.1", "-c", "fsync=off"]
    with started(command, folder / "postgres.log", **given):

        def answers() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        patiently("PostgreSQL", answers, 60)
        yield f"127.0.0.1:{port}/postgres"


@contextmanager
def server(folder: Path, database: str) -> Iterator[str]:
    """A Prefect server on a database; yields its address, which the environment names while it runs."""
    port, before = free_port(), dict(os.environ)
    os.environ |= {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://tarikh@{database}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
    }

    def healthy() -> bool:
        try:
            return bool(httpx.get(f"{os.environ['PREFECT_API_URL']}/health", timeout=5).status_code == 200)
        except httpx.HTTPError:
            return False

    try:
        with started([*PREFECT, "server", "start", "--port", str(port), "--no-ui"], folder / "server.log"):
            patiently("the server", healthy)
            yield os.environ["PREFECT_API_URL"]
    finally:
        os.environ.clear()
        os.environ |= before


def prefect(*arguments: str) -> None:
    """Run a command of Prefect's and stop with what it says if it fails."""
    done = subprocess.run([*PREFECT, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"prefect {' '.join(arguments)}: {(done.stdout + done.stderr)[-2000:]}")


def ask(path: str, body: dict[str, Any] | None = None) -> Any:
    """The server's answer."""
    url = f"{os.environ['PREFECT_API_URL']}{path}"
    answer = httpx.get(url, timeout=60) if body is None else httpx.post(url, json=body, timeout=60)
    answer.raise_for_status()
    return answer.json()


def begin(deployment: str, parameters: dict[str, Any]) -> str:
    """Ask for a run of a deployment; answers the run's id."""
    known = ask(f"/deployments/name/{deployment}")
    run = ask(f"/deployments/{known['id']}/create_flow_run", {"parameters": {**known["parameters"], **parameters}})
    return str(run["id"])


def ended(run: str) -> str:
    """The state a run ends in, when it has."""

    def state() -> str | None:
        kind = str(ask(f"/flow_runs/{run}")["state_type"])
        return kind if kind in DONE else None

    return str(patiently("a run", state))


async def held(database: str) -> list[tuple[str, int]]:
    """What the database holds: flow runs by state."""
    connection = await asyncpg.connect(f"postgresql://tarikh@{database}")
    try:
        rows = await connection.fetch("SELECT state_type::text AS state, count(*) AS n FROM flow_run GROUP BY 1 ORDER BY 1")
        return [(row["state"], row["n"]) for row in rows]
    finally:
        await connection.close()


def tell(began: float, line: str) -> None:
    """Print a line with the time it was reached at."""
    print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)


def main() -> int:
    """Start everything, run everything, check the release."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, default=ROOT / "raw")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        database = stack.enter_context(postgres(folder))
        tell(began, "PostgreSQL answers")
        stack.enter_context(server(folder, database))
        tell(began, "the Prefect server has made its tables")
        prefect("work-pool", "create", "tarikh", "--type", "process")
        prefect("--no-prompt", "deploy", "--all")
        scheduled = {d["entrypoint"]: d["schedules"][0]["schedule"]["cron"] for d in ask("/deployments/filter", {})}
        tell(began, f"deployed: {', '.join(f'{entry} at {cron}' for entry, cron in sorted(scheduled.items()))}")
        stack.enter_context(started([*PREFECT, "worker", "start", "--pool", "tarikh"], folder / "worker.log"))
        raw, dataset = str(given.raw.resolve()), str(folder / "dataset")
        states = {
            "ingest": ended(begin("tarikh-ingest/quarter-hourly", {"raw": raw, "store": f"{dataset}/.cache/store.sqlite"}))
        }
        tell(began, f"ingest: {states['ingest']}")
        pair = [begin("tarikh-build/daily", {"raw": raw, "dataset": dataset, "version": v}) for v in ("one", "two")]
        both = set()
        for run in pair:
            states[run] = ended(run)
            times = ask(f"/flow_runs/{run}")
            both.add((times["start_time"], times["end_time"]))
            tell(began, f"build: {states[run]}")
        (_, first_end), (second_start, _) = sorted(both)
        states["release"] = ended(begin("tarikh-release/daily", {"dataset": dataset}))
        tell(began, f"release of what is left over: {states['release']}")
        lies = [lie for v in ("one", "two") if (lie := verify_release(Path(dataset) / v, given.raw, texts_of))]
        apart = second_start >= first_end
        tell(began, f"releases: {lies or 'hold'}; the second build waited: {apart}")
        tell(began, f"flow runs in PostgreSQL by state: {asyncio.run(held(database))}")
    return 0 if set(states.values()) == {"COMPLETED"} and not lies and apart else 1


if __name__ == "__main__":
    raise SystemExit(main())
