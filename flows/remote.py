"""Raw inputs and releases that lie at an address: any that fsspec knows, such as `s3://bucket/raw`.

A build needs plain files (hashes, one atomic move, SQLite): it works on a mirror in a folder of this machine. Inputs are
brought before it; releases are brought before it and sent after it, their checksums last, then `latest`, so that what a
reader finds is whole.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import url_to_fs

from flows.core.errors import TarikhError
from flows.core.ids import digest
from flows.publish.checksums import SUMS

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/")
_LOCAL = ("file", "local")


class RemoteError(TarikhError):
    """An address cannot be read or written; the message names it and says why."""


def is_address(place: str) -> bool:
    """Whether a place is an address of another system, not a folder of this one."""
    scheme = _ADDRESS.match(place)
    return scheme is not None and scheme.group(1) not in _LOCAL


def folder(place: str) -> Path:
    """A folder of this machine, also as a `file://` address.

    Raises:
        RemoteError: It is an address of another system.
    """
    if is_address(place):
        raise RemoteError(f"{place}: give a folder of this machine: only `tarikh build` takes addresses")
    return Path(fsspec.filesystem("file")._strip_protocol(place)) if _ADDRESS.match(place) else Path(place)


def mirror(address: str) -> Path:
    """Where an address is mirrored: a folder of its last name in `$TARIKH_CACHE`, else in the user's cache."""
    given = os.environ.get("TARIKH_CACHE")
    cache = Path(given) if given else Path.home() / ".cache" / "tarikh"
    return cache / "mirrors" / digest(address.rstrip("/")) / (_safe(address.rstrip("/").rpartition("/")[2]) or "root")


@contextmanager
def at_hand(raw: str, dataset: str) -> Iterator[tuple[Path, Path]]:
    """The folders to build in; what lies at addresses is brought before and sent after.

    Args:
        raw: Folder or address of inputs.
        dataset: Folder or address of releases.

    Yields:
        Folders of this machine.

    Raises:
        RemoteError: An address cannot be read or written.
    """
    inputs = mirror(raw) if is_address(raw) else folder(raw)
    releases = mirror(dataset) if is_address(dataset) else folder(dataset)
    if is_address(raw):
        with _told(raw):
            _bring(raw, inputs)
    if is_address(dataset):
        with _told(dataset):
            _bring_releases(dataset, releases)
    yield inputs, releases
    if is_address(dataset):
        with _told(dataset):
            _send_releases(releases, dataset)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Errors of a file system in one line; each has classes of its own."""
    try:
        yield
    except TarikhError:
        raise
    except Exception as error:
        said = str(error).split("\n")[0][:200]
        raise RemoteError(f"{address}: {said or type(error).__name__}: mend the address, its rights or the network") from None


def _safe(name: str) -> str:
    """A name that cannot lead out of its folder: anyone may have written it."""
    parts = (part.replace(".", "%2E") if part in (".", "..") else part for part in name.replace("\0", "%00").split("/") if part)
    return "/".join(parts)


def _files(address: str) -> tuple[Any, dict[str, str]]:
    """The file system of an address, and its files: safe relative name -> full name there."""
    system, root = url_to_fs(address)
    root = root.rstrip("/")
    found = system.find(root)
    return system, {_safe(full[len(root) :]): full for full in sorted(found) if full != root}


def _bring(address: str, into: Path) -> None:
    """Make a folder hold what lies at an address: new and changed files are fetched, vanished ones removed."""
    system, there = _files(address)
    if not there:
        raise RemoteError(f"{address}: no inputs there")
    note = into.with_name("brought.json")
    seen = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    marks = {name: str(system.ukey(full)) for name, full in there.items()}
    into.mkdir(parents=True, exist_ok=True)
    for name, full in there.items():
        if seen.get(name) != marks[name] or not (into / name).is_file():
            _get(system, full, into / name)
    for path in [p for p in into.rglob("*") if p.is_file() and p.relative_to(into).as_posix() not in there]:
        path.unlink()
    note.write_text(json.dumps(marks), encoding="utf-8")


def _get(system: Any, full: str, path: Path) -> None:
    partial = path.with_name(f".{digest(path.name)}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    system.get_file(full, str(partial))
    partial.replace(path)


def _bring_releases(address: str, into: Path) -> None:
    """Fetch the whole releases that this machine lacks; a release never changes."""
    from flows.publish.write import point_latest  # heavy: pandas

    system, there = _files(address)
    into.mkdir(parents=True, exist_ok=True)
    whole = [name.removesuffix(f"/{SUMS}") for name in there if name.endswith(f"/{SUMS}") and name.count("/") == 1]
    missing = [version for version in whole if not (into / version).exists()]
    for version in missing:
        partial = into / f".{version}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for name, full in there.items():
            if name.startswith(f"{version}/"):
                _get(system, full, partial / name.removeprefix(f"{version}/"))
        partial.rename(into / version)
    if missing:
        _get(system, there["CHANGELOG.md"], into / "CHANGELOG.md")
        point_latest(into, system.cat_file(there["latest"]).decode("utf-8").strip())


def _send_releases(releases: Path, address: str) -> None:
    """Send the releases that are not whole at an address, then what names the latest."""
    system, there = _files(address)
    root = url_to_fs(address)[1].rstrip("/")
    for sums in sorted(releases.glob(f"[!.]*/{SUMS}")):
        release = sums.parent
        if release.is_symlink() or f"{release.name}/{SUMS}" in there:
            continue
        inside = sorted(p for p in release.rglob("*") if p.is_file() and p != sums)
        for path in (*inside, sums):
            full = f"{root}/{path.relative_to(releases).as_posix()}"
            system.makedirs(full.rpartition("/")[0], exist_ok=True)
            system.put_file(str(path), full)
    system.put_file(str(releases / "CHANGELOG.md"), f"{root}/CHANGELOG.md")
    system.pipe_file(f"{root}/latest", f"{(releases / 'latest').resolve().name}\n".encode())
