"""The table of mentions."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Mentions(Table):
    """One span that names or refers to an entity."""

    mention_id: Text = c.key("men", "mention")
    article_id: Text = c.article()
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words()
    entity_id: Text = c.ref("entities.entity_id", "The entity named or referred to.")
    mention_type: Text = c.code("mention_types", "Name, nominal or pronoun.")
    sentence: Whole = c.whole("Number of the sentence in the article, from 0.", "Outside the sentences (a caption).", ge=0)
    rule: Text = c.rule()
    confidence: Real = c.confidence()
