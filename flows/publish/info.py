"""What a release says of itself besides its tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.core.errors import TarikhError


class ReleaseError(TarikhError):
    """A release cannot be written; the message names the folder and the fix."""


@dataclass(frozen=True)
class ReleaseInfo:
    """What the descriptors and the report of a release are made from.

    Attributes:
        version: Version of the data.
        schema_version: Version of the tables and columns.
        previous: Version of the release before, None for the first.
        fingerprint: Hash of stages, lexicons and models.
        inputs: Records found in the raw folder.
        corrections: What became of each correction; `table`, `columns` and `keys` (as in `changes`) where known.
        assertions: Warnings of the sources' floors and ceilings.
        near_misses: The likeliest pairs that were nearly merged, at most 1,000 of each kind.
        near_miss_counts: How many there are in all, by kind.
        releasable: Sources whose text may be published.
        quality: Measured quality (`flows.publish.quality.measured`), empty if not measured. Coverage is added on writing.
        changelog: What changed since the previous release, as lines.
        fingerprints: Hash by part: extractor, lexicon, model, judgement ...; tells why rows changed.
        raw_files: (path below the raw folder, SHA-256) of every file the release was built from.
        timings: Seconds by step. They go to report.json and nowhere else.
    """

    version: str
    schema_version: str
    previous: str | None
    fingerprint: str
    inputs: int
    corrections: tuple[Mapping[str, Any], ...] = ()
    assertions: tuple[str, ...] = ()
    near_misses: tuple[Mapping[str, Any], ...] = ()
    near_miss_counts: Mapping[str, int] = field(default_factory=dict)
    releasable: tuple[str, ...] = ()
    quality: Mapping[str, Any] = field(default_factory=dict)
    changelog: tuple[str, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    raw_files: tuple[tuple[str, str], ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
