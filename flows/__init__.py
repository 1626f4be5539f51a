"""Tarikh's pipeline: raw news articles in, an evidence-backed dataset of events out."""
