"""What a worker does with a batch: read input files, extract articles. Plain functions over the working store.

The flow modules wrap these in Prefect tasks; tests and benchmarks call them as they are.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.ids import digest
from flows.core.lexicons import lexicons_sha256
from flows.core.parse import Parse
from flows.core.pipeline import fingerprint, run_stages
from flows.core.store import Header, Reading, Refused, Store, header, slim
from flows.nlp.reading import model_name, read
from flows.readers.clean import TEXT_EDITION
from flows.readers.inventory import Input, input_key
from flows.resolve.duplicates import sketch
from flows.stages.order import STAGES
from flows.workers import at_work, within

LONGEST = 300.0
"""Seconds that one article may take; it is a bound on hanging, far above what any needs."""


@lru_cache(maxsize=1)
def models() -> str:
    """Names and versions of the models; a hired worker is asked, so that the driver need not load them."""
    return at_work(_models, ("",), lambda _: "")[0] or model_name()


def _models(_: Sequence[str]) -> list[str]:
    return [model_name()]


@lru_cache(maxsize=1)
def extraction_fingerprint() -> str:
    """What an analysis depends on besides its document: stages, lexicons, models."""
    return fingerprint(STAGES, lexicons_sha256(), models())


def extractor_fingerprint() -> str:
    """The stages and their versions alone, as one short hash."""
    return fingerprint(STAGES, "", "")


def analysis_key(document_key: str) -> str:
    """The store's key of an article's analysis by today's stages, lexicons and models."""
    return digest(document_key, extraction_fingerprint())


def known_readings(
    store_path: Path, raw: Path, inputs: Sequence[Input], passports: dict[str, Passport]
) -> list[Reading | None]:
    """What the working store holds of input files, by content; None for each that must be read.

    Args:
        store_path: The working store.
        raw: Folder of inputs.
        inputs: The files.
        passports: By source.

    Returns:
        One an input, in order.
    """
    with closing(Store(store_path)) as store:
        if not store.holds_readings():  # a first build need not hash its inputs twice
            return [None] * len(inputs)
        found = (store.reading(_reading_key(raw, item, passports)) for item in inputs)
        return [slim(reading) if reading else None for reading in found]


def _reading_key(raw: Path, item: Input, passports: dict[str, Passport]) -> str:
    return digest(input_key(raw, item), TEXT_EDITION, repr(sorted(passports.items())))


def read_inputs(store_path: Path, raw: Path, inputs: Sequence[Input], passports: dict[str, Passport]) -> list[Reading]:
    """Read input files, each once: what the store already holds by content is not read again.

    Args:
        store_path: The working store.
        raw: Folder of inputs.
        inputs: The files of this batch.
        passports: By source.

    Returns:
        One reading an input, in order.
    """
    from flows.readers.read import read_input  # heavy: a driver that hires workers needs none of it

    out = []
    with closing(Store(store_path)) as store:
        for item in inputs:
            key = _reading_key(raw, item, passports)
            reading = store.reading(key)
            if reading is None:
                result = read_input(raw, item, passports)
                refused = tuple(Refused("read", r.key, r.reason, r.detail, r.raw_path) for r in result.refused)
                headers = tuple(header_of(d) for d in result.documents)
                reading = Reading(headers, refused, result.remarks)
                store.put_reading(key, reading, result.documents)
            out.append(slim(reading))
    return out


def lost_input(item: Input) -> Reading:
    """The reading of a file that no worker survives."""
    return Reading((), (Refused("read", item.path, "unreadable", "a library fails on it and ends the worker", item.path),))


def header_of(document: Document) -> Header:
    """The header of a document, its sketch included."""
    return header(document, sketch(document.article_id, document.published_day, document.text).values)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one article: the refusal if its extraction failed."""

    key: str
    reused: bool
    refused: Refused | None = None


def lost_article(h: Header) -> Extracted:
    """The outcome of an article that no worker survives."""
    refused = Refused("extract", h.article_id, "stage_failed", "a library fails on it and ends the worker", h.raw_path)
    return Extracted(h.key, False, refused)


def unknown(store_path: Path, headers: Sequence[Header]) -> list[Header]:
    """The articles whose analysis by today's stages, lexicons and models the store does not hold."""
    with closing(Store(store_path)) as store:
        return [h for h in headers if not store.has_analysis(analysis_key(h.key))]


def _read_each(documents: Sequence[Document]) -> Iterator[Parse | Exception]:
    """Parses in order; an article that the models fail on, or take for ever over, costs itself alone."""
    try:
        with within(LONGEST * len(documents)):
            parses = read(documents)
        yield from parses
    except Exception as error:
        if len(documents) == 1:
            yield error
            return
        for document in documents:
            yield from _read_each([document])


def extract_articles(store_path: Path, headers: Sequence[Header]) -> list[Extracted]:
    """Extract the articles of one batch that the store does not hold yet.

    A stage that fails on an article costs that article, never the batch.

    Args:
        store_path: The working store.
        headers: The articles.

    Returns:
        One outcome an article, in order.
    """
    with closing(Store(store_path)) as store:
        known = {h.key for h in headers if store.has_analysis(analysis_key(h.key))}
        todo = [(h, store.document(h.key)) for h in headers if h.key not in known]
        documents = [d for _, d in todo if d is not None]
        failed: dict[str, Refused] = {
            h.key: Refused(
                "extract", h.article_id, "store_damaged", "the document vanished from the store: run again", h.raw_path
            )
            for h, d in todo
            if d is None
        }
        if failed:
            store.forget_readings()
        finished: list[tuple[str, Analysis]] = []
        pairs = [(h, d) for h, d in todo if d is not None]
        for (h, document), parse in zip(pairs, tuple(_read_each(documents)), strict=True):
            try:
                if isinstance(parse, Exception):
                    raise parse
                with within(LONGEST):
                    finished.append((analysis_key(h.key), run_stages(Analysis(document, parse), STAGES)))
            except Exception as error:  # one bad article must not stop the run; the reason is kept
                detail = f"{type(error).__name__}: {error}".splitlines()[0][:300]
                failed[h.key] = Refused("extract", h.article_id, "stage_failed", detail, h.raw_path)
        store.put_analyses(finished)
    return [Extracted(h.key, h.key in known, failed.get(h.key)) for h in headers]
