"""Whom a verb says to hold an office: "X is the head of Z", "X was appointed head of Z", "A elected X president"."""

from collections.abc import Iterator

from flows.core.parse import Token
from flows.stages.relations_index import Index, named_by
from flows.stages.relations_lexicon import terms, verbs
from flows.stages.relations_roles import Holding, Role


def said_to_hold(index: Index, role: Role) -> Iterator[Holding]:
    """ "X is the head of Z", "X was appointed head of Z", "X served as head of Z", "A elected X president"."""
    tokens, parse = index.parse.tokens, index.parse
    core = tokens[role.core]
    verb, by_as = parse.head(core), False
    if core.dep == "pobj" and verb.lower == "as":
        verb, by_as = parse.head(verb), True
        while verb.pos in ("NOUN", "PROPN", "ADP") and verb.head != verb.i:
            verb = parse.head(verb)  # "stepped down from his post as"
    particle = parse.child(verb, "prt")
    lemma = verb.lemma.lower()
    what = verbs().get(f"{lemma} {particle.lower}" if particle is not None and by_as else lemma) or verbs().get(lemma)
    if core.dep == "pobj" and not by_as and (post := parse.head(parse.head(core))).lemma.lower() in terms("posts"):
        verb = parse.head(post)  # "retained the post of defence minister"
        what = verbs().get(verb.lemma.lower()) if post.dep == "dobj" else None
        if what != "keeps":
            return
    elif what == "keeps" or (lemma in terms("thought") and role.word("kin", "tie") is None):
        return
    if what is None or core.dep in ("nsubj", "nsubjpass"):
        return
    if what in ("is", "takes", "wins") and core.dep not in ("attr", "oprd", "dobj", "xcomp", "appos") and not by_as:
        return
    if what in ("serves", "ends", "removes", "begins", "fills") and not by_as:
        return
    if is_unreal(index, verb):
        return
    passive = bool(parse.child(verb, "auxpass", "nsubjpass")) or (
        verb.tag == "VBN" and verb.dep in ("acl", "relcl") and not parse.child(verb, "nsubj")
    )
    if what in ("is", "serves", "ends", "fills", "keeps") or passive:
        subject = parse.child(verb, "nsubj", "nsubjpass")
        if subject is None and verb.dep in ("conj", "xcomp"):
            subject = parse.child(parse.head(verb), "nsubj", "nsubjpass")
        if subject is None and verb.dep == "acl":
            subject = parse.head(verb)
    else:
        subject = next((t for t in parse.children(verb, "dobj", "nsubj", "dative") if t.i > verb.i and t.i != core.i), None)
        if subject is None:
            subject = _glued(index, role, core)
        if what == "begins":
            return
    if subject is not None and subject.tag in ("WP", "WDT") and verb.dep == "relcl":
        subject = antecedent(index, subject, verb)
    named = named_by(index, subject) if subject is not None else None
    if named is None or role.first <= named.first < role.last or role.plural:
        return
    if named.entity.type != "person" and (what != "is" or role.word("tie") is None):
        return
    status = _status(index, verb, what)
    if status is None:
        return
    rule = {"is": "copula", "takes": "appointed", "wins": "elected", "begins": "appointed"}.get(what, "as_office")
    sure = (0.85 if named.mention.type == "name" else 0.85 * named.mention.confidence) - (0.1 if what == "wins" else 0.0)
    yield Holding(role, named, rule, round(sure, 3), min(named.first, role.first), max(named.last, role.last), status, verb)


def _glued(index: Index, role: Role, core: Token) -> Token | None:
    """The name that the parser glues to the office it is given: "appointed Ana Sol archbishop"."""
    named = index.names.get(role.first - 1)
    glued = (
        named is not None and named.entity.type == "person" and index.parse.tokens[named.last - 1].head in (core.i, core.head)
    )
    return index.parse.tokens[named.last - 1] if named is not None and glued and not role.opener else None


def antecedent(index: Index, relative: Token, verb: Token) -> Token:
    """What "who" stands for: the name right before it, else what its clause hangs on."""
    tokens, i = index.parse.tokens, relative.i - 1
    if i > 0 and tokens[i].text == ",":
        i -= 1
    return tokens[i] if i in index.names else index.parse.head(verb)


def is_unreal(index: Index, verb: Token) -> bool:
    """Whether a clause denies, asks or only supposes."""
    parse = index.parse
    for one in (verb, *(t for t in parse.ancestors(verb) if t.dep in ("xcomp", "conj") or t.i == verb.head)):
        if any(k.lower in terms("unreal") for k in parse.children(one, "neg", "aux", "mark")):
            return True
        if one.dep not in ("xcomp", "conj"):
            break
    helpers = parse.children(verb, "aux", "auxpass")
    if any(k.lower == "be" for k in helpers) and not any(k.lower in ("will", "'ll", "’ll") for k in helpers):
        return True  # "that he be reinstated", "expected to be named"
    return is_question(index, verb) or (verb.tag == "VB" and any(k.lower == "to" for k in parse.children(verb, "aux")))


def is_question(index: Index, token: Token) -> bool:
    """Whether a token stands in a question."""
    return index.parse.tokens[index.parse.sentence_of(token).last - 1].text == "?"


def _status(index: Index, verb: Token, what: str) -> str | None:
    """What a verb in its tense tells of an office: current, former or incoming; None where it tells nothing."""
    parse = index.parse
    helpers = {k.lower for k in parse.children(verb, "aux", "auxpass")}
    if what in ("ends", "removes"):
        return "former" if verb.tag in ("VBD", "VBN", "VBG") else "current"
    if "will" in helpers or "'ll" in helpers:
        return "incoming"
    if what == "fills":
        return "acting"
    if what == "wins":
        return "incoming"
    if what in ("takes", "begins"):
        return "current"
    if verb.tag == "VBD" and verb.lemma.lower() not in ("become", "remain", "continue", "return", "take", "retain", "keep"):
        return "former"
    return "current"
