"""Finishing a publication that was killed between moving a release into place and announcing it.

A release becomes visible in three steps: its folder is moved into place, `latest` moves to it, the changelog names it.
Each is atomic, the three together are not; a note of the version, kept until all are done, lets the next run do the rest.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.publish.changelog import prepend_changelog
from flows.publish.compare import read_report
from flows.publish.write import point_latest

_NOTE = ".publishing"


@contextmanager
def noted(dataset: Path, version: str) -> Iterator[None]:
    """Keep a note of the version while it is published; only a process that dies leaves it behind."""
    note = dataset / _NOTE
    dataset.mkdir(parents=True, exist_ok=True)
    note.write_text(version, encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def finish_interrupted(dataset: Path) -> Path | None:
    """Announce the release that a killed run had moved into place, and clear away what it had half written.

    Call it only under the lock of the dataset folder.

    Args:
        dataset: Folder of releases.

    Returns:
        The release that was finished, None if there was none to finish.
    """
    for partial in dataset.glob(".*.partial"):
        if partial.is_dir() and not partial.is_symlink():
            shutil.rmtree(partial, ignore_errors=True)
        else:
            partial.unlink(missing_ok=True)
    note = dataset / _NOTE
    folder = dataset / note.read_text(encoding="utf-8").strip() if note.is_file() else dataset
    finished = folder != dataset and (folder / "report.json").is_file()
    if finished:
        point_latest(dataset, folder.name)
        prepend_changelog(dataset / "CHANGELOG.md", folder.name, tuple(map(str, read_report(folder).get("changelog", ()))))
    note.unlink(missing_ok=True)
    return folder if finished else None
