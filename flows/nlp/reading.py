"""Reading: the parser and the learned taggers over the same articles, as one `Parse` each."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.document import Document
from flows.core.parse import Parse, Token
from flows.nlp.adapters.llm import configured
from flows.nlp.argument_tagger import link_arguments, load_argument_tagger
from flows.nlp.encoder import Encoder, Scored, load_encoder
from flows.nlp.event_tagger import load_event_tagger, tag_events
from flows.nlp.name_tagger import may_name, tag_names
from flows.nlp.parser import load_parser
from flows.nlp.role_tagger import is_violent, tag_roles


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
    encoder, endpoint = load_encoder(), configured()
    if encoder is not None:
        parses = [tag(encoder, parse) for parse in parses]
    if endpoint is not None:
        parses = [replace(p, tagged=(*p.tagged, *endpoint.tag(d))) for p, d in zip(parses, documents, strict=True)]
    return parses


def tag(encoder: Encoder, parse: Parse) -> Parse:
    """An article's parse with the names, roles and events that are found in one reading of it by the encoder."""
    told, others = windows(encoder, parse)
    names, roles, events = tag_names(parse, told, encoder.labels), tag_roles(parse, told), tag_events(parse, (*told, *others))
    linked = link_arguments(parse, (*told, *others), events)
    return replace(parse, tagged=(*parse.tagged, *names, *roles), eventful=events, linked=linked)


def windows(encoder: Encoder, parse: Parse) -> tuple[tuple[Scored, ...], tuple[Scored, ...]]:
    """What the encoder says of the sentences of an article that may have a name or tell violence, and of the others, which tell events at most."""
    telling = {s.index for s in parse.sentences if is_told(parse.tokens_of(s))}
    told = tuple(encoder.read(parse, lambda s: s.index in telling))
    return told, tuple(encoder.read(parse, lambda s: s.index not in telling))


def is_told(tokens: Sequence[Token]) -> bool:
    """Whether names and roles are looked for in a sentence: it may have a name, or tells violence."""
    return may_name(tokens) or is_violent(tokens)


def model_name() -> str:
    """Names and versions of the models, for fingerprints."""
    models = (load_parser(), load_encoder(), load_event_tagger(), load_argument_tagger(), configured())
    return "+".join(model.name if model else "none" for model in models)
