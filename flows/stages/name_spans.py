"""Where names may be: what the taggers propose, with their boundaries repaired, as runs of tokens."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Tagged, Token
from flows.core.translit import fold, script_of
from flows.stages.gazetteer import lookup
from flows.stages.name_called import called_bodies
from flows.stages.name_initials import spell_out
from flows.stages.name_widening import Run, widen

_EDGE = frozenset("\"'“”‘’«»()[]{},.;:-–—!?*|/·•#@`")
_MARKS = re.compile(r"\W+")
_INSIDE_PLACE = frozenset({",", "(", ")", ";"})


@dataclass(frozen=True, slots=True)
class Span:
    """A run of tokens that may be a name.

    Attributes:
        first: Index of its first token.
        last: One past the last.
        votes: What each tagger says: (tagger, type, score).
        key: Its words folded: spans that share it are mentions of one name.
    """

    first: int
    last: int
    votes: tuple[tuple[str, str, float], ...]
    key: str


@cache
def weights() -> Mapping[str, float]:
    """The points of each kind of evidence."""
    return MappingProxyType(read_yaml("names")["weights"])


@cache
def title_words() -> frozenset[str]:
    """Honorifics and offices that stand before a name without being part of it."""
    titles = read_yaml("titles")
    return frozenset(titles["honorifics"]) | frozenset(titles["offices"])


def propose_spans(parse: Parse) -> tuple[Span, ...]:
    """The repaired spans of all taggers, not overlapping, in reading order.

    Where the learned tagger has read the article its spans come first; spaCy's fill the gaps and vote on the rest.
    """
    labels = read_yaml("names")["labels"]
    given = [(t, t.label if t.tagger == "encoder" else labels.get(t.label)) for t in parse.tagged]
    named = [(t, kind) for t, kind in given if kind]
    taken: dict[int, int] = {}
    spans: list[Span] = []
    for tagger in ("encoder", "spacy", "called"):
        runs = [(*_tokens(parse, t), kind, t.score) for t, kind in named if t.tagger == tagger]
        if tagger == "called":
            runs = [run for run in called_bodies(parse) if _is_apart(run, spans)]
        for run_first, run_last, kind, score in _joined(
            parse, spell_out(parse, widen(parse, runs)) if tagger == "encoder" else runs
        ):
            for first, last in _repair(parse, (run_first, run_last), kind):
                if not _latin(parse, first, last) or (kind == "person" and _is_storm(parse.tokens, first, last)):
                    continue
                seat = _is_seat(parse.tokens, first, last)
                first, meant = (first + 2, "place") if seat else (first, kind)
                over = sorted({taken[i] for i in range(first, last) if i in taken})
                for n in over:
                    if len(over) == 1 and _is_cut(parse, spans[n], first, last, meant):
                        taken.update(dict.fromkeys(range(first, last), n))
                        spans[n] = replace(spans[n], first=first, key=key_of(parse, first, last))
                    spans[n] = replace(spans[n], votes=(*spans[n].votes, (tagger, meant, score)))
                if not over:
                    taken.update(dict.fromkeys(range(first, last), len(spans)))
                    spans.append(Span(first, last, ((tagger, meant, score),), key_of(parse, first, last)))
    return tuple(sorted((s for s in spans if s.key), key=lambda s: s.first))


def _is_apart(run: Run, spans: Sequence[Span]) -> bool:
    """Whether a run is no part of a span, or is it."""
    return all((s.first, s.last) == run[:2] or s.last <= run[0] or run[1] <= s.first for s in spans)


def _is_storm(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name is a storm's: "Storm Daniel", "hurricane Ida"."""
    opens = tokens[first].lower in words("names", "storms") and last - first > 1
    return opens or (first > 0 and tokens[first - 1].lower in words("names", "storms"))


