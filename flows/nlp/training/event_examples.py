"""What the event and argument taggers learn from: the words of articles marked by hand, as the encoder's layers hold them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flows.core.document import Document
from flows.core.parse import Parse, Token
from flows.nlp.argument_tagger import distance, may_take_part, way
from flows.nlp.encoder import load_encoder
from flows.nlp.event_tagger import may_tell
from flows.nlp.parser import load_parser
from flows.nlp.reading import windows
from flows.nlp.training.marked import Marked, checked, invented, read_marks, text_key
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.readers.read import read_input


@dataclass(frozen=True)
class Examples:
    """Words, and pairs of them.

    Attributes:
        held: What the encoder's layers hold of each word, half precision: (words, width).
        types: Types of event each tells, joined by `+`; empty where none.
        modalities: How real that event is; empty where none is told.
        lemmas: Its lemma, empty for names.
        judged: Whether the event tagger judges the word.
        apart: Whether its article only measures.
        triggers: Of each pair the number of the word that tells an event, of an article whose participants are known ...
        others: ... of another word of its sentence ...
        events: ... the type of the event ...
        roles: ... the role of the other word, empty where it takes no part ...
        ways: ... how they hang together ...
        functions: ... the syntactic function of the other word ...
        distances: ... and how far it stands.
    """

    held: np.ndarray
    types: np.ndarray
    modalities: np.ndarray
    lemmas: np.ndarray
    judged: np.ndarray
    apart: np.ndarray
    triggers: np.ndarray
    others: np.ndarray
    events: np.ndarray
    roles: np.ndarray
    ways: np.ndarray
    functions: np.ndarray
    distances: np.ndarray


def documents(raw: Path) -> Iterator[Document]:
    """The articles of a raw folder."""
    passports = read_passports(raw)
    for item in find_inputs(raw):
        yield from read_input(raw, item, passports).documents


def marked_articles(raw: Sequence[Path]) -> Iterator[tuple[Document, Marked]]:
    """The articles that were marked: of raw folders, each once, and the invented ones."""
    marks = dict(read_marks())
    for document in (d for folder in raw for d in documents(folder)):
        marked = marks.pop(text_key(document.text), None)
        if marked is not None:
            yield document, checked(document, marked)
    if marks:
        print(f"{len(marks)} marked articles are not in {', '.join(map(str, raw))}")
    yield from invented()


def _role(event_type: str, role: str) -> str:
    """Who is attacked is its target, whatever harm is told of him besides."""
    return "target" if role == "victim" and event_type.startswith("conflict.") else role


def _pairs(
    parse: Parse, words: Sequence[Token], marked: Marked, first: int
) -> Iterator[tuple[int, int, str, str, str, str, int]]:
    """The pairs of an article, as the fields of `Examples` from `triggers` on; its words are numbered from `first`."""
    position = {token.start: n for n, token in enumerate(words)}
    for (at, kind), roles in marked.roles.items():
        if at in position:
            trigger = words[position[at]]
            for n, word in enumerate(words):
                if word.sentence == trigger.sentence and word.i != trigger.i:
                    role = _role(kind, roles.get(word.start, ""))
                    yield (
                        first + position[at],
                        first + n,
                        kind,
                        role,
                        way(parse, trigger, word),
                        word.dep,
                        distance(trigger, word),
                    )


def gather(raw: Sequence[Path]) -> Examples:
    """The examples of all marked articles."""
    encoder, parser = load_encoder(), load_parser()
    if encoder is None:
        raise SystemExit("the encoder is not there: export it first")
    held: list[np.ndarray] = []
    words: list[tuple[str, str, str, bool, bool]] = []
    pairs: list[tuple[int, int, str, str, str, str, int]] = []
    for number, (document, marked) in enumerate(marked_articles(raw)):
        (parse,) = parser.parse([document])
        found = (
            (parse.tokens[i], h)
            for read in windows(encoder, parse)
            for scored in read
            for i, h in zip(scored.window.words, scored.held, strict=True)
        )
        own = sorted(((t, h) for t, h in found if may_take_part(t)), key=lambda pair: pair[0].i)
        pairs += _pairs(parse, [t for t, _ in own], marked, len(words))
        for token, layers in own:
            mark = marked.events.get(token.start)
            held.append(layers.astype(np.float16))
            told = ("+".join(mark.types), mark.modality) if mark else ("", "")
            lemma = "" if token.pos == "PROPN" else token.lemma.lower()
            words.append((*told, lemma, may_tell(token), marked.apart))
        if number % 100 == 0:
            print(f"{number} articles, {len(words)} words", flush=True)
    return Examples(np.stack(held), *(np.array(column) for rows in (words, pairs) for column in zip(*rows, strict=True)))


def kept_or(gathered: Callable[[], Examples], path: Path) -> Examples:
    """The examples of a file, or those gathered, which it then keeps."""
    if not path.is_file():
        np.savez(path, **vars(gathered()))
    with np.load(path) as stored:
        return Examples(**{name: stored[name] for name in Examples.__dataclass_fields__})
