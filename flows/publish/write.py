"""Writing a release: everything in a temporary folder, checked, then one atomic move, then `latest`."""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from flows.publish.checksums import RAW_SUMS, SUMS, format_sums, release_sums
from flows.publish.describe import croissant, datapackage
from flows.publish.formats import prepared, write_csv, write_geoparquet, write_texts
from flows.publish.info import ReleaseError, ReleaseInfo
from flows.publish.quality import coverage
from flows.publish.site import page
from flows.publish.verify import find_lie
from flows.tables.parts import Frames, Stored, count, parts, write_parts
from schemas.registry import TABLES

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,63}")


def next_version(dataset: Path, day: str) -> str:
    """The first free version of a day: `2026.11.23`, then `2026.11.23.1` ...

    Args:
        dataset: Folder of releases.
        day: `YYYY-MM-DD`.
    """
    base = day.replace("-", ".")
    version, n = base, 0
    while (dataset / version).exists():
        n += 1
        version = f"{base}.{n}"
    return version


def report(frames: Frames, info: ReleaseInfo) -> dict[str, Any]:
    """The content of `report.json`: what the release says of itself, with counts."""
    about = {name: value for name, value in asdict(info).items() if name not in ("quality", "raw_files")}
    return about | {
        "rows": {table: count(frames, table) for table in frames},
        "quarantined": _counts(frames, "quarantine", "reason"),
        "events_by_type": _counts(frames, "events", "event_type"),
        "articles_by_source": _counts(frames, "articles", "source"),
    }


def _counts(frames: Frames, table: str, column: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for part in parts(frames, table, [column]):
        counted.update(part[column].dropna())
    return {str(code): counted[code] for code in sorted(counted)}


class Quotable(Mapping[str, str]):
    """The texts that hold no withheld name, by article id."""

    def __init__(self, info: ReleaseInfo, texts: Mapping[str, str]) -> None:
        """Leave out the texts that hold one.

        Args:
            info: What the release says of itself.
            texts: All texts.
        """
        self._texts = texts
        self._withheld = {article for c in info.corrections for article in c.get("withheld", ())}

    def __getitem__(self, article: str) -> str:
        """The text of an article."""
        if article in self._withheld:
            raise KeyError(article)
        return self._texts[article]

    def __contains__(self, article: object) -> bool:
        """Whether the text of an article may be quoted."""
        return article not in self._withheld and article in self._texts

    def __iter__(self) -> Iterator[str]:
        """Article ids."""
        return (a for a in self._texts if a not in self._withheld)

    def __len__(self) -> int:
        """How many texts."""
        return sum(1 for _ in self)


def releasable(frames: Frames, info: ReleaseInfo, texts: Mapping[str, str]) -> Iterator[str]:
    """The released articles, in order, whose source permits its text and whose text holds no withheld name."""
    quotable = Quotable(info, texts)
    for part in parts(frames, "articles", ("article_id", "source")):
        yield from (str(a) for a in part.loc[part["source"].isin(info.releasable), "article_id"] if a in quotable)


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


@contextmanager
def _making(folder: Path, name: str) -> Iterator[Path]:
    """A file of the release, made durable once it is written."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    yield path
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _put(folder: Path, name: str, body: bytes) -> None:
    with _making(folder, name) as path:
        path.write_bytes(body)


def _sync(folder: Path) -> None:
    """Make a folder's entries durable, where the system lets folders be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fill(folder: Path, frames: Frames, info: ReleaseInfo, texts: Mapping[str, str]) -> None:
    for table in TABLES:
        with _making(folder, f"tables/{table}.parquet") as path:
            write_parts(path, table, (prepared(table, part) for part in parts(frames, table)))
    written = Stored.of(folder / "tables")
    for table in TABLES:
        with _making(folder, f"csv/{table}.csv.gz") as path, path.open("wb") as out:
            write_csv(out, parts(written, table))
    with _making(folder, "events.geoparquet") as path:
        write_geoparquet(path, lambda: parts(written, "events"))
    permitted = releasable(written, info, texts)
    first = next(permitted, None)
    if first is not None:
        with _making(folder, "texts.parquet") as path:
            write_texts(path, chain([first], permitted), texts)
    if info.raw_files:
        _put(folder, RAW_SUMS, format_sums(info.raw_files))
    _put(folder, "report.json", _json(report(written, info)))
    _put(folder, "quality.json", _json({**info.quality, "coverage": coverage(written)}))
    _put(folder, "index.html", page(written, info, Quotable(info, texts)).encode("utf-8"))
    _put(folder, "datapackage.json", _json(datapackage(folder, info)))
    _put(folder, "croissant.json", _json(croissant(folder, info)))
    _put(folder, SUMS, format_sums(release_sums(folder)))


def check_version(dataset: Path, version: str) -> Path:
    """The folder of a version that can still be published.

    Raises:
        ReleaseError: The version is no plain name, or it exists.
    """
    target = dataset / version
    if not _VERSION.fullmatch(version) or version == "latest":
        raise ReleaseError(f"{version!r}: a version must be a plain name, such as 2026.11.23")
    if target.exists() or target.is_symlink():
        raise ReleaseError(f"{target}: this version exists and is never overwritten: give another --version")
    return target


def write_release(dataset: Path, frames: Frames, info: ReleaseInfo, texts: Mapping[str, str]) -> Path:
    """Write a release, check what was written, and make it the latest.

    Args:
        dataset: Folder of releases.
        frames: Validated tables by name, all of the registry.
        info: What the release says of itself.
        texts: Normalised article texts by id. Evidence is checked against them; only texts of releasable sources are
            published, and others are quoted in a few words.

    Returns:
        The release's folder.

    Raises:
        TarikhError: The version exists or is no plain name, the folder cannot be written, or what was written does not hold.
            Nothing is left half-written and `latest` stays as it was.
    """
    target = check_version(dataset, info.version)
    temporary = dataset / f".{info.version}.partial"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        _fill(temporary, frames, info, texts)
        lie = find_lie(temporary, texts or None)
        if lie:
            raise ReleaseError(f"{dataset}: release {info.version} does not hold and was not published: {lie}")
        for folder in (temporary / "tables", temporary / "csv", temporary):
            _sync(folder)
        temporary.rename(target)
        _sync(dataset)
    except OSError as error:
        raise ReleaseError(
            f"{dataset}: the release cannot be written ({error.strerror}): free space or rights, then run again"
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    point_latest(dataset, info.version)
    return target


def point_latest(dataset: Path, version: str) -> None:
    """Move `latest` to a version in one step: a relative link, or a text file with the version where links do not work."""
    fresh = dataset / ".latest.partial"
    fresh.unlink(missing_ok=True)
    try:
        fresh.symlink_to(version, target_is_directory=True)
    except (OSError, NotImplementedError):
        fresh.write_text(version + "\n", encoding="utf-8")
    os.replace(fresh, dataset / "latest")  # noqa: PTH105 - replaces the link itself, not what it points at
    _sync(dataset)
