"""Which entity the words at a token stand for."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.gazetteer import lookup
from flows.stages.place_context import demonym_countries


@dataclass(frozen=True, slots=True)
class Named:
    """A mention as a run of tokens, `first` to `last` (exclusive), and its entity."""

    first: int
    last: int
    entity: Entity
    mention: Mention


@dataclass(frozen=True)
class Index:
    """The mentions of an article by token.

    Attributes:
        analysis: The article.
        names: The name each token stands in.
        references: The description or pronoun each token heads.
    """

    analysis: Analysis
    names: Mapping[int, Named]
    references: Mapping[int, Named]

    @property
    def parse(self) -> Parse:
        """The article's parse."""
        return self.analysis.parse

    def at(self, i: int) -> Named | None:
        """What a token stands for: the name it is part of, else the reference it heads."""
        return self.names.get(i) or self.references.get(i)

    def starts(self, i: int, kind: str = "person") -> Named | None:
        """The name of a type that begins at a token."""
        named = self.names.get(i)
        return named if named and named.first == i and named.entity.type == kind else None

    def demonym(self, i: int) -> str | None:
        """The country a nationality word at a token is of ("Turkish"; of two words at the second: "South Korean")."""
        tokens = self.parse.tokens
        if not tokens[i].text[:1].isupper():
            return None
        before = tokens[i - 1].lower if i else ""
        known = demonym_countries()
        return known.get(f"{before} {tokens[i].lower}") or known.get(fold(tokens[i].lower))

    def country_word(self, i: int) -> str | None:
        """The country of a nationality word or of an abbreviation ("U.S.") at a token."""
        text = self.parse.tokens[i].text
        if code := self.demonym(i):
            return code
        if not text.isupper() or not 2 <= len(text) <= 6 or self.parse.tokens[i].tag not in ("NNP", "JJ"):
            return None
        return next((n.place.country for n in lookup(text) if n.place.feature == "country"), None)


def index_mentions(analysis: Analysis) -> Index:
    """Index the mentions of an article."""
    parse = analysis.parse
    entities = {e.key: e for e in analysis.entities}
    names: dict[int, Named] = {}
    references: dict[int, Named] = {}
    for mention in analysis.mentions:
        inside = parse.between(mention.start, mention.end)
        if not inside:
            continue
        named = Named(inside[0].i, inside[-1].i + 1, entities[mention.entity], mention)
        if mention.type == "name" and _is_nationality(inside):
            continue
        if mention.type == "name":
            names.update(dict.fromkeys(range(named.first, named.last), named))
        elif head := parse.span_head(mention.start, mention.end):
            references[head.i] = named
    return Index(analysis, names, references)


def _is_nationality(inside: tuple[Token, ...]) -> bool:
    """Whether what was taken for a name is a nationality word before a noun ("Norwegian Interior Minister")."""
    first = inside[0]
    return len(inside) == 1 and first.dep in ("amod", "compound", "nmod") and fold(first.lower) in demonym_countries()


def named_by(index: Index, token: Token) -> Named | None:
    """What a noun stands for: its name, the name beside it ("the watchdog Z"), or the one it stands beside ("Z, a faction")."""
    parse = index.parse
    if found := index.at(token.i):
        return found
    beside = next((n for t in parse.children(token, "appos") if (n := index.names.get(t.i))), None)
    if beside is None and token.dep == "appos":
        beside = index.names.get(token.head)
    if beside is None and token.dep == "attr":  # "Z is a bank founded by X"
        subject = parse.child(parse.head(token), "nsubj")
        beside = index.at(subject.i) if subject is not None else None
    return beside


def span(index: Index, first: int, last: int) -> tuple[int, int]:
    """The code points of the tokens `first` to `last` (exclusive)."""
    return index.parse.tokens[first].start, index.parse.tokens[last - 1].end
