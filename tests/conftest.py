"""Fixtures shared by all tests: one parser a run, and articles made from a few sentences."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.nlp.parser import Parser, load_parser
from flows.nlp.reading import read as read_both
from flows.readers.clean import find_blocks, normalise
from flows.stages.order import STAGES

CASES = Path(__file__).parent / "cases"

# the same examples every run: a red run is a change's fault; HYPOTHESIS_PROFILE=default searches anew
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def cases(name: str) -> list[dict]:
    """The cases of `tests/cases/<name>.yml`."""
    return yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))


def make_document(
    text: str, published_at: str | None = None, title: str | None = None, passport: Passport | None = None
) -> Document:
    """An article of an unlisted source."""
    text = normalise(text)
    method = "metadata" if published_at else None
    blocks = find_blocks(text, title)
    return Document(
        "art_test",
        "test",
        None,
        title,
        (),
        published_at,
        method,
        "en",
        text,
        blocks,
        "test.txt",
        None,
        passport or Passport("test"),
    )


@pytest.fixture(scope="session")
def parser() -> Parser:
    return load_parser()


@pytest.fixture(scope="session")
def read(parser: Parser) -> Callable[..., Analysis]:
    """An analysis with nothing but document and parse."""

    def read_text(
        text: str, published_at: str | None = None, title: str | None = None, passport: Passport | None = None
    ) -> Analysis:
        document = make_document(text, published_at, title, passport)
        return Analysis(document, parser.parse([document])[0])

    return read_text


@pytest.fixture(scope="session")
def analyse(read: Callable[..., Analysis]) -> Callable[..., Analysis]:
    """A full analysis."""

    def analyse_text(text: str, **given: object) -> Analysis:
        return run_stages(read(text, **given), STAGES)

    return analyse_text


@pytest.fixture(scope="session")
def tagged(parser: Parser) -> Callable[..., Analysis]:
    """A full analysis of an article read by parser and tagger, as a build reads it."""

    def analyse_text(text: str, **given: object) -> Analysis:
        document = make_document(text, **given)
        return run_stages(Analysis(document, read_both([document])[0]), STAGES)

    return analyse_text
