"""Resolution at scale: time and peak memory of synthetic corpora of growing size.

    python benchmarks/resolve_scale.py [--sizes 10000 30000 100000] [--what entities events release]

Two or three happenings an article; every event is told by three articles. Each size runs in a process of its own. Printed are the
records, processor seconds, microseconds a record and peak memory of entities, of events, and of a release: the events resolved,
tabulated with their articles, reports and places, validated, written and proven. Growth shows as a rising third column.
"""

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.document import Document
from flows.core.ids import make_id
from flows.core.parse import Parse, Sentence
from flows.core.reports import Report
from flows.core.resolution import EntityRecord, HappeningRecord, Resolution, ResolvedEntity
from flows.publish.info import ReleaseInfo
from flows.publish.write import write_release
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings
from flows.resolve.shelf import Shelf
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
    """Reports of events spread over ten years, 30 countries and 3,000 towns, with words as skewed as in text.

    An article tells of two or three events, and so do the others that tell of the same.
    """
    rng = random.Random(size)
    common = [sys.intern(f"word{n}") for n in range(5_000)]
    weights = list(accumulate(1 / (n + 1) for n in range(len(common))))
    made = first = 0
    while made < size:
        events = []
        for n in range(rng.choice((2, 3))):
            day = date(2015, 1, 1) + timedelta(days=rng.randrange(3650))
            said = tuple(rng.choices(common, cum_weights=weights, k=8))
            events.append((day, rng.randrange(3000), KINDS[(first + n) % len(KINDS)], said))
        own = tuple(sys.intern(f"ent_{first}_{n}") for n in range(12))
        last = max(day for day, _, _, _ in events)
        for told in range(TOLD):
            article = make_id("art", first, told)
            words = tuple(dict.fromkeys(rng.choices(common, cum_weights=weights, k=50)))
            story = tuple(rng.sample(own, 10)) + words
            for n, (day, town, kind, said) in enumerate(events):
                known = rng.random() < 0.6
                iso = day.isoformat() if known else None
                yield HappeningRecord(
                    article_id=article, happening=n, reports=(n,), event_type=kind, modality="actual", edtf=iso,
                    date_start=iso, date_end=iso, date_precision="day" if known else "none", place_id=_towns()[town],
                    place_name=f"town{town}", country=_country(town), latitude=town % 90, longitude=town % 180,
                    admin1=None, feature="city", participants=(("actor", None, "men"),), figures=(), source=f"s{told}",
                    day=(last + timedelta(days=told)).isoformat(), start=1 + n, confidence=0.8,
                    story=story if n == 0 else (), towns=(_towns()[town],), told=tuple(dict.fromkeys(said + words[n::5])),
                )  # fmt: skip
                made += 1
        first += len(events)


def _country(town: int) -> str:
    """One of 30 codes."""
    return chr(65 + town % 30 // 26) + chr(65 + town % 30 % 26)


@cache
def _towns() -> tuple[str, ...]:
    return tuple(make_id("ent", f"town{town}") for town in range(3000))


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


def analyses(rows: Iterable[HappeningRecord]) -> Iterator[Analysis]:
    """An article for all happenings that follow each other and are of one, with a report and a town for each."""
    for article, told in groupby(rows, key=lambda h: h.article_id):
        text, reports, towns, mentions, sentences = "", [], [], [], []
        for n, h in enumerate(told):
            at, name = len(text), h.place_name or ""
            town = Entity(n, "place", name, country=h.country, latitude=h.latitude, longitude=h.longitude, feature="city")
            text += f"It came to blows in {name} again, as reporters said. "
            end = at + 20 + len(name)
            report = Report(
                key=n, start=at + 3, end=at + 16, event_type=h.event_type, modality="actual", happening=n, edtf=h.edtf,
                date_start=h.date_start, date_end=h.date_end, date_precision=h.date_precision, date=None,
                date_method="narrative", place=n, place_start=at + 20, place_end=end, place_method="same_clause",
                statement=None, rule="made", confidence=0.8,
            )  # fmt: skip
            reports.append(report)
            towns.append(town)
            mentions.append(Mention(n, at + 20, end, n, "name", "made", 0.9))
            sentences.append(Sentence(n, 9 * n, 9 * n + 9, at, len(text) - 1))
        document = Document(
            article_id=article, source=h.source, url=None, title=None, authors=(), published_at=h.day,
            published_method="metadata", language="en", text=text, blocks=(), raw_path=f"{article}.txt",
        )  # fmt: skip
        yield Analysis(
            document, Parse((), tuple(sentences)), entities=tuple(towns), mentions=tuple(mentions), reports=tuple(reports)
        )


def told_towns(size: int) -> tuple[ResolvedEntity, ...]:
    """The towns, with the articles that name them."""
    members: dict[str, list[tuple[str, int]]] = defaultdict(list)
    known: dict[str, HappeningRecord] = {}
    for h in happenings(size):
        members[h.place_id or ""].append((h.article_id, h.happening))
        known[h.place_id or ""] = h
    return tuple(
        ResolvedEntity(
            place, tuple(sorted(members[place])), "place", h.place_name or "", h.country, None, None, None, h.latitude,
            h.longitude, None, "city", None, ((h.place_name or "", len(members[place])),), None, None, "made", 0.9,
        )
        for place, h in sorted(known.items())
    )  # fmt: skip


def told(step: str, began: float) -> None:
    """Print what a step took, from the start, and the most memory so far."""
    print(f"    {step}: {time.process_time() - began:.0f} s, {_peak():.2f} GB", flush=True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def shelved(size: int, folder: Path | None = None) -> Shelf[HappeningRecord]:
    """The reports, as resolution gets them."""
    rows = Shelf(HappeningRecord, folder)
    rows.extend(happenings(size))
    return rows


def release(size: int, scratch: Path) -> int:
    """Resolve, tabulate, validate and publish; answers the number of events."""
    began = time.process_time()
    rows = shelved(size, scratch)
    told("reports made", began)
    events, near = merge_happenings(rows, {})
    del rows
    told("resolved", began)
    found, towns = len(events), told_towns(size)
    frames, texts = assemble(analyses(happenings(size)), Resolution(towns, events), scratch / "made")
    del events, towns
    told("tables", began)
    valid = validate(frames, texts, scratch / "held")
    if valid.refused:
        raise SystemExit(f"{len(valid.refused)} rows refused, such as {valid.refused[0]}")
    told("validated", began)
    more = {table: frame(table, ()) for table in ("quarantine", "changes")}
    missed = tuple(asdict(m) for m in near.pairs)
    del near
    info = ReleaseInfo("v1", SCHEMA_VERSION, None, "f", size, near_misses=missed)
    write_release(scratch / "dataset", having(valid.frames, more), info, texts)
    told("released", began)
    return found


def measure(what: str, size: int) -> None:
    """Resolve one synthetic corpus and print what it took."""
    if what == "release":
        start = time.process_time()
        with tempfile.TemporaryDirectory() as scratch:
            found = release(size, Path(scratch))
    elif what == "events":
        rows = shelved(size)
        start = time.process_time()
        found = len(merge_happenings(rows, {})[0])
    else:
        records = list(entities(size))
        start = time.process_time()
        found = len(resolve_entities(records)[0])
    took = time.process_time() - start
    print(
        f"{what:8} {size:9,} records -> {found:9,}  {took:8.1f} s  {took / size * 1e6:7.0f} us/record  peak {_peak():.2f} GB",
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
