"""The ledger of figures."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Figures(Table):
    """One number stated about the world. Figures that disagree stand side by side."""

    figure_id: Text = c.key("fig", "figure")
    article_id: Text = c.article()
    event_id: Text = c.ref("events.event_id", "The event it belongs to.", "It belongs to none.")
    report_id: Text = c.ref("event_reports.report_id", "The report it belongs to.", "It belongs to none.")
    start: Whole = c.start()
    end: Whole = c.end()
    text: Text = c.words()
    measure: Text = c.code("measures", "What is measured.")
    value: Real = c.real("The value, in `unit`.", "Only bounds are known, or the words are vague.")
    value_min: Real = c.real("Lowest value the words allow.", "No lower bound.")
    value_max: Real = c.real("Highest value the words allow.", "No upper bound.")
    modifier: Text = c.code("modifiers", "How the words limit the value.")
    unit: Text = c.text("person, year, ISO 4217 currency, SI unit, percent ...", "A bare count.")
    counted: Text = c.text("The noun counted, as written.", "No noun.")
    counted_type: Text = c.code("counted_types", "Kind of what is counted.", "Not known.")
    part_of: Text = c.ref("figures.figure_id", "The figure of the whole.", "It is no part.")
    scope: Text = c.code("scopes", "Running total, increment, over a period, or single.")
    as_of: Text = c.edtf("The date it holds for.", "Not stated.")
    attributed_to: Text = c.text("Words for who says so.", "The article itself.")
    attributed_entity_id: Text = c.ref("entities.entity_id", "Who says so.", "Nobody named.")
    rule: Text = c.rule()
    confidence: Real = c.confidence()
