"""Bytes to text: gunzip within bounds, tell text from binary, find the encoding, mend mojibake that is plainly broken."""

import codecs
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from flows.readers.metadata import NO_CHARSETS
from flows.readers.refusal import Unreadable

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LEGACY = ["cp1252", "cp1251", "koi8_r"]
# what pages mean by these names is what browsers read them as (WHATWG Encoding)
_BROWSERS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([\w-]{2,40})", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SUSPECT = re.compile("[ÃÂâÐÑÅ€Ä]")
SAMPLE = 100_000
RATIO = 200
"""A gzip file that grows more than this is a bomb."""


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, gunzipped if they are gzip.

    Raises:
        Unreadable: It is no plain file, cannot be read, is larger than `most` bytes, or is broken gzip.
    """
    with open_plain(path, most) as (stream, _):
        try:
            data = stream.read(most + 1)
        except OSError as error:
            raise Unreadable("unreadable", f"cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise _too_large(most)
    return gunzip(data, most) if data[:2] == b"\x1f\x8b" else data


@contextmanager
def open_plain(path: Path, most: int) -> Iterator[tuple[io.BufferedReader, int]]:
    """A plain file, open for reading, and its size in bytes.

    Raises:
        Unreadable: It is no plain file, cannot be opened, or is larger than `most` bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise Unreadable("unreadable", f"cannot be opened: {error.strerror}") from None
    with os.fdopen(handle, "rb") as stream:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("unsafe_path", "not a plain file")
        if found.st_size > most:
            raise _too_large(most)
        yield stream, found.st_size


def _too_large(most: int) -> Unreadable:
    return Unreadable("too_large", f"larger than {most} bytes: split it or raise the limit")


def gunzip(data: bytes, most: int) -> bytes:
    """The content of gzip bytes, all members of it.

    Raises:
        Unreadable: Broken, or larger than `most` bytes or `RATIO` times its own size.
    """
    limit = min(most, max(len(data) * RATIO, 1_000_000))
    out = bytearray()
    rest = data
    while rest[:2] == b"\x1f\x8b":
        engine = zlib.decompressobj(wbits=31)
        try:
            out += engine.decompress(rest, limit + 1 - len(out))
        except zlib.error as error:
            raise Unreadable("unreadable", f"broken gzip: {error}") from None
        if len(out) > limit:
            raise Unreadable("too_large", f"gunzips to more than {limit} bytes")
        if not engine.eof:
            raise Unreadable("unreadable", "broken gzip: it ends early")
        rest = engine.unused_data.lstrip(b"\0")
    return bytes(out)


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes as text.

    Args:
        data: The bytes.
        declared: An encoding the data's carrier names.

    Raises:
        Unreadable: Empty, not text, or in no encoding known here.
    """
    if not data.strip():
        raise Unreadable("empty", "no bytes but white space")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data, name)
    wide = _wide(data)
    if wide:
        return _decoded(data, wide)
    sample = data[:SAMPLE]
    if len(_CONTROL.findall(sample)) * 50 > len(sample):
        raise Unreadable("binary", "not text: too many control bytes")
    for known in ("utf-8", declared):
        try:
            if known:
                return data.decode(_BROWSERS.get(codecs.lookup(known).name, known))
        except (UnicodeDecodeError, LookupError, ValueError, TypeError, AssertionError):
            continue
    best = from_bytes(sample, cp_isolation=_LEGACY, threshold=0.3).best()
    if best is None:
        return _mostly_utf8(data)
    return _decoded(data, best.encoding)


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page names in its head."""
    found = _CHARSET.search(data[:4_096])
    name = found.group(1).decode("ascii").lower() if found else None
    return None if name in NO_CHARSETS else name


def mend(text: str) -> str:
    """Undo mojibake, line by line, where a line is plainly broken and comes out plainly whole."""
    if not _SUSPECT.search(text):
        return text
    return "\n".join(_mended(line) for line in text.split("\n"))


def _mended(line: str) -> str:
    if len(line) > SAMPLE or not _SUSPECT.search(line) or not is_bad(line):
        return line
    fixed = ftfy.fix_encoding(line)
    return line if is_bad(fixed) else fixed


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL in every other byte of Latin text."""
    sample = data[:2_000]
    if len(sample) < 8 or sample.count(0) * 10 < len(sample) * 3:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError) as error:
        raise Unreadable("encoding", f"not {name}: {str(error)[:100]}: save it as UTF-8") from None


def _mostly_utf8(data: bytes) -> str:
    """UTF-8 with a few broken bytes: they are marked, the rest stands."""
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 500 > len(text):
        raise Unreadable("encoding", "in no known encoding: save it as UTF-8")
    return text
