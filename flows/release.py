"""The release flow: what changed since the last release, gates, publication."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from prefect import flow, get_run_logger

from flows.handover import load_staged
from flows.lock import one_at_a_time
from flows.publish.changelog import changelog_lines, prepend_changelog
from flows.publish.compare import find_difference, read_report
from flows.publish.interrupted import finish_interrupted, noted
from flows.publish.quality import gold_scores, hold_quality
from flows.publish.redirects import find_redirects
from flows.publish.verify import release_folder
from flows.publish.write import next_version, report, write_release
from flows.settings import Settings
from flows.staging import Staged
from flows.tables.parts import Stored, having


def previous_release(dataset: Path) -> Path | None:
    """The release that `latest` points at, None before the first."""
    latest = dataset / "latest"
    return release_folder(latest).resolve() if latest.exists() else None


def publish(dataset: Path, staged: Staged, version: str, tolerance: float) -> Path:
    """Compare a staged release with the last one, write it, check it, move it into place.

    Args:
        dataset: Folder of releases.
        staged: What `flows.staging.stage_release` made.
        version: Version of the new release.
        tolerance: Fall of a quality figure, in points from 0 to 1, above which the release is stopped.

    Returns:
        The release's folder.

    Raises:
        ReleaseError: A gate failed, the version exists, or the folder cannot be written; `latest` is as it was.
    """
    previous = previous_release(dataset)
    quality = gold_scores(staged.info.fingerprint)
    info = replace(staged.info, version=version, previous=previous.name if previous else None, quality=quality)
    frames = staged.frames
    difference = None
    if previous:
        before = Stored.of(previous / "tables")
        frames = having(frames, {"redirects": find_redirects(before, frames, version)})
        difference = find_difference(before, frames, read_report(previous), report(frames, info))
        frames = having(frames, {"changes": difference.changes})
        hold_quality(previous, info.quality, tolerance)
    info = replace(info, changelog=changelog_lines(difference, info, frames))
    with noted(dataset, version):
        folder = write_release(dataset, frames, info, staged.texts)
        prepend_changelog(dataset / "CHANGELOG.md", version, info.changelog)
    return folder


@flow(name="tarikh-release", validate_parameters=False, persist_result=False)
def release(
    dataset: str = "dataset", version: str | None = None, tolerance: float = 0.05, leftover: bool = False
) -> str | None:
    """Publish what the last build staged.

    Args:
        dataset: Folder of releases.
        version: Release version, None for the next free one of the day.
        tolerance: Fall of a quality figure, in points from 0 to 1, above which the release is stopped.
        leftover: Whether it is well if there is nothing to publish, as after a build that released.

    Returns:
        The folder of the new release, None if there was nothing to publish.
    """
    settings = Settings(Path(), Path(dataset), version, tolerance=tolerance)
    with one_at_a_time(settings):
        finish_interrupted(settings.dataset)
        if leftover and not settings.staging.exists():
            get_run_logger().info("nothing is staged: the last build was released")
            return None
        staged = load_staged(settings.staging)
        for warning in staged.info.assertions:
            get_run_logger().warning("%s", warning)
        today = datetime.now(UTC).date().isoformat()
        folder = publish(
            settings.dataset, staged, settings.version or next_version(settings.dataset, today), settings.tolerance
        )
        rmtree(settings.staging, ignore_errors=True)
        return str(folder)
