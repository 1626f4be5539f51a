"""The table of events."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Events(Table):
    """One thing that happened (or is alleged, planned, denied), merged over all reports of it. Useful alone."""

    event_id: Text = c.key("evt", "event")
    event_type: Text = c.code("event_types", "Type, `domain.type`.")
    plover: Text = c.text("PLOVER event type.", "PLOVER has none.")
    cameo: Text = c.text("CAMEO root code, two digits ('18': assault).", "CAMEO has none.")
    acled: Text = c.text("Nearest ACLED sub-event type.", "ACLED has none.")
    date_edtf: Text = c.edtf("When it happened, EDTF.", "Not known.")
    date_start: Text = c.day("First day.")
    date_end: Text = c.day("Last day.")
    date_precision: Text = c.code("date_precisions", "How precise the date is.")
    place_id: Text = c.ref("entities.entity_id", "Where it happened.", "Not known.")
    place_name: Text = c.text("Name of the place.", "Not known.")
    country: Text = c.country("Country where it happened, ISO 3166-1 alpha-2.")
    latitude: Real = c.latitude()
    longitude: Real = c.longitude()
    where_prec: Whole = c.whole("UCDP GED precision of the place, 1 (exact) to 7 (not known).", ge=1, le=7)
    date_prec: Whole = c.whole("UCDP GED precision of the date, 1 (day) to 5 (more than a month).", "Not dated.", ge=1, le=5)
    geo_precision: Text = c.code("geo_precisions", "What the coordinates stand for.")
    modality: Text = c.code("modalities", "Status of the claim.")
    deaths_low: Whole = c.whole("Lowest toll of deaths still standing.", "No toll is told.", "person", ge=0)
    deaths_best: Whole = c.whole(
        "Toll of deaths of the newest report that stands; the rule is in `flows/tables/tolls.py`.",
        "No toll is told.",
        "person",
        ge=0,
    )
    deaths_high: Whole = c.whole("Highest toll of deaths still standing.", "No toll is told.", "person", ge=0)
    injured_best: Whole = c.whole("Toll of injured of the newest report.", "No toll is told.", "person", ge=0)
    arrested_best: Whole = c.whole("Number arrested by the newest report.", "No number is told.", "person", ge=0)
    report_count: Whole = c.count("Reports of it.")
    article_count: Whole = c.count("Articles that report it, copies counted once.")
    source_count: Whole = c.count("Sources that report it, copies counted once.")
    first_reported: Text = c.day("Earliest publication day of a report.", "Not known.")
    merge_reason: Text = c.text("Score and reasons of the merge; single for one happening of one article.")
    confidence: Real = c.confidence()
    summary: Text = c.text("One generated line: who, what, whom, where, when.")
