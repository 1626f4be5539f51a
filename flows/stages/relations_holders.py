"""Whom a description is said of: by title, apposition, copula, verb of office, or a list after it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from flows.core.parse import Token
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import terms, titles
from flows.stages.relations_roles import Holding, Role
from flows.stages.relations_said import is_question, said_to_hold

MOST_BETWEEN = 4
"""Most tokens of honorifics and ranks between an office and the name of its holder."""

_FINITE = ("VBZ", "VBD", "VBP", "MD")
_STOPS = frozenset([",", ";", ":", ".", ")", "–", "—", "-", "?", "!", '"', "”", "»", "("])
_DASHES = frozenset(["–", "—", "-", "--", ":", ",", "("])


def find_holders(index: Index, roles: Sequence[Role]) -> tuple[Holding, ...]:
    """Everybody whom the article calls something.

    Args:
        index: The article's mentions.
        roles: Its descriptions, in reading order.

    Returns:
        In the order of the descriptions; a description may have several holders, or none.
    """
    out: list[Holding] = []
    bound: dict[int, tuple[Holding, ...]] = {}
    for role in roles:
        found = () if role.doubtful else tuple(_holders(index, role))
        if not found and not role.doubtful:
            found = tuple(_joined(index, role, bound)) or tuple(_conjoined(index, role))
        if found:
            bound[role.core] = found
            out += found
    for left, right in pairwise(roles):
        if left.core not in bound and not left.doubtful:
            out += _shared_title(index, left, right, bound.get(right.core, ()))
    return tuple(out)


def _shared_title(index: Index, left: Role, right: Role, found: Sequence[Holding]) -> Iterator[Holding]:
    """ "Northgate chairman and chief executive X", "Northgate director General X": the title before is X's too."""
    between = [t.lower for t in index.parse.tokens[left.title_last : max(left.title_last, right.first)]]
    # "between the vice president and President X" tells of two
    other = left.opener == "the" and index.parse.tokens[right.title_first].text[:1].isupper()
    other = other and index.parse.tokens[left.core].text[:1].islower()
    ranked = between == [] and right.title_first == left.title_last and right.word("rank", "occupation") is not None
    if not ranked and (between not in (["and"], ["&"]) or right.opener in ("a", "an", "the") or other):
        return
    for holding in found:
        if holding.rule == "title" or (holding.rule == "apposition" and holding.named.first >= right.last):
            yield replace(holding, role=left, first=min(left.first, holding.first), confidence=holding.confidence - 0.05)


def _holders(index: Index, role: Role) -> Iterator[Holding]:
    for rule in (_titled, _part, _apposed_after, _apposed_before, _unmarked, said_to_hold):
        found = tuple(rule(index, role))
        if found:
            yield from found
            return


def name_list(index: Index, i: int) -> tuple[Named, ...]:
    """The persons of a list that begins at a token: "A, B and C"."""
    tokens, out = index.parse.tokens, []
    while i < len(tokens) and (named := index.starts(i)):
        out.append(named)
        i = named.last
        if i < len(tokens) and tokens[i].text == ",":
            i += 1
        if i < len(tokens) and tokens[i].lower in ("and", "&"):
            i += 1
        if i == named.last or tokens[i - 1].sentence != tokens[named.first].sentence:
            break
    return tuple(out)


def _titled(index: Index, role: Role) -> Iterator[Holding]:
    """ "Prime Minister X", "the nephew X", "ministers X and Y"."""
    tokens, i = index.parse.tokens, role.last
    while i < len(tokens) and i < role.last + MOST_BETWEEN and _precedes_names(index, i, i > role.last):
        i += 1
    named = index.starts(i) or (index.names.get(i) if role.title_last > role.core + 1 else None)
    if named is None or tokens[i].sentence != tokens[role.core].sentence or named.entity.type != "person":
        return
    word = role.word("kin", "tie")
    if role.last > role.title_last and role.status != "incoming" and not _may_precede(role):
        return
    people = name_list(index, i) if role.plural else (named,)
    if role.plural and len(people) < 2:
        return
    sure = 0.93 if word is None or role.persons or role.things else 0.85
    for person in people:
        whose, last = _of_body(index, role, person)
        yield Holding(whose, person, "title", sure, role.first, last)


