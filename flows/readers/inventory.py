"""What lies in the raw folder: every file is an input, a side file of one, or the folder's own paper.

Nothing is lost: a file of a kind no reader knows, a link out of the folder, a pipe or a device is an input too, one that
reading refuses with its reason.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flows.core.errors import TarikhError
from flows.core.ids import digest, file_sha256
from flows.readers.metadata import SIDE_SUFFIXES, MetadataError, read_side_file, side_file

Kind = Literal["plain_text", "html", "jsonl", "warc", "unknown"]

KINDS: dict[str, Kind] = {
    ".txt": "plain_text",
    ".text": "plain_text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
}
OWN_FILES = frozenset({"sources.yml", "corrections.yml", "judgements.csv"})
"""Files at the top of the raw folder that are about it, not of it."""
OWN_FOLDERS = frozenset({"reference"})
DEPTH = 32
"""Deepest folder looked into."""
_README = re.compile(r"readme(?:\.\w+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    Attributes:
        path: Relative to the raw folder, with forward slashes; undecodable bytes are escaped.
        source: First subfolder, or the raw folder's own name; the file's metadata may say better.
        kind: Which reader takes it.
        problem: Reason code and detail where it cannot be read at all.
    """

    path: str
    source: str
    kind: Kind
    problem: tuple[str, str] | None = None


def find_inputs(raw: Path, only: str | None = None) -> tuple[Input, ...]:
    """The inputs of a raw folder, sorted by path.

    Args:
        raw: Folder of inputs.
        only: Keep inputs of this source alone (by subfolder, or by what a side file says).

    Raises:
        TarikhError: There is no such folder.
    """
    if not raw.is_dir():
        raise TarikhError(f"{raw}: no such folder of inputs: create it or pass --raw")
    found = sorted(_walk(raw, raw.resolve(), "", 0), key=lambda i: i.path)
    return tuple(i for i in found if only is None or i.source == only or _declared(raw, i) == only)


def input_key(raw: Path, item: Input) -> str:
    """A hash of everything that reading an input depends on: where it lies, its bytes and its side file's."""
    parts = [item.path, item.source, item.kind, repr(item.problem)]
    if item.problem is None:
        path = raw / item.path
        parts += [_sha(path), *(_sha(p) for p in (side_file(path),) if p)]
    return digest(*parts)


def _sha(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _declared(raw: Path, item: Input) -> str | None:
    side = side_file(raw / item.path) if item.problem is None else None
    try:
        return read_side_file(side).source if side else None
    except MetadataError:
        return None


def _walk(raw: Path, root: Path, folder: str, depth: int) -> Iterator[Input]:
    top = folder.split("/", 1)[0] or root.name or "raw"
    try:
        with os.scandir(raw / folder) as entries:
            listed = sorted(entries, key=lambda e: e.name)
    except OSError as error:
        yield Input(folder or ".", top, "unknown", ("unreadable", f"the folder cannot be listed: {error.strerror}"))
        return
    names = {e.name for e in listed}
    for entry in listed:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name.startswith(".") or (not folder and entry.name in OWN_FILES) or _README.match(entry.name):
            continue
        shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
        if shown != path:
            yield Input(
                shown,
                top.encode("utf-8", "backslashreplace").decode(),
                "unknown",
                ("unsafe_path", "its name is not UTF-8: rename it"),
            )
        elif entry.is_symlink():
            yield from _linked(raw, root, path, top)
        elif entry.is_dir(follow_symlinks=False):
            if folder or entry.name not in OWN_FOLDERS:
                if depth >= DEPTH:
                    yield Input(path, top, "unknown", ("unsafe_path", f"deeper than {DEPTH} folders: move it up"))
                else:
                    yield from _walk(raw, root, path, depth + 1)
        elif not entry.is_file(follow_symlinks=False):
            yield Input(path, top, "unknown", ("unsafe_path", "neither a file nor a folder"))
        elif not _is_side(entry.name, names):
            yield _plain(raw, path, top)


def _linked(raw: Path, root: Path, path: str, top: str) -> Iterator[Input]:
    try:
        target = (raw / path).resolve(strict=True)
        inside, regular = target.is_relative_to(root), stat.S_ISREG(target.stat().st_mode)
    except (OSError, RuntimeError):
        yield Input(path, top, "unknown", ("unsafe_path", "a link to nothing"))
        return
    if not inside:
        yield Input(path, top, "unknown", ("unsafe_path", "a link out of the raw folder: copy the file in"))
    elif not regular:
        yield Input(path, top, "unknown", ("unsafe_path", "a link to a folder: its files are read where they lie"))
    elif not path.endswith(SIDE_SUFFIXES):
        yield _plain(raw, path, top)


def _plain(raw: Path, path: str, top: str) -> Input:
    name = path.lower().removesuffix(".gz")
    kind = KINDS.get(Path(name).suffix, "unknown")
    if not os.access(raw / path, os.R_OK):
        return Input(path, top, kind, ("unreadable", "no permission to read it"))
    if kind == "unknown":
        suffix = Path(name).suffix or "no suffix"
        return Input(path, top, kind, ("unsupported_format", f"{suffix}: known are {', '.join(sorted(KINDS))}, each also .gz"))
    return Input(path, top, kind)


def _is_side(name: str, names: set[str]) -> bool:
    """Whether a file is the side file of another one; an orphan is an input, so that it is told."""
    for suffix in SIDE_SUFFIXES:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            return any(stem + s + g in names for s in KINDS for g in ("", ".gz")) or stem in names
    return False
