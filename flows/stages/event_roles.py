"""Roles: from a trigger's arguments to participants, checked against what may fill a role."""

from collections.abc import Iterator, Sequence
from functools import cache

from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.reports import Participant
from flows.stages.event_clauses import heads_of, is_verbal, prepositions, surface_subject
from flows.stages.event_lexicon import noun_classes, roles_of
from flows.stages.event_offices import office_of
from flows.stages.event_syntax import nation_of, noun_arguments
from flows.stages.learned_roles import LEARNED, Likely, learned_arguments
from flows.stages.participants import Cast
from flows.stages.triggers import Trigger

_DIRECT = frozenset({"inf_obj", "subj", "obj", "iobj", "poss", "by", "actor", "patient", "oprd", "attr"})
_WHOLE = ("charge", "penalty", "position", "subject", "topic", "cause")
"""Roles whose words are told whole ("abuse of power"), with the of-phrase."""
_PERSONS = ("detainee", "accused", "defendant", "person", "victim")
"""Roles that persons fill."""
_SUFFERING = frozenset({*_PERSONS, "target"})
_VIOLENT = ("conflict", "life")
"""Domains in which a mine is a weapon."""
_FUNCTIONS_OF_ACTOR = ("actor", "agent", "participant", "authority", "accuser")


@cache
def _empty() -> frozenset[str]:
    return words("event_roles", "empty") | words("event_roles", "temporal")


@cache
def _unsaid() -> frozenset[str]:
    return words("event_roles", "unresolved")


def _role_for(event_type: str, function: str, role: str, kind: str, token: Token, linked: bool) -> str | None:
    """The role a word really fills, given what it stands for (`linked`: something with a name); None if it fills none."""
    lexicon = read_yaml("event_roles")
    if role == "none" or (token.lemma.lower() in _empty() and role != "penalty" and not linked):
        return None
    if role == "charge" and token.lemma.lower() in words("event_roles", "no_offence"):
        return None
    if role == "modifier":
        role = lexicon["modifier"].get(kind)
        # "an FBI probe": whoever acts is the agent there
        role = "agent" if role == "actor" and "actor" not in roles_of(event_type) else role
        if role is None:
            return None
    if kind in ("person", "group", "organization"):
        role = lexicon["of_persons"].get(event_type, {}).get(role, role)
    rule = lexicon.get(role)
    if rule is None:
        return role
    if (
        role == "target"
        and kind == "weapon"
        and event_type.startswith(("economy", "infrastructure"))
        and function in ("obj", "of")
    ):
        return role  # "bought a rifle", "destroyed two missiles"
    if kind not in rule["allow"]:
        role = rule["else"].get(kind)
    elif (
        function not in _DIRECT
        and function != "against"
        and role == "target"
        and event_type.startswith("conflict")
        and kind in lexicon["oblique_never"]
    ):
        return None
    return role


def _functions(cast: Cast, trigger: Trigger) -> Iterator[tuple[str, str, Token]]:
    """Function, role and word of each argument of a trigger."""
    frame, parse = trigger.row.frame, cast.analysis.parse
    acting = next((r for r in (frame.get("by"), frame.get("subj"), frame.get("poss")) if r in _FUNCTIONS_OF_ACTOR), None)
    suffering = next((frame[f] for f in ("against", "on", "of", "obj") if frame.get(f) not in (None, "none", "modifier")), None)
    for function, tokens in trigger.arguments.items():
        role = frame.get(function)
        if function == "actor":
            role = frame.get("actor") or acting or frame.get("between")
        elif function == "patient":
            role = suffering
        elif function == "between" and role is None and "participant" in roles_of(trigger.row.event_type):
            role = "participant"
        elif function == "poss" and trigger.row.noun and "of" in trigger.arguments and role is not None:
            # "the president's sacking of his deputy": whose it is does what is done to somebody else
            done_to = frame.get("of") not in (None, "none", "modifier", "cause", "topic", "charge", "penalty")
            function, role = ("by", frame.get("by")) if done_to and role in (acting, frame.get("of")) else (function, role)
        if role is not None:
            for token in (cast.speaker_meant(t) or (_offence(parse, t) if role == "charge" else t) for t in tokens):
                named = _before_office(cast, token) if role == "person" else None
                if named is not None:
                    yield from ((function, "person", named), (function, "position", token))
                else:
                    token = cast.plural_meant(token, role in _SUFFERING) or token
                    yield from (
                        (function, role, one) for one in (*cast.joined(token), *cast.named_by(token), *cast.included(token))
                    )
                if trigger.row.event_type == "justice.fine" and role == "defendant":
                    yield from ((function, role, t) for t in _fined(cast, token))


def _fined(cast: Cast, sum_told: Token) -> Iterator[Token]:
    """Who the parser took for a part of the sum they were fined ("fined the group 44 million euros")."""
    if cast.kind(sum_told) == "other":
        inside = (t for t in cast.analysis.parse.children(sum_told, "nmod", "compound") if t.pos in ("NOUN", "PROPN"))
        yield from (t for t in inside if cast.kind(t) in ("person", "group", "organization"))


