"""Places that the names stage missed or took for something else, where words and gazetteer together leave no doubt.

What counts as evidence: a container written after the name that holds a place so called ("Red Deer, Alberta"), a word for
a kind of place beside it ("the town of", "province"), a preposition of place before or a word for its people after the name
of a sizeable place, a place listed beside it, a dateline, a country's name. A name that does or says something is left alone
unless it is a country's.
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
from flows.stages.gazetteer import Named, country_names, lookup
from flows.stages.place_context import container_after

_PART = re.compile(r"[^\W\d_][\w'’.-]*(?:[ ](?!and\b)[^\W\d_][\w'’.-]*){0,3}(?=,| and | \(|\s*[-–—:]|\s*$)")
_LIST_BEFORE = re.compile(r"(?:,|,? and|,? or) $")
_LIST_AFTER = re.compile(r"(?:,|,? and|,? or) ")
_LETTERS = re.compile(r"[^\W\d_]+(?:[\s'’.-]+[^\W\d_]+)*\.?")
_WORD = re.compile(r"[\w.'’-]+")
_TOWN = 1000
"""Fewest inhabitants of a town whose police is named after it."""
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
    taken: set[int] = set()
    for start, end, rule in (*_datelines(analysis), *_missed(analysis, set(known)), *_of_forces(analysis, set(known))):
        if not taken.isdisjoint(range(start, end)):
            continue
        taken.update(range(start, end))
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


def _contained(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a container written after a name holds a place so called."""
    container = container_after(analysis.text, start, end)
    return (
        container is not None
        and container.weight >= 1
        and any(container.holds(n.place) for n in lookup(analysis.words(start, end)))
    )


def _evidence(analysis: Analysis, start: int, end: int, places: set[int]) -> str | None:
    """The rule by which a capitalised span names a place, None if none does.

    Args:
        analysis: The article.
        start: First code point of the span.
        end: One past its last.
        places: First and last code points of the spans known to name places.
    """
    tokens, name = analysis.parse.tokens, analysis.words(start, end)
    inside, key = analysis.parse.between(start, end), fold(name)
    if not inside or not key or key in _words("never") or not _LETTERS.fullmatch(name):
        return None
    before = tokens[inside[0].i - 1] if inside[0].i else None
    after = tokens[inside[-1].i + 1] if inside[-1].i + 1 < len(tokens) else None
    if after and (after.text == "$" or _goes_on(tokens, after)):
        return None
    if before and before.lower == "of" and before.i:
        owner = tokens[before.i - 1]
        if owner.text in _words("kind") or (owner.lower in _words("kind") and lookup(name)):
            return "kind_before"
        if owner.text[:1].isupper():
            return None  # part of a longer name ("University of ...")
    if key in country_names() and key not in _words("personal"):
        return "country"
    if _contained(analysis, start, end):
        return "container"
    # the cheap signs first: most names have none, and only then is the gazetteer asked
    follows = after.lower if after and after.sentence == inside[-1].sentence else ""
    if inside[0].pos != "PROPN" and follows not in _words("people"):
        return None
    signs = (
        ("kind_after", follows in _words("kind_after")),
        ("locative", before is not None and before.sentence == inside[0].sentence and before.lower in _words("locative")),
        ("people", follows in _words("people")),
        ("listed", _is_listed(analysis, start, end, places)),
    )
    rule = next((sign for sign, seen in signs if seen), None)
    if not rule:
        return None
    found = lookup(name)
    enough = {"kind_after": bool(found), "listed": any(n.main for n in found)}
    return rule if enough.get(rule, _sizeable(found)) else None


def _goes_on(tokens: Sequence[Token], after: Token) -> bool:
    """Whether a name goes on after a particle ("San Juan de los Lagos")."""
    if after.text not in _words("particle"):
        return False
    rest = tokens[after.i + 1 : after.i + 3]
    return any(t.text[:1].isupper() for t in rest[: 2 if rest and rest[0].text in _words("particle") else 1])


def _is_listed(analysis: Analysis, start: int, end: int, places: set[int]) -> bool:
    """Whether a known place stands beside a span, parted by a comma or "and" only."""
    text = analysis.text
    left = _LIST_BEFORE.search(text, max(0, start - 8), start)
    right = _LIST_AFTER.match(text, end)
    return bool((left and left.start() - 1 in places) or (right and right.end() in places))


