"""Kill builds with `kill -9` and hold them to their promise: nothing published is harmed, and a re-run ends as if nothing had been.

Usage: python benchmarks/kill.py [--points 25] [--only WORD] [--raw raw] [--json FILE]

A dataset folder gets a first release from half of the inputs. Then, for every point, a copy of it is built on with all
inputs and the build's whole process group is killed: at points spread evenly over the time that an undisturbed build
takes, and at moments told by the files it makes (the tables being staged, the release being written, moved, made the
latest). After each kill the last release must hold in every check; the build is then run again and must publish tables
equal byte for byte to those of the undisturbed build.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flows.core.ids import file_sha256  # noqa: E402
from flows.intake import texts_of  # noqa: E402
from flows.publish.verify import verify_release  # noqa: E402

LONGEST = 900.0
"""Seconds after which a build is taken to hang."""
MOMENTS = (
    "new/.cache/store.sqlite-wal", "new/.cache/staging.partial", "new/.cache/staging/info.json", "new/.after.partial/tables", "new/.after.partial/SHA256SUMS",
    "new/after", "new/.latest.partial",
)  # fmt: skip
"""Files whose appearing is a moment to kill at."""


@dataclass(frozen=True)
class Drill:
    """What became of one killed build.

    Attributes:
        point: When it was killed.
        seconds: How long it had run.
        ended: Whether it had ended before the kill.
        log: The last thing it had said.
        latest: What `latest` pointed at after the kill.
        problem: What did not hold, None if all did.
    """

    point: str
    seconds: float
    ended: bool
    log: str
    latest: str
    problem: str | None


# builds are forked from a process that has the libraries imported: the same builds, at half the time
_FORKS = multiprocessing.get_context("forkserver")


def build(arguments: tuple[str, ...], log: str, api: str) -> None:
    """The command line, in a process group of its own."""
    os.setsid()
    for stream in (1, 2):
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.cli import main as command

    sys.argv[1:] = arguments
    with temporary_settings({PREFECT_API_URL: api}):  # the process it was forked from may not know it
        command()


def start(raw: Path, dataset: Path, version: str) -> ForkServerProcess:
    """Start a build."""
    log = dataset.parent / "log.txt"
    log.unlink(missing_ok=True)
    log.touch()
    arguments = ("build", "--raw", str(raw), "--dataset", str(dataset), "--version", version)
    process = _FORKS.Process(target=build, args=(arguments, str(log), os.environ["PREFECT_API_URL"]))
    process.start()
    return process


def finish(raw: Path, dataset: Path, version: str) -> str | None:
    """Run a build to its end; answers what it said if it failed."""
    process = start(raw, dataset, version)
    process.join(LONGEST)
    if process.exitcode is None:
        kill(process)
        return f"hung for {LONGEST:g} s"
    return None if process.exitcode == 0 else f"exit {process.exitcode}: {last_line(dataset)}"


def kill(process: ForkServerProcess) -> None:
    """Kill a build and all it has started."""
    for send in (os.killpg, os.kill):  # in its first moments it has no group of its own yet
        with suppress(ProcessLookupError):
            send(process.pid, signal.SIGKILL)
    process.join()


def last_line(dataset: Path) -> str:
    """The last thing that a build said."""
    lines = (dataset.parent / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    said = [" ".join(line.split("|")[-1].split()) for line in lines if line.strip()]
    return said[-1][:160] if said else "(nothing yet)"


def tables(release: Path) -> dict[str, str]:
    """The hash of every table file."""
    files = sorted([*release.glob("tables/*"), *release.glob("csv/*"), *release.glob("*parquet")])
    return {str(f.relative_to(release)): file_sha256(f) for f in files}


def harm(dataset: Path, before: dict[str, str]) -> str | None:
    """What is wrong with the releases that a reader can see, None if nothing is."""
    if tables(dataset / "before") != before:
        return "the first release was changed"
    for name in ("before", "after", "latest"):
        release = dataset / name
        if name == "after" and not release.exists():
            continue
        lie = verify_release(release, None, texts_of)
        if lie:
            return f"{name} does not hold: {lie}"
    return None


def drill(
    base: Path,
    work: Path,
    raw: Path,
    point: str,
    due: Callable[[Path, float], bool],
    whole: dict[str, str],
    again: Callable[[Path, Path, str], str | None] = finish,
) -> Drill:
    """Build on a copy of the first release, kill it when it is due, look at the harm, and build again."""
    dataset = work / "new"
    shutil.rmtree(dataset, ignore_errors=True)
    shutil.copytree(base, dataset, symlinks=True)
    before = tables(dataset / "before")
    began = time.monotonic()
    process = start(raw, dataset, "after")
    while process.exitcode is None and not due(work, time.monotonic() - began) and time.monotonic() - began < LONGEST:
        time.sleep(0.003)
    ended = process.exitcode is not None
    kill(process)
    seconds, log = time.monotonic() - began, last_line(dataset)
    latest = str((dataset / "latest").readlink())
    problem = harm(dataset, before)
    if problem is None and (not (dataset / "after").exists() or (dataset / ".publishing").exists()):
        problem = again(raw, dataset, "after")
    if problem is None:
        problem = harm(dataset, before) or after(dataset, raw, whole)
    return Drill(point, round(seconds, 2), ended, log, latest, problem)


def after(dataset: Path, raw: Path, whole: dict[str, str]) -> str | None:
    """How the new release differs from that of an undisturbed build."""
    found = tables(dataset / "after")
    different = sorted(name for name in whole.keys() | found.keys() if whole.get(name) != found.get(name))
    if different:
        return f"other bytes: {', '.join(different)}"
    lie = verify_release(dataset / "after", raw, texts_of)
    if lie:
        return f"after does not hold: {lie}"
    if (dataset / "latest").resolve() != (dataset / "after").resolve():
        return "published, but `latest` does not point at it"
    return (
        None if "## after" in (dataset / "CHANGELOG.md").read_text(encoding="utf-8") else "published, but not in CHANGELOG.md"
    )


def half(raw: Path, folder: Path) -> Path:
    """A raw folder with every second input of another, side files and the folder's own papers included."""
    shutil.copytree(raw, folder)
    inputs = sorted(p for p in folder.rglob("*") if p.is_file() and p.parent != folder)
    stems = sorted({p.name.split(".")[0] for p in inputs})
    for path in inputs:
        if path.name.split(".")[0] in stems[::2]:
            path.unlink()
    sources = folder / "sources.yml"
    lines = sources.read_text(encoding="utf-8").split("\n") if sources.is_file() else []
    sources.write_text("\n".join(line for line in lines if not line.strip().startswith("floor:")), encoding="utf-8")
    return folder


