"""Whom a pronoun may stand for: the article's persons and things, with gender and place in each sentence."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.name_evidence import genders, given_names
from flows.stages.quotes import Quotation, find_quotations


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """One phrase that names or describes somebody or something.

    Attributes:
        first: Index of its first token.
        last: One past the last.
        entity: `Entity.key`; None for a person the article does not name.
        named: Whether a name says so.
    """

    first: int
    last: int
    entity: int | None = field(compare=False)
    named: bool = field(compare=False)


@dataclass
class Reading:
    """The candidates of an article, which grow as references are resolved.

    Attributes:
        parse: The article.
        types: Type of each entity.
        gender: `m` or `f` of each person of whom the article or the given name tells.
        count: Mentions of each entity.
        quotations: The article's quotations.
        candidates: In reading order.
    """

    parse: Parse
    types: Mapping[int, str]
    gender: Mapping[int, str]
    count: Counter[int]
    quotations: tuple[Quotation, ...]
    candidates: list[Candidate]

    def add(self, candidate: Candidate) -> None:
        """Note a resolved reference."""
        insort(self.candidates, candidate)

    def before(self, token: Token, reach: int) -> list[Candidate]:
        """Candidates before a token, at most `reach` sentences back."""
        first = self.parse.sentences[max(0, token.sentence - reach)].first
        return [c for c in self.between(first, token.i) if c.last <= token.i]

    def between(self, first: int, last: int) -> list[Candidate]:
        """Candidates that begin at tokens `first` to `last` (exclusive)."""
        low = bisect_left(self.candidates, Candidate(first, 0, None, False))
        return self.candidates[low : bisect_left(self.candidates, Candidate(last, 0, None, False))]

    def head(self, candidate: Candidate) -> Token:
        """Its syntactic head."""
        tokens = self.parse.tokens
        found = self.parse.span_head(tokens[candidate.first].start, tokens[candidate.last - 1].end)
        return found or tokens[candidate.last - 1]

    def fits(self, entity: int, gender: str) -> bool:
        """Whether a pronoun of a gender (`n` for it) may stand for an entity."""
        person = self.types[entity] == "person"
        if gender == "n":
            return self.types[entity] in ("organization", "place", "facility")
        return person and self.gender.get(entity, gender) == gender


def read_persons(analysis: Analysis) -> Reading:
    """Collect the candidates an article offers before any reference is resolved."""
    parse = analysis.parse
    types = {e.key: e.type for e in analysis.entities}
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    taken: set[int] = set()
    candidates = []
    for mention in analysis.mentions:
        inside = parse.between(mention.start, mention.end) if mention.type == "name" else ()
        if inside:
            first, last = inside[0].i, inside[-1].i + 1
            taken.update(range(first, last))
            spans[mention.entity].append((first, last))
            candidates.append(Candidate(first, last, mention.entity, True))
    candidates += [Candidate(t.i, t.i + 1, None, False) for t in _unnamed(parse, taken)]
    gender = {k: g for k, found in spans.items() if types[k] == "person" and (g := _gender(parse, found))}
    count = Counter({key: len(found) for key, found in spans.items()})
    return Reading(parse, types, gender, count, find_quotations(analysis.document), sorted(candidates))


def _unnamed(parse: Parse, taken: set[int]) -> Iterator[Token]:
    """Heads of phrases for one person without a name: "a woman", "the driver"; not "farmer Ana Sol" or "X, a farmer"."""
    persons = words("names", "nouns", "person")
    for token in parse.tokens:
        if token.tag == "NN" and token.lemma.lower() in persons and token.i not in taken:
            beside = token.dep in ("appos", "attr", "compound", "amod", "nmod") or (token.head in taken and token.dep == "poss")
            if not beside and not any(k.i in taken and k.dep == "appos" for k in parse.children(token)):
                yield token


@cache
def _gendered() -> Mapping[str, str]:
    return {w: g for g, found in read_yaml("pronouns")["gendered"].items() for w in found}


def _gender(parse: Parse, spans: list[tuple[int, int]]) -> str | None:
    """What titles, descriptions and the given name say; None where they say nothing or disagree."""
    votes: Counter[str] = Counter()
    for first, last in spans:
        run = parse.tokens[first:last]
        around = [parse.tokens[first - 1]] if first and parse.tokens[first - 1].sentence == run[0].sentence else []
        head = next((t for t in run if t.head not in range(first, last)), run[-1])
        around += parse.children(head, "appos")
        around += [parse.head(head)] if head.dep == "appos" else []
        for token in around:
            word = token.lower.rstrip(".")
            votes.update(filter(None, (genders().get(word), _gendered().get(token.lemma.lower()))))
    if not votes:
        full = max(spans, key=lambda s: s[1] - s[0])
        if full[1] - full[0] > 1 and (g := given_names().get(fold(parse.tokens[full[0]].text))):
            return g
        return None
    (best, n), *rest = votes.most_common()
    return best if not rest or n > rest[0][1] else None