def _acts(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a name is the subject or the agent of a verb."""
    head = analysis.parse.span_head(start, end)
    return head is not None and head.dep in ("nsubj", "agent") and analysis.parse.head(head).pos == "VERB"


def _ends(analysis: Analysis, keys: set[int]) -> set[int]:
    """First and last code points of the mentions of some entities."""
    return {offset for m in analysis.mentions if m.entity in keys for offset in (m.start, m.end - 1)}


def _retyped(analysis: Analysis) -> Analysis:
    """Persons, organizations and groups whose mentions speak for a place, as places."""
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for mention in analysis.mentions:
        mentions[mention.entity].append(mention)
    places = _ends(analysis, {e.key for e in analysis.entities if e.type == "place"})

    def retype(entity: Entity) -> Entity:
        if entity.type not in ("person", "organization", "group") or entity.aliases:
            return entity
        own = mentions[entity.key]
        rules = {_evidence(analysis, m.start, m.end, places) for m in own if m.type == "name"} - {None}
        if not rules or any(m.type != "name" for m in own):
            return entity
        if rules <= {"locative", "people", "listed"} and any(_acts(analysis, m.start, m.end) for m in own):
            return entity
        return replace(entity, type="place", rule=f"place_{min(r for r in rules if r)}", confidence=0.6)

    entities = tuple(map(retype, analysis.entities))
    return analysis.adding(entities=entities) if entities != analysis.entities else analysis


def _missed(analysis: Analysis, known: set[str]) -> Iterator[tuple[int, int, str]]:
    """Spans of places outside all mentions, in reading order, with the rule that found each."""
    covered = {offset for m in analysis.mentions for offset in range(m.start, m.end)}
    places = _ends(analysis, {e.key for e in analysis.entities if e.type == "place"})
    for run in _runs(analysis.parse.tokens, covered):
        start, end = run[0].start, run[-1].end
        name = analysis.words(start, end)
        if fold(name) in known and run[0].pos == "PROPN" and not _acts(analysis, start, end) and _sizeable(lookup(name)):
            rule: str | None = "known_place"
        else:
            rule = _evidence(analysis, start, end, places)
        if rule:
            places |= {start, end - 1}
            yield start, end, f"place_{rule}"


def _runs(tokens: Sequence[Token], covered: set[int]) -> Iterator[Sequence[Token]]:
    """Runs of at most `LONGEST` capitalised words that touch no mention."""
    i = 0
    while i < len(tokens):
        last = i + 1
        if tokens[i].text[:1].isupper():
            while last < len(tokens) and _continues(tokens[last - 1], tokens[last]):
                last += 1
            if last - i <= LONGEST and not any(t.start in covered for t in tokens[i:last]):
                yield tokens[i:last]
        i = last


def _datelines(analysis: Analysis) -> Iterator[tuple[int, int, str]]:
    """The places of the article's datelines, which are furniture to all else: "COLUMBUS, Ga." of "COLUMBUS, Ga. (AP) -"."""
    taken = {m.start for m in analysis.mentions}
    for block in analysis.document.blocks:
        if block.kind != "dateline":
            continue
        for match in _PART.finditer(analysis.text, block.start, block.end):
            start, end = match.span()
            name = match.group()
            found = lookup(name) if start not in taken and fold(name) not in _words("never") else ()
            if found and (_sizeable(found) or _is_division(found) or _contained(analysis, start, end)):
                yield start, end, "place_dateline"
            elif match.start() == block.start:
                break


def _of_forces(analysis: Analysis, known: set[str]) -> Iterator[tuple[int, int, str]]:
    """The towns in the names of their police, where the article does not name them otherwise ("the Dayton Police Department")."""
    types = {e.key: e.type for e in analysis.entities}
    for mention in analysis.mentions:
        if mention.type != "name" or types[mention.entity] not in ("organization", "group"):
            continue
        words = [*_WORD.finditer(analysis.text, mention.start, mention.end)]
        follows = _WORD.match(analysis.text, mention.end + 1)
        force = next((i for i, w in enumerate(words) if w.group().lower() in _words("force")), None)
        if force is None and follows is not None and follows.group().lower() in _words("force"):
            force = len(words)
        for last in range(min(force or 0, 3), 0, -1):
            name = analysis.words(words[0].start(), words[last - 1].end())
            if fold(name) in known:
                break
            if any(n.main and n.place.feature == "city" and n.place.population >= _TOWN for n in lookup(name)):
                yield words[0].start(), words[last - 1].end(), "place_force"
                break


def _is_division(found: Sequence[Named]) -> bool:
    return any(n.main and n.place.feature in ("admin1", "admin2") for n in found)


def _continues(before: Token, token: Token) -> bool:
    """Whether two neighbouring tokens are words of one capitalised name."""
    joined = token.start - before.end <= 1 and before.sentence == token.sentence
    hyphen = token.text == "-" and token.start == before.end
    return joined and (before.text[:1].isupper() or before.text == "-") and (token.text[:1].isupper() or hyphen)
