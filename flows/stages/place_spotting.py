"""Places that the names stage missed or took for something else, where words and gazetteer together leave no doubt.

Three kinds of evidence count: a container written after the name that holds a place so called ("Red Deer, Alberta"), a
preposition of place before the name of a sizeable place, and a dateline. A name that does or says something is left alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.lexicons import read_yaml
from flows.core.parse import Token
from flows.core.translit import fold
from flows.stages.gazetteer import Named, lookup
from flows.stages.place_context import container_after

_DATELINE = re.compile(
    r"(?P<name>[A-Z][A-Z'’.-]+(?: [A-Z][A-Z'’.-]+){0,3}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
    r"(?:, [A-Z][\w. ]{1,20}?)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^)\n]{2,30}\))? ?(?:[-–—]{1,2}|:) ?(?=\S)"
)
LONGEST = 4
"""Most words of a name that is looked up."""


def spot_places(analysis: Analysis) -> Analysis:
    """Add places that nobody named, and retype names of places.

    Args:
        analysis: With entities and mentions of names.

    Returns:
        The same with more entities and mentions of type place.
    """
    analysis = _retyped(analysis)
    known = {fold(name): e.key for e in reversed(analysis.entities) if e.type == "place" for name in (e.name, *e.aliases)}
    entities, mentions = list(analysis.entities), list(analysis.mentions)
    entity_key = max((e.key for e in entities), default=-1) + 1
    for start, end, rule in _missed(analysis, set(known)):
        name = analysis.words(start, end)
        if fold(name) not in known:
            known[fold(name)] = entity_key
            entities.append(Entity(entity_key, "place", _cased(name), rule=rule, confidence=0.6))
            entity_key += 1
        mentions.append(Mention(0, start, end, known[fold(name)], "name", rule, 0.6))
    if len(mentions) == len(analysis.mentions):
        return analysis
    mentions.sort(key=lambda m: (m.start, m.end, m.key))
    return analysis.adding(entities=tuple(entities), mentions=tuple(replace(m, key=k) for k, m in enumerate(mentions)))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(read_yaml("places")["words"][kind])


def _cased(name: str) -> str:
    """A dateline's name as prose would write it."""
    return name.title() if name.isupper() and len(name) > 4 else name


def _sizeable(found: Sequence[Named]) -> bool:
    """Whether a name is the main name of a place that needs no introduction."""
    least = read_yaml("places")["sizeable"]
    return any(n.main and (n.place.feature in ("country", "admin1", "region") or n.place.population >= least) for n in found)


def _contained(analysis: Analysis, start: int, end: int, found: Sequence[Named]) -> bool:
    """Whether a container written after a name holds a place so called."""
    container = container_after(analysis.text, start, end) if found else None
    return container is not None and container.weight >= 1 and any(container.holds(n.place) for n in found)


def _is_located(analysis: Analysis, start: int) -> bool:
    """Whether a preposition of place stands before a name."""
    token = analysis.parse.token_at(start)
    if token is None or token.i == 0:
        return False
    before = analysis.parse.tokens[token.i - 1]
    return before.sentence == token.sentence and before.lower in _words("locative")


def _acts(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a name is the subject of a verb, or has a title or a given name before it."""
    head = analysis.parse.span_head(start, end)
    return head is not None and head.dep in ("nsubj", "agent", "poss") and analysis.parse.head(head).pos == "VERB"


def _retyped(analysis: Analysis) -> Analysis:
    """Persons, organizations and groups whose mentions all speak for a place, as places."""
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for mention in analysis.mentions:
        mentions[mention.entity].append(mention)
    entities = tuple(
        replace(e, type="place", rule="gazetteer_in_context", confidence=0.6)
        if e.type in ("person", "organization", "group") and not e.aliases and _is_place(analysis, e, mentions[e.key])
        else e
        for e in analysis.entities
    )
    return analysis.adding(entities=entities) if entities != analysis.entities else analysis


def _is_place(analysis: Analysis, entity: Entity, mentions: Sequence[Mention]) -> bool:
    found = lookup(entity.name)
    if not found or any(m.type != "name" for m in mentions):
        return False
    if any(_contained(analysis, m.start, m.end, found) for m in mentions):
        return True
    if not _sizeable(found):
        return False
    located = sum(_is_located(analysis, m.start) for m in mentions)
    return located > 0 and not any(_acts(analysis, m.start, m.end) for m in mentions)


def _missed(analysis: Analysis, known: set[str]) -> Iterator[tuple[int, int, str]]:
    """Spans of places outside all mentions, in reading order, with the rule that found each."""
    taken = sorted((m.start, m.end) for m in analysis.mentions)
    covered = {offset for start, end in taken for offset in range(start, end)}
    tokens = analysis.parse.tokens
    i = 0
    while i < len(tokens):
        hit = _at(analysis, tokens, i, covered, known)
        if hit:
            n, rule = hit
            yield tokens[i].start, tokens[i + n - 1].end, rule
            i += n
        else:
            i += 1


def _at(analysis: Analysis, tokens: Sequence[Token], i: int, covered: set[int], known: set[str]) -> tuple[int, str] | None:
    """How many tokens from one on name a missed place, and by which rule."""
    first = tokens[i]
    if not first.text[:1].isupper() or first.start in covered or (i and _continues(tokens[i - 1], first)):
        return None
    longest = 1
    while longest < LONGEST and i + longest < len(tokens) and _continues(tokens[i + longest - 1], tokens[i + longest]):
        longest += 1
    if any(t.start in covered for t in tokens[i : i + longest]):
        return None
    if longest == LONGEST and i + longest < len(tokens) and _continues(tokens[i + longest - 1], tokens[i + longest]):
        return None
    start, end = first.start, tokens[i + longest - 1].end
    name = analysis.words(start, end)
    if fold(name) in known and first.pos == "PROPN":
        return longest, "known_place"
    found = lookup(name)
    if not found or fold(name) in _words("never"):
        return None
    if _contained(analysis, start, end, found):
        return longest, "container"
    if _is_located(analysis, start) and _sizeable(found) and first.pos == "PROPN":
        return longest, "locative"
    block = analysis.document.block_at(start)
    if block and block.start == start and name.isupper() and (match := _DATELINE.match(analysis.text, start)):
        return (longest, "dateline") if match.end("name") == end else None
    return None


def _continues(before: Token, token: Token) -> bool:
    """Whether two neighbouring tokens are words of one capitalised name."""
    joined = token.start - before.end <= 1 and before.sentence == token.sentence
    return (
        joined and before.text[:1].isupper() and (token.text[:1].isupper() or (token.text == "-" and token.start == before.end))
    )
