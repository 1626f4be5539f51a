"""The arguments of a trigger by syntactic function, with passives, coordination, control and light verbs undone."""

from collections.abc import Iterator

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.event_lexicon import noun_classes, words
from flows.stages.event_misreadings import joined_to, listed, objects_of, struck
from flows.stages.place_context import demonym_countries

Arguments = dict[str, tuple[Token, ...]]
"""Head tokens by function: subj, obj (logical, passives undone), whose (owner of the object), poss, compound, iobj, oprd, or the
preposition's lemma."""

_RELATIVES = frozenset({"who", "which", "that", "whom"})
_DEPTH = 6


def is_verbal(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.pos in ("VERB", "AUX")


def is_passive(parse: Parse, verb: Token) -> bool:
    """Whether a verb is passive, reduced relatives included."""
    if parse.child(verb, "nsubjpass", "auxpass", "csubjpass") is not None:
        return True
    # "passed by voice vote a bill" has an object of its own
    if parse.child(verb, "agent") is not None and (parse.child(verb, "nsubj") is None or parse.child(verb, "dobj") is None):
        return True
    # "were fined and released": the tagger takes the second for a simple past
    elliptical = (
        verb.tag in ("VBD", "VB")
        and verb.dep == "conj"
        and parse.child(verb, "nsubj", "aux") is None
        and verb.lemma.lower() in words("event_syntax", "done_to_many" if verb.tag == "VBD" else "unchanging")
    )
    if (verb.tag != "VBN" and not elliptical) or parse.child(verb, "dobj") is not None:
        return False
    if parse.child(verb, "nsubj") is not None and verb.dep == "ccomp" and parse.child(verb, "aux", "mark") is None:
        # "had his equipment smashed"
        return parse.head(verb).lemma.lower() in ("have", "get", "see") and parse.child(verb, "nsubj").i < verb.i  # type: ignore[union-attr]
    if parse.child(verb, "nsubj") is not None:
        # "twelve were killed and thirty wounded": the auxiliary is said once
        bare = parse.child(verb, "aux", "auxpass") is None
        # "left one dead and another badly wounded"
        if bare and verb.lemma.lower() in read_yaml("event_syntax")["harming"]:
            return True
        shared = verb.dep == "conj" and bare and is_verbal(parse.head(verb))
        return shared and is_passive(parse, parse.head(verb))
    if any(t.lemma == "have" for t in parse.children(verb, "aux")):
        return False
    if verb.dep in ("acl", "amod", "advcl"):
        return True
    if verb.dep == "acomp":
        return parse.head(verb).lemma.lower() in ("be", "remain")  # "was re-elected"
    if verb.dep == "conj":
        return is_verbal(parse.head(verb)) and is_passive(parse, parse.head(verb))
    return verb.dep == "relcl"


def heads_of(parse: Parse, token: Token) -> tuple[Token, ...]:
    """A noun and those coordinated with it; only nominal conjuncts count."""
    return (*(t for t in parse.conjuncts(token) if t.i == token.i or not is_verbal(t)), *listed(parse, token))


def _resolve(parse: Parse, token: Token, clause: Token) -> tuple[Token, ...]:
    """What a relative pronoun stands for, else the token with its conjuncts."""
    if token.lower in _RELATIVES and token.tag in ("WDT", "WP", "IN", "DT"):
        for verb in (clause, *parse.ancestors(clause)):
            if verb.dep == "relcl":
                antecedent = struck(parse, parse.head(verb), verb)
                return heads_of(parse, antecedent) if antecedent.dep != "conj" else (antecedent,)
            if verb.dep != "conj":
                break
    return heads_of(parse, token)


def surface_subject(parse: Parse, verb: Token, depth: int = _DEPTH) -> tuple[Token, ...]:
    """The subject a verb has or shares with the verb it depends on (coordination, control, participles)."""
    if depth == 0:
        return ()
    # the last, as in "a magnitude 6.3 earthquake struck", where the parser takes both nouns for subjects
    own = next(reversed([*parse.children(verb, "nsubj", "nsubjpass")]), None)
    if own is not None:
        return _resolve(parse, own, verb)
    head = parse.head(verb)
    if head.i == verb.i:
        return ()
    if verb.dep in ("acl", "amod") and not is_verbal(head):
        # "were sent to a jail in order to be deported"
        if verb.tag == "VB" and head.lower == "order" and parse.head(head).lower == "in":
            governor = parse.head(parse.head(head))
            return surface_subject(parse, governor, depth - 1) if is_verbal(governor) else ()
        # "used tear gas to clear protesters": the parser hangs the purpose on what is used
        user = parse.head(parse.conjuncts(head)[0])
        if (
            verb.tag == "VB"
            and verb.dep == "acl"
            and is_verbal(user)
            and user.lemma.lower() in words("event_syntax", "keeps_subject")
        ):
            return surface_subject(parse, user, depth - 1)
        # "an attempt to kill him": the attempt is not who kills
        if verb.tag == "VB" and head.lemma.lower() not in noun_classes()["person"]:
            return ()
        return heads_of(parse, head) if verb.dep == "acl" else (head,)
    if verb.dep == "relcl":
        return heads_of(parse, struck(parse, head, verb))
    if verb.dep in ("conj", "dep", "parataxis") and is_verbal(head):
        behind = _behind_preposition(parse, verb, head)
        if behind is not None:
            return heads_of(parse, behind)
        return surface_subject(parse, _coordinated(parse, verb, head), depth - 1)
    if verb.dep == "acomp" and verb.tag == "VBN" and is_verbal(head):
        return surface_subject(parse, head, depth - 1)
    if verb.dep == "xcomp" and head.dep in ("acomp", "oprd") and is_verbal(parse.head(head)):
        # "is due to vote"
        return surface_subject(parse, parse.head(head), depth - 1)
    if verb.dep in ("xcomp", "advcl", "ccomp") and is_verbal(head):
        if verb.dep == "ccomp" and verb.tag not in ("VB", "VBG"):
            return ()
        # "left five people wounded": the parser takes the participle for a clause of its own
        resulting = verb.tag == "VBN" and head.lemma.lower() in words("event_syntax", "leaves_object")
        held = verb.dep in ("xcomp", "ccomp") and head.lemma.lower() not in words("event_syntax", "keeps_subject")
        controlled = parse.child(head, "dobj") if held or resulting else None
        urged = read_yaml("event_syntax")["urges_object"].get(head.lemma.lower(), ()) if verb.tag == "VB" else ()
        controlled = controlled or next(
            (obj for name, obj in prepositions(parse, head) if name in urged and obj.i < verb.i), None
        )
        if controlled is not None:
            return heads_of(parse, controlled)
        return surface_subject(parse, head, depth - 1)
    if verb.dep in ("pcomp", "prep") or (verb.dep == "pobj" and verb.tag == "VBG"):
        governor = parse.head(head)
        if is_verbal(governor):
            # "jailed him for plotting", but "jailed him after finding him guilty"
            blamed = governor.lemma.lower() in words("event_syntax", "blamed_object") and head.lower in (
                "for",
                "of",
                "with",
                "from",
                "in",
                "to",
                "against",
                "over",
                "about",
            )
            patient = parse.child(governor, "dobj") if blamed else None
            return heads_of(parse, patient) if patient is not None else surface_subject(parse, governor, depth - 1)
        return (
            heads_of(parse, governor)
            if governor.pos in ("NOUN", "PROPN") and governor.lemma in noun_classes()["person"] | noun_classes()["group"]
            else ()
        )
    return ()


def _behind_preposition(parse: Parse, verb: Token, head: Token) -> Token | None:
    """The subject of a clause whose opening word the parser took for a preposition ("left after part of the hall was burnt")."""
    first = next((t for t in parse.children(verb, "aux", "auxpass") if t.i < verb.i), verb)
    if any(t.i < verb.i and t.i > head.i for t in parse.children(head, "cc")):
        return None
    for above in (parse.tokens[first.i - 1], *parse.ancestors(parse.tokens[first.i - 1])):
        if above.i <= head.i:
            return None
        prep = parse.head(above)
        if above.dep == "pobj" and prep.lower in ("after", "before", "since") and prep.head == head.i:
            return above
    return None


def _coordinated(parse: Parse, verb: Token, head: Token) -> Token:
    """What a verb is rather coordinated with: in "are investigating after a fire killed two and injured six" with "killed"."""
    if verb.tag != "VBD" or head.tag == "VBD":
        return head
    within = [t for t in parse.subtree(head) if t.tag in ("VBD", "VBN") and head.i < t.i < verb.i]
    clauses = [
        t for t in within if t.dep in ("advcl", "pcomp", "ccomp") and t.tag == "VBD" and parse.child(t, "nsubj") is not None
    ]
    # the parser takes "a fire killed two" after a preposition for a noun and its participle
    clauses += [t for t in within if t.dep == "acl" and parse.child(t, "dobj") is not None]
    return max(clauses, key=lambda t: t.i, default=head)


def prepositions(parse: Parse, token: Token) -> Iterator[tuple[str, Token]]:
    """Pairs of a preposition (joined by _ where complex) and its object, for those that hang on a token."""
    particles = (p for p in parse.children(token, "prt") if parse.child(p, "pobj") is not None)  # "driven off their land"
    for prep in (*parse.children(token, "prep", "agent", "dative"), *particles):
        if prep.pos not in ("ADP", "SCONJ", "VERB"):
            continue
        name = prep.lower
        for obj in parse.children(prep, "pobj"):
            if name == "in" and obj.lower == "front":
                yield from (("in_front_of", o) for p in parse.children(obj, "prep") for o in parse.children(p, "pobj"))
            else:
                yield name, obj
        for inner in parse.children(prep, "prep"):
            yield from ((inner.lower if name in ("out", "away") else name, o) for o in parse.children(inner, "pobj"))
        for absent in parse.children(prep, "pobj"):
            # "charged in absentia with fraud", "spoke by telephone with"
            if absent.lower in words("event_syntax", "adverbial"):
                yield from prepositions(parse, absent)


def verb_arguments(parse: Parse, verb: Token) -> Arguments:
    """The arguments of a verb by logical function."""
    found: dict[str, list[Token]] = {}

    def add(function: str, tokens: tuple[Token, ...]) -> None:
        have = found.setdefault(function, [])
        have += [t for t in tokens if t.i != verb.i and all(t.i != h.i for h in have)]

    joined = joined_to(parse, verb)
    passive = joined is None and (is_passive(parse, verb) or _counts_patients(parse, verb))
    if joined is not None:
        before, done_to = joined
        add("subj", surface_subject(parse, before))
        add("obj", (done_to,))
        for host in (before, done_to, parse.conjuncts(done_to)[0]):
            for name, obj in prepositions(parse, host):
                if obj.i > verb.i:
                    add(name, heads_of(parse, obj))
    elif verb.dep == "amod":
        add("obj" if verb.tag in ("VBN", "JJ") else "subj", (parse.head(verb),))
    else:
        add("obj" if passive else "subj", surface_subject(parse, verb))
    if verb.dep == "relcl" and parse.child(verb, "nsubj") is not None and parse.child(verb, "dobj") is None and not passive:
        subject = parse.child(verb, "nsubj")
        placed = any(t.lower in ("where", "when", "why", "how") for t in parse.children(verb, "advmod"))
        if subject is not None and subject.lower not in _RELATIVES and not placed:
            add("obj", heads_of(parse, parse.head(verb)))
    for obj in objects_of(parse, verb):
        add("obj", _resolve(parse, obj, verb))
    if verb.dep != "conj" and not passive and not found.get("obj"):
        for later in parse.children(verb, "conj"):
            shared = parse.child(later, "dobj")
            if (
                shared is not None
                and later.tag == verb.tag
                and not any(True for _ in prepositions(parse, verb))
                and shared.i > later.i
                and later.i - verb.i <= 3
            ):
                add("obj", heads_of(parse, shared))
    for state in parse.children(verb, "ccomp"):
        # "left five people dead", "found the mayor not guilty"
        if state.pos == "ADJ" and verb.lemma.lower() in words("event_syntax", "leaves_object"):
            for subject in parse.children(state, "nsubj"):
                add("obj", heads_of(parse, subject))
            for name, obj in prepositions(parse, state):
                add(name, heads_of(parse, obj))
            for prep in parse.children(state, "prep"):
                # "found him guilty of embezzling funds"
                add(prep.lower, parse.children(prep, "pcomp"))
    for state in parse.children(verb, "oprd", "attr", "acomp"):
        # "left nine dead": the parser hangs the number on what became of them
        if not found.get("obj") and verb.lemma.lower() in words("event_syntax", "leaves_object"):
            add("obj", parse.children(state, "nummod") if state.pos == "ADJ" else ())
    for subject in parse.children(verb, "nsubj"):
        # "talks between Oslo and Lima collapsed"
        for name, inner in prepositions(parse, subject):
            if name == "between":
                add(name, heads_of(parse, inner))
    objects = parse.children(verb, "dobj")
    if len(objects) > 1 and verb.lemma.lower() in words("event_syntax", "gives"):
        # "handed a minister a nine-year term": the parser takes both for what was handed
        found["obj"] = [t for t in found["obj"] if t.i != objects[0].i]
        add("iobj", heads_of(parse, objects[0]))
    for token in parse.children(verb, "dative"):
        if token.pos != "ADP":
            add("iobj", heads_of(parse, token))
    for token in parse.children(verb, "oprd", "attr", "acomp"):
        add(token.dep, heads_of(parse, token))
    for state in parse.children(verb, "acomp", "oprd"):
        # "was found guilty of accepting bribes"
        if state.lower in ("guilty", "innocent"):
            for name, obj in prepositions(parse, state):
                add(name, heads_of(parse, obj))
            for prep in parse.children(state, "prep"):
                add(prep.lower, parse.children(prep, "pcomp"))
    for later in parse.children(verb, "xcomp", "advcl") if verb.lemma == "threaten" else parse.children(verb, "xcomp"):
        # "threatened to dissolve the assembly"
        if later.tag == "VB":
            add("inf_obj", tuple(t for obj in parse.children(later, "dobj") for t in heads_of(parse, obj)))
    if verb.lemma == "be":
        # "is due in Doha on Wednesday"
        for state in parse.children(verb, "acomp"):
            for name, obj in prepositions(parse, state) if state.lower in ("due", "expected") else ():
                add(name, heads_of(parse, obj))
    for name, obj in prepositions(parse, verb):
        if name in ("along", "alongside", "together"):
            # "was detained along with two colleagues"
            add("obj" if found.get("obj") else "subj", heads_of(parse, obj))
        agentive = name == "by" and (passive or obj.dep == "agent")
        add("subj" if agentive else name, heads_of(parse, obj))
    for agent in parse.children(verb, "agent"):
        # "were dispersed by troops with tear gas"
        for doer in parse.children(agent, "pobj"):
            for name, obj in prepositions(parse, doer):
                if name in ("with", "using") and name not in found:
                    add(name, heads_of(parse, obj))
    for prep in parse.children(verb, "prep"):
        if prep.lower in ("for", "of", "with"):
            add(prep.lower, tuple(t for t in parse.children(prep, "pcomp") if t.tag == "VBG"))
    for obj in found.get("obj", [])[:]:
        for owner in parse.children(obj, "poss"):
            add("whose", heads_of(parse, owner))
        for name, inner in prepositions(parse, obj):
            if name == "of":
                add("whose", heads_of(parse, inner))
        if obj.dep == "dobj":
            for name, inner in prepositions(parse, obj):
                placed = verb.lemma.lower() in ("invest", "pour", "inject", "sink") and name in ("in", "into")
                if (
                    placed or name in ("with", "for", "at", "against", "to", "from", "on", "over", "across")
                ) and name not in found:
                    add(name, heads_of(parse, inner))
    return {k: tuple(v) for k, v in found.items() if v}


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


def noun_arguments(parse: Parse, noun: Token, frame: dict[str, str] | None = None) -> Arguments:
    """The arguments of an event noun by function; a light verb's subject is `actor` or `patient`."""
    found: dict[str, list[Token]] = {}

    def add(function: str, tokens: tuple[Token, ...]) -> None:
        have = found.setdefault(function, [])
        have += [t for t in tokens if t.i != noun.i and all(t.i != h.i for h in have)]

    for token in parse.children(noun, "poss"):
        add("poss", heads_of(parse, token))
    for token in parse.children(noun, "compound", "nmod"):
        add("compound", (token,))
    if noun.lemma.lower() in words("event_syntax", "states_act"):
        add("nation", tuple(t for t in parse.children(noun, "amod", "compound", "nmod") if nation_of(t) is not None))
    for name, obj in prepositions(parse, noun):
        add(name, heads_of(parse, obj))
        if name == "of" and obj.lemma.lower() in words("event_syntax", "shares"):
            # "the takeover of 51 percent of the lender"
            add("of", tuple(t for inner, o in prepositions(parse, obj) if inner in ("of", "in") for t in heads_of(parse, o)))
    for verb in parse.children(noun, "acl"):
        if verb.lemma.lower() in words("light_verbs", "subject_acts") | {"blame", "attribute"}:
            for name, obj in prepositions(parse, verb):
                add(
                    "by" if name in ("by", "to", "on") and (name == "by" or verb.lemma in ("blame", "attribute")) else name,
                    heads_of(parse, obj),
                )
        for participle in (verb,) if verb.lower in ("targeting", "involving") else ():
            for obj in parse.children(participle, "dobj"):
                add("against", heads_of(parse, obj))
    for verb in parse.children(noun, "relcl"):
        if verb.lemma.lower() in words("light_verbs", "subject_acts"):
            own = parse.child(verb, "nsubj")
            if own is not None and own.lower not in _RELATIVES:
                add("by", heads_of(parse, own))
        if verb.lemma.lower() in words("event_syntax", "harms"):
            # "the ambush that killed five soldiers", "the raid which cost the lives of two"
            harmed = [t for t in parse.children(verb, "dobj") if not is_passive(parse, verb)]
            lives = [o for t in harmed if t.lemma == "life" for name, o in prepositions(parse, t) if name == "of"]
            for obj in lives or [t for t in harmed if t.lemma != "life"]:
                add("harmed", heads_of(parse, obj))
    host = _stretch(parse, noun)
    for name, obj in prepositions(parse, host) if host is not noun else ():
        if name != "of":
            add(name, heads_of(parse, obj))
    light = light_verb(parse, host)
    if light is not None:
        verb, how = light
        passive = is_passive(parse, verb)
        if not passive and host.dep == "dobj":
            add("actor" if how == "acts" else "patient", surface_subject(parse, verb))
        if host.dep in ("dobj", "nsubjpass"):
            for name, obj in prepositions(parse, verb):
                if name not in found:
                    add(name, heads_of(parse, obj))
    elif noun.dep in ("nsubj", "nsubjpass") and is_verbal(parse.head(noun)):
        for name, obj in prepositions(parse, parse.head(noun)):
            if name in ("against", "between", "with") and name not in found:
                add(name, heads_of(parse, obj))
    return {k: tuple(v) for k, v in found.items() if v}


def governors(parse: Parse, token: Token, depth: int = 8) -> Iterator[tuple[Token, Token]]:
    """The words above a trigger within its sentence, nearest first, each with the word below it on the way."""
    for below, above in zip((token, *parse.ancestors(token)), parse.ancestors(token), strict=False):
        if depth == 0:
            return
        depth -= 1
        yield above, below
