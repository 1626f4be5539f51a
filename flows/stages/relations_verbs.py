"""Ties that a verb states between a person and an organization: "X, who heads Z", "Z, led by X", "X founded Z"."""

from collections.abc import Iterator

from flows.core.annotations import Relation
from flows.core.parse import Token
from flows.stages.relations_index import Index, Named
from flows.stages.relations_lexicon import verbs
from flows.stages.relations_said import antecedent, is_unreal

PREDICATES = {"leads": "leader_of", "founds": "founder_of", "owns": "owner_of"}


def stated_by_verbs(index: Index) -> Iterator[Relation]:
    """Relations that verbs state, in reading order."""
    parse = index.parse
    for verb in parse.tokens:
        predicate = PREDICATES.get(verbs().get(verb.lemma.lower(), "")) if verb.tag.startswith("VB") else None
        if predicate is None or is_unreal(index, verb):
            continue
        ends = _passive(index, verb) if verb.tag == "VBN" else _active(index, verb)
        if ends is None:
            continue
        who, what = ends
        if who.entity.type != "person" or what.entity.type not in ("organization", "group"):
            continue
        if predicate == "leader_of" and verb.tag == "VBD":
            continue  # "X led the party to victory" tells no more than that day
        first, last = min(who.first, what.first, verb.i), max(who.last, what.last, verb.i + 1)
        tokens = parse.tokens
        sure = 0.8 * min(1.0, who.mention.confidence + 0.2) * min(1.0, what.mention.confidence + 0.2)
        yield Relation(
            0,
            tokens[first].start,
            tokens[last - 1].end,
            who.entity.key,
            predicate,
            what.entity.key,
            None,
            None,
            None,
            None,
            "verb",
            round(sure, 3),
        )


def _active(index: Index, verb: Token) -> tuple[Named, Named] | None:
    parse = index.parse
    subject, thing = parse.child(verb, "nsubj"), parse.child(verb, "dobj")
    if subject is not None and subject.tag in ("WP", "WDT") and verb.dep == "relcl":
        subject = antecedent(index, subject, verb)
    who = index.at(subject.i) if subject is not None else None
    what = index.at(thing.i) if thing is not None else None
    return (who, what) if who and what and who.entity.key != what.entity.key else None


def _passive(index: Index, verb: Token) -> tuple[Named, Named] | None:
    """ "Z, headed by X" and "Z is headed by X"."""
    parse = index.parse
    by = parse.child(verb, "agent")
    agent = parse.child(by, "pobj") if by is not None else None
    thing = parse.child(verb, "nsubjpass") or (parse.head(verb) if verb.dep in ("acl", "relcl") else None)
    if thing is not None and thing.tag in ("WDT", "WP") and verb.dep == "relcl":
        thing = antecedent(index, thing, verb)
    who = index.at(agent.i) if agent is not None else None
    what = index.at(thing.i) if thing is not None else None
    return (who, what) if who and what else None
