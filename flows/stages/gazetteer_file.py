"""Where the gazetteer's index lives: built once, by one process at a time, and built again when it is damaged."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock


def _folders() -> Iterator[Path]:
    for name in ("TARIKH_CACHE", "XDG_CACHE_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    yield Path.home() / ".cache"
    yield Path(tempfile.gettempdir())


def cache_folder() -> Path:
    """The first folder of `$TARIKH_CACHE`, `$XDG_CACHE_HOME`, `~/.cache` and the system's own that can be written."""
    for base in _folders():
        folder = base / "tarikh"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="tarikh-"))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _is_sound(path: Path) -> bool:
    """Whether a file is a whole SQLite database with names in it."""
    if not path.is_file():
        return False
    try:
        base = _connect(path)
        try:
            (pages,), (size,) = base.execute("PRAGMA page_count").fetchone(), base.execute("PRAGMA page_size").fetchone()
            return bool(base.execute("SELECT 1 FROM name LIMIT 1").fetchone()) and pages * size == path.stat().st_size
        finally:
            base.close()
    except sqlite3.DatabaseError:
        return False


def open_index(name: str, build: Callable[[Path], None], folder: Path | None = None) -> sqlite3.Connection:
    """Open an index read-only, and build it first where it is missing or damaged.

    Args:
        name: File name; it must change with everything the index is made from.
        build: Writes the index to a path that does not exist.
        folder: Where it lives; `cache_folder()` if not given.
    """
    path = (folder or cache_folder()) / name
    if not _is_sound(path):
        # several workers start together: one builds, the others wait for it
        with FileLock(path.with_suffix(".lock")):
            if not _is_sound(path):
                partial = path.with_suffix(".partial")
                partial.unlink(missing_ok=True)
                build(partial)
                partial.replace(path)
    return _connect(path)
