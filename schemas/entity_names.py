"""The table of entity names."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Flag, Text, Whole


class EntityNames(Table):
    """One name of one entity."""

    entity_id: Text = c.ref("entities.entity_id", "The entity.")
    name: Text = c.words("The name as written.")
    script: Text = c.code("scripts", "Script of the name, ISO 15924.")
    language: Text = c.text("ISO 639-1 code of the name's language.", "Not known.")
    is_canonical: Flag = c.whole("Whether it is the canonical name.")
    mention_count: Whole = c.count("Times it is used.")
    search_key: Text = c.text("The name folded to plain Latin letters: equal for spellings of one name in any script.")
