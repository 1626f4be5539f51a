"""The words of `flows/lexicons/figures.yml` as lookups."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.core.lexicons import read_yaml
from flows.core.parse import Token


@dataclass(frozen=True)
class FigureWords:
    """What words say of a number; every lookup is by lower-case lemma or word.

    Attributes:
        subject: Verb to the measure of its active subject.
        passive: Verb to the measure of its object or passive subject.
        noun: Noun to the measure of what it counts.
        after: Word right behind a number or its noun to its measure.
        before: Word between a number and its noun to its measure.
        holders: Noun of a body of people to the measure of its size ("a crowd of 500").
        counted_types: Noun to its kind (`schemas/vocab/counted_types.csv`).
        lists: The other word lists of the file, by name.
    """

    subject: Mapping[str, str]
    passive: Mapping[str, str]
    noun: Mapping[str, str]
    after: Mapping[str, str]
    before: Mapping[str, str]
    holders: Mapping[str, str]
    counted_types: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether a word is in one of the lists."""
        return word in self.lists[name]


@lru_cache(maxsize=1)
def figure_words() -> FigureWords:
    """The words, read once."""
    data: dict[str, Any] = read_yaml("figures")

    def by(slot: str) -> dict[str, str]:
        return {word: measure for measure, slots in data["measures"].items() for word in slots[slot]}

    types: dict[str, str] = {}
    holders = {word: measure for measure, words in data["holders"].items() for word in words}
    for kind, words in data["counted_types"].items():
        for word in words:
            types.setdefault(word, kind)
    for word in read_yaml("participants")["person"]:
        if word not in data["no_people"]:
            types.setdefault(word, "person")
    lists = {name: frozenset(words) for name, words in data.items() if isinstance(words, list)}
    return FigureWords(by("subject"), by("passive"), by("noun") | by("toll"), by("after"), by("before"), holders, types, lists)


def lemma_of(token: Token) -> str:
    """A word's lemma, with those forms mended that the lemmatizer takes for another word's ("staged")."""
    misread: Mapping[str, str] = read_yaml("event_syntax")["misread"]
    return misread.get(token.lower, token.lemma.lower())


PERSONAL = frozenset(
    {"killed", "injured", "arrested", "missing", "displaced", "evacuated", "rescued", "abducted", "participants", "affected"}
)
"""Measures that count people."""

TOLLS = frozenset({"killed", "injured", "missing"})
"""Measures of a toll."""

THINGS = frozenset({"structure", "vehicle", "weapon", "animal", "other"})
"""Kinds of what is counted that are no people."""
