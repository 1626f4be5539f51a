"""The release flow: what changed, gates, publication."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.publish.changelog import changelog_lines, prepend_changelog
from flows.publish.compare import diff_frames, diff_releases, read_report, read_tables
from flows.publish.verify import release_folder
from flows.publish.write import ReleaseError, next_version, report, write_release
from flows.settings import Settings
from flows.staging import Staged
from flows.tables.frames import frame


def previous_release(dataset: Path) -> Path | None:
    """The release that `latest` points at, None before the first."""
    latest = dataset / "latest"
    return release_folder(latest) if latest.exists() else None


@task(name="release", cache_policy=NO_CACHE, persist_result=False)
def release(settings: Settings, staged: Staged) -> Path:
    """Publish a staged release: compare with the last one, write, check, move into place.

    Args:
        settings: The build's settings.
        staged: What `flows.staging.stage_release` made.

    Returns:
        The release's folder.

    Raises:
        ReleaseError: A gate failed, the version exists, or the folder cannot be written; `latest` is as it was.
    """
    logger = get_run_logger()
    version = settings.version or next_version(settings.dataset, datetime.now(UTC).date().isoformat())
    if not version.replace(".", "").replace("-", "").isalnum() or version.startswith("."):
        raise ReleaseError(f"{version!r}: a version is letters, digits, dots and dashes, such as 2026.11.23")
    previous = previous_release(settings.dataset)
    info = replace(staged.info, version=version, previous=previous.name if previous else None)
    frames = dict(staged.frames)
    if previous:
        old = read_tables(previous)
        changes = diff_frames(old, frames, read_report(previous), report(frames, info))
        frames["changes"] = frame("changes", changes.astype(object).where(changes.notna(), None).to_dict("records"))
    for warning in info.assertions:
        logger.warning("%s", warning)
    folder = write_release(settings.dataset, frames, info, staged.texts)
    difference = diff_releases(previous, folder) if previous else None
    prepend_changelog(settings.dataset / "CHANGELOG.md", version, changelog_lines(difference, info, frames))
    return folder
