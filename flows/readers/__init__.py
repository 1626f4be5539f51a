"""Readers turn raw bytes into `Document`s or say, in one line, why they cannot."""