def _offence(parse: Parse, token: Token) -> Token:
    """What a charge is of ("on suspicion of murder"), else the charge as told."""
    if token.lemma.lower() not in words("event_roles", "held_on"):
        return token
    of = next((p for p in parse.children(token, "prep") if p.lower == "of"), None)
    inner = parse.child(of, "pobj", "pcomp") if of is not None else None
    return inner if inner is not None else token


def _before_office(cast: Cast, token: Token) -> Token | None:
    """The person whose name the parser took for a part of the office after it ("appointed Ann Cole governor of the bank")."""
    if cast.is_name(token) or token.lemma.lower() not in noun_classes()["office"] or token.dep not in ("dobj", "oprd", "attr"):
        return None
    before = (
        t
        for t in cast.analysis.parse.subtree(token)
        if t.i < token.i and cast.in_name(t) and cast.kind(t) == "person" and t.dep != "poss"
    )
    return max(before, key=lambda t: t.i, default=None)


def _blamed(parse: Parse, trigger: Trigger) -> Iterator[Token]:
    """Who is told to have done what an event noun names ("claimed responsibility for the attack", "is behind the unrest")."""
    token = trigger.token
    if not trigger.row.noun or token.dep not in ("pobj", "conj"):
        return
    first = parse.head(token) if token.dep == "conj" else token
    prep = parse.head(first)
    if first.dep != "pobj" or prep.pos not in ("ADP", "SCONJ"):
        return
    up = parse.head(prep)
    below = up if up.dep in ("dobj", "acomp", "nsubjpass", "attr") else None
    verb = parse.head(up) if below is not None else up
    if parse.child(verb, "neg") is not None:
        return
    for rule in read_yaml("light_verbs")["blame"]:
        if rule.get("prep") != prep.lower or verb.lemma.lower() != rule["lemma"]:
            continue
        wanted = rule.get("obj") or rule.get("acomp") or rule.get("attr")
        told = below if below is not None else parse.child(verb, "dobj") if wanted else None
        if (told.lemma.lower() in wanted) if told is not None and wanted else (wanted is None and below is None):
            if rule["actor"] == "subj":
                yield from surface_subject(parse, verb)
            else:
                patient = parse.child(verb, "dobj")
                yield from heads_of(parse, patient) if patient is not None else surface_subject(parse, verb)
            return
    if up.pos == "ADJ" and up.lemma == "responsible" and up.dep in ("amod", "acl") and not is_verbal(parse.head(up)):
        yield parse.head(up)


def _backers(cast: Cast, arguments: list[tuple[str, str, Token]]) -> Iterator[tuple[str, str, Token]]:
    """The organizations that named actors act for ("FMLN guerrillas", "members of the Red Front")."""
    parse = cast.analysis.parse
    for function, role, token in arguments:
        if role not in ("actor", "agent") or cast.is_name(token) or cast.kind(token) not in ("person", "group"):
            continue
        inner = [o for name, o in prepositions(parse, token) if name in ("of", "from")]
        for kid in (*parse.children(token, "compound", "nmod", "poss", "amod"), *inner):
            entity = cast.entity(kid)
            if entity is not None and entity.type == "organization":
                yield function, role, kid


def _through(cast: Cast, arguments: list[tuple[str, str, Token]], acting: str | None) -> list[tuple[str, str, Token]]:
    """Who did what harms by the attack that is told to have done it ("the army's shelling killed two", "died in raids by rebels")."""
    out: list[tuple[str, str, Token]] = []
    for function, role, token in arguments:
        deed = token.pos == "NOUN" and role in (acting, "cause") and token.lemma.lower() in words("light_verbs", "deeds")
        if acting is None or not deed or function not in ("subj", "in", "from"):
            continue
        told = noun_arguments(cast.analysis.parse, token)
        doers = [t for f in ("poss", "by", "nation") for t in told.get(f, ())]
        doers += [t for t in told.get("compound", ()) if cast.kind(t) in ("organization", "group")]
        out += [("nation" if nation_of(t) is not None else "by", acting, t) for t in doers]
    return out


def _is_way(cast: Cast, token: Token) -> bool:
    """Whether a verb's "on" tells where ("was shot on Elm Street"), not whom or what."""
    entity = cast.entity(token)
    last = entity.name.split()[-1] if entity is not None else token.lemma
    return last.lower() in words("event_roles", "ways")


def _courts(cast: Cast, trigger: Trigger) -> Iterator[tuple[str, str, Token]]:
    """The court with a name that a sentence on a verdict tells by "at" or "in", wherever the parser hangs it ("... at Orla Crown Court")."""
    parse = cast.analysis.parse
    if "court" not in roles_of(trigger.row.event_type) or not trigger.row.event_type.startswith("justice"):
        return
    for token in parse.tokens_of(parse.sentence_of(trigger.token)):
        prep = parse.head(token)
        if token.dep == "pobj" and prep.lower in ("at", "in", "before") and cast.in_name(token):
            entity = cast.entity(token)
            if (
                entity is not None
                and entity.type == "organization"
                and entity.name.split()[-1].lower() in ("court", "tribunal")
            ):
                yield "court", "court", token