def _of_body(index: Index, role: Role, person: Named) -> tuple[Role, int]:
    """A title with what stands behind its bearer's name ("President X of Norway"), and one past the last word of that."""
    tokens = index.parse.tokens
    i = person.last
    if i + 1 >= len(tokens) or tokens[i].lower != "of" or not role.word("office") or role.things or role.places or role.owned:
        return role, person.last
    named = index.names.get(i + 1 + (tokens[i + 1].lower == "the"))
    word = role.word("office")
    kinds = {"GOV": ("place",), "LEG": ("place",), "JUD": ("organization", "facility")}
    if named is None or word is None or named.entity.type not in kinds.get(word.sector or "", ()):
        return role, person.last  # "Coach X of Norway" only comes from there
    return role.of(named), named.last


def _part(index: Index, role: Role) -> Iterator[Holding]:
    """ "Northgate's Polish arm, NF Polska", "the group's unit Helio"."""
    tie, tokens = role.word("tie"), index.parse.tokens
    if tie is None or tie.predicate not in ("subsidiary_of", "part_of") or not role.owned or role.plural:
        return
    i = role.last + (role.last < len(tokens) and tokens[role.last].text in _DASHES)
    named = index.names.get(i)
    if named is not None and named.first == i and named.entity.type in ("organization", "facility", "group"):
        hangs = tokens[named.last - 1].head in (role.core, tokens[role.core].head)
        if hangs and tokens[i].sentence == tokens[role.core].sentence:
            yield Holding(role, named, "apposition", 0.85, role.first, named.last)


def _precedes_names(index: Index, i: int, after: bool) -> bool:
    """Whether a token is an honorific, a rank in capitals or, after one, the dot of its abbreviation: "Army spokesman Lt. Col. X"."""
    tokens = index.parse.tokens
    word = tokens[i].lower.rstrip(".")
    if not word:
        return after
    ranks = (w for w in titles().get(word, ()) if w.kind == "rank")
    # "Chief Minister A Torvik"
    initial = len(word) == 1 and tokens[i].text.isupper() and tokens[i].pos == "PROPN" and i not in index.names
    return initial or word in terms("honorifics") or (tokens[i].text[:1].isupper() and next(ranks, None) is not None)


def _may_precede(role: Role) -> bool:
    """Whether a description with what it is of may stand before a name as a title: "President of Norway Ana Sol"."""
    return bool(role.word("office") and (role.places or role.things) and not role.persons and not role.plural)


def _apposed_after(index: Index, role: Role) -> Iterator[Holding]:
    """ "X, the head of Z", "X (head of Z)", "X, 54, a nephew of Y"."""
    tokens = index.parse.tokens
    i, told = _opening(index, role)
    if i < 0 or role.plural or role.opener == "whose" or tokens[i].text not in (",", "(", "–", "—", "-"):
        return
    role = replace(role, status=role.status or told)
    comma = i
    i -= 1
    if i > 1 and tokens[i].text == ")":
        while i > 0 and tokens[i].text != "(" and comma - i < 6:
            i -= 1
        i -= 1
    elif i > 1 and tokens[i].tag == "CD" and tokens[i - 1].text == ",":
        i -= 2
    named = index.names.get(i)
    if named is None or named.last != i + 1 or tokens[i].sentence != tokens[role.core].sentence:
        return
    if named.entity.type != "person" and not role.word("tie"):
        return
    core, head = tokens[role.core], _head(index, named)
    hangs = core.dep == "appos" and head.i in (core.head, tokens[core.head].i)
    if not _closes(index, role) or _opens_clause(index, role, head):
        return
    if core.dep == "conj" and not hangs and not role.opener and not _is_rich(role):
        return
    if not hangs and _is_listed(index, role):
        return
    sure = 0.9 if hangs else 0.8 if role.opener or _is_rich(role) else 0.6
    yield Holding(role, named, "apposition", sure, named.first, role.last)


