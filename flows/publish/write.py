"""Writing a release: everything in a temporary folder, checked, then one atomic move, then `latest`."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from flows.publish.checksums import RAW_SUMS, SUMS, format_sums, release_sums
from flows.publish.describe import croissant, datapackage
from flows.publish.formats import csv_bytes, geoparquet_bytes, parquet_bytes, prepared, texts_bytes
from flows.publish.info import ReleaseError, ReleaseInfo
from flows.publish.quality import coverage
from flows.publish.site import page
from flows.publish.verify import find_lie
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


def report(frames: Mapping[str, pd.DataFrame], info: ReleaseInfo) -> dict[str, Any]:
    """The content of `report.json`: what the release says of itself, with counts."""
    about = {name: value for name, value in asdict(info).items() if name not in ("quality", "raw_files")}
    return about | {
        "rows": {table: len(data) for table, data in frames.items()},
        "quarantined": _counts(frames["quarantine"]["reason"]),
        "events_by_type": _counts(frames["events"]["event_type"]),
        "articles_by_source": _counts(frames["articles"]["source"]),
    }


def _counts(values: "pd.Series[str]") -> dict[str, int]:
    return {str(code): int(n) for code, n in values.value_counts().sort_index().items()}


def releasable_texts(articles: pd.DataFrame, info: ReleaseInfo, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of the released articles whose source permits it and which hold no withheld name, by article id."""
    permitted = articles.loc[articles["source"].isin(info.releasable), "article_id"]
    quotable = quotable_texts(info, texts)
    return {str(a): quotable[a] for a in permitted if a in quotable}


def quotable_texts(info: ReleaseInfo, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that hold no withheld name, by article id."""
    withheld = {article for c in info.corrections for article in c.get("withheld", ())}
    return {a: text for a, text in texts.items() if a not in withheld}


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _put(folder: Path, name: str, body: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Make a folder's entries durable, where the system lets folders be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fill(folder: Path, frames: Mapping[str, pd.DataFrame], info: ReleaseInfo, texts: Mapping[str, str]) -> None:
    for table, data in frames.items():
        _put(folder, f"tables/{table}.parquet", parquet_bytes(table, data))
        _put(folder, f"csv/{table}.csv.gz", csv_bytes(data))
    _put(folder, "events.geoparquet", geoparquet_bytes(frames["events"]))
    permitted = releasable_texts(frames["articles"], info, texts)
    if permitted:
        _put(folder, "texts.parquet", texts_bytes(permitted))
    if info.raw_files:
        _put(folder, RAW_SUMS, format_sums(info.raw_files))
    _put(folder, "report.json", _json(report(frames, info)))
    _put(folder, "quality.json", _json({**info.quality, "coverage": coverage(frames)}))
    _put(folder, "index.html", page(frames, info, quotable_texts(info, texts)).encode("utf-8"))
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


def write_release(dataset: Path, frames: Mapping[str, pd.DataFrame], info: ReleaseInfo, texts: Mapping[str, str]) -> Path:
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
        _fill(temporary, {table: prepared(table, frames[table]) for table in TABLES}, info, texts)
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
