"""Resolution at scale: time and peak memory of synthetic corpora of growing size.

    python benchmarks/resolve_scale.py [--sizes 10000 30000 100000] [--what entities events release]

One happening an article; every event is told by three articles. Each size runs in a process of its own. Printed are the
records, processor seconds, microseconds a record and peak memory of entities, of events, and of a release: the events resolved,
tabulated with their articles, reports and places, validated, written and proven. Growth shows as a rising third column.
"""

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from flows.core.annotations import Analysis, Entity, Mention, Report
from flows.core.document import Document
from flows.core.ids import make_id
from flows.core.parse import Parse, Sentence
from flows.core.resolution import EntityRecord, HappeningRecord, Resolution, ResolvedEntity
from flows.publish.info import ReleaseInfo
from flows.publish.write import write_release
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings
from flows.tables.assembly import assemble
from flows.tables.frames import frame
from flows.tables.parts import having
from flows.tables.validate import validate
from schemas.registry import SCHEMA_VERSION

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


def analyses(rows: Sequence[HappeningRecord]) -> Iterator[Analysis]:
    """An article for each happening, with one report and its town."""
    for h in rows:
        text = f"It came to blows in {h.place_name} again, as reporters said."
        document = Document(
            article_id=h.article_id, source=h.source, url=None, title=None, authors=(), published_at=h.day,
            published_method="metadata", language="en", text=text, blocks=(), raw_path=f"{h.article_id}.txt",
        )  # fmt: skip
        end = 20 + len(h.place_name or "")
        report = Report(
            key=0, start=3, end=16, event_type=h.event_type, modality="actual", happening=0, edtf=h.edtf,
            date_start=h.date_start, date_end=h.date_end, date_precision=h.date_precision, date=None, date_method="narrative",
            place=0, place_start=20, place_end=end, place_method="same_clause", statement=None, rule="made", confidence=0.8,
        )  # fmt: skip
        town = Entity(
            0, "place", h.place_name or "", country=h.country, latitude=h.latitude, longitude=h.longitude, feature="city"
        )
        yield Analysis(
            document,
            Parse((), (Sentence(0, 0, 9, 0, len(text)),)),
            entities=(town,),
            mentions=(Mention(0, 20, end, 0, "name", "made", 0.9),),
            reports=(report,),
        )


def release(size: int, scratch: Path) -> int:
    """Resolve, tabulate, validate and publish; answers the number of events."""
    rows = [
        replace(
            h, article_id=make_id("art", h.article_id), place_id=make_id("ent", h.place_name), country=f"{h.country}"[:1] + "Z"
        )
        for h in happenings(size)
    ]
    events, _ = merge_happenings(rows, {})
    towns: dict[str, list[HappeningRecord]] = defaultdict(list)
    for h in rows:
        towns[h.place_id or ""].append(h)
    places = tuple(
        ResolvedEntity(
            place, tuple((h.article_id, 0) for h in told), "place", told[0].place_name or "", told[0].country, None, None, None,
            told[0].latitude, told[0].longitude, None, "city", None, ((told[0].place_name or "", len(told)),), None, None, "made", 0.9,
        )
        for place, told in sorted(towns.items())
    )  # fmt: skip
    towns.clear()
    frames, texts = assemble(analyses(rows), Resolution(places, events), scratch / "made")
    found = len(events)
    del rows, events, places
    valid = validate(frames, texts, scratch / "held")
    if valid.refused:
        raise SystemExit(f"{len(valid.refused)} rows refused, such as {valid.refused[0]}")
    more = {table: frame(table, ()) for table in ("quarantine", "changes")}
    write_release(scratch / "dataset", having(valid.frames, more), ReleaseInfo("v1", SCHEMA_VERSION, None, "f", size), texts)
    return found


def measure(what: str, size: int) -> None:
    """Resolve one synthetic corpus and print what it took."""
    if what == "release":
        start = time.process_time()
        with tempfile.TemporaryDirectory() as scratch:
            found = release(size, Path(scratch))
    elif what == "events":
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
    parser.add_argument("--what", nargs="+", default=["entities", "events"], choices=["entities", "events", "release"])
    args = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    for what in args.what:
        for size in args.sizes:
            process = spawn.Process(target=measure, args=(what, size))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
