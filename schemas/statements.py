"""The table of statements."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Statements(Table):
    """One attributed statement."""

    statement_id: Text = c.key("sta", "statement")
    article_id: Text = c.article()
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words("What is said, without cue and outer quotation marks.")
    speaker_id: Text = c.ref("entities.entity_id", "Who says it.", "Nobody named.")
    speaker_text: Text = c.words("The words for who says it.", "No words.")
    speaker_start: Whole = c.start("speaker's words", "No words.")
    speaker_end: Whole = c.end("speaker's words", "No words.")
    kind: Text = c.code("statement_kinds", "Direct, indirect or mixed quotation.")
    cue: Text = c.text("The words that show it is said.", "Only quotation marks show it.")
    stance: Text = c.code("stances", "What is done by saying it.")
    addressee: Text = c.text("Words for whom it is said to.", "Not stated.")
    date_edtf: Text = c.edtf("When it was said, EDTF.", "Not known.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
