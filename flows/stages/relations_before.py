"""What the words before a title tell of it: rank and portfolio, status, owner, nationality, the organization ("its former deputy ...")."""

from dataclasses import replace

from flows.core.parse import Token
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import statuses, terms, titles
from flows.stages.relations_roles import Role

_FARTHEST = 12
"""Most tokens before a title that may belong to its phrase."""

NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS")
PUNCTUATION = frozenset([",", ";", ":", "(", ")", ".", "–", "—", '"', "“", "”"])
_POSSESSIVE = ("PRP$", "WP$")


def read_before(index: Index, role: Role, before_name: bool) -> Role:
    """Read the words before a title back to what opens the phrase."""
    tokens = index.parse.tokens
    core, sentence, i = tokens[role.core], tokens[role.core].sentence, role.first - 1
    titled, capitals = True, False
    while i >= 0 and tokens[i].sentence == sentence and role.core - i <= _FARTHEST:
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
            owner = index.references.get(i) or (before_whose(index, i) if word == "whose" else _listed(index, role, i))
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
        elif word in ("and", "&") and titled and role.levelled and i and is_field(tokens[i - 1]):
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


def before_whose(index: Index, i: int) -> Named | None:
    """The name right before a "whose", a comma aside; where that is no person's, the person it stands beside ("X, head of Z, whose")."""
    before = i - 2 if i > 1 and index.parse.tokens[i - 1].text == "," else i - 1
    named = index.names.get(before)
    if named is None or named.entity.type == "person":
        return named
    head = next((t for t in index.parse.ancestors(index.parse.tokens[before]) if t.dep == "appos"), None)
    beside = index.names.get(head.head) if head is not None else None
    return beside if beside is not None and beside.entity.type == "person" else named


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
    if run[0].lower in statuses() and len(run) > 1 and (len(run) == 2 or is_field(run[2])):
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


def _belongs(index: Index, token: Token, core: Token, role: Role, before_name: bool) -> bool:
    """Whether a word before a title is part of it: rank, portfolio, or capitalized with it."""
    if role.word("rank") and any(w.kind == "office" for w in titles().get(token.lower, ())):
        return False  # "Commander Colonel X"
    if any(w.predicate == "spokesperson_of" for w in titles().get(token.lower, ())):
        return False  # "coastguard spokesman Commander X"
    if is_field(token):
        return token.tag in (*NOUN_TAGS, "JJ", "RB", "VBG")
    if token.tag not in NOUN_TAGS or token.text.endswith("."):
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
    if role.core - edge <= _FARTHEST and all(t.text not in PUNCTUATION for t in tokens[edge:first]):
        first = edge
    role = replace(role, first=max(0, first), opener="'s", owned=True)
    return role.of(owner) if owner else role


def is_field(token: Token) -> bool:
    """Whether a word names the field or the level of an office ("interior", "deputy")."""
    return token.lower in terms("portfolios") or token.lower in terms("levels")
