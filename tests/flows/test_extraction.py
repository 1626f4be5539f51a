"""A worker's batch: each article once, and a failing article costs itself alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from flows import extraction
from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.parse import Parse
from flows.core.pipeline import Stage
from flows.core.store import Header
from flows.extraction import extract_articles, read_inputs
from flows.nlp.reading import read
from flows.readers.inventory import find_inputs

STORIES = {
    "fire.txt": "A fire killed two bakers in Oslo on Monday, police said.\n",
    "vote.txt": "Voters in Latvia elected a new parliament on Saturday.\n",
    "storm.txt": "A storm destroyed forty houses near Batumi on Friday.\n",
}


@pytest.fixture
def batch(tmp_path: Path) -> tuple[Path, tuple[Header, ...]]:
    raw = tmp_path / "raw"
    (raw / "daily").mkdir(parents=True)
    for name, text in STORIES.items():
        (raw / "daily" / name).write_text(text, encoding="utf-8")
    store = tmp_path / "store.sqlite"
    readings = read_inputs(store, raw, find_inputs(raw), {})
    return store, tuple(h for r in readings for h in r.headers)


def test_articles_are_extracted_once(batch: tuple[Path, tuple[Header, ...]]) -> None:
    store, headers = batch
    assert [(o.reused, o.refused) for o in extract_articles(store, headers)] == [(False, None)] * 3
    assert [(o.reused, o.refused) for o in extract_articles(store, headers)] == [(True, None)] * 3


def failing_stage(analysis: Analysis) -> Analysis:
    if "Latvia" in analysis.text:
        raise ZeroDivisionError("no votes\nsecond line")
    return analysis


def test_a_failing_stage_costs_one_article(batch: tuple[Path, tuple[Header, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    store, headers = batch
    monkeypatch.setattr(extraction, "STAGES", (Stage("fails", "1", failing_stage, needs=(), adds=()),))
    refused = [o.refused for o in extract_articles(store, headers) if o.refused]
    assert [(r.stage, r.reason, r.detail, Path(r.raw_path).name) for r in refused] == [
        ("extract", "stage_failed", "ZeroDivisionError: no votes", "vote.txt")
    ]


def test_a_failing_parser_costs_one_article(batch: tuple[Path, tuple[Header, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing_read(documents: Sequence[Document]) -> list[Parse]:
        if any("Oslo" in d.text for d in documents):
            raise MemoryError("too long")
        return read(documents)

    store, headers = batch
    monkeypatch.setattr(extraction, "read", failing_read)
    outcomes = extract_articles(store, headers)
    assert [Path(o.refused.raw_path).name for o in outcomes if o.refused] == ["fire.txt"]
    assert len([o for o in outcomes if not o.refused]) == 2


def test_a_vanished_document_is_said(batch: tuple[Path, tuple[Header, ...]], tmp_path: Path) -> None:
    outcomes = extract_articles(tmp_path / "other.sqlite", batch[1])
    assert [o.refused.reason for o in outcomes if o.refused] == ["store_damaged"] * 3


def test_metadata_that_cannot_be_used_is_told_with_its_file(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "fire.txt").write_text(STORIES["fire.txt"], encoding="utf-8")
    (raw / "fire.meta.json").write_text('{"source": "daily", "published_at": "2024-13-45"}', encoding="utf-8")
    inputs = find_inputs(raw)
    first = read_inputs(tmp_path / "store.sqlite", raw, inputs, {})
    assert [r.remarks for r in first] == [("fire.txt: published_at: no such day: '2024-13-45'",)]
    assert read_inputs(tmp_path / "store.sqlite", raw, inputs, {}) == first, "remembered, as the reading is"