@contextmanager
def server(folder: Path) -> Iterator[None]:
    """One Prefect server for all builds, so that each need not wait for its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    os.environ |= {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", port, "--no-ui"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    import httpx

    for _ in range(600):
        try:
            if httpx.get(f"{os.environ['PREFECT_API_URL']}/health", trust_env=False).status_code == 200:
                break
        except httpx.TransportError:
            time.sleep(0.5)
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def points(count: int, whole: float) -> Iterator[tuple[str, Callable[[Path, float], bool]]]:
    """When to kill: at moments told by files, and the rest evenly over the time of a whole build."""
    for name in MOMENTS[: count // 3]:
        yield name.removeprefix("new/"), lambda work, _, name=name: os.path.lexists(work / name)  # type: ignore[misc]
    spread = count - len(MOMENTS[: count // 3])
    for n in range(1, spread + 1):
        at = whole * n / (spread + 1)
        yield f"{100 * n / (spread + 1):.0f}% of the time", lambda _, seconds, at=at: seconds >= at  # type: ignore[misc]


def main() -> int:
    """Run the drills and print a table of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=25)
    parser.add_argument("--raw", type=Path, default=ROOT / "raw")
    parser.add_argument("--only", default="", help="points whose names hold this")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "prefect"):
        work = Path(folder)
        raw, base = given.raw.resolve(), work / "base"
        _FORKS.set_forkserver_preload(["flows.warm", "flows.build"])
        for some, dataset, version in ((half(raw, work / "some"), base, "before"), (raw, work / "new", "after")):
            if version == "after":
                shutil.copytree(base, dataset, symlinks=True)
            began = time.monotonic()
            problem = finish(some, dataset, version)
            if problem:
                print(f"the undisturbed build failed: {problem}")
                return 1
        took, whole = time.monotonic() - began, tables(work / "new" / "after")
        print(f"an undisturbed build takes {took:.1f} s and writes {len(whole)} table files", flush=True)
        drills = []
        for point, due in points(given.points, took):
            if given.only not in point:
                continue
            done = drill(base, work, raw, point, due, whole)
            drills.append(done)
            print(
                f"{done.point:32} {done.seconds:6.2f} s  {done.problem or 'holds':10} latest={done.latest}  {done.log}",
                flush=True,
            )
    failed = sum(d.problem is not None for d in drills)
    caught = sum(not d.ended for d in drills)
    print(f"{len(drills)} kills, {caught} before the build had ended, {failed} failed")
    if given.json:
        given.json.write_text(json.dumps([asdict(d) for d in drills], indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
