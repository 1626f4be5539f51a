"""The stages, in the order they run."""

from flows.core.pipeline import Stage

STAGES: tuple[Stage, ...] = ()
"""Every extraction stage. `flows.core.pipeline.check_order` holds that each finds what it needs."""
