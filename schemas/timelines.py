"""The table of timelines."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Text, Whole


class Timelines(Table):
    """One step in one person's public record. A step that is alleged stays alleged."""

    entity_id: Text = c.ref("entities.entity_id", "The person.")
    date_edtf: Text = c.edtf("When, EDTF.", "Not known.")
    date_start: Text = c.day("First day.")
    step: Text = c.code("timeline_steps", "Appointed, dismissed, detained, accused ...")
    modality: Text = c.code("modalities", "Status of the claim.")
    event_id: Text = c.ref("events.event_id", "The event.")
    article_count: Whole = c.count("Articles that report it, copies counted once.")
    source_count: Whole = c.count("Sources that report it, copies counted once.")
