"""The table of positions."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Positions(Table):
    """One person's office as stated: person, position, occupancy."""

    position_id: Text = c.key("pos", "position")
    person_id: Text = c.ref("entities.entity_id", "The person.")
    organization_id: Text = c.ref("entities.entity_id", "The organization.", "None is named.")
    country: Text = c.country("Country the office is of, ISO 3166-1 alpha-2.")
    title: Text = c.words("Title as written.")
    status: Text = c.code("position_statuses", "Current, former, acting, incoming, as the article tells it.")
    valid_from: Text = c.edtf("Since when.", "Not stated.")
    valid_to: Text = c.edtf("Until when.", "Not stated.")
    article_id: Text = c.article()
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words()
    actor_type: Text = c.actor_type("PLOVER sector of the office.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
