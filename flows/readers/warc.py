"""Web archives (WARC): each captured page is a record; warcio reads the container, the page's reader the page."""

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from flows.readers.article import Draft
from flows.readers.encoding import RATIO, decode, gunzip, open_plain
from flows.readers.html import LARGEST as LARGEST_PAGE
from flows.readers.html import read_html
from flows.readers.metadata import Metadata, charset_of
from flows.readers.refusal import Unreadable

LONGEST_LINE = 4_000_000
"""Bytes without a line end that no page needs and no header has."""
_PAPER = frozenset({"warcinfo", "request", "metadata", "continuation"})
"""Records about the capture, which hold nothing captured."""
_PAGES = ("text/html", "application/xhtml+xml")


class _Bounded(io.RawIOBase):
    """A stream that ends in a refusal where it grows beyond what is sane: a bomb, or a header without an end."""

    def __init__(self, stream: io.BufferedReader | gzip.GzipFile, most: int) -> None:
        self._stream, self._left, self._line = stream, most, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read1(size)  # what there is: a read of full size would lose the bytes before a break
        except EOFError:  # to warcio this would be the end of the archive, and nothing amiss
            raise Unreadable("unreadable", "broken archive: it ends early") from None
        self._left -= len(data)
        at = data.rfind(b"\n")
        self._line = self._line + len(data) if at < 0 else len(data) - at - 1
        if self._left < 0:
            raise Unreadable("too_large", f"the archive unpacks to more than {RATIO} times its size")
        if self._line > LONGEST_LINE:
            raise Unreadable("unreadable", f"a line of more than {LONGEST_LINE} bytes: no whole archive from here on")
        return data


def read_archive(path: Path, metadata: Metadata, largest: int) -> Iterator[tuple[int, Callable[[], Draft]]]:
    """The captured records of an archive, in order.

    Args:
        path: A `.warc` or `.warc.gz` file.
        metadata: Of its side file: holds for every record.
        largest: Most bytes of the file.

    Yields:
        The record's number in the file, from 1, and what loads its article; load it before asking for the next one. An
        archive that breaks off yields a record that fails; so does one that holds nothing.
    """
    number = held = 0
    try:
        with open_plain(path, largest) as (file, size):
            packed = file.peek(2)[:2] == b"\x1f\x8b"
            # members are unpacked here and not by warcio, so that what comes out can be counted
            stream = gzip.GzipFile(fileobj=file, mode="rb") if packed else file
            records = iter(ArchiveIterator(_Bounded(stream, max(size * RATIO, 1_000_000))))
            while (record := _next(records)) is not None:
                number += 1
                if record.rec_type not in _PAPER:
                    held += 1
                    yield number, lambda record=record: _load(record, metadata)  # type: ignore[misc]
        if not held:
            raise Unreadable("empty", "an archive without captured pages")
    except Unreadable as error:
        failure = error
    except Exception as error:  # whatever warcio or zlib think of a broken archive costs what is left of it
        failure = Unreadable("unreadable", f"broken archive: {type(error).__name__}: {' '.join(str(error).split())[:120]}")
    else:
        return

    def fail() -> Draft:
        raise failure

    yield number + 1, fail


def _next(records: Iterator[Any]) -> Any:
    with redirect_stderr(io.StringIO()):  # warcio prints whole lines of broken archives
        return next(records, None)


def _load(record: Any, metadata: Metadata) -> Draft:
    headers = record.rec_headers
    if record.rec_type == "revisit":
        raise Unreadable("exact_duplicate", "a revisit: the page had not changed since an earlier capture")
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        raise Unreadable("no_text", f"the server answered {status[:20]!r}, not a page")
    kind = str((record.http_headers or headers).get_header("content-type") or "")
    media = kind.split(";", 1)[0].strip().lower()
    text = record.rec_type == "conversion" and media == "text/plain"
    if media not in _PAGES and not text:
        raise Unreadable("unsupported_format", f"a capture of {media[:60] or 'unknown kind'!r}: pages are read")
    data = record.raw_stream.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        raise Unreadable("too_large", f"a page of more than {LARGEST_PAGE} bytes")
    if record.http_headers and record.http_headers.get_header("transfer-encoding") == "chunked":
        data = ChunkedDataReader(io.BytesIO(data)).read()
    data = gunzip(data, LARGEST_PAGE) if data[:2] == b"\x1f\x8b" else data
    told = replace(
        metadata,
        url=metadata.url or _one_line(headers.get_header("WARC-Target-URI")),
        ingested_at=metadata.ingested_at or _one_line(headers.get_header("WARC-Date")),
        charset=metadata.charset or charset_of(kind),
    )
    return Draft(decode(data, told.charset), told) if text else read_html(data, told)


def _one_line(value: str | None) -> str | None:
    return " ".join((value or "").strip("<>").encode("utf-8", "replace").decode().split())[:2_000] or None
