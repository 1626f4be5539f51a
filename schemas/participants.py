"""The table of participants."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Participants(Table):
    """One participant in one report."""

    report_id: Text = c.ref("event_reports.report_id", "The report.")
    event_id: Text = c.ref("events.event_id", "The event.")
    article_id: Text = c.article()
    role: Text = c.code("roles", "Role in the event.")
    entity_id: Text = c.ref("entities.entity_id", "The entity.", "The words name nobody.")
    mention_id: Text = c.ref("mentions.mention_id", "The mention.", "The words name nobody.")
    text: Text = c.words()
    start: Whole = c.start()
    end: Whole = c.end()
    entity_type: Text = c.code("participant_types", "What kind of thing the words are for.")
    actor_type: Text = c.actor_type("PLOVER sector on the event's date.")
    country: Text = c.country("Country on the event's date, ISO 3166-1 alpha-2.")
    number: Real = c.real("How many the words count.", "They do not count.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
