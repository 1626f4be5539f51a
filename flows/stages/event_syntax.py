"""The arguments of a trigger by syntactic function, with passives, coordination, control and light verbs undone."""

from collections.abc import Iterable

from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.event_clauses import RELATIVES, heads_of, is_passive, is_verbal, meant_by, prepositions, surface_subject
from flows.stages.event_misreadings import joined_to, objects_of
from flows.stages.place_context import demonym_countries

Arguments = dict[str, tuple[Token, ...]]
"""Head tokens by function: subj, obj (logical, passives undone), whose (owner of the object), poss, compound, iobj, oprd, or the
preposition's lemma."""

_INVESTING = ("invest", "pour", "inject", "sink")
_OF_OBJECTS = ("with", "for", "at", "against", "to", "from", "on", "over", "across")
"""Prepositions that the parser hangs on the object where they belong to the verb."""


class _Found:
    """Arguments as they are found, each word once a function; a trigger is no argument of itself."""

    def __init__(self, parse: Parse, trigger: Token) -> None:
        self.parse, self.trigger = parse, trigger
        self._by_function: dict[str, list[Token]] = {}

    def __contains__(self, function: str) -> bool:
        """Whether a function was looked for, though nothing may have it."""
        return function in self._by_function

    def get(self, function: str) -> list[Token]:
        """What has a function so far."""
        return list(self._by_function.get(function, ()))

    def add(self, function: str, tokens: Iterable[Token]) -> None:
        """Add the words of a function."""
        have = self._by_function.setdefault(function, [])
        have += [t for t in tokens if t.i != self.trigger.i and all(t.i != h.i for h in have)]

    def add_heads(self, function: str, token: Token) -> None:
        """Add a noun and those coordinated with it."""
        self.add(function, heads_of(self.parse, token))

    def drop(self, function: str, token: Token) -> None:
        """Take a word away from a function."""
        self._by_function[function] = [t for t in self._by_function[function] if t.i != token.i]

    def arguments(self) -> Arguments:
        """All functions that something has."""
        return {k: tuple(v) for k, v in self._by_function.items() if v}


def verb_arguments(parse: Parse, verb: Token) -> Arguments:
    """The arguments of a verb by logical function."""
    found = _Found(parse, verb)
    joined = joined_to(parse, verb)
    passive = joined is None and (is_passive(parse, verb) or _counts_patients(parse, verb))
    if joined is not None:
        _add_joined(found, *joined)
    elif verb.dep == "amod":
        found.add("obj" if verb.tag in ("VBN", "JJ") else "subj", (parse.head(verb),))
    else:
        found.add("obj" if passive else "subj", surface_subject(parse, verb))
    _add_objects(found, passive)
    _add_results(found)
    for subject in parse.children(verb, "nsubj", "nsubjpass"):
        # "talks between Oslo and Lima collapsed"
        for name, inner in prepositions(parse, subject):
            if name == "between":
                found.add_heads(name, inner)
    _add_recipients(found)
    _add_complements(found)
    _add_prepositions(found, passive)
    _add_of_objects(found)
    return found.arguments()


def _add_joined(found: _Found, before: Token, done_to: Token) -> None:
    """Those of a verb that the parser took for a noun ("X and killed Y"): subject of the verb before, object and prepositions."""
    parse = found.parse
    found.add("subj", surface_subject(parse, before))
    found.add("obj", (done_to,))
    for host in (before, done_to, parse.conjuncts(done_to)[0]):
        for name, obj in prepositions(parse, host):
            if obj.i > found.trigger.i:
                found.add_heads(name, obj)


def _add_objects(found: _Found, passive: bool) -> None:
    """Objects: what a relative clause is said of, the verb's own, one shared with a verb after it."""
    parse, verb = found.parse, found.trigger
    subject = parse.child(verb, "nsubj")
    if verb.dep == "relcl" and subject is not None and parse.child(verb, "dobj") is None and not passive:
        placed = any(t.lower in ("where", "when", "why", "how") for t in parse.children(verb, "advmod"))
        if subject.lower not in RELATIVES and not placed:
            found.add_heads("obj", parse.head(verb))
    for obj in objects_of(parse, verb):
        found.add("obj", meant_by(parse, obj, verb))
    if verb.dep == "conj" or passive or found.get("obj"):
        return
    for later in parse.children(verb, "conj"):
        shared = parse.child(later, "dobj")
        if (
            shared is not None
            and later.tag == verb.tag
            and not any(True for _ in prepositions(parse, verb))
            and shared.i > later.i
            and later.i - verb.i <= 3
        ):
            found.add_heads("obj", shared)


def _add_state(found: _Found, state: Token) -> None:
    """What the prepositions of a state bring ("found him guilty of embezzling funds")."""
    for name, obj in prepositions(found.parse, state):
        found.add_heads(name, obj)
    for prep in found.parse.children(state, "prep"):
        found.add(prep.lower, found.parse.children(prep, "pcomp"))


