"""What a build costs after a few articles were added, beside the first, and whether its release is that of a build from nothing.

    python benchmarks/incremental.py RAW [--articles 1500] [--added 10] [--workers 1] [--keep FOLDER]

The first articles of RAW are built and released, the next ones are added, and both are built on twice: with the store of the
first build, and without it. Compared are processor seconds (a busy machine does not change them much) and wall seconds, and
every file of the two releases, byte for byte.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil


def build(raw: Path, dataset: Path, version: str, workers: int) -> tuple[float, float]:
    """Processor seconds (of the build and all processes it starts, read four times a second) and wall seconds of one build."""
    began, spent = time.perf_counter(), {}
    command = [sys.executable, "-m", "flows", "build", "--raw", raw, "--dataset", dataset, "--version", version]
    process = psutil.Popen(
        [*map(str, command), "--workers", str(workers)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                used = one.cpu_times()
                spent[one.pid] = used.user + used.system
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"the build failed with {process.returncode}")
    return sum(spent.values()), time.perf_counter() - began


def differing(ours: Path, theirs: Path) -> list[str]:
    """Paths within two folders whose bytes differ or that only one of them has."""
    names = {p.relative_to(folder) for folder in (ours, theirs) for p in folder.rglob("*") if p.is_file()}

    def bytes_of(path: Path) -> bytes | None:
        return path.read_bytes() if path.is_file() else None

    return sorted(str(name) for name in names if bytes_of(ours / name) != bytes_of(theirs / name))


def main() -> None:
    """Build, add, build on and from nothing, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--added", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="New folder to leave the inputs and releases in.")
    given = parser.parse_args()
    os.environ.pop("TARIKH_CACHE", None)
    with tempfile.TemporaryDirectory() as scratch:
        work = given.keep or Path(scratch)
        raw, on, anew = work / "raw", work / "on", work / "anew"
        raw.mkdir(parents=True)
        texts = sorted(given.raw.glob("*.txt"))[: given.articles + given.added]
        first, added = texts[: -given.added], texts[-given.added :]

        def put(chosen: list[Path]) -> None:
            for text in chosen:
                for path in (text, text.with_suffix(".meta.json")):
                    shutil.copy(path, raw / path.name)

        put(first)
        whole = build(raw, on, "v1", given.workers)
        print(f"first build, {len(first)} articles: {whole[0]:.0f} s of processor, {whole[1]:.0f} s", flush=True)
        shutil.copytree(on, anew, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
        put(added)
        more = build(raw, on, "v2", given.workers)
        ratio, wall = more[0] / whole[0], more[1] / whole[1]
        print(f"{len(added)} added: {more[0]:.0f} s, {more[1]:.0f} s; ratio {ratio:.3f} ({wall:.3f} by the clock)", flush=True)
        nothing = build(raw, anew, "v2", given.workers)
        print(f"from nothing: {nothing[0]:.0f} s, {nothing[1]:.0f} s", flush=True)
        files = differing(on / "v2", anew / "v2")
        print("the releases are equal, byte for byte" if not files else f"differing: {', '.join(files)}")


if __name__ == "__main__":
    main()