def _is_seat(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name is a party's letter and the town of a seat: "Rep. Ana Sol, D-Norman,"."""
    before = tokens[first - 1].text if first else ""
    return last - first > 2 and tokens[first].text in ("D", "R", "I") and tokens[first + 1].text == "-" and before in (",", "(")


def _is_cut(parse: Parse, span: Span, first: int, last: int, kind: str) -> bool:
    """Whether a span is the last word alone of an organization's name ("Union" of "European Union")."""
    if kind != "organization" or span.votes[0][1] != "organization" or span.last - span.first > 1 or last != span.last:
        return False
    return all(t.tag == "NNP" and t.dep == "compound" and t.head == span.first for t in parse.tokens[first : span.first])


def key_of(parse: Parse, first: int, last: int) -> str:
    """The folded words of a run of tokens, without a leading article and a possessive."""
    key = fold(" ".join(t.text for t in parse.tokens[first:last] if t.tag != "POS"))
    return key.removeprefix("the ")


def _joined(parse: Parse, runs: Sequence[Run]) -> list[Run]:
    """Put together what a tagger cut in two: "Shanghai" + "Stock Exchange", "University of" + "Delaware"."""
    out: list[Run] = []
    for run in sorted(runs):
        before = out[-1] if out else None
        if before and before[1] == run[0] and _continues(parse, before, run):
            out[-1] = (before[0], run[1], run[2] if before[2] in ("place", "group") else before[2], max(before[3], run[3]))
        else:
            out.append(run)
    return out


def _continues(parse: Parse, left: Run, right: Run) -> bool:
    end, start = parse.tokens[left[1] - 1], parse.tokens[right[0]]
    if start.sentence != end.sentence or not start.text[:1].isupper():
        return False
    if end.lower in words("names", "joints"):
        return left[2] == "organization"
    both = (left[2], right[2])
    return both in {("person", "person"), ("organization", "organization")} or (
        left[2] in ("place", "group") and right[2] in ("organization", "facility")
    )


def _latin(parse: Parse, first: int, last: int) -> bool:
    return script_of(" ".join(t.text for t in parse.tokens[first:last])) == "Latn"


def _tokens(parse: Parse, tag: Tagged) -> tuple[int, int]:
    inside = parse.between(tag.start, tag.end)
    return (inside[0].i, inside[-1].i + 1) if inside else (0, 0)


def _repair(parse: Parse, span: tuple[int, int], kind: str) -> Iterator[tuple[int, int]]:
    """Split a tagged run where it holds several names, and trim what is no name from the edges."""
    for first, last in _split(parse.tokens, *span, kind):
        trimmed = _trim(parse.tokens, first, last, kind)
        if trimmed and any(c.isupper() or not c.isascii() for t in parse.tokens[slice(*trimmed)] for c in t.text):
            yield trimmed


def _split(tokens: Sequence[Token], first: int, last: int, kind: str) -> Iterator[tuple[int, int]]:
    """Cut at brackets, at the commas of places and persons, at line breaks, and at "and" between two persons."""
    start = first
    for i in range(first, last):
        word = tokens[i].text
        breaks = i > first and tokens[i].sentence != tokens[i - 1].sentence
        cut = word in "()" or (word in _INSIDE_PLACE and kind in ("place", "person", "facility"))
        cut = cut or (word.lower() in ("and", "&") and kind == "person")
        # "Norland's Olvar province"
        cut = cut or (tokens[i].tag == "POS" and kind == "place" and _is_country(tokens, start, i))
        if cut or breaks:
            yield start, i
            start = i + 1 if cut else i
    yield start, last


def _is_country(tokens: Sequence[Token], first: int, last: int) -> bool:
    name = " ".join(t.text for t in tokens[first:last])
    return any(n.main and n.place.feature == "country" for n in lookup(name))


def _trim(tokens: Sequence[Token], first: int, last: int, kind: str) -> tuple[int, int] | None:
    while last > first and (
        _is_edge(tokens[last - 1]) or tokens[last - 1].tag == "POS" or tokens[last - 1].text in words("names", "joints")
    ):
        last -= 1
    while first < last:
        token = tokens[first]
        title = kind == "person" and last - first > 1 and fold(token.text) in title_words() and not _is_joint(tokens[first + 1])
        title = title and not _is_given(tokens, first, last)
        article = token.lower in ("the", "a", "an") and (token.text.islower() or token.lower != "the" or _begins(tokens, first))
        noun = token.text.islower() and last - first > 1 and token.lower in words("names", "nouns", "organization")
        if not (_is_edge(token) or title or article or noun or token.tag == "POS"):
            break
        first += 1
    if kind == "place":
        # "southwestern city of Olvar"
        of = next((i for i in range(first, last - 1) if tokens[i].lower == "of"), first)
        if all(t.text.islower() for t in tokens[first:of]) and tokens[of].lower == "of":
            first = of + 1
    # "Rear Adm.", "Chief Justice": titles alone name nobody
    bare = last - first > 1 and all(fold(t.text).rstrip(".") in title_words() or t.text == "." for t in tokens[first:last])
    return (first, last) if first < last and not bare else None


def _is_given(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a title is rather a given name: "Sultan Ormonov"."""
    titles = read_yaml("titles")
    surname = fold(tokens[last - 1].text)
    return last - first == 2 and fold(tokens[first].text) in titles["given_too"] and surname.endswith(tuple(titles["surnames"]))


def _is_joint(token: Token) -> bool:
    """Whether a word after a title belongs to it: "Prince of Wales"."""
    return token.lower in ("of", "and")


def _begins(tokens: Sequence[Token], i: int) -> bool:
    return i == 0 or tokens[i - 1].sentence != tokens[i].sentence


def _is_edge(token: Token) -> bool:
    return token.text in _EDGE or not _MARKS.sub("", token.text)


def repeats(parse: Parse, spans: Sequence[Span], known: Mapping[tuple[str, ...], str]) -> Iterator[Span]:
    """Runs of tokens that repeat a name of the article where no tagger saw it.

    Args:
        parse: The article.
        spans: The spans already found.
        known: Key of each name by its words as written.

    Yields:
        New spans without votes, the longest name at each point, none inside a longer run of capitalised words.
    """
    taken = {i for s in spans for i in range(s.first, s.last)}
    lengths: dict[str, set[int]] = {}
    for name in known:
        lengths.setdefault(name[0], set()).add(len(name))
    i, n = 0, len(parse.tokens)
    while i < n:
        found = 0
        for length in sorted(lengths.get(parse.tokens[i].text, ()), reverse=True):
            run = parse.tokens[i : i + length]
            name = tuple(t.text for t in run)
            if name in known and taken.isdisjoint(range(i, i + length)) and run[0].sentence == run[-1].sentence:
                if length > 1 or _stands_alone(parse, i):
                    found = length
                    yield Span(i, i + length, (), known[name])
                break
        i += found or 1


def _stands_alone(parse: Parse, i: int) -> bool:
    """Whether a capitalised word is a name by itself: no neighbour in capitals but a title before it."""
    token = parse.tokens[i]
    if not token.text[:1].isupper() or token.pos in ("VERB", "AUX", "ADV", "DET", "PRON", "ADP"):
        return False
    before = parse.tokens[i - 1] if i and not _begins(parse.tokens, i) else None
    after = parse.tokens[i + 1] if i + 1 < len(parse.tokens) else None
    if before and before.text[:1].isupper() and fold(before.text) not in title_words() and not _begins(parse.tokens, i - 1):
        return False
    return not (after and after.text[:1].isupper() and after.sentence == token.sentence)