def _opening(index: Index, role: Role) -> tuple[int, str | None]:
    """The token before a phrase and the adverbs that open it ("X, until last year the head of Z"), and what these tell of its status."""
    tokens, first = index.parse.tokens, role.first - 1
    former, current = terms("adverbs", "former"), terms("adverbs", "current")
    i, told = first, None
    while i >= max(0, first - MOST_BETWEEN) and tokens[i].text not in _DASHES:
        word = tokens[i].lower
        if word in former:
            return i - 1, "former"
        if word not in current and tokens[i].pos not in ("NOUN", "PROPN", "NUM", "ADJ", "ADV"):
            return first, None
        told, i = told or ("current" if word in current else None), i - 1
    return (i, None) if told else (first, None)


def _head(index: Index, named: Named) -> Token:
    tokens = index.parse.tokens
    inside = range(named.first, named.last)
    return next(
        (t for t in reversed(tokens[named.first : named.last]) if t.head not in inside or t.head == t.i), tokens[named.last - 1]
    )


def _is_rich(role: Role) -> bool:
    """Whether a description says what it is of."""
    return bool(role.things or role.places or role.persons or role.owned or role.levelled or role.country)


def _closes(index: Index, role: Role) -> bool:
    """Whether a phrase ends where an apposition may: at a mark, the sentence's end, "and", "who", a verb of saying."""
    tokens = index.parse.tokens
    if role.last >= len(tokens) or tokens[role.last].sentence != tokens[role.core].sentence:
        return True
    after = tokens[role.last]
    if after.text in _STOPS or after.tag in ("WP", "WDT", "WP$", "WRB", "CC", "``", "''"):
        return True
    return after.tag in ("IN", "TO", "RB", "VBN", "VBG") or after.tag in _FINITE


def _opens_clause(index: Index, role: Role, head: Token) -> bool:
    """Whether the phrase is rather the subject of what follows: "According to X, the head of Z is guilty"."""
    tokens = index.parse.tokens
    after = tokens[role.last] if role.last < len(tokens) else None
    if tokens[role.core].dep in ("nsubj", "nsubjpass"):
        return True
    is_subject = head.dep in ("nsubj", "nsubjpass") and after is not None and head.head >= after.i
    return after is not None and after.tag in _FINITE and after.sentence == head.sentence and not is_subject


def _is_listed(index: Index, role: Role) -> bool:
    """Whether the phrase is one of a list of persons: "X, the minister and Y"."""
    tokens = index.parse.tokens
    after = tokens[role.last] if role.last < len(tokens) else None
    return tokens[role.core].dep == "conj" or (
        after is not None and after.tag == "CC" and not any(k.dep == "conj" for k in index.parse.children(tokens[role.core]))
    )


