"""The working store of a build: what each input held and what each article was found to say.

One SQLite file, safe against a crash at any moment and against several workers writing at once. Everything in it can be
worked out again from `raw/`: deleting the file costs time, never data. Entries are keyed by content and by the
fingerprint of what made them, so a changed lexicon, stage or model is a different key, and a stale entry is never read.
"""

import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.errors import TarikhError
from flows.core.ids import text_sha256
from flows.core.parse import Parse

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS analyses (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


class StoreError(TarikhError):
    """The store cannot be used; the message names the file and the fix."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a build keeps in memory of each article.

    Attributes:
        article_id: `art_...`.
        source: Short name of the source.
        url: Where it was published, None if unknown.
        published_at: As in `Document`.
        ingested_at: As in `Document`.
        text_sha256: Hash of the normalised text.
        raw_path: As in `Document`.
        key: `document_key` of the document.
        sketch: MinHash of the text, empty for a text too short to compare.
    """

    article_id: str
    source: str
    url: str | None
    published_at: str | None
    ingested_at: str | None
    text_sha256: str
    raw_path: str
    key: str
    sketch: tuple[int, ...]


def slim(reading: "Reading") -> "Reading":
    """The reading with sketches that take a tenth of the memory: an array serves wherever the numbers are read."""
    return replace(
        reading, headers=tuple(replace(h, sketch=cast("tuple[int, ...]", array("I", h.sketch))) for h in reading.headers)
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """One input that became no article (a row of `quarantine`).

    Attributes:
        stage: Where it was refused ("read", "duplicates" ...).
        key: What was refused: a path, an article id, a row id.
        reason: A code of `schemas/vocab/reasons.csv`.
        detail: One line that names the fix.
        raw_path: The input.
    """

    stage: str
    key: str
    reason: str
    detail: str
    raw_path: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one input file held: a header an article, a refusal a record that is none, remarks on metadata that could not be used."""

    headers: tuple[Header, ...]
    refused: tuple[Refused, ...]
    remarks: tuple[str, ...] = ()


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def document_key(document: Document) -> str:
    """A hash of everything a document holds."""
    return text_sha256(_adapter(Document).dump_json(document).decode("utf-8", "replace"))


def header(document: Document, sketch: tuple[int, ...]) -> Header:
    """The header of a document."""
    return Header(
        article_id=document.article_id,
        source=document.source,
        url=document.url,
        published_at=document.published_at,
        ingested_at=document.ingested_at,
        text_sha256=text_sha256(document.text),
        raw_path=document.raw_path,
        key=document_key(document),
        sketch=sketch,
    )


def _pack(body: bytes) -> bytes:
    return zlib.compress(body, 3)


class Store:
    """The working store. Open one a process; it is not shared between threads."""

    def __init__(self, path: Path, held: int = 0) -> None:
        """Open or create the store.

        Args:
            path: The SQLite file; its folder is created.
            held: Most analyses kept in memory once they were read, for who reads them again.

        Raises:
            StoreError: It is not a store or cannot be written.
        """
        self.path = path
        self._most, self._held = held, dict[str, Analysis]()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=120, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path}: cannot be used as working store ({error}): delete it and run again") from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):  # a disk that is full may have ended the transaction already
                self._db.execute("ROLLBACK")
            if not isinstance(error, sqlite3.Error):
                raise
            raise StoreError(
                f"{self.path}: cannot be written ({error}): free some space or delete it, then run again"
            ) from None

    def _get(self, table: str, key: str) -> bytes | None:
        try:
            row = self._db.execute(f"SELECT body FROM {table} WHERE key = ?", (key,)).fetchone()  # noqa: S608
            return zlib.decompress(row[0]) if row else None
        except zlib.error:
            return None
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot be read ({error}): delete it and run again") from None

    def _put(self, table: str, rows: Iterable[tuple[str, bytes]]) -> None:
        packed = [(key, _pack(body)) for key, body in rows]
        with self._writing():
            self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", packed)  # noqa: S608

    def reading(self, key: str) -> Reading | None:
        """What one input file held, None if unknown or damaged."""
        body = self._get("readings", key)
        if body is None:
            return None
        try:
            found: Reading = _adapter(Reading).validate_json(body)
        except ValidationError:
            return None
        return found

    def holds_readings(self) -> bool:
        """Whether any input was ever read."""
        try:
            return self._db.execute("SELECT 1 FROM readings LIMIT 1").fetchone() is not None
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot be read ({error}): delete it and run again") from None

    def put_reading(self, key: str, reading: Reading, documents: Iterable[Document]) -> None:
        """Keep what one input file held and its documents."""
        adapter = _adapter(Document)
        self._put("documents", ((document_key(d), adapter.dump_json(d)) for d in documents))
        self._put("readings", [(key, _adapter(Reading).dump_json(reading))])

    def forget_readings(self) -> None:
        """Let every input be read again: its documents are found missing, and only reading can bring them back."""
        with self._writing():
            self._db.execute("DELETE FROM readings")

    def document(self, key: str) -> Document | None:
        """One document by `document_key`, None if unknown or damaged."""
        body = self._get("documents", key)
        try:
            found: Document | None = None if body is None else _adapter(Document).validate_json(body)
        except ValidationError:
            return None
        return found

    def analysis(self, key: str) -> Analysis | None:
        """The analysis of one article, without its tokens, None if unknown or damaged."""
        if key in self._held:
            return self._held[key]
        body = self._get("analyses", key)
        if body is None:
            return None
        try:
            found: Analysis = _adapter(Analysis).validate_json(body)
        except ValidationError:
            return None
        if len(self._held) < self._most:
            self._held[key] = found
        return found

    def has_analysis(self, key: str) -> bool:
        """Whether a readable analysis is there."""
        return self._get("analyses", key) is not None

    def put_analyses(self, rows: Iterable[tuple[str, Analysis]]) -> None:
        """Keep analyses. Tokens are left out: sentences and annotations are all that later steps read."""
        adapter = _adapter(Analysis)
        self._put("analyses", ((key, adapter.dump_json(without_tokens(analysis))) for key, analysis in rows))


def without_tokens(analysis: Analysis) -> Analysis:
    """The analysis with its sentences but no tokens."""
    return replace(analysis, parse=Parse((), analysis.parse.sentences))
