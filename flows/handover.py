"""A staged release on disk: what `build` leaves for `release`, so that the two can run apart."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.core.errors import TarikhError
from flows.publish.info import ReleaseInfo
from flows.staging import Staged
from flows.tables.parts import Stored, keep
from flows.tables.texts import StoredTexts
from schemas.registry import TABLES

TEXTS = "texts.sqlite"


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
    for table in staged.frames:
        keep(staged.frames, table, partial / "tables" / f"{table}.parquet")
    if isinstance(staged.texts, StoredTexts):
        shutil.copyfile(staged.texts.path, partial / TEXTS)
    else:
        with StoredTexts(partial / TEXTS) as texts:
            texts.add(staged.texts.items())
    # info comes last: a folder with it is whole
    (partial / "info.json").write_text(json.dumps(asdict(staged.info), ensure_ascii=False), encoding="utf-8")


def load_staged(folder: Path) -> Staged:
    """A staged release, whose tables and texts stay where they lie until they are read.

    Raises:
        TarikhError: There is none, or it is damaged.
    """
    try:
        told = json.loads((folder / "info.json").read_text(encoding="utf-8"))
        for table in TABLES:
            pq.read_metadata(folder / "tables" / f"{table}.parquet")
        (folder / TEXTS).stat()
        info = ReleaseInfo(**{name: _plain(name, value) for name, value in told.items()})
    except (OSError, ValueError, TypeError) as error:
        raise TarikhError(f"{folder}: no staged release ({type(error).__name__}): run a build first") from None
    return Staged(Stored.of(folder / "tables"), info, StoredTexts(folder / TEXTS))


def _plain(name: str, value: Any) -> Any:
    """JSON knows no tuples: give the record the kinds it was made with."""
    if name == "raw_files":
        return tuple((path, sha) for path, sha in value)
    return tuple(value) if isinstance(value, list) else value
