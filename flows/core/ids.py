"""Deterministic identifiers: the only place of the project that hashes.

An identifier is a prefix and 80 bits of SHA-256 over its parts in lower-case base 32: the same parts give the same id on
every machine, whatever the order, batch or worker. At 10^9 rows of one kind the chance of any collision is below 10^-6.
"""

import hashlib
from pathlib import Path
from typing import Literal

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(a + b for a in _BASE32 for b in _BASE32)
"""Ten bits as two letters of RFC 4648's base 32: ids are made by the million."""

Prefix = Literal["art", "ent", "men", "evt", "rep", "fig", "rel", "sta", "dat", "pos", "par"]


def _sha256(parts: tuple[str, ...]) -> bytes:
    joined = "\x1f".join(parts)
    if joined.count("\x1f") >= max(1, len(parts)):
        joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()


def make_id(prefix: Prefix, *parts: object) -> str:
    """The identifier of a row.

    Args:
        prefix: Kind of row.
        parts: What makes it that row; None and the empty string differ.
    """
    body = int.from_bytes(_sha256(tuple(["\x00" if part is None else str(part) for part in parts]))[:10])
    return f"{prefix}_{''.join([_PAIRS[body >> shift & 1023] for shift in range(70, -1, -10)])}"


def digest(*parts: str) -> str:
    """A 16-digit hex hash of some strings, for fingerprints and cache keys."""
    return _sha256(parts).hex()[:16]


def text_sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def bytes_sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
