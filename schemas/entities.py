"""The table of entities."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Real, Text, Whole


class Entities(Table):
    """One person, organization, place, facility or group, across all articles."""

    entity_id: Text = c.key("ent", "entity")
    entity_type: Text = c.code("entity_types", "What kind of thing it is.")
    name: Text = c.words("Canonical name.")
    country: Text = c.country("Country it belongs to or lies in, ISO 3166-1 alpha-2.")
    actor_type: Text = c.actor_type("PLOVER sector.")
    wikidata_id: Text = c.text("Wikidata item.", "Not linked.")
    geonames_id: Text = c.text("GeoNames id.", "Not linked.")
    latitude: Real = c.latitude()
    longitude: Real = c.longitude()
    admin1: Text = c.text("First-order region.", "Not known.")
    geo_precision: Text = c.code("geo_precisions", "What the coordinates stand for.")
    link_method: Text = c.text("How it was linked to the gazetteer.", "Not linked.")
    mention_count: Whole = c.count("Mentions in all articles.")
    article_count: Whole = c.count("Articles that mention it.")
    first_seen: Text = c.day("Earliest publication day of an article that mentions it.", "Not known.")
    last_seen: Text = c.day("Latest publication day of an article that mentions it.", "Not known.")
    merge_reason: Text = c.text("Why the articles' entities are one.")
    confidence: Real = c.confidence()