def _kind_of(cast: Cast, trigger: Trigger, function: str, wanted: str, token: Token) -> str:
    """What a word stands for as an argument of a trigger: what it is, but for some that deeds of violence make something else."""
    kind, lemma = cast.kind(token), token.lemma.lower()
    if kind == "other" and token.pos == "PROPN" and cast.entity(token) is None:
        kind = read_yaml("event_roles")["unnamed"].get(wanted, kind)
    if function == "nation" and nation_of(token):
        kind = "place"
    deed = lemma in words("light_verbs", "events_that_harm")
    if deed and (kind == "weapon" or (function in ("subj", "with") and kind != "vehicle")):
        kind = "other"
    if kind == "weapon" and lemma in noun_classes()["facility"] and not trigger.row.event_type.startswith(_VIOLENT):
        kind = "facility"
    if kind == "vehicle" and wanted in _PERSONS and lemma in words("event_roles", "persons_too"):
        kind = "person"
    return "other" if wanted == "charge" and kind == "weapon" else kind  # "faces terrorism charges"


def _is_nobody(cast: Cast, trigger: Trigger, function: str, role: str, token: Token) -> bool:
    """Whether a word names nothing that takes part: a vague "others", a clause, a day, a street, "no one"."""
    unnamed = cast.entity(token) is None
    if token.lemma.lower() in noun_classes()["vague_actors"] and token.lower != "they" and unnamed:
        return True
    if is_verbal(token) and token.dep == "pcomp" and role != "charge":
        return True
    if cast.in_date(token) or (token.lower in _unsaid() and unnamed):
        return True
    if function == "on" and not trigger.row.noun and _is_way(cast, token):
        return True
    return token.lower == "one" and any(d.lower == "no" for d in cast.analysis.parse.children(token, "det"))


def participants_of(cast: Cast, trigger: Trigger, report: int, likely: Likely) -> tuple[Participant, ...]:
    """The participants of an event, in reading order, each role and word once: those that a trigger's own arguments tell, and what is
    learned besides.

    Args:
        cast: What the article's words stand for.
        trigger: The trigger.
        report: Its `Report.key`.
        likely: What the argument tagger says of the article.
    """
    roles = roles_of(trigger.row.event_type)
    acting = next((r for r in ("actor", "agent") if r in roles), None)
    blamed = (("by", acting, t) for t in _blamed(cast.analysis.parse, trigger)) if acting else ()
    arguments = [*_functions(cast, trigger), *blamed]
    if all(role != "court" for _, role, _ in arguments):
        arguments += _courts(cast, trigger)
    arguments += _through(cast, arguments, acting)
    arguments += _backers(cast, arguments)
    told = list(_filled(cast, trigger, report, arguments))
    told += office_of(cast, trigger, told)
    own = likely.get((trigger.token.start, trigger.row.event_type), {})
    more = _filled(cast, trigger, report, list(learned_arguments(cast.analysis.parse, told, own)))
    found = {(p.role, p.start): p for p in (*more, *told)}
    return tuple(sorted(found.values(), key=lambda p: (p.start, p.end, p.role)))


def _filled(cast: Cast, trigger: Trigger, report: int, arguments: Sequence[tuple[str, str, Token]]) -> Iterator[Participant]:
    """The participants that some arguments tell, each role and word once, the first of them."""
    roles = roles_of(trigger.row.event_type)
    found: set[tuple[str, int]] = set()
    for function, wanted, token in arguments:
        if token.pos == "NUM" and function not in ("subj", "obj", "actor", "patient", LEARNED):
            continue
        kind = _kind_of(cast, trigger, function, wanted, token)
        role = _role_for(trigger.row.event_type, function, wanted, kind, token, cast.entity(token) is not None)
        if role is None or role not in roles or _is_nobody(cast, trigger, function, role, token):
            continue
        entity = cast.entity(token)
        if entity is None:
            entity = cast.apposed(token)
            if entity is not None and any(t.i != token.i and r == wanted and cast.entity(t) == entity for _, r, t in arguments):
                continue
        start, end = _span(cast, trigger, role, token)
        if (role, start) in found:
            continue
        found.add((role, start))
        mention = cast.mention(token)
        nation = nation_of(token) if function == "nation" else None
        yield Participant(
            report,
            role,
            start,
            end,
            entity.key if entity else None,
            mention.key if mention else None,
            kind,
            entity.actor_type if entity else None,
            entity.country if entity else nation or None,
            cast.number(token),
            f"frame:{function}",
            round((0.9 if function in _DIRECT else 0.7) * trigger.row.confidence, 3),
        )


def _span(cast: Cast, trigger: Trigger, role: str, token: Token) -> tuple[int, int]:
    """The words for a participant."""
    # "the price of flour" is not that of bread
    start, end = cast.span(token, whole=role in _WHOLE or trigger.row.event_type == "economy.price_change")
    named = _before_office(cast, token) if role == "position" else None
    return (cast.analysis.parse.tokens[named.i + 1].start if named is not None else start), end
