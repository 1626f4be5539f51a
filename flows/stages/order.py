"""The stages, in the order they run."""

from flows.core.pipeline import Stage
from flows.stages.dates import find_dates

STAGES: tuple[Stage, ...] = (
    Stage("find_dates", "1", find_dates, needs=(), adds=("dates", "dating")),
)
"""Every extraction stage. `flows.core.pipeline.check_order` holds that each finds what it needs."""
