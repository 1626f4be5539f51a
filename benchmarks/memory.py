"""Peak memory and the time of every step of whole builds of growing size: does either grow faster than the corpus?

    python benchmarks/memory.py RAW [--sizes 500 1000 2000] [--workers 2] [--json FILE]

Each size is a build from nothing of as many articles made of the paragraphs of RAW's (see throughput.py). Memory is the
proportional set size, so that shared pages count once (Linux), sampled twice a second: of the driver, of the workers and
the process they are forked from, of Prefect's server, and the most that all of them held at once. `fifths` is the most that all
held in each fifth of the time of extraction: it rises from the first to the last where memory grows with the corpus.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.throughput import make_corpus

TOOK = re.compile(r"(\w+) took ([\d.]+) s")
STEPS = ("ingest", "extract", "resolve", "tables", "validate", "stage", "release")
PARTS = ("driver", "workers", "server")
FIFTHS = 5


def part_of(process: psutil.Process, driver: int) -> str:
    """Which part of a build a process is."""
    if process.pid == driver:
        return "driver"
    return "server" if "flows.server" in process.cmdline() else "workers"


def fifths(samples: Sequence[tuple[float, int]], seconds: Mapping[str, float]) -> list[int]:
    """The most of the samples (time since the start, bytes) in each fifth of extraction, which ends when the rest begins, in MiB."""
    rest = sum(seconds.get(step, 0.0) for step in ("stage", "release"))
    length = seconds.get("extract", 0.0) / FIFTHS
    end = samples[-1][0] - rest if samples else 0.0
    parts = [[held for at, held in samples if end - (n + 1) * length <= at < end - n * length] for n in reversed(range(FIFTHS))]
    return [round(max(part, default=0) / 2**20) for part in parts]


def build(raw: Path, dataset: Path, workers: int) -> dict[str, Any]:
    """Build and watch: seconds of the whole and of its steps, most MiB of its parts and of all at once."""
    command = [sys.executable, "-m", "flows", "build", "--raw", str(raw), "--dataset", str(dataset), "--version", "v1"]
    log, peaks = dataset.with_suffix(".log"), dict.fromkeys(PARTS, 0)
    samples: list[tuple[float, int]] = []
    began = time.perf_counter()
    with log.open("wb") as said:
        process = psutil.Popen([*command, "--workers", str(workers)], stdout=said, stderr=subprocess.STDOUT)
        while process.poll() is None:
            held = dict.fromkeys(PARTS, 0)
            for one in (process, *process.children(recursive=True)):
                try:
                    held[part_of(one, process.pid)] += one.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                    continue
            peaks = {part: max(peaks[part], held[part]) for part in PARTS}
            samples.append((time.perf_counter() - began, sum(held.values())))
            time.sleep(0.5)
    told = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise SystemExit(told[-2000:])
    steps = {step: float(seconds) for step, seconds in TOOK.findall(told)}
    megabytes = {part: round(peak / 2**20) for part, peak in peaks.items()}
    most = round(max((held for _, held in samples), default=0) / 2**20)
    took = round(time.perf_counter() - began, 1)
    return {"seconds": took, "steps": steps, "all": most, "fifths": fifths(samples, steps)} | megabytes


def main() -> None:
    """Measure and print, a row a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print("| articles | peak MiB | fifths | driver | workers | server | seconds", *STEPS, sep=" | ", end=" |\n")
    print("|---" * (7 + len(STEPS)), end="|\n")
    done = {}
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            make_corpus(given.raw, Path(scratch) / "raw", size)
            one = done[size] = build(Path(scratch) / "raw", Path(scratch) / "dataset", given.workers)
        cells = [
            size,
            one["all"],
            one["fifths"],
            *(one[part] for part in PARTS),
            one["seconds"],
            *(one["steps"].get(s, 0) for s in STEPS),
        ]
        print("|", " | ".join(map(str, cells)), "|", flush=True)
        if given.json:
            given.json.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