def _add_results(found: _Found) -> None:
    """Those of whom a verb tells what became ("left five people dead", "found the mayor not guilty")."""
    parse, verb = found.parse, found.trigger
    leaves = verb.lemma.lower() in words("event_syntax", "leaves_object")
    for state in parse.children(verb, "ccomp") if leaves else ():
        if state.pos == "ADJ":
            for subject in parse.children(state, "nsubj"):
                found.add_heads("obj", subject)
            _add_state(found, state)
    for state in parse.children(verb, "oprd", "attr", "acomp") if leaves else ():
        # "left nine dead": the parser hangs the number on what became of them
        if not found.get("obj"):
            found.add("obj", parse.children(state, "nummod") if state.pos == "ADJ" else ())


def _add_recipients(found: _Found) -> None:
    """Whom something is given to."""
    parse, verb = found.parse, found.trigger
    objects = parse.children(verb, "dobj")
    if len(objects) > 1 and verb.lemma.lower() in words("event_syntax", "gives"):
        # "handed a minister a nine-year term": the parser takes both for what was handed
        found.drop("obj", objects[0])
        found.add_heads("iobj", objects[0])
    for token in parse.children(verb, "dative"):
        if token.pos != "ADP":
            found.add_heads("iobj", token)


def _add_complements(found: _Found) -> None:
    """What a verb says somebody is or will do, and what that brings."""
    parse, verb = found.parse, found.trigger
    for token in parse.children(verb, "oprd", "attr", "acomp"):
        found.add_heads(token.dep, token)
    for state in parse.children(verb, "acomp", "oprd"):
        # "was found guilty of accepting bribes"
        if state.lower in ("guilty", "innocent"):
            _add_state(found, state)
    for later in parse.children(verb, "xcomp", "advcl") if verb.lemma == "threaten" else parse.children(verb, "xcomp"):
        # "threatened to dissolve the assembly"
        if later.tag == "VB":
            found.add("inf_obj", (t for obj in parse.children(later, "dobj") for t in heads_of(parse, obj)))
    for state in parse.children(verb, "acomp") if verb.lemma == "be" else ():
        # "is due in Doha on Wednesday"
        for name, obj in prepositions(parse, state) if state.lower in ("due", "expected") else ():
            found.add_heads(name, obj)


def _add_prepositions(found: _Found, passive: bool) -> None:
    """What the verb's prepositions bring; who acts, where it is passive."""
    parse, verb = found.parse, found.trigger
    for name, obj in prepositions(parse, verb):
        if name in ("along", "alongside", "together"):
            # "was detained along with two colleagues"
            found.add_heads("obj" if found.get("obj") else "subj", obj)
        agentive = name == "by" and (passive or obj.dep == "agent")
        found.add_heads("subj" if agentive else name, obj)
    for agent in parse.children(verb, "agent"):
        # "were dispersed by troops with tear gas"
        for doer in parse.children(agent, "pobj"):
            for name, obj in prepositions(parse, doer):
                if name in ("with", "using") and name not in found:
                    found.add_heads(name, obj)
    for prep in parse.children(verb, "prep"):
        if prep.lower in ("for", "of", "with"):
            found.add(prep.lower, (t for t in parse.children(prep, "pcomp") if t.tag == "VBG"))


def _add_of_objects(found: _Found) -> None:
    """What hangs on the objects: who owns them, and prepositions that the parser hung there."""
    parse, verb = found.parse, found.trigger
    for obj in found.get("obj"):
        for owner in parse.children(obj, "poss"):
            found.add_heads("whose", owner)
        for name, inner in prepositions(parse, obj):
            if name == "of":
                found.add_heads("whose", inner)
        for name, inner in prepositions(parse, obj) if obj.dep == "dobj" else ():
            placed = verb.lemma.lower() in _INVESTING and name in ("in", "into")
            if (placed or name in _OF_OBJECTS) and name not in found:
                found.add_heads(name, inner)


def _counts_patients(parse: Parse, verb: Token) -> bool:
    """Whether those before a verb without object or helper suffer it.

    So in "30 wounded", "Ex-minister sentenced to eight years", "many were hurt and police stations attacked".
    """
    own = parse.child(verb, "nsubj")
    if own is None or own.i > verb.i or parse.child(verb, "dobj", "aux", "auxpass", "ccomp", "xcomp") is not None:
        return False
    counted = own.tag == "CD" or parse.child(own, "nummod") is not None or own.lemma.lower() in words("event_syntax", "counts")
    follows = next((t.lower for t in parse.children(verb, "prep") if t.i == verb.i + 1), None)
    elliptical = verb.dep == "conj" and is_verbal(parse.head(verb)) and is_passive(parse, parse.head(verb))
    headlined = verb.dep in ("ROOT", "ccomp") and follows in words("event_syntax", "follows_participle")
    done = verb.tag == "VBN" or (verb.tag == "VBD" and parse.child(verb, "conj") is None)
    return (counted or headlined or elliptical) and done and verb.lemma.lower() in words("event_syntax", "done_to_many")


