"""Extraction stages: one pure function a file, listed in order by `flows.stages.order.STAGES`."""