def _apposed_before(index: Index, role: Role) -> Iterator[Holding]:
    """ "Its chairman, X, was released"; "his three deputies - A, B and C"; "the head of Z, X"."""
    tokens = index.parse.tokens
    i = role.last
    if i + 1 >= len(tokens) or tokens[i].text not in _DASHES or not (role.opener or _is_rich(role)):
        return
    start = i + 1
    while start < len(tokens) and start < i + MOST_BETWEEN and _precedes_names(index, start, start > i + 1):
        start += 1  # "the governor, Colonel X"
    if (role.owned or _is_rich(role)) and not role.plural:
        start = _past_title(index, start)
    people = name_list(index, start)
    if role.plural and len(people) == 1 and [t.lower for t in tokens[max(0, role.first - 2) : role.first]] == ["one", "of"]:
        role = replace(role, plural=False)  # "one of his lawyers, X"
    if not people or tokens[start].sentence != tokens[role.core].sentence:
        return
    head = _head(index, people[0])
    core = tokens[role.core]
    hangs = head.dep == "appos" and (head.head == core.i or tokens[head.head].head == core.i)
    end = people[-1].last
    closed = (
        end >= len(tokens) or tokens[end].text in _STOPS or tokens[end].tag == "CC" or tokens[end].sentence != core.sentence
    )
    if role.plural:
        if len(people) < 2 or not (hangs or tokens[i].text not in (",",)):
            return
    elif len(people) > 1 and role.opener == "the" and not role.owned and not (role.things or role.places):
        return  # "the minister, X and Y" is rather a list
    else:
        people = people[:1]
        end = people[0].last
        closed = end >= len(tokens) or tokens[end].text in _STOPS or tokens[end].sentence != core.sentence
        if role.opener in ("a", "an") and not _is_rich(role):
            return
        if head.dep in ("nsubj", "nsubjpass") and not (closed and core.dep in ("nsubj", "nsubjpass")):
            return
        astray = closed and core.dep in ("nsubj", "nsubjpass") and role.first <= head.head < role.last
        if head.dep == "conj" and not hangs and not astray:
            return
    if not hangs and not closed:
        return
    for person in people:
        yield Holding(role, person, "apposition", 0.9 if hangs else 0.75, role.first, person.last)


def _past_title(index: Index, start: int) -> int:
    """Where a name begins behind what else its bearer is called ("her brother, Oslo Mayor X"); the start where none does."""
    tokens = index.parse.tokens
    for i in range(start, min(len(tokens), start + 6)):
        if index.starts(i):
            return i
        if tokens[i].pos not in ("NOUN", "PROPN", "ADJ", "DET") or tokens[i].sentence != tokens[start].sentence:
            break
    return start


def _unmarked(index: Index, role: Role) -> Iterator[Holding]:
    """ "X former minister of Y", "X an attorney with Z": an apposition without its comma."""
    tokens = index.parse.tokens
    named = index.names.get(role.first - 1) if role.first else None
    if named is None or named.last != role.first or named.entity.type != "person" or role.plural or not _closes(index, role):
        return
    if is_question(index, tokens[role.core]):
        return
    opens = role.status is not None and role.opener == ""
    hangs = tokens[role.core].dep == "appos" and bool(role.opener) and role.opener != "'s" and _is_rich(role)
    if tokens[role.core].sentence == tokens[named.first].sentence and (opens or hangs):
        yield Holding(role, named, "apposition", 0.7, named.first, role.last)


def _conjoined(index: Index, role: Role) -> Iterator[Holding]:
    """ "X, a supporter and president of Z": joined to an apposition that is itself no office."""
    tokens = index.parse.tokens
    core = tokens[role.core]
    if core.dep != "conj" or role.plural or not _is_rich(role) or role.first == 0 or tokens[role.first - 1].lower != "and":
        return
    head = index.parse.head(core)
    named = index.names.get(head.head) if head.dep == "appos" else None
    if named is not None and any(t.text == ";" for t in tokens[named.last : role.first]):
        return
    if named is not None and named.entity.type == "person" and named.last < role.first and not index.at(head.i):
        yield Holding(role, named, "apposition", 0.75, named.first, role.last)


def _joined(index: Index, role: Role, bound: dict[int, tuple[Holding, ...]]) -> Iterator[Holding]:
    """A description joined to one that has a holder: "X, the nephew of Y and a high-ranking officer"."""
    tokens = index.parse.tokens
    core = tokens[role.core]
    if core.dep not in ("conj", "appos") or role.plural:
        return
    for holding in bound.get(core.head, ()):
        joint = tokens[holding.role.last : role.first]
        if holding.rule not in ("apposition", "copula", "joined") or role.core < holding.named.last or len(joint) > 3:
            continue
        if any(t.text not in (",", "and", "&", "as", "well") for t in joint):
            continue
        first, last = min(holding.first, role.first), max(holding.last, role.last)
        yield Holding(
            role, holding.named, "joined", round(holding.confidence - 0.05, 3), first, last, holding.status, holding.verb
        )
