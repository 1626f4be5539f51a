"""The table of event reports."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class EventReports(Table):
    """One article's report of one event: the trigger and what is said of it there."""

    report_id: Text = c.key("rep", "report")
    event_id: Text = c.ref("events.event_id", "The event it reports.")
    article_id: Text = c.article()
    start: Whole = c.start("trigger")
    end: Whole = c.end("trigger")
    text: Text = c.words("The trigger's words.")
    sentence_start: Whole = c.start("sentence", "Outside the sentences.")
    sentence_end: Whole = c.end("sentence", "Outside the sentences.")
    event_type: Text = c.code("event_types", "Type, `domain.type`.")
    modality: Text = c.code("modalities", "Status of the claim.")
    date_edtf: Text = c.edtf("When it happened, EDTF.", "Not known.")
    date_text: Text = c.words("The words the date rests on.", "It rests on no words of its own.")
    date_start: Text = c.day("First day.")
    date_end: Text = c.day("Last day.")
    date_span_start: Whole = c.start("date's words", "No words.")
    date_span_end: Whole = c.end("date's words", "No words.")
    date_method: Text = c.text("Rule that chose the date.", "Not dated.")
    place_id: Text = c.ref("entities.entity_id", "Where it happened.", "Not known.")
    place_text: Text = c.words("The words the place rests on.", "Not known.")
    place_span_start: Whole = c.start("place's words", "No words.")
    place_span_end: Whole = c.end("place's words", "No words.")
    place_method: Text = c.text("Rule that chose the place.", "Not placed.")
    statement_id: Text = c.ref("statements.statement_id", "Who says so.", "The article itself.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
