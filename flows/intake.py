"""Adding files to the raw folder, and reading its texts back."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from flows.core.errors import TarikhError
from flows.core.ids import file_sha256
from flows.fetch.client import Client, Manners
from flows.fetch.collect import Outcome, Round
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_lists, read_passports
from flows.readers.read import read_input
from flows.resolve.duplicates import split_editions

SETTLED = 10.0
"""Seconds without a change after which a file is taken to be whole."""


def texts_of(raw: Path) -> dict[str, str]:
    """The normalised text of every article of a raw folder, by article id, of the edition a build would publish.

    Raises:
        TarikhError: There is no such folder.
    """
    from flows.extraction import header_of

    passports = read_passports(raw)
    documents = {}
    headers = []
    for item in find_inputs(raw):
        for document in read_input(raw, item, passports).documents:
            head = header_of(document)
            headers.append(head)
            documents[head.key, head.raw_path] = document.text
    return {h.article_id: documents[h.key, h.raw_path] for h in split_editions(headers)[0]}


def fetch_into(raw: Path, targets: Sequence[str], source: str | None, manners: Manners, most: int) -> Iterator[Outcome]:
    """Fetch sources, addresses, and files that list addresses into the raw folder.

    Args:
        raw: Folder of inputs.
        targets: Names of sources with `lists` in `sources.yml`, addresses, or files.
        source: Folder of what is fetched; without it a source's own, or the host of an address.
        manners: How hosts are treated.
        most: Most articles a source.

    Yields:
        What became of each address, as it happens.

    Raises:
        TarikhError: A target is none of the three, or a source has no lists.
    """
    if not raw.is_dir():
        raise TarikhError(f"{raw}: no such folder of inputs: create it or pass --raw")
    lists = read_lists(raw)
    by_folder: dict[str, list[str]] = {}
    for target in targets:
        folder, addresses = _expand(target, lists)
        by_folder.setdefault(check_name(source or folder), []).extend(addresses)
    with Client(manners) as client:
        for folder, addresses in by_folder.items():
            yield from Round(raw / folder, client, most).fetch(addresses)


def _expand(target: str, lists: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[str]]:
    """The folder of a target, and the addresses or files it stands for."""
    if target.startswith(("http://", "https://")):
        return (urlsplit(target).hostname or "").removeprefix("www."), (target,)
    if target in lists:
        if not lists[target]:
            raise TarikhError(f"{target}: sources.yml gives it no `lists` of feeds or sitemaps")
        return target, lists[target]
    if Path(target).is_file():
        return "inbox", (target,)
    raise TarikhError(f"{target}: neither a source of sources.yml, nor an http address, nor a file of addresses")


def check_name(source: str) -> str:
    """A source's name, if it is one.

    Raises:
        TarikhError: It is no plain folder name.
    """
    if not source or source.startswith(".") or any(c in source for c in "/\\:\0"):
        raise TarikhError(f"{source!r}: a source must be a plain folder name, such as kursiv-media")
    return source


def add_files(paths: Sequence[Path], raw: Path, source: str) -> Iterator[str]:
    """Copy files into `raw/<source>/`, each content once, and tell what became of each.

    Args:
        paths: Files or folders (read recursively).
        raw: Folder of inputs.
        source: One plain folder name.

    Yields:
        One line a file.

    Raises:
        TarikhError: A path does not exist, or the source is no plain name.
    """
    target = raw / check_name(source)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TarikhError(f"{target}: cannot be made ({error.strerror}): mend its rights or pass --raw") from None
    present = {file_sha256(p): p.name for p in sorted(target.iterdir()) if p.is_file()}
    for path in _files(paths):
        sha = file_sha256(path)
        if sha in present:
            yield f"{path}: already there as {source}/{present[sha]}"
            continue
        name = path.name if not (target / path.name).exists() else f"{path.stem}-{sha[:8]}{path.suffix}"
        partial = target / f".{name}.partial"
        try:
            shutil.copyfile(path, partial)
            partial.rename(target / name)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise TarikhError(f"{path}: cannot be copied to {target} ({error.strerror}): free space or rights") from None
        present[sha] = name
        yield f"{path}: added as {source}/{name}"
    passports = read_passports(raw)
    for item in find_inputs(raw, source):
        result = read_input(raw, item, passports)
        for refusal in result.refused:
            yield f"{refusal.raw_path}: {refusal.reason}: {refusal.detail}"


def take_new(watched: Path, raw: Path, source: str, now: Callable[[], float] = time.time) -> Iterator[str]:
    """Copy what is new in a watched folder into `raw/<source>/`, and tell what became of each new file.

    Files that changed in the last `SETTLED` seconds may still be written to: they wait for the next look.

    Args:
        watched: Where others leave files; nothing in it is changed.
        raw: Folder of inputs.
        source: One plain folder name.
        now: The time, in seconds.

    Yields:
        One line a new file.

    Raises:
        TarikhError: There is no such folder, or the raw folder cannot be written.
    """
    if not watched.is_dir():
        raise TarikhError(f"{watched}: no such folder to watch: create it")
    plain = (p for p in _files([watched]) if not p.is_symlink())
    still = [p for p in plain if now() - p.stat().st_mtime >= SETTLED]
    if still:
        yield from (line for line in add_files(still, raw, source) if ": already there as " not in line)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise TarikhError(f"{path}: no such file or folder")
