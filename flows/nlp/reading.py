"""Reading: the parser and the learned taggers over the same articles, as one `Parse` each."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.document import Document
from flows.core.parse import Parse
from flows.nlp.adapters.llm import configured
from flows.nlp.parser import load_parser
from flows.nlp.tagger import load_tagger


def read(documents: Sequence[Document]) -> list[Parse]:
    """Parse and tag some articles.

    Args:
        documents: Any number of them.

    Returns:
        One parse each, with the spans of every tagger that is there.

    Raises:
        EndpointFailed: An endpoint is configured and does not serve.
    """
    parses = load_parser().parse(documents)
    tagger, endpoint = load_tagger(), configured()
    if tagger is not None:
        parses = [replace(p, tagged=(*p.tagged, *spans)) for p, spans in zip(parses, tagger.tag(parses), strict=True)]
    if endpoint is not None:
        parses = [replace(p, tagged=(*p.tagged, *endpoint.tag(d))) for p, d in zip(parses, documents, strict=True)]
    return parses


def model_name() -> str:
    """Names and versions of the models, for fingerprints."""
    tagger, endpoint = load_tagger(), configured()
    names = [load_parser().name, tagger.name if tagger else "no-tagger", *([endpoint.name] if endpoint else [])]
    return "+".join(names)
