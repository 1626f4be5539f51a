"""Decisions across articles: near-duplicates, entities, events."""
