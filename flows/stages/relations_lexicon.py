"""What persons are called: offices, ties, kin, ranks and occupations, as data of `offices.csv` and `relations.yml`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from flows.core.lexicons import read_csv, read_yaml
from flows.core.parse import Parse, Token

LONGEST = 7
"""Most tokens of a title in the lexicon; a hyphen is a token."""


@dataclass(frozen=True, slots=True)
class Word:
    """One reading of a title of the lexicon.

    Attributes:
        title: As in the lexicon, singular, lower case.
        kind: office, tie (to somebody or an organization), kin, rank or occupation.
        predicate: What a tie or kinship states, empty for the other kinds.
        sector: PLOVER sector it tells, None if none.
        own: Whether the sector holds whatever the organization.
    """

    title: str
    kind: str
    predicate: str
    sector: str | None
    own: bool


@cache
def titles() -> Mapping[str, tuple[Word, ...]]:
    """Every reading of each title."""
    out: dict[str, list[Word]] = defaultdict(list)
    for row in read_csv("offices"):
        word = Word(row["title"], row["kind"], row["predicate"], row["sector"] or None, row["own"] == "yes")
        out[word.title].append(word)
    return MappingProxyType({title: tuple(found) for title, found in out.items()})


@cache
def first_words() -> frozenset[str]:
    """The first word of every title, to look no further at other tokens."""
    return frozenset(piece for title in titles() for piece in (title.split()[0], title.replace("-", " ").split()[0]))


@cache
def terms(*path: str) -> frozenset[str]:
    """A word list of `relations.yml`, by its keys."""
    found = read_yaml("relations")
    for part in path:
        found = found[part]
    return frozenset(found)


@cache
def statuses() -> Mapping[str, str]:
    """The status each word before an office tells."""
    return MappingProxyType({word: status for status, found in read_yaml("relations")["status"].items() for word in found})


@cache
def verbs() -> Mapping[str, str]:
    """What each verb says of an office, by lemma."""
    return MappingProxyType({verb: what for what, found in read_yaml("relations")["verbs"].items() for verb in found})


def singular(token: Token) -> str:
    """A noun in the singular, lower case, without the point of an abbreviation."""
    return _singular(token.lower, token.tag, token.lemma.lower())


@lru_cache(maxsize=20_000)
def _singular(form: str, tag: str, lemma: str) -> str:
    word = form.rstrip(".") or form
    if tag == "NNP" and word.endswith("s") and word not in titles() and word[:-1] in titles():
        return word[:-1]  # "Ministers" before names is often tagged as a name
    if tag not in ("NNS", "NNPS"):
        return word
    if lemma != word:
        return lemma
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def title_at(parse: Parse, i: int) -> tuple[int, tuple[Word, ...]] | None:
    """The longest title of the lexicon that begins at a token: one past its last token, and its readings."""
    if singular(parse.tokens[i]) not in first_words() and parse.tokens[i].lower.partition("-")[0] not in first_words():
        return None
    spelt, found = "", None
    for token in parse.tokens[i : i + LONGEST]:
        before = parse.tokens[token.i - 1]
        if token.i > i:
            if token.sentence != before.sentence:
                break
            spelt += before.lower.rstrip(".") or before.lower
            spelt += "" if before.end == token.start else " "
        readings = titles().get(spelt + singular(token)) or titles().get(spelt + token.lower)
        if readings:
            found = (token.i + 1, readings)
    return found
