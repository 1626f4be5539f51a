"""Articles per second of whole builds, beside the bare parser on the same text in the same run.

    python benchmarks/throughput.py RAW [--articles N] [--workers 1 2]

With --articles, the corpus is N new articles made of the paragraphs of RAW's, in a fixed random order: real sentences, no
two articles alike. Each build starts from nothing, in a process of its own. Memory is the sum over the build's processes
(proportional set size, so that shared pages count once; Linux), sampled every second.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from flows.intake import texts_of

PARSE = """
import sys, time
from pathlib import Path
from flows.readers.inventory import find_inputs
from flows.readers.read import read_input
from flows.nlp.parser import load_parser
raw = Path(sys.argv[1])
parser = load_parser()
documents = [d for i in find_inputs(raw) for d in read_input(raw, i, {}).documents]
parser.parse(documents[:2])
began = time.perf_counter()
for n in range(0, len(documents), 40):
    parser.parse(documents[n : n + 40])
print(len(documents), sum(len(d.text.split()) for d in documents), time.perf_counter() - began)
"""


def make_corpus(raw: Path, out: Path, articles: int) -> None:
    """Write `articles` new articles of paragraphs drawn from the articles of `raw`."""
    rng = random.Random(7)
    texts = [text.splitlines() for text in texts_of(raw).values()]
    paragraphs = [p for text in texts for p in text if len(p) > 40]
    folder = out / "varied"
    folder.mkdir(parents=True)
    for n in range(articles):
        chosen = rng.sample(paragraphs, min(len(paragraphs), max(5, len(rng.choice(texts)))))
        (folder / f"{n:06}.txt").write_text("\n\n".join(chosen) + "\n", encoding="utf-8")


def watched(command: list[str]) -> tuple[float, float]:
    """Run a command: seconds, and the most MiB that it and its children held at once."""
    began, peak = time.perf_counter(), 0
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        held = 0
        for one in (process, *process.children(recursive=True)):
            try:
                held += one.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        peak = max(peak, held)
        time.sleep(1)
    if process.returncode:
        raise SystemExit(process.stderr.read().decode()[-2000:] if process.stderr else "failed")
    return time.perf_counter() - began, peak / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        raw = given.raw
        if given.articles:
            raw = Path(scratch) / "raw"
            make_corpus(given.raw, raw, given.articles)
        done = subprocess.run([sys.executable, "-c", PARSE, str(raw)], capture_output=True, text=True, check=True)
        count, words, seconds = (float(x) for x in done.stdout.split())
        bare = count / seconds
        print(f"{count:.0f} articles, {words:.0f} words; bare parser {seconds:.1f} s, {bare:.2f} articles/s")
        rates: dict[int, float] = {}
        for workers in given.workers:
            dataset = Path(scratch) / f"dataset-{workers}"
            command = [sys.executable, "-m", "flows", "build", "--raw", str(raw), "--dataset", str(dataset)]
            seconds, peak = watched([*command, "--version", "v1", "--workers", str(workers)])
            rates[workers] = count / seconds
            told = f"{seconds:.1f} s, {rates[workers]:.2f} articles/s, {rates[workers] / bare:.2f} of the bare parser"
            print(f"build, {workers} workers: {told}, peak {peak:.0f} MiB")
            shutil.rmtree(dataset)
        first = rates[given.workers[0]]
        print("speed-up: " + ", ".join(f"{w} workers {r / first:.2f}" for w, r in rates.items()))


if __name__ == "__main__":
    main()
