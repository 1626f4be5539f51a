"""Names whose tagger leaves out the names inside them: "[Ruritanian] Coast Guard", "Bank of [Ruritania]".

A place's name or a nationality word that is tagged by itself is a name of its own; one that the tagger passes over beside an
organization is most often the rest of its name.
"""

from collections.abc import Sequence

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.gazetteer import lookup
from flows.stages.place_context import demonym_countries

Run = tuple[int, int, str, float]
"""First token, one past the last, type, score."""

KINDS = frozenset({"organization", "facility", "place"})
WHOLE = frozenset({"ORG", "FAC", "GPE", "LOC"})
"""The parser's labels of names that may hold other names."""
MOST = 4
"""Most words added at either end."""
LARGE = 15_000
"""Inhabitants of a town that a name is likely to hold."""
NAMING = frozenset({"NNP", "NNPS", "JJ"})
BESIDE = frozenset({"compound", "amod", "nmod"})
JOINTS = frozenset({"of", "for"})
_FORCES = ("air", "naval", "army", "military")
"""Words before "base" in the name of one."""


def widen(parse: Parse, runs: Sequence[Run]) -> list[Run]:
    """Runs of a tagger with the words beside them that it passed over.

    Args:
        parse: The article, with the parser's own names.
        runs: The tagger's runs of tokens.

    Returns:
        The runs in reading order, none overlapping another that it did not overlap before.
    """
    taken = {i for first, last, *_ in runs for i in range(first, last)}
    begins = _begins(parse) if runs else {}
    out = []
    for first, last, kind, score in sorted(runs):
        if kind in KINDS and first < last:
            last = _to_the_right(parse, first, last, taken)
            first = _to_the_left(parse, first, last, taken, begins)
            if kind == "place" and _is_of_facility(parse, first, last):
                last, kind = last + 1, "facility"
            elif kind in ("place", "person") and _is_of_base(parse, first, last):
                last, kind = last + 2, "facility"
            taken.update(range(first, last))
        out.append((first, last, kind, score))
    return out


def _is_of_facility(parse: Parse, first: int, last: int) -> bool:
    """Whether a name that is no town's is that of the building behind it: "Sheiban prison", not "a Nairobi prison"."""
    if last >= len(parse.tokens):
        return False
    noun, before = parse.tokens[last], parse.tokens[first - 1] if first else None
    if noun.lower not in read_yaml("names")["suffixes"]["facility"] or not noun.text.islower() or noun.tag != "NN":
        return False
    known = lookup(" ".join(t.text for t in parse.tokens[first:last]))
    town = any(n.place.feature != "city" or n.place.population >= LARGE for n in known)
    alone = before is None or before.lower not in ("a", "an", "the")
    if noun.lower == "airport" and alone:
        return parse.tokens[last - 1].head == noun.i
    return not town and parse.tokens[last - 1].head == noun.i and (before is None or before.lower not in ("a", "an"))


def _is_of_base(parse: Parse, first: int, last: int) -> bool:
    """Whether a name is that of the base behind it: "Orlan Dask air base", "Tolva naval base"."""
    behind = [t.text for t in parse.tokens[last : last + 2]]
    return behind[1:] == ["base"] and behind[0] in _FORCES and (first == 0 or parse.tokens[first - 1].lower not in ("a", "an"))


def _begins(parse: Parse) -> dict[int, int]:
    """Where each of the parser's own names of organizations and places ends, by where it begins, "the" left out."""
    out = {}
    for name in parse.tagged:
        inside = parse.between(name.start, name.end) if name.tagger == "spacy" and name.label in WHOLE else ()
        if inside:
            out[inside[0].i + (inside[0].lower == "the")] = inside[-1].i + 1
    return out


def _is_free(parse: Parse, i: int, beside: int, taken: set[int]) -> bool:
    """Whether a token is a capitalised word of the sentence of another, and of no name."""
    if not 0 <= i < len(parse.tokens) or i in taken:
        return False
    token = parse.tokens[i]
    return token.sentence == parse.tokens[beside].sentence and token.tag in NAMING and token.text[:1].isupper()


def _to_the_right(parse: Parse, first: int, last: int, taken: set[int]) -> int:
    end = last
    while end - last < MOST and _is_free(parse, end, first, taken):
        end += 1
    if parse.tokens[last - 1].lower in JOINTS:
        return end
    known = (n for n in range(end, last, -1) if _is_place(parse.tokens[last:n], least=None))
    return next((n for n in known if _is_one_phrase(parse, first, last, n)), last)


def _is_one_phrase(parse: Parse, first: int, last: int, end: int) -> bool:
    """Whether the words behind a run are of its noun phrase: "Healthy Coasts Ruritania"."""
    left, right = parse.tokens[last - 1], parse.tokens[end - 1]
    return (left.dep in BESIDE and last <= left.head < end) or (right.dep in BESIDE and first <= right.head < last)


def _to_the_left(parse: Parse, first: int, last: int, taken: set[int], begins: dict[int, int]) -> int:
    start = first
    while first - start < MOST and _is_free(parse, start - 1, first, taken) and _is_part(parse.tokens[start - 1], start, last):
        start -= 1
    fits = (n for n in range(start, first) if begins.get(n, 0) >= last or _is_place(parse.tokens[n:first], LARGE))
    return next(fits, first)


def _is_part(token: Token, first: int, last: int) -> bool:
    return token.dep in BESIDE and first <= token.head < last


def _is_place(tokens: Sequence[Token], least: int | None) -> bool:
    """Whether words are a nationality, a country, a division or, from some inhabitants on, a town."""
    words = " ".join(t.text for t in tokens)
    if not words or fold(words) in demonym_countries():
        return bool(words)
    return any(_may_be_meant(n.place.feature, n.place.population, least) for n in lookup(words) if n.main)


def _may_be_meant(feature: str, population: int, least: int | None) -> bool:
    return feature in ("country", "admin1", "region") or (least is not None and population >= least)
