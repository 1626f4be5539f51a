"""Fetched pages in the raw folder: the exact bytes, and beside them a passport of where and when they came from."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from courlan import clean_url

from flows.core.errors import TarikhError
from flows.core.ids import bytes_sha256, text_sha256
from flows.fetch.client import Answer

SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
"""Media types that readers take."""
SIDE = ".meta.json"
_KEPT = ("etag", "last-modified", "content-type", "content-language", "date")
_PLAIN = re.compile(r"[^a-z0-9]+")


def known_pages(folder: Path) -> dict[str, dict[str, Any]]:
    """The passport of the newest fetch of every address that a folder holds, by the address asked for."""
    newest: dict[str, dict[str, Any]] = {}
    for side in sorted(folder.glob(f"*{SIDE}")) if folder.is_dir() else ():
        passport = _read(side)
        asked = passport.get("asked")
        if isinstance(asked, str) and (folder / str(passport.get("file"))).is_file():
            before = newest.get(asked)
            if before is None or str(passport.get("fetched_at")) >= str(before.get("fetched_at")):
                newest[asked] = passport
    return newest


def page_name(answer: Answer, asked: str, at: datetime) -> str:
    """The file name of a page: what it is called, a hash of its address, when it was fetched; so it sorts by time."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{_slug(answer.url)}-{text_sha256(asked)[:8]}-{stamp}{SUFFIXES[answer.media_type]}"


def list_name(asked: str) -> str:
    """The file name of a list: one an address, as only the newest is of use."""
    return f"{text_sha256(asked)[:16]}.list"


def store(
    folder: Path,
    name: str,
    asked: str,
    answer: Answer,
    at: datetime,
    known: Mapping[str, Any],
    published: str | None = None,
) -> Path | None:
    """Keep an answer, unless its bytes are those of the last fetch.

    Args:
        folder: `raw/<source>`.
        name: Of the file.
        asked: The address asked for.
        answer: What came.
        at: When.
        known: The passport of the last fetch of this address, if any.
        published: The publication date that a feed or sitemap gives.

    Returns:
        The new file, or None where nothing changed.

    Raises:
        TarikhError: The folder cannot be written.
    """
    sha = bytes_sha256(answer.body)
    if known.get("sha256") == sha:
        return None
    passport = {
        "url": (clean_url(answer.url) or answer.url).split("#", 1)[0],
        "asked": asked,
        "fetched_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "published_at": published,
        "content_type": answer.headers.get("content-type"),
        "etag": answer.headers.get("etag"),
        "last_modified": answer.headers.get("last-modified"),
        "headers": {k: answer.headers[k] for k in _KEPT if k in answer.headers},
        "sha256": sha,
        "file": name,
    }
    lines = json.dumps({k: v for k, v in passport.items() if v}, ensure_ascii=False, indent=1) + "\n"
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # the passport first: a page without one would be taken for another article
        _write(target.with_name(f"{target.stem}{SIDE}"), lines.encode("utf-8", "replace"))
        _write(target, answer.body)
    except OSError as error:
        raise TarikhError(f"{target}: cannot be written: {error.strerror}") from None
    return target


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _read(side: Path) -> dict[str, Any]:
    try:
        found = json.loads(side.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _slug(url: str) -> str:
    path = url.split("?", 1)[0].split("#", 1)[0].split("://", 1)[-1].rstrip("/")
    host, _, rest = path.partition("/")
    return _PLAIN.sub("-", (rest.rsplit("/", 1)[-1] or host).lower()).strip("-")[:60].strip("-") or "page"
