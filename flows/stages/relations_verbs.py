"""Ties that a verb states between two names: "X, who heads Z", "Z, founded by X", "X owns a stake in Z", "Z, based in P"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from flows.core.annotations import Relation
from flows.core.lexicons import read_csv
from flows.core.parse import Token
from flows.stages.event_clauses import is_passive
from flows.stages.relations_index import Index, Named, named_by, span
from flows.stages.relations_lexicon import terms
from flows.stages.relations_parties import is_party
from flows.stages.relations_said import antecedent, is_unreal

_RELATIVE = ("WP", "WDT")


@dataclass(frozen=True, slots=True)
class Row:
    """What a verb says of two names (`flows/lexicons/relation_verbs.csv`).

    Attributes:
        links: Functions of the other name: `dobj`, or prepositions before it.
        nouns: Lemmas of what stands between verb and preposition, empty where nothing does.
        predicate: What it says; what is no predicate of the table is read by `_stated`.
        who: Types of the subject.
        what: Types of the other.
    """

    links: frozenset[str]
    nouns: frozenset[str]
    predicate: str
    who: frozenset[str]
    what: frozenset[str]


@cache
def rows() -> Mapping[str, tuple[Row, ...]]:
    """The rows of each verb, by lemma."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in read_csv("relation_verbs"):
        links, nouns, who, what = (frozenset(row[name].split()) for name in ("link", "noun", "who", "what"))
        out[row["verb"]].append(Row(links, nouns, row["predicate"], who, what))
    return MappingProxyType({verb: tuple(found) for verb, found in out.items()})


def stated_by_verbs(index: Index) -> Iterator[Relation]:
    """Relations that verbs state, in reading order."""
    for verb in index.parse.tokens:
        told = _rows_of(index, verb)
        if not told or is_unreal(index, verb) or _is_to_come(index, verb):
            continue
        for row in told:
            for who, what in _ends(index, verb, row):
                if who.entity.type in row.who and what.entity.type in row.what and who.entity.key != what.entity.key:
                    yield from _stated(index, verb, row, who, what)


def _rows_of(index: Index, verb: Token) -> tuple[Row, ...]:
    if not verb.tag.startswith("VB") and not (verb.tag == "JJ" and verb.lower == "married"):
        return ()
    particle = index.parse.child(verb, "prt")
    lemma = "marry" if verb.lower == "married" else verb.lemma.lower()
    return rows().get(f"{lemma} {particle.lower}" if particle is not None else lemma, ())


def _is_to_come(index: Index, verb: Token) -> bool:
    return any(k.lower in ("will", "'ll", "’ll") for k in index.parse.children(verb, "aux"))


def _ends(index: Index, verb: Token, row: Row) -> Iterator[tuple[Named, Named]]:
    """The two names that a verb ties: who does it, and the other."""
    parse = index.parse
    passive = is_passive(index.parse, verb)
    subject = subject_of(index, verb)
    first = named_by(index, subject) if subject is not None else None
    if first is None:
        return
    if passive and "dobj" in row.links:
        by = next((t for t in parse.children(verb, "agent", "prep") if t.lower == "by"), None)
        agent = parse.child(by, "pobj") if by is not None else None
        other = named_by(index, agent) if agent is not None else None
        if other is not None:
            yield other, first
        return
    if "dobj" in row.links and (objects := parse.children(verb, "dobj")):
        others = objects
    elif row.nouns:
        things = [t for t in parse.children(verb, "dobj", "nsubj") if t.lemma.lower() in row.nouns]
        hosts = (verb, *things) if things else ()
        others = tuple(o for host in hosts for o in _objects(index, host, row.links))
    else:
        others = _objects(index, verb, row.links)
    for token in others:
        meant = antecedent(index, token, verb) if token.tag in _RELATIVE else token
        other = named_by(index, meant)
        if other is not None:
            yield first, other


def _objects(index: Index, host: Token, links: frozenset[str]) -> tuple[Token, ...]:
    parse = index.parse
    return tuple(o for p in parse.children(host, "prep") if p.lower in links for o in parse.children(p, "pobj"))


def subject_of(index: Index, verb: Token) -> Token | None:
    """Whom or what a verb is said of: its subject, that of the verb it is joined to, or the noun its clause hangs on."""
    parse = index.parse
    subject = parse.child(verb, "nsubj", "nsubjpass")
    if subject is not None and subject.tag in _RELATIVE and verb.dep == "relcl":
        return antecedent(index, subject, verb)
    if subject is not None:
        return subject
    if verb.dep in ("acl", "relcl"):
        return parse.head(verb)
    if verb.dep == "advcl" and verb.tag == "VBG" and verb.i < parse.head(verb).i:
        return parse.child(parse.head(verb), "nsubj")  # "Speaking for the army, X said"
    if verb.dep in ("acomp", "xcomp") and parse.head(verb).lemma == "be":  # "who is married to Y", "is to replace Y"
        return subject_of(index, parse.head(verb))
    return subject_of(index, parse.head(verb)) if verb.dep == "conj" and parse.head(verb).i < verb.i else None


def _stated(index: Index, verb: Token, row: Row, who: Named, what: Named) -> Iterator[Relation]:
    """The relation of two names, if the verb says it in this tense."""
    predicate = row.predicate
    if predicate == "leader_of" and verb.tag == "VBD":
        return  # "X led the party to victory" tells no more than that day
    if predicate == "employs":
        predicate, who, what = "employee_of", what, who
    elif predicate == "belongs":
        predicate = "member_of" if who.entity.type == "person" else "subsidiary_of"
    elif predicate == "joins":
        if not (
            is_party(what.entity) or terms("parties") & {t.lemma.lower() for t in index.parse.tokens[what.first : what.last]}
        ):
            return
        predicate = "member_of"
    elif predicate == "married":
        predicate = "relative_of"
    elif predicate == "defends":
        if verb.tag != "VBG":
            return  # "defended his friend"
        predicate = "lawyer_of"
    first, last = min(who.first, what.first, verb.i), max(who.last, what.last, verb.i + 1)
    sure = 0.8 * min(1.0, who.mention.confidence + 0.2) * min(1.0, what.mention.confidence + 0.2)
    words = span(index, first, last)
    yield Relation(0, *words, who.entity.key, predicate, what.entity.key, None, None, None, None, "verb", round(sure, 3))
