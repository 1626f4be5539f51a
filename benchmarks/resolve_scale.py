"""Resolution at scale: time and peak memory of synthetic corpora of growing size.

    python benchmarks/resolve_scale.py [--sizes 10000 30000 100000]

One happening an article; every event is told by three articles. Each size runs in a process of its own. Printed are the
records, processor seconds, microseconds a record and peak memory of entities and of events. Growth shows as a rising third column.
"""

import argparse
import multiprocessing
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta

from flows.core.resolution import EntityRecord, HappeningRecord
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings

TOLD = 3
"""Articles an event."""

KINDS = (
    "conflict.attack",
    "conflict.explosion",
    "conflict.demonstrate",
    "justice.arrest",
    "disaster.natural",
    "diplomacy.meet",
)


def happenings(size: int) -> Iterator[HappeningRecord]:
    """Reports of events spread over ten years, 150 countries and 3,000 towns, with words as skewed as in text."""
    rng = random.Random(size)
    common = [f"word{n}" for n in range(20_000)]
    weights = [1 / (n + 1) for n in range(len(common))]
    for event in range(size // TOLD):
        day = date(2015, 1, 1) + timedelta(days=rng.randrange(3650))
        town = rng.randrange(3000)
        kind = rng.choice(KINDS)
        own = tuple(f"ent_{event}_{n}" for n in range(6))
        for told in range(TOLD):
            known = rng.random() < 0.6
            iso = day.isoformat() if known else None
            words = tuple(dict.fromkeys(rng.choices(common, weights, k=50)))
            yield HappeningRecord(
                article_id=f"art_{event}_{told}", happening=0, reports=(0,), event_type=kind, modality="actual", edtf=iso,
                date_start=iso, date_end=iso, date_precision="day" if known else "none", place_id=f"ent_town{town}",
                place_name=f"town{town}", country=f"C{town % 150}", latitude=town % 90, longitude=town % 180, admin1=None,
                feature="city", participants=(("actor", None, "men"),), figures=(), source=f"s{told}",
                day=(day + timedelta(days=told)).isoformat(), start=1, confidence=0.8,
                story=tuple(rng.sample(own, 4)) + words,
            )  # fmt: skip


def entities(size: int) -> Iterator[EntityRecord]:
    """Persons of articles: a third are told once, names are drawn from 2,000 given and 50,000 family names."""
    rng = random.Random(size)
    for n in range(size):
        who = rng.randrange(max(1, size // TOLD))
        maker = random.Random(who)
        name = f"Given{maker.randrange(2000)} Family{maker.randrange(50_000)}"
        yield EntityRecord(
            article_id=f"art_{n // 5}", key=n % 5, type="person", name=name, aliases=(), country=f"C{who % 150}",
            actor_type=None, wikidata_id=None, geonames_id=None, latitude=None, longitude=None, admin1=None, feature=None,
            link_method=None, titles=(), companions=(f"other {who % 999}",), mention_count=1, name_counts=((name, 1),),
            day="2020-01-01", confidence=0.8,
        )  # fmt: skip


def measure(what: str, size: int) -> None:
    """Resolve one synthetic corpus and print what it took."""
    if what == "events":
        rows = list(happenings(size))
        start = time.process_time()
        found = len(merge_happenings(rows, {})[0])
    else:
        records = list(entities(size))
        start = time.process_time()
        found = len(resolve_entities(records)[0])
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{what:8} {size:9,} records -> {found:9,}  {took:8.1f} s  {took / size * 1e6:7.0f} us/record  peak {peak:.2f} GB",
        flush=True,
    )


def main() -> None:
    """Measure each size in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    args = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    for what in ("entities", "events"):
        for size in args.sizes:
            process = spawn.Process(target=measure, args=(what, size))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