def _stretch(parse: Parse, noun: Token) -> Token:
    """What an event noun is counted or lasts by, else itself ("ended three days of talks", "carried out a series of raids")."""
    of = parse.head(noun)
    host = parse.head(of)
    counted = noun.dep == "pobj" and of.lower == "of" and host.lemma.lower() in words("event_syntax", "stretches")
    return host if counted else noun


def nation_of(token: Token) -> str | None:
    """The country of a nationality word, or of a state's initials, "" where they name it; None of any other word."""
    if not token.text[:1].isupper():
        return None
    return (
        ""
        if token.lower in words("event_syntax", "initials") and token.text.isupper()
        else demonym_countries().get(fold(token.text))
    )


def light_verb(parse: Parse, noun: Token) -> tuple[Token, str] | None:
    """The light verb a noun depends on, and whether its subject `acts` or `suffers`; None if there is none."""
    head = parse.head(noun)
    if head.i == noun.i or not is_verbal(head) or noun.dep not in ("dobj", "nsubjpass", "pobj", "conj"):
        return None
    for name in ("acts", "suffers"):
        if head.lemma.lower() in words("light_verbs", f"subject_{name}"):
            return head, name
    return None


def noun_arguments(parse: Parse, noun: Token) -> Arguments:
    """The arguments of an event noun by function; a light verb's subject is `actor` or `patient`."""
    found = _Found(parse, noun)
    for token in parse.children(noun, "poss"):
        found.add_heads("poss", token)
    for token in parse.children(noun, "compound", "nmod"):
        found.add("compound", (token,))
    if noun.lemma.lower() in words("event_syntax", "states_act"):
        found.add("nation", (t for t in parse.children(noun, "amod", "compound", "nmod") if nation_of(t) is not None))
    for name, obj in prepositions(parse, noun):
        found.add_heads(name, obj)
        if name == "of" and obj.lemma.lower() in words("event_syntax", "shares"):
            # "the takeover of 51 percent of the lender"
            found.add("of", (t for inner, o in prepositions(parse, obj) if inner in ("of", "in") for t in heads_of(parse, o)))
    for verb in parse.children(noun, "acl"):
        _add_participle(found, verb)
    for verb in parse.children(noun, "relcl"):
        _add_relative(found, verb)
    host = _stretch(parse, noun)
    for name, obj in prepositions(parse, host) if host is not noun else ():
        if name != "of":
            found.add_heads(name, obj)
    light = light_verb(parse, host)
    if light is not None:
        _add_light(found, host, *light)
    elif noun.dep in ("nsubj", "nsubjpass") and is_verbal(parse.head(noun)):
        for name, obj in prepositions(parse, parse.head(noun)):
            if name in ("against", "between", "with") and name not in found:
                found.add_heads(name, obj)
    return found.arguments()


def _add_participle(found: _Found, verb: Token) -> None:
    """What a participle behind an event noun tells: "a raid carried out by troops", "an attack targeting a convoy"."""
    blames = verb.lemma in ("blame", "attribute")
    if verb.lemma.lower() in words("light_verbs", "subject_acts") | {"blame", "attribute"}:
        for name, obj in prepositions(found.parse, verb):
            found.add_heads("by" if name == "by" or (blames and name in ("to", "on")) else name, obj)
    for obj in found.parse.children(verb, "dobj") if verb.lower in ("targeting", "involving") else ():
        found.add_heads("against", obj)


def _add_relative(found: _Found, verb: Token) -> None:
    """What a relative clause on an event noun tells: who did it, whom it harmed."""
    parse = found.parse
    if verb.lemma.lower() in words("light_verbs", "subject_acts"):
        own = parse.child(verb, "nsubj")
        if own is not None and own.lower not in RELATIVES:
            found.add_heads("by", own)
    if verb.lemma.lower() in words("event_syntax", "harms"):
        # "the ambush that killed five soldiers", "the raid which cost the lives of two"
        harmed = [t for t in parse.children(verb, "dobj") if not is_passive(parse, verb)]
        lives = [o for t in harmed if t.lemma == "life" for name, o in prepositions(parse, t) if name == "of"]
        for obj in lives or [t for t in harmed if t.lemma != "life"]:
            found.add_heads("harmed", obj)


def _add_light(found: _Found, host: Token, verb: Token, how: str) -> None:
    """What the light verb over an event noun tells ("staged a raid on the port", "suffered a defeat")."""
    parse = found.parse
    if not is_passive(parse, verb) and host.dep == "dobj":
        found.add("actor" if how == "acts" else "patient", surface_subject(parse, verb))
    if host.dep in ("dobj", "nsubjpass"):
        for name, obj in prepositions(parse, verb):
            if name not in found:
                found.add_heads(name, obj)
