"""Candidates: the noun phrases of an article that could fill a role of a violent incident, and which of them tell one filler."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.core.parse import Token
from flows.stages.participants import Cast

_OWN_HEAD = ("compound", "nmod")
_NOUNS = ("NOUN", "PROPN")
_COUNTING = ("nummod", "quantmod", "compound")
_WORDS = re.compile(r"\w+")
_MINOR = frozenset({"of", "the", "and", "for", "de", "la", "y", "del"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase.

    Attributes:
        token: Its head word.
        start: First code point, without articles.
        end: One past the last.
        kind: Entity type of what it stands for (`Cast.kind`).
        entity: Key of its entity, or of the one that a name in apposition names; None for other common nouns.
        said: What it is called, folded to lower-case words: its own words, then its entity's name.
    """

    token: Token
    start: int
    end: int
    kind: str
    entity: int | None
    said: tuple[tuple[str, ...], ...]

    @property
    def group(self) -> str:
        """What candidates that certainly tell the same have in common: the entity, else the head noun."""
        return f"entity {self.entity}" if self.entity is not None else self.token.lemma.lower()


def find_candidates(cast: Cast) -> tuple[Candidate, ...]:
    """The candidates of an article, in reading order, each span once."""
    out: dict[tuple[int, int], Candidate] = {}
    for token in cast.analysis.parse.tokens:
        if _may_head(cast, token):
            span = cast.span(token)
            entity = cast.entity(token) or cast.apposed(token)
            if span not in out:
                names = [cast.analysis.words(*span), *([entity.name] if entity else [])]
                said = tuple(dict.fromkeys(tuple(_WORDS.findall(n.lower())) for n in names))
                out[span] = Candidate(token, *span, cast.kind(token), entity.key if entity else None, said)
    return tuple(out.values())


def _may_head(cast: Cast, token: Token) -> bool:
    """Whether a word heads a phrase: a noun or a counting number, but no part of a name and no modifier of a noun."""
    parse = cast.analysis.parse
    if token.pos == "NUM":
        return token.dep not in _COUNTING and not cast.in_date(token)
    if token.pos not in _NOUNS or cast.in_date(token):
        return False
    if token.dep in _OWN_HEAD and token.head > token.i and parse.tokens[token.head].pos in _NOUNS:
        mention = cast.mention(token)
        if mention is None or mention.type != "name":
            return False
        head = parse.span_head(mention.start, mention.end)
        return head is not None and head.i == token.i
    return True


def group_candidates(candidates: Sequence[Candidate], chosen: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Which of some candidates tell one filler.

    They do if they have the same entity, the same head noun (names apart), if the words of one stand in those of the other,
    or if one is the other's initials.

    Args:
        candidates: All candidates.
        chosen: Indexes of those to group; the work is quadratic in them.

    Returns:
        The indexes, grouped, in order of their first.
    """
    parent: dict[int, int] = {j: j for j in chosen}

    def root(j: int) -> int:
        while parent[j] != j:
            j = parent[j]
        return j

    for n, a in enumerate(chosen):
        for b in chosen[n + 1 :]:
            if root(a) != root(b) and _same(candidates[a], candidates[b]):
                parent[root(b)] = root(a)
    groups: dict[int, list[int]] = {}
    for j in chosen:
        groups.setdefault(root(j), []).append(j)
    return tuple(tuple(g) for g in groups.values())


def _same(a: Candidate, b: Candidate) -> bool:
    if a.group == b.group:
        return True
    common = a.entity is None and b.entity is None
    return any(
        _within(x, y)
        or _within(y, x)
        or _initials(x, y)
        or _initials(y, x)
        or (common and _singular(x[-1]) == _singular(y[-1]))
        for x in a.said
        for y in b.said
        if x and y
    )


def _within(x: Sequence[str], y: Sequence[str]) -> bool:
    return len(x) <= len(y) and f" {' '.join(x)} " in f" {' '.join(y)} "


def _initials(x: Sequence[str], y: Sequence[str]) -> bool:
    return len(x) == 1 < len(y) and x[0] == "".join(w[0] for w in y if w not in _MINOR)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def by_group(candidates: Sequence[Candidate]) -> Mapping[str, tuple[int, ...]]:
    """Indexes of candidates by `Candidate.group`."""
    out: dict[str, list[int]] = {}
    for k, candidate in enumerate(candidates):
        out.setdefault(candidate.group, []).append(k)
    return {group: tuple(members) for group, members in out.items()}


def tagged_words(cast: Cast, taggers: Sequence[str]) -> Iterator[tuple[int, str, float]]:
    """What role taggers say of single words: the word's index, the label, the score; a longer span is said of its head."""
    parse = cast.analysis.parse
    for tag in parse.tagged:
        if tag.tagger in taggers:
            head = parse.span_head(tag.start, tag.end)
            if head is not None:
                yield head.i, tag.label, tag.score
