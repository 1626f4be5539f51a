"""What the words of and around one mention say of the type of its name."""

from collections.abc import Iterator, Mapping
from functools import cache

from flows.core.lexicons import read_csv, read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.sectors import is_known_name
from flows.core.translit import fold
from flows.stages.gazetteer import lookup
from flows.stages.name_spans import Span, title_words, weights
from flows.stages.place_context import demonym_countries

Evidence = tuple[str, str, float]
"""A type, the rule that speaks for it, and its points."""

TYPES = ("person", "organization", "place", "facility", "group")
TOWN = 50_000
LARGE = 100_000
"""Inhabitants of a town whose name is evidence for a place by itself."""


@cache
def given_names() -> Mapping[str, str]:
    """Gender (`m`, `f` or empty) of each given name, folded."""
    return {row["name"]: row["gender"] for row in read_csv("given_names")}


def of_words(key: str, text: str, votes: bool) -> Iterator[Evidence]:
    """Evidence of a name's own words.

    Args:
        key: Its folded words.
        text: It as written.
        votes: Whether some tagger takes it for a place (the gazetteer knows a place of nearly every name).
    """
    w, parts = weights(), key.split()
    for kind in ("organization", "facility", "place"):
        if parts[-1] in words("names", "suffixes", kind) and len(parts) > 1:
            yield kind, "suffix", w["suffix"]
    if len(parts) > 1 and parts[-1] in words("names", "buildings"):
        yield "facility", "building", w["building"]
    if is_known_name(key):
        yield "organization", "known", w["known"]
    if key in demonym_countries():
        yield "group", "demonym", w["demonym"]
    if key in words("names", "peoples"):
        yield "group", "people", w["people"]
    if len(parts) > 1 and parts[0] in given_names() and parts[-1] not in words("names", "suffixes", "organization"):
        yield "person", "given_name", w["given_name"]
    found = lookup(text) if votes or len(parts) < 4 else ()
    if any(n.place.feature in ("country", "admin1") and n.main for n in found):
        yield "place", "country", w["country"]
    elif votes and any(n.place.population >= LARGE for n in found):
        yield "place", "gazetteer", w["gazetteer"]
    if key not in given_names():
        if any(n.place.capital and n.main for n in found):
            yield "place", "capital", w["capital"]
        elif not votes and any(n.place.feature == "city" and n.place.population >= TOWN and n.main for n in found):
            yield "place", "town", w["town"]
    if len(parts) == 1 and text.isupper() and 2 < len(text) < 7:
        yield "organization", "capitals", w["capitals"]


def of_context(parse: Parse, span: Span) -> Iterator[Evidence]:
    """Evidence of the words around one mention."""
    w = weights()
    head = _head(parse, span)
    before = parse.tokens[span.first - 1] if span.first else None
    if before and before.sentence == head.sentence:
        if fold(before.text) in title_words() and (before.text[:1].isupper() or before.dep == "compound"):
            yield "person", "title", w["title"]
        if before.lower in words("names", "nouns", "vessel"):
            yield "facility", "vessel", w["vessel"]
        if before.lower in words("names", "place_prepositions"):
            yield "place", "preposition", w["preposition"]
    for kid in parse.children(head):
        if kid.dep == "relcl":
            who = next((t for t in parse.tokens[head.i + 1 : kid.i] if t.tag in ("WP", "WP$")), None)
            if who and who.lower != "what":
                yield "person", "relative", w["relative"]
    if any(
        k.lemma.lower() in words("names", "nouns", "organization") and _is_opened(parse, k)
        for k in parse.children(head, "appos")
    ):
        yield "organization", "called", w["called"]  # "Clean Hands, a rights group"
    for noun in _appositions(parse, head, span):
        for kind in ("person", "organization", "place", "facility"):
            if noun in words("names", "nouns", kind):
                yield kind, "noun", w["noun"]
    if any(kid.dep == "conj" and kid.lower in ("others", "people") for kid in parse.children(head)):
        yield "person", "others", w["others"]
    if head.dep == "poss" and parse.head(head).lemma.lower() in words("names", "nouns", "of_person"):
        yield "person", "owner", w["owner"]
    if head.dep == "pobj" and parse.head(head).lower == "of":
        whole = parse.head(parse.head(head))
        if {whole.lemma.lower(), whole.lower} & words("names", "nouns", "of_place"):
            yield "place", "of_place", w["of_place"]
    if _has_of_country(parse, head):
        yield "place", "of_country", w["of_country"]
    if head.dep == "nsubjpass" and parse.head(head).lemma.lower() in words("names", "done_to_persons"):
        yield "person", "done_to", w["done_to"]
    if head.dep == "nsubj":
        verb = parse.head(head).lemma.lower()
        if verb in words("names", "person_verbs"):
            yield "person", "verb", w["verb"]
        elif verb in words("names", "say_verbs"):
            yield "person", "say", w["say"]
            yield "organization", "say", w["say"] / 2


def _is_opened(parse: Parse, noun: Token) -> bool:
    return any(k.lower in ("a", "an") for k in parse.children(noun, "det"))


def _has_of_country(parse: Parse, head: Token) -> bool:
    """Whether a name has what only countries have: "X's army", "X recalled its ambassador", "the parliament of X"."""
    own = parse.head(head)
    if head.dep == "nsubj":
        return any(
            obj.lemma.lower() in words("names", "nouns", "of_country")
            and any(t.lower == "its" for t in parse.children(obj, "poss"))
            for obj in parse.children(own, "dobj")
        )
    if head.dep == "pobj" and own.lower == "of":
        own = parse.head(own)
    elif head.dep != "poss":
        return False
    return own.lemma.lower() in words("names", "nouns", "of_country")


def _head(parse: Parse, span: Span) -> Token:
    run = parse.tokens[span.first : span.last]
    inside = range(span.first, span.last)
    return next((t for t in reversed(run) if t.head not in inside or t.head == t.i), run[-1])


def _appositions(parse: Parse, head: Token, span: Span) -> Iterator[str]:
    """Lemmas of the nouns set beside a name: after it ("X, the minister") and before it ("the minister, X"; "farmer X")."""
    for kid in parse.children(head, "appos"):
        yield kid.lemma.lower()
    if head.dep == "appos":
        yield parse.head(head).lemma.lower()
    if span.first and head.sentence == parse.tokens[span.first - 1].sentence:
        before = parse.tokens[span.first - 1]
        if before.tag in ("NN", "NNS") and before.head in (head.i, *range(span.first, span.last)):
            yield before.lemma.lower()
    if head.dep in ("nsubj", "nsubjpass"):
        verb = parse.head(head)
        if verb.lemma == "be":
            yield from (kid.lemma.lower() for kid in parse.children(verb, "attr"))


@cache
def genders() -> Mapping[str, str]:
    """Gender of each title that tells it."""
    titles = read_yaml("titles")
    return {w: g for w, g in (*titles["honorifics"].items(), *titles["gendered"].items()) if g}
