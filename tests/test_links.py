"""Every link of the project's own pages leads to a file."""

import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
ROOMS = ("flows", "schemas", "raw", "dataset", "tests", "benchmarks", "docs")
PAGES = sorted([*REPO.glob("*.md"), *(page for room in ROOMS for page in (REPO / room).rglob("*.md"))])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPO).as_posix())
def test_links_lead_to_files(page):
    assert [to for to in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / to).exists()] == []
