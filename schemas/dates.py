"""The table of time expressions."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Dates(Table):
    """One time expression."""

    date_id: Text = c.key("dat", "time expression")
    article_id: Text = c.article()
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words()
    date_edtf: Text = c.edtf("EDTF value.")
    date_start: Text = c.day("First day of the closed interval.")
    date_end: Text = c.day("Last day of the closed interval.")
    date_precision: Text = c.code("date_precisions", "How precise the words are.")
    anchor: Text = c.code("anchors", "What it was resolved against.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
