"""The ingest flow: every input of `raw/` becomes articles, duplicates or refusals with a reason."""

import itertools
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed

from flows.core.document import Passport
from flows.core.errors import TarikhError
from flows.core.store import Header, Reading, Refused
from flows.extraction import known_readings, lost_input, read_inputs
from flows.progress import track
from flows.readers.inventory import Input, find_inputs
from flows.readers.passports import read_lists, read_passports
from flows.resolve.duplicates import split_editions
from flows.workers import at_work, hired

T = TypeVar("T")
SHOWN = 20
"""Remarks on metadata that are written to the log of a run."""


@dataclass(frozen=True)
class Intake:
    """What the inputs held.

    Attributes:
        found: Records found: articles, duplicates and refusals together.
        headers: Articles to extract, by article id.
        refused: Duplicates, older editions and unreadable records.
    """

    found: int
    headers: tuple[Header, ...]
    refused: tuple[Refused, ...]


SHARE = 4
"""Batches a worker gets at least, so that none waits long for the last one."""
FEWEST = 10
"""Items that one worker is through with before another has begun."""


def batches(items: Sequence[T], size: int, workers: int = 1) -> Iterator[tuple[T, ...]]:
    """Items in runs of at most `size`, shorter where there would be too few runs for the workers; the last one is shorter."""
    rest = iter(items)
    size = min(size, max(FEWEST, -(-len(items) // (SHARE * max(1, workers)))))
    return iter(lambda: tuple(itertools.islice(rest, size)), ())


@task(name="read-batch", cache_policy=NO_CACHE, retries=1, persist_result=False)
def read_batch(store: Path, raw: Path, inputs: Sequence[Input], passports: dict[str, Passport]) -> list[Reading]:
    """Read one batch of input files."""
    return at_work(partial(read_inputs, store, raw, passports=passports), inputs, lost_input)


@flow(name="tarikh-ingest", validate_parameters=False, persist_result=False)
def ingest(
    raw: str,
    store: str,
    batch_size: int = 40,
    only: str | None = None,
    workers: int = 1,
    watched: str | None = None,
    into: str = "inbox",
) -> Intake:
    """Read everything in a raw folder into the working store.

    Args:
        raw: Folder of inputs.
        store: The working store.
        batch_size: Files a task.
        only: Read this source alone.
        workers: Processes that read; 0 to leave it to the flow's task runner.
        watched: A folder where others leave files: new ones are copied into the raw folder first, those still being written left.
        into: The source (subfolder of the raw folder) that they are copied to.
    """
    logger = get_run_logger()
    if watched is not None:
        from flows.intake import take_new

        for line in take_new(Path(watched), Path(raw), into):
            logger.info("%s", line)
    passports = read_passports(Path(raw))
    inputs = find_inputs(Path(raw), only)
    known = known_readings(Path(store), Path(raw), inputs, passports)
    fresh = [item for item, reading in zip(inputs, known, strict=True) if reading is None]
    with hired(workers if fresh else 0):
        futures = [read_batch.submit(Path(store), Path(raw), batch, passports) for batch in batches(fresh, batch_size, workers)]
        done = (f.result() for f in track(as_completed(futures), len(futures), "batches read", logger))
        readings = [reading for reading in known if reading] + [reading for batch in done for reading in batch]
    headers = [h for reading in readings for h in reading.headers]
    refused = [r for reading in readings for r in reading.refused]
    remarks = sorted(remark for reading in readings for remark in reading.remarks)
    for remark in remarks[:SHOWN]:
        logger.warning("%s", remark)
    if len(remarks) > SHOWN:
        logger.warning("%d more articles have metadata that could not be used", len(remarks) - SHOWN)
    kept, duplicates = split_editions(headers)
    everything = tuple(sorted([*refused, *duplicates], key=lambda r: (r.raw_path, r.stage, r.key, r.reason)))
    logger.info("%d inputs: %d articles, %d duplicates, %d refused", len(inputs), len(kept), len(duplicates), len(refused))
    return Intake(len(headers) + len(refused), kept, everything)


@flow(name="tarikh-fetch", validate_parameters=False, persist_result=False)
def fetch(
    raw: str, targets: Sequence[str] | None = None, contact: str | None = None, delay: float = 2.0, most: int = 500
) -> dict[str, int]:
    """Fetch what is new at the sources into the raw folder.

    Args:
        raw: Folder of inputs.
        targets: Sources, addresses or files of addresses; None for every source with `lists`.
        contact: How publishers reach whoever fetches.
        delay: Least seconds between requests to a host.
        most: Most articles of lists a source.

    Returns:
        Addresses by what became of them.

    Raises:
        TarikhError: Nothing was answered: the line, or every source, is down.
    """
    from flows.fetch.client import Manners  # what fetches is loaded by those who fetch
    from flows.intake import fetch_into

    logger = get_run_logger()
    if targets is None:
        targets = sorted(source for source, lists in read_lists(Path(raw)).items() if lists)
    became: Counter[str] = Counter()
    for outcome in fetch_into(Path(raw), targets, None, Manners(contact=contact, delay=delay), most):
        became[outcome.status] += 1
        logger.log(logging.WARNING if outcome.status == "failed" else logging.INFO, "%s", outcome)
    if became["failed"] and became["failed"] == became.total():
        raise TarikhError(f"none of {became.total()} addresses was fetched: the log says why")
    return dict(became)
