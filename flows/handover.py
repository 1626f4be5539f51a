"""A staged release on disk: what `build` leaves for `release`, so that the two can run apart."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.core.errors import TarikhError
from flows.publish.compare import read_tables
from flows.publish.formats import parquet_bytes, prepared, texts_bytes
from flows.publish.info import ReleaseInfo
from flows.staging import Staged


def save_staged(folder: Path, staged: Staged) -> None:
    """Write a staged release, replacing the one before.

    Args:
        folder: Where `release` looks for it.
        staged: The release.
    """
    partial = folder.with_name(folder.name + ".partial")
    try:
        _write_staged(partial, staged)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise TarikhError(f"{folder}: cannot be written ({error.strerror}): free space or rights, then run again") from None


def _write_staged(partial: Path, staged: Staged) -> None:
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "tables").mkdir(parents=True)
    for table, data in staged.frames.items():
        (partial / "tables" / f"{table}.parquet").write_bytes(parquet_bytes(table, prepared(table, data)))
    (partial / "texts.parquet").write_bytes(texts_bytes(staged.texts))
    # info comes last: a folder with it is whole
    (partial / "info.json").write_text(json.dumps(asdict(staged.info), ensure_ascii=False), encoding="utf-8")


def load_staged(folder: Path) -> Staged:
    """Read a staged release back.

    Raises:
        TarikhError: There is none, or it is damaged.
    """
    try:
        told = json.loads((folder / "info.json").read_text(encoding="utf-8"))
        texts = pq.read_table(folder / "texts.parquet").to_pydict()
        frames = read_tables(folder)
        info = ReleaseInfo(**{name: _plain(name, value) for name, value in told.items()})
    except (OSError, ValueError, TypeError) as error:
        raise TarikhError(f"{folder}: no staged release ({type(error).__name__}): run a build first") from None
    return Staged(frames, info, dict(zip(texts["article_id"], texts["text"], strict=True)))


def _plain(name: str, value: Any) -> Any:
    """JSON knows no tuples: give the record the kinds it was made with."""
    if name == "raw_files":
        return tuple((path, sha) for path, sha in value)
    return tuple(value) if isinstance(value, list) else value
