"""Descriptions of persons as phrases: "Kazakhstan's former deputy minister of energy", "a nephew of X", "its chairman"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from flows.core.annotations import Entity
from flows.core.parse import Token
from flows.stages.name_spans import words
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import Word, singular, statuses, terms, title_at, titles

FARTHEST = 12
"""Most tokens before a title that may belong to its phrase."""

_NOUN = ("NN", "NNS", "NNP", "NNPS")
_POSSESSIVE = ("PRP$", "WP$")
_OWNERS = ("his", "her", "its", "their")
_PUNCTUATION = frozenset([",", ";", ":", "(", ")", ".", "–", "—", '"', "“", "”"])


@dataclass(frozen=True, slots=True)
class Role:
    """A phrase that says what somebody is.

    Attributes:
        first: Index of its first token, determiner or owner included.
        title_first: First token of the title.
        title_last: One past the last token of the title.
        core: Index of the title's head word.
        last: One past the last token of the phrase, what it is of included.
        words: Readings of the title.
        status: current, former, acting, incoming; None if no word tells.
        opener: The determiner or possessive that opens it, lower case, empty if none.
        doubtful: Whether a word says that nobody holds it for sure ("potential", "no").
        plural: Whether it describes several.
        levelled: Whether the title has more words than its core ("interior minister").
        things: Organizations, groups and facilities it is of, nearest first.
        places: Places it is of, nearest first.
        persons: Persons it is of.
        country: Country that a nationality word in it tells.
        owned: Whether it is somebody's, known or not ("his deputy", "deputy of the minister").
        sure: How sure it is whose it is: below 1 where a reference tells.
    """

    first: int
    title_first: int
    title_last: int
    core: int
    last: int
    words: tuple[Word, ...]
    status: str | None = None
    opener: str = ""
    doubtful: bool = False
    plural: bool = False
    levelled: bool = False
    things: tuple[Entity, ...] = field(default=())
    places: tuple[Entity, ...] = field(default=())
    persons: tuple[Entity, ...] = field(default=())
    country: str | None = None
    owned: bool = False
    sure: float = 1.0

    def of(self, named: Named) -> "Role":
        """The same, also of an entity."""
        if named.entity.type == "person":
            return replace(self, persons=_also(self.persons, named.entity), owned=True)
        if named.entity.type == "place":
            return replace(self, places=_also(self.places, named.entity))
        return replace(self, things=_also(self.things, named.entity))

    @property
    def title_word(self) -> str:
        """The title of the lexicon it was found by."""
        return self.words[0].title

    def word(self, *kinds: str) -> Word | None:
        """Its reading as one of some kinds, if it has one."""
        return next((w for w in self.words if w.kind in kinds), None)


def _also(entities: tuple[Entity, ...], entity: Entity) -> tuple[Entity, ...]:
    return entities if entity in entities else (*entities, entity)


def find_roles(index: Index) -> tuple[Role, ...]:
    """All descriptions of an article, in reading order."""
    roles = list(_roles(index))
    for n in range(len(roles) - 1, 0, -1):
        roles[n - 1], roles[n] = _share(index, roles[n - 1], roles[n])
    return tuple(roles)


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
    core = tokens[last - 1]
    before_name = index.starts(last) is not None or (last + 1 < len(tokens) and _honorific_then_name(index, last))
    if core.tag not in _NOUN and not (before_name and core.text[:1].isupper()):
        return None
    plural = core.tag in ("NNS", "NNPS") or singular(core) not in (core.lower, core.lower.rstrip("."))
    role = Role(first, first, last, last - 1, last, words, plural=plural, levelled=last - first > 1)
    role = _leftward(index, role, before_name)
    role = _rightward(index, role)
    return None if _is_other_thing(index, role) else role


def _honorific_then_name(index: Index, i: int) -> bool:
    token = index.parse.tokens[i]
    return token.lower.rstrip(".") in ("mr", "mrs", "ms", "dr", "sir", "prof") and index.starts(i + 1) is not None


def _leftward(index: Index, role: Role, before_name: bool) -> Role:
    """Read the words before a title back to what opens the phrase."""
    tokens = index.parse.tokens
    core, sentence, i = tokens[role.core], tokens[role.core].sentence, role.first - 1
    titled, capitals = True, False
    while i >= 0 and tokens[i].sentence == sentence and role.core - i <= FARTHEST:
        token, word = tokens[i], tokens[i].lower
        named = index.names.get(i)
        if named is not None:
            if not _qualifies(index, named, tokens[i + 1]) or (role.status and named.entity.type == "person"):
                break
            if named.entity.type != "group":
                role = role.of(named)
            if capitals:  # the name goes on: "Mount Royal Mayor"
                role = replace(role, title_first=_after_capitals(index, role))
            role, i, titled = replace(role, first=named.first), named.first - 1, False
            continue
        if word in ("'s", "’s", "'", "’") and token.tag == "POS":
            return _owner(index, role, i)
        if token.tag in _POSSESSIVE:
            owner = index.references.get(i) or (_antecedent(index, i) if word == "whose" else _listed(index, role, i))
            role = replace(role, first=i, opener=word, owned=True)
            return replace(role.of(owner), sure=owner.mention.confidence) if owner else role
        if word in terms("doubtful") and token.dep != "mark" and token.tag not in ("WDT", "WP", "IN"):
            return replace(role, doubtful=True)
        if word in terms("determiners"):
            return replace(role, first=i, opener=word)
        glued = _compound(tokens, i, role.first)
        if glued is not None:
            role = _hyphenated(index, role, glued, titled)
            i, titled = glued - 1, titled and role.title_first == role.first
            continue
        if word in statuses() and (token.tag not in ("VBN", "VBD") or token.dep in ("amod", "compound", "nmod")):
            role, titled = replace(role, first=i, status=role.status or statuses()[word]), False
        elif code := index.country_word(i):
            role, titled = replace(role, first=i, country=role.country or code), False
        elif titled and _belongs(index, token, core, role, before_name):
            capitals = capitals or word not in terms("levels") | terms("portfolios")
            role = replace(role, first=i, title_first=i, levelled=True)
        elif word == "and" and role.word("kin") and i + 1 == role.first and i and (partner := index.names.get(i - 1)):
            return role.of(partner)  # "X and wife Y"
        elif word in ("and", "&") and titled and role.levelled and i and _is_field(tokens[i - 1]):
            pass
        elif not _modifies(token, role):
            break
        else:
            role, titled = replace(role, first=i), False
        i -= 1
    return role


def _listed(index: Index, role: Role, i: int) -> Named | None:
    """The person right before "her sister Y" in a list ("X, 71, her sister Y, 68, and", "X and his brother Y")."""
    tokens = index.parse.tokens
    if not role.word("kin") or index.starts(role.last) is None or i < 2:
        return None
    i -= 1
    if tokens[i].text == "," and i > 1 and tokens[i - 1].tag == "CD" and tokens[i - 2].text == ",":
        i -= 2
    elif tokens[i].lower != "and":
        return None
    before = index.names.get(i - 1)
    return before if before is not None and before.entity.type == "person" else None


def _antecedent(index: Index, i: int) -> Named | None:
    """The name right before a "whose", a comma aside."""
    before = i - 2 if i > 1 and index.parse.tokens[i - 1].text == "," else i - 1
    return index.names.get(before)


def _after_capitals(index: Index, role: Role) -> int:
    """The first word of a title that is surely its own, after capitalized words that may belong to the name before."""
    own = terms("levels") | terms("portfolios")
    first = next((t.i for t in index.parse.tokens[role.title_first : role.core] if t.lower in own), role.core)
    return min(first, role.title_last - 1 if first == role.core else first)


def _compound(tokens: tuple[Token, ...], i: int, end: int) -> int | None:
    """The first token of a hyphenated word that ends at token `i`, or that joins the title at `end` by a hyphen; None if none."""
    if tokens[i].text == "-" and i + 1 == end and tokens[i].end == tokens[end].start:
        i -= 1
    elif not (i > 1 and tokens[i - 1].text == "-" and tokens[i - 1].end == tokens[i].start):
        return None
    while (
        i > 1
        and tokens[i - 1].text == "-"
        and tokens[i - 1].end == tokens[i].start
        and tokens[i - 2].end == tokens[i - 1].start
    ):
        i -= 2
    return max(0, i)


def _hyphenated(index: Index, role: Role, first: int, titled: bool) -> Role:
    """Read a hyphenated word before a title: "ex-", "then-interior", "long-time", "54-year-old"."""
    tokens = index.parse.tokens
    run = tokens[first : role.first]
    whole = "".join(t.lower for t in run).rstrip("-")
    if whole in statuses():
        return replace(role, first=first, status=role.status or statuses()[whole])
    if run[0].lower in statuses() and len(run) > 1 and (len(run) == 2 or _is_field(run[2])):
        title_first = run[2].i if len(run) > 2 and titled else role.title_first
        levelled = role.levelled or len(run) > 2
        return replace(
            role, first=first, title_first=title_first, levelled=levelled, status=role.status or statuses()[run[0].lower]
        )
    if titled and (whole in terms("portfolios") or run[0].lower in terms("deputies")):  # "counter-terrorism", "vice-"
        return replace(role, first=first, title_first=first, levelled=True)
    return replace(role, first=first)


def _qualifies(index: Index, named: Named, after: Token) -> bool:
    """Whether a name before a title is part of its phrase ("KNB officer"), not a neighbour ("told Blask officers came")."""
    last = index.parse.tokens[named.last - 1]
    return last.dep in ("compound", "nmod", "poss", "npadvmod", "amod") and last.head >= after.i


def _is_field(token: Token) -> bool:
    return token.lower in terms("portfolios") or token.lower in terms("levels")


def _belongs(index: Index, token: Token, core: Token, role: Role, before_name: bool) -> bool:
    """Whether a word before a title is part of it: rank, portfolio, or capitalized with it."""
    if role.word("rank") and any(w.kind == "office" for w in titles().get(token.lower, ())):
        return False  # "Commander Colonel X"
    if any(w.predicate == "spokesperson_of" for w in titles().get(token.lower, ())):
        return False  # "coastguard spokesman Commander X"
    if _is_field(token):
        return token.tag in (*_NOUN, "JJ", "RB", "VBG")
    if token.tag not in _NOUN or token.text.endswith("."):
        return False
    if before_name and core.text[:1].isupper() and token.tag in ("NNP", "NNPS"):
        return token.text[:1].isupper()
    opens = token.i == index.parse.sentence_of(token).first and token.tag in ("NN", "NNP")
    return token.dep in ("compound", "nmod") and (opens or (token.text.islower() and token.tag == "NN"))


def _modifies(token: Token, role: Role) -> bool:
    """Whether a word may stand between the opening of a phrase and its title."""
    if token.tag in ("CD", "JJ") and token.dep in ("nummod", "amod", "advmod"):
        return True
    return token.tag in ("JJ", "JJS", "VBN", "VBG", "RB", "CD", "NN", "NNP") and role.first <= token.head <= role.core


def _owner(index: Index, role: Role, i: int) -> Role:
    """Read the owner before a possessive mark: "Open Hands's director", "the country's president", "Senator X's wife"."""
    tokens = index.parse.tokens
    owner = index.at(i - 1) if i else None
    head = next((t for t in tokens[owner.first : owner.last] if t.head >= i), tokens[i - 1]) if owner else tokens[max(0, i - 1)]
    first = min(owner.first if owner else i, head.i)
    edge = index.parse.subtree(head)[0].i
    if role.core - edge <= FARTHEST and all(t.text not in _PUNCTUATION for t in tokens[edge:first]):
        first = edge
    role = replace(role, first=max(0, first), opener="'s", owned=True)
    return role.of(owner) if owner else role


def _rightward(index: Index, role: Role) -> Role:
    """Read what follows a title: "-elect", "of Works", "of the National Security Committee (KNB)"."""
    tokens = index.parse.tokens
    last = role.last
    if last + 1 < len(tokens) and tokens[last].text == "-" and tokens[last + 1].lower in ("elect", "designate"):
        role = replace(role, last=last + 2, status="incoming")
        last = role.last
    kinds = {w.kind for w in role.words}
    preps = frozenset().union(*(terms("of_words", kind) for kind in kinds & {"office", "tie", "kin"}))
    while last < len(tokens) and tokens[last].lower in preps and tokens[last].sentence == tokens[role.core].sentence:
        prep = tokens[last]
        inner = index.parse.child(prep, "pobj")
        if inner is None or inner.i < prep.i:
            break
        step = _object(index, role, prep, inner)
        if step is None:
            break
        found = (step.things, step.places, step.persons) != (role.things, role.places, role.persons)
        role, last = step, step.last
        if not found and prep.lower == "for" and not role.word("office"):
            break  # "a spokesman for ambassadors to France" speaks for no France
    return role


def _object(index: Index, role: Role, prep: Token, inner: Token) -> Role | None:
    """The role with the object of a preposition read; None where the phrase is no part of it."""
    tokens = index.parse.tokens
    named = index.at(inner.i)
    inside = tokens[prep.i + 1 : inner.i]
    if named is None and (joint := next((t.i for t in inside if t.lower in ("and", ",")), None)):
        # "head of the Traders Association and petrol station owner"
        named = index.at(joint - 1)
        inner, inside = tokens[joint - 1], tokens[prep.i + 1 : joint - 1]
        if named is None:
            return None
    if any(t.text in _PUNCTUATION or t.tag in ("VBD", "VBZ", "MD") for t in inside):
        return None
    if named is None and (bearer := _named_before(index, inside, inner)) is not None:
        return replace(_with(index, role, bearer), last=inner.i + 1)
    if named is not None and named.entity.type == "person":
        owner = index.names.get(named.first - 1)  # "President of Norway Ana Sol"
        if owner is not None and owner.entity.type in ("place", "organization") and owner.first > prep.i:
            named = owner
    if prep.lower == "to" and role.title_word in terms("sent") and named is not None and named.entity.type != "person":
        return replace(role, last=named.last, title_last=named.last, levelled=True)
    tie = role.word("tie")
    lies = tie is not None and tie.predicate == "located_in"
    if lies:
        return _with(index, role, named) if prep.lower in ("in", "of") and named and named.entity.type == "place" else None
    if prep.lower == "in" and named is not None and named.entity.type == "place":
        return replace(role, last=named.last)  # where one sits, not what one heads
    if prep.lower in ("in", "with", "from", "to") and (named is None or named.entity.type == "person") and not role.word("kin"):
        return _with(index, role, named) if prep.lower == "to" and named and role.word("tie") else None
    owners = [o for t in inside if t.dep == "poss" and (o := index.at(t.i)) and o.entity.type in ("place", "organization")]
    codes = [code for t in inside if (code := index.country_word(t.i))]
    role = replace(role, country=role.country or next(iter(codes), None))
    if named is not None and (end := _field_of(index, role, named)):
        return replace(role, last=end, title_last=end, levelled=True)
    if named is not None:
        role = _with(index, role, named)
    for owner in owners:
        role = role.of(owner)
    if named is not None:
        return role
    if role.word("kin", "tie") and not role.word("office"):
        return replace(role, owned=True, last=inner.i + 1)
    if prep.lower not in ("of", "for") or not _may_be_field(prep, inner):
        return None
    end = inner.i + 1
    more = index.parse.child(inner, "conj")
    if more is not None and end < more.i < end + 4 and tokens[end].lower == "and" and _is_field(more):
        end = more.i + 1  # "minister of labour and social affairs"
    if (role.things or role.places) and role.last > role.title_last:
        return replace(role, last=end)
    return replace(role, last=end, title_last=end, levelled=True)


def _named_before(index: Index, inside: Sequence[Token], inner: Token) -> Named | None:
    """The organization whose name stands before the noun for what it is: "head of the Erkin Soz rights group"."""
    if inner.lemma.lower() not in words("nouns", "organization"):
        return None
    found = (index.names.get(t.i) for t in inside if t.dep in ("compound", "nmod", "appos", "amod"))
    return next((n for n in found if n is not None and n.entity.type in ("organization", "group")), None)


def _may_be_field(prep: Token, inner: Token) -> bool:
    """Whether a noun may be what an office is for: "minister for health", not "governor for three terms"."""
    if inner.tag in ("CD", "PRP", "DT", "WP", "WDT"):
        return False
    return prep.lower == "of" or inner.lower in terms("portfolios") or inner.text[:1].isupper()


def _field_of(index: Index, role: Role, named: Named) -> int | None:
    """One past a minister's field that looks like a name or like the start of one: "Minister of Works Ana Sol"."""
    if role.title_word not in terms("ministers"):
        return None
    fields = [t.i for t in index.parse.tokens[named.first : named.last] if t.lower in terms("portfolios") or t.lower == "of"]
    whole = len(fields) == named.last - named.first
    begun = bool(fields) and fields == list(range(named.first, named.first + len(fields)))
    return named.first + len(fields) if whole or (begun and named.entity.type == "person") else None


def _with(index: Index, role: Role, named: Named) -> Role:
    """The role also of a name, brackets after the name included."""
    tokens, end = index.parse.tokens, named.last
    if end + 2 < len(tokens) and tokens[end].text == "(" and tokens[end + 2].text == ")":
        end += 3
    return replace(role.of(named), last=max(role.last, end))


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
