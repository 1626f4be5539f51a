"""The table of relations."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Relations(Table):
    """One stated relation between entities, or of an entity and a position."""

    relation_id: Text = c.key("rel", "relation")
    article_id: Text = c.article()
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words()
    subject_id: Text = c.ref("entities.entity_id", "The subject.")
    predicate: Text = c.code("predicates", "What holds.")
    object_id: Text = c.ref("entities.entity_id", "The object.", "The object is only a title.")
    title: Text = c.text("What the text calls it: the position, or the tie (nephew, lawyer).", "A verb tells it.")
    detail: Text = c.text("More words of it (former lawyer).", "None.")
    valid_from: Text = c.edtf("Since when.", "Not stated.")
    valid_to: Text = c.edtf("Until when.", "Not stated.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
