"""Descriptions of persons in an article: "Kazakhstan's former deputy minister of energy", "a nephew of X", "its chairman"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.core.parse import Token
from flows.stages.relations_after import read_after
from flows.stages.relations_before import NOUN_TAGS, read_before
from flows.stages.relations_index import Index
from flows.stages.relations_lexicon import Word, singular, terms, title_at
from flows.stages.relations_roles import Role


def find_roles(index: Index) -> tuple[Role, ...]:
    """All descriptions of an article, in reading order."""
    roles = list(_roles(index))
    for n in range(len(roles) - 1, 0, -1):
        roles[n - 1], roles[n] = _share(index, roles[n - 1], roles[n])
    for n in range(1, len(roles)):
        roles[n] = _inherit(index, roles[n - 1], roles[n])
    return tuple(roles)


def _inherit(index: Index, left: Role, right: Role) -> Role:
    """Kin whose owner is told with the kin before: "his son, X, and grandson, Y"."""
    tokens = index.parse.tokens
    if (
        not (left.word("kin") and right.word("kin", "tie"))
        or not left.owned
        or right.opener not in ("", "a", "an")
        or right.owned
        or right.first - left.last > 8
    ):
        return right
    between = tokens[left.last : right.first]
    if not between or between[-1].lower != "and" or any(t.pos in ("VERB", "AUX") for t in between):
        return right
    return replace(right, opener=left.opener, owned=True, persons=left.persons, sure=left.sure)


def _share(index: Index, left: Role, right: Role) -> tuple[Role, Role]:
    """Two descriptions joined by "and" are of the same: "the chairman and chief executive of Z", "its founder and owner"."""
    between = [t.lower for t in index.parse.tokens[left.last : right.first]]
    if between not in (["and"], ["&"]) or left.doubtful or right.doubtful or right.opener:
        return left, right
    if left.last == left.core + 1 and not (left.things or left.places or left.persons or left.title_word in terms("sent")):
        left = replace(left, things=right.things, places=right.places, persons=right.persons, last=right.last)
    if right.status is None and right.first == right.title_first and left.status is not None:
        right = replace(right, status=left.status)  # "a former governor and senator"
    bare = not (right.things or right.places or right.persons) and right.first == right.title_first
    bare = bare and right.last == right.title_last and left.last == left.title_last
    if bare and left.word("office", "tie") and right.word("office", "tie"):
        of = {"things": left.things, "places": left.places, "persons": left.persons}
        right = replace(right, **of, opener=left.opener, country=right.country or left.country)  # type: ignore[arg-type]
    return left, right


def _roles(index: Index) -> Iterator[Role]:
    tokens, i = index.parse.tokens, 0
    while i < len(tokens):
        found = None if i in index.names else title_at(index.parse, i)
        if found is None or any(k in index.names for k in range(i, found[0])):
            i += 1
            continue
        last, words = found
        role = _read(index, i, last, words)
        if role is not None:
            yield role
        i = last


def _read(index: Index, first: int, last: int, words: tuple[Word, ...]) -> Role | None:
    tokens = index.parse.tokens
    core = _core(tokens[first:last])
    before_name = index.starts(last) is not None or (last + 1 < len(tokens) and _honorific_then_name(index, last))
    if core.tag not in NOUN_TAGS and not (before_name and core.text[:1].isupper()):
        return None
    plural = core.tag in ("NNS", "NNPS") or singular(core) not in (core.lower, core.lower.rstrip("."))
    role = Role(first, first, last, core.i, last, words, plural=plural, levelled=last - first > 1)
    role = read_before(index, role, before_name)
    role = read_after(index, role)
    return None if _is_other_thing(index, role) else role


def _core(title: Sequence[Token]) -> Token:
    """The word of a title that the others hang on: "brother" of "brother-in-law"; its last where they do not hang together."""
    inside = range(title[0].i, title[-1].i + 1)
    if not any(t.text == "-" for t in title):
        return title[-1]
    return next((t for t in title if t.head not in inside and t.tag in NOUN_TAGS), title[-1])


def _honorific_then_name(index: Index, i: int) -> bool:
    token = index.parse.tokens[i]
    return token.lower.rstrip(".") in ("mr", "mrs", "ms", "dr", "sir", "prof") and index.starts(i + 1) is not None


def _is_other_thing(index: Index, role: Role) -> bool:
    """Whether the words are part of a phrase for something else: "president's office", "minister talks"."""
    tokens = index.parse.tokens
    if role.title_last >= len(tokens):
        return False
    after, core = tokens[role.title_last], tokens[role.core]
    if after.sentence != core.sentence:
        return False
    if after.tag == "POS":
        return True
    if after.lower in terms("not_after"):
        return True
    inside_name = role.title_last in index.names and index.names[role.title_last].entity.type != "person"
    return core.dep in ("compound", "nmod") and not inside_name and after.tag in ("NN", "NNS") and core.head > core.i
