"""The release flow: what changed since the last release, gates, publication."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from prefect import flow, get_run_logger

from flows.handover import load_staged
from flows.lock import one_at_a_time
from flows.publish.changelog import changelog_lines, prepend_changelog
from flows.publish.compare import diff_frames, diff_releases, read_report, read_tables
from flows.publish.verify import release_folder
from flows.publish.write import next_version, report, write_release
from flows.settings import Settings
from flows.staging import Staged
from flows.tables.frames import frame


def previous_release(dataset: Path) -> Path | None:
    """The release that `latest` points at, None before the first."""
    latest = dataset / "latest"
    return release_folder(latest) if latest.exists() else None


def publish(dataset: Path, staged: Staged, version: str) -> Path:
    """Compare a staged release with the last one, write it, check it, move it into place.

    Args:
        dataset: Folder of releases.
        staged: What `flows.staging.stage_release` made.
        version: Version of the new release.

    Returns:
        The release's folder.

    Raises:
        ReleaseError: A gate failed, the version exists, or the folder cannot be written; `latest` is as it was.
    """
    previous = previous_release(dataset)
    info = replace(staged.info, version=version, previous=previous.name if previous else None)
    frames = dict(staged.frames)
    if previous:
        changes = diff_frames(read_tables(previous), frames, read_report(previous), report(frames, info))
        plain = changes.astype(object).where(changes.notna(), None)
        frames["changes"] = frame("changes", ({str(c): v for c, v in row.items()} for row in plain.to_dict("records")))
    folder = write_release(dataset, frames, info, staged.texts)
    difference = diff_releases(previous, folder) if previous else None
    prepend_changelog(dataset / "CHANGELOG.md", version, changelog_lines(difference, info, frames))
    return folder


@flow(name="tarikh-release", validate_parameters=False, persist_result=False)
def release(dataset: str = "dataset", version: str | None = None) -> str:
    """Publish what the last build staged.

    Args:
        dataset: Folder of releases.
        version: Release version, None for the next free one of the day.

    Returns:
        The folder of the new release.
    """
    settings = Settings(Path(), Path(dataset), version)
    with one_at_a_time(settings):
        staged = load_staged(settings.staging)
        for warning in staged.info.assertions:
            get_run_logger().warning("%s", warning)
        today = datetime.now(UTC).date().isoformat()
        folder = publish(settings.dataset, staged, settings.version or next_version(settings.dataset, today))
        rmtree(settings.staging, ignore_errors=True)
        return str(folder)
