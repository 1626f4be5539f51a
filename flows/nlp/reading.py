"""Reading: the parser and the learned taggers over the same articles, as one `Parse` each."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.document import Document
from flows.core.parse import Parse
from flows.nlp.adapters.llm import configured
from flows.nlp.parser import load_parser
from flows.nlp.role_tagger import load_role_tagger
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
    tagger, roles, endpoint = load_tagger(), load_role_tagger(), configured()
    if tagger is not None:
        parses = [replace(p, tagged=(*p.tagged, *spans)) for p, spans in zip(parses, tagger.tag(parses), strict=True)]
    if roles is not None:
        parses = [replace(p, tagged=(*p.tagged, *roles.tag(p))) for p in parses]
    if endpoint is not None:
        parses = [replace(p, tagged=(*p.tagged, *endpoint.tag(d))) for p, d in zip(parses, documents, strict=True)]
    return parses


def model_name() -> str:
    """Names and versions of the models, for fingerprints."""
    models = (load_parser(), load_tagger(), load_role_tagger(), configured())
    return "+".join(model.name if model else "none" for model in models)
