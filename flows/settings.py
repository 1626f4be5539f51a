"""What a run is asked to do, in one frozen record."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a build.

    Attributes:
        raw: Folder of inputs.
        dataset: Folder of releases.
        version: Release version, None for the next free one of the day.
        workers: Processes that read and extract. The release does not depend on it.
        batch_size: Articles a task. The release does not depend on it.
        only: Build from this source (a subfolder of `raw`) alone.
        engine: Who does the batches: `local` (processes of this machine) or `dask`.
        scheduler: Address of a running Dask scheduler, such as `tcp://host:8786`; None lets Dask start workers here.
        tolerance: Fall of a quality figure, in points from 0 to 1, above which a release is stopped.
    """

    raw: Path
    dataset: Path
    version: str | None = None
    workers: int = 1
    batch_size: int = 40
    only: str | None = None
    engine: str = "local"
    scheduler: str | None = None
    tolerance: float = 0.05

    @property
    def cache(self) -> Path:
        """Folder of work that can be thrown away: `$TARIKH_CACHE`, else `.cache` in the dataset folder."""
        given = os.environ.get("TARIKH_CACHE")
        return Path(given) if given else self.dataset / ".cache"

    @property
    def store(self) -> Path:
        """The working store."""
        return self.cache / "store.sqlite"

    @property
    def staging(self) -> Path:
        """Where a build leaves its tables for the release flow."""
        return self.cache / "staging"

    @property
    def work(self) -> Path:
        """Where tables lie while they are made."""
        return self.cache / "work"

    @property
    def lock(self) -> Path:
        """The lock that lets one build or release at a time work on a dataset folder."""
        return self.dataset / ".lock"
