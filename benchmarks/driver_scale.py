"""Time and memory of the driver from the working store to a published release, on corpora far larger than can be parsed here.

    python benchmarks/driver_scale.py RAW [--really 200] [--sizes 1000 5000 20000] [--keep FOLDER]

Some articles (made of the paragraphs of RAW's, see throughput.py) are really read and extracted. They are then multiplied in
the working store: each copy has ids and a day of its own, its names and a third of its words are spelt otherwise (at the same
length, so that every span holds); places stay. Each corpus is staged in one process and released in another, as by `tarikh
build` and the deployments. Printed are the seconds and the most MiB (resident set size) of every step.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import cast

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.throughput import make_corpus
from flows import extraction, staging
from flows.core.annotations import Analysis
from flows.core.ids import digest, make_id
from flows.core.store import Header, Store, header
from flows.extraction import analysis_key, extract_articles, read_inputs
from flows.handover import load_staged, save_staged
from flows.readers.inventory import find_inputs
from flows.release import publish
from flows.settings import Settings
from flows.staging import stage_release

WORD = re.compile(r"[A-Za-z]{4,}")
DAYS = 1500
"""Copies are spread over so many days."""
AT_ONCE = 200
PERMUTATIONS = 64


@lru_cache(maxsize=500_000)
def _spelt(word: str, copy: int) -> str:
    """The word as the copy spells it: names always otherwise, a third of the other words."""
    if copy == 0 or (word[0].islower() and int(digest(word, str(copy)), 16) % 3):
        return word
    shift = 1 + copy % 25
    return "".join(chr((ord(c) - 97 + shift) % 26 + 97) if c.islower() else chr((ord(c) - 65 + shift) % 26 + 65) for c in word)


def _varied(text: str, copy: int) -> str:
    return WORD.sub(lambda m: _spelt(m[0], copy), text)


def _later(day: str | None, by: int) -> str | None:
    if day is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return day
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def vary(analysis: Analysis, copy: int) -> Analysis:
    """Another article that tells as much of others."""
    d, by = analysis.document, copy * 37 % DAYS
    places = {e.key for e in analysis.entities if e.type == "place"}
    kept = sorted((m.start, m.end) for m in analysis.mentions if m.entity in places)
    text, at = "", 0
    for start, end in [*kept, (len(d.text), len(d.text))]:
        text += _varied(d.text[at:start], copy) + d.text[max(at, start) : end]
        at = max(at, end)
    document = replace(
        d,
        article_id=make_id("art", d.article_id, copy),
        raw_path=f"varied/{d.article_id}-{copy}.txt",
        text=text,
        url=None,
        published_at=_later(d.published_at or "2020-01-01", by),
        published_method="metadata",
    )
    entities = tuple(
        e if e.key in places else replace(e, name=_varied(e.name, copy), aliases=tuple(_varied(a, copy) for a in e.aliases))
        for e in analysis.entities
    )
    reports = tuple(
        replace(r, edtf=_later(r.edtf, by), date_start=_later(r.date_start, by), date_end=_later(r.date_end, by))
        for r in analysis.reports
    )
    return replace(analysis, document=document, entities=entities, reports=reports)


def read_really(raw: Path, work: Path, articles: int) -> list[Header]:
    """Read and extract some articles into `seed.sqlite`."""
    if not (work / "seed").is_dir():
        make_corpus(raw, work / "seed", articles)
    readings = read_inputs(work / "seed.sqlite", work / "seed", find_inputs(work / "seed"), {})
    headers = [h for reading in readings for h in reading.headers]
    for n in range(0, len(headers), 40):
        extract_articles(work / "seed.sqlite", headers[n : n + 40])
    return headers


def multiply(work: Path, headers: list[Header], size: int, store_path: Path) -> list[Header]:
    """Fill a working store with as many articles; answers their headers."""
    rng, out = random.Random(size), []
    with closing(Store(work / "seed.sqlite")) as seed, closing(Store(store_path)) as store:
        read = [a for h in headers if (a := seed.analysis(analysis_key(h.key))) is not None]
        rows: list[tuple[str, Analysis]] = []
        for n in range(size):
            analysis = vary(read[n % len(read)], n // len(read))
            sketch = array("I", (rng.getrandbits(32) for _ in range(PERMUTATIONS)))
            one = header(analysis.document, cast("tuple[int, ...]", sketch))  # as `slim` leaves it
            out.append(one)
            rows.append((analysis_key(one.key), analysis))
            if len(rows) == AT_ONCE or n == size - 1:
                store.put_analyses(rows)
                rows = []
    return sorted(out, key=lambda h: h.article_id)


@contextmanager
def sampled(name: str, done: dict[str, tuple[float, int]]) -> Iterator[None]:
    """Note the seconds and the most MiB of a step."""
    over, most, me = threading.Event(), [0], psutil.Process()

    def sample() -> None:
        while not over.is_set():
            most[0] = max(most[0], me.memory_info().rss)
            over.wait(0.05)

    watcher = threading.Thread(target=sample, daemon=True)
    began = time.perf_counter()
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        done[name] = (time.perf_counter() - began, most[0] // 2**20)
        print(f"  {name}: {done[name][0]:.1f} s, {done[name][1]} MiB", flush=True)


def run_stage(work: Path, name: str) -> None:
    """Stage a corpus."""
    import pickle

    settings, done = Settings(work / "raw", work / name), {}
    # in a build a worker is asked for the models' names, and the driver loads none
    name_of = (work / "models.txt").read_text(encoding="utf-8")
    extraction.models = staging.models = lambda: name_of
    with sampled("loaded", done):
        headers = pickle.loads((work / name / "headers.pickle").read_bytes())

    def step(what: str) -> object:
        return sampled(what, done)

    with sampled("stage", done):
        with sampled("all of staging", done):
            staged = stage_release(settings, len(headers), headers, (), step)  # type: ignore[arg-type]
        with sampled("save", done):
            save_staged(settings.staging, staged)


def run_release(work: Path, name: str) -> None:
    """Release what was staged."""
    settings, done = Settings(work / "raw", work / name), {}
    with sampled("load", done):
        staged = load_staged(settings.staging)
    for version in ("v1", "v2"):
        with sampled(f"publish {version}", done):
            publish(settings.dataset, staged, version, 1.0)


def measure(work: Path, headers: list[Header], size: int) -> None:
    """One corpus: make, stage, release."""
    import pickle

    folder = work / f"corpus-{size}"
    settings = Settings(work / "raw", folder)
    (work / "raw").mkdir(exist_ok=True)
    (work / "models.txt").write_text(extraction.models(), encoding="utf-8")
    if not (folder / "headers.pickle").is_file():
        made = multiply(work, headers, size, settings.store)
        (folder / "headers.pickle").write_bytes(pickle.dumps(made))
    print(f"{size} articles", flush=True)
    for version in ("v1", "v2"):
        subprocess.run(["rm", "-rf", str(folder / version), str(folder / "latest")], check=True)
    for step in ("stage", "release"):
        subprocess.run([sys.executable, __file__, "--step", step, "--keep", str(work), str(folder.name)], check=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--really", type=int, default=200)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--step", choices=["stage", "release"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    steps: dict[str, Callable[[Path, str], None]] = {"stage": run_stage, "release": run_release}
    if given.step:
        steps[given.step](given.keep, str(given.raw))
        return
    with tempfile.TemporaryDirectory() as scratch:
        work = given.keep or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        headers = read_really(given.raw, work, given.really)
        for size in given.sizes:
            measure(work, headers, size)


if __name__ == "__main__":
    main()
