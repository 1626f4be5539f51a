"""A run killed while it publishes: the next one finishes what it had begun, and clears away the rest."""

import json
from pathlib import Path

import pytest

from flows.publish.interrupted import finish_interrupted, noted


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "report.json").write_text(json.dumps({"changelog": [f"What {version} is."]}), encoding="utf-8")
    (tmp_path / "latest").symlink_to("one")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## one\n\n- What one is.\n", encoding="utf-8")
    return tmp_path


def die(dataset: Path, version: str) -> None:
    """A process that dies leaves its note and whatever it was writing."""
    (dataset / ".publishing").write_text(version, encoding="utf-8")
    (dataset / ".three.partial" / "tables").mkdir(parents=True)
    (dataset / ".latest.partial").symlink_to("two")


def hidden(dataset: Path) -> list[str]:
    return sorted(p.name for p in dataset.iterdir() if p.name.startswith("."))


def test_a_release_in_place_is_announced(dataset: Path) -> None:
    die(dataset, "two")
    assert finish_interrupted(dataset) == dataset / "two"
    assert (dataset / "latest").resolve() == dataset / "two"
    text = (dataset / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.index("## two") < text.index("What two is.") < text.index("## one")
    assert hidden(dataset) == []
    assert finish_interrupted(dataset) is None
    assert (dataset / "CHANGELOG.md").read_text(encoding="utf-8") == text


def test_a_release_announced_by_half_is_announced_once(dataset: Path) -> None:
    die(dataset, "two")
    finish_interrupted(dataset)
    text = (dataset / "CHANGELOG.md").read_text(encoding="utf-8")
    die(dataset, "two")
    assert finish_interrupted(dataset) == dataset / "two"
    assert (dataset / "CHANGELOG.md").read_text(encoding="utf-8") == text


def test_a_release_not_in_place_is_forgotten(dataset: Path) -> None:
    die(dataset, "three")
    assert finish_interrupted(dataset) is None
    assert (dataset / "latest").resolve() == dataset / "one"
    assert hidden(dataset) == []


def test_a_latest_that_was_moved_back_on_purpose_stays(dataset: Path) -> None:
    assert finish_interrupted(dataset) is None
    assert (dataset / "latest").resolve() == dataset / "one"


def test_a_note_lasts_as_long_as_the_publication(dataset: Path) -> None:
    with noted(dataset, "two"):
        assert hidden(dataset) == [".publishing"]
    with pytest.raises(ZeroDivisionError), noted(dataset, "two"):
        raise ZeroDivisionError
    assert hidden(dataset) == []
