"""The ingest flow: every input of `raw/` becomes articles, duplicates or refusals with a reason."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed

from flows.core.document import Passport
from flows.core.store import Header, Reading, Refused
from flows.extraction import read_inputs
from flows.progress import track
from flows.readers.inventory import Input, find_inputs
from flows.readers.passports import read_passports
from flows.resolve.duplicates import split_editions

T = TypeVar("T")


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


def batches(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """Items in runs of `size`, the last one shorter."""
    rest = iter(items)
    return iter(lambda: tuple(itertools.islice(rest, size)), ())


@task(name="read-batch", cache_policy=NO_CACHE, retries=1, persist_result=False)
def read_batch(store: Path, raw: Path, inputs: Sequence[Input], passports: dict[str, Passport]) -> list[Reading]:
    """Read one batch of input files."""
    return read_inputs(store, raw, inputs, passports)


@flow(name="tarikh-ingest", validate_parameters=False, persist_result=False)
def ingest(raw: str, store: str, batch_size: int = 40, only: str | None = None) -> Intake:
    """Read everything in a raw folder into the working store.

    Args:
        raw: Folder of inputs.
        store: The working store.
        batch_size: Files a task.
        only: Read this source alone.
    """
    logger = get_run_logger()
    passports = read_passports(Path(raw))
    inputs = find_inputs(Path(raw), only)
    futures = [read_batch.submit(Path(store), Path(raw), batch, passports) for batch in batches(inputs, batch_size)]
    done: Iterable[list[Reading]] = (f.result() for f in track(as_completed(futures), len(futures), "batches read", logger))
    readings = [reading for batch in done for reading in batch]
    headers = [h for reading in readings for h in reading.headers]
    refused = [r for reading in readings for r in reading.refused]
    kept, duplicates = split_editions(headers)
    everything = tuple(sorted([*refused, *duplicates], key=lambda r: (r.raw_path, r.stage, r.key, r.reason)))
    logger.info("%d inputs: %d articles, %d duplicates, %d refused", len(inputs), len(kept), len(duplicates), len(refused))
    return Intake(len(headers) + len(refused), kept, everything)
