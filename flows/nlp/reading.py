"""Reading: the parser and the learned tagger over the same articles, as one `Parse` each."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.document import Document
from flows.core.parse import Parse
from flows.nlp.parser import load_parser
from flows.nlp.tagger import load_tagger


def read(documents: Sequence[Document]) -> list[Parse]:
    """Parse and tag some articles.

    Args:
        documents: Any number of them.

    Returns:
        One parse each, with the spans of both taggers.
    """
    parses = load_parser().parse(documents)
    tagger = load_tagger()
    if tagger is None:
        return parses
    return [replace(parse, tagged=(*parse.tagged, *spans)) for parse, spans in zip(parses, tagger.tag(parses), strict=True)]


def model_name() -> str:
    """Names and versions of the models, for fingerprints."""
    tagger = load_tagger()
    return f"{load_parser().name}+{tagger.name if tagger else 'no-tagger'}"
