"""Clauses: whether a verb is passive, who its subject is, what its prepositions bring and what stands over it.

Coordination, control, participles and relative clauses are undone, and so is what the parser is known to misread.
"""

from collections.abc import Iterator

from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.stages.event_lexicon import noun_classes
from flows.stages.event_misreadings import listed, struck, whose

RELATIVES = frozenset({"who", "which", "that", "whom"})
_BLAMING = ("for", "of", "with", "from", "in", "to", "against", "over", "about")
"""Prepositions that tell of what somebody is blamed for."""
_DEPTH = 6
"""Most clauses between a verb and the one whose subject it shares."""


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


def meant_by(parse: Parse, token: Token, clause: Token) -> tuple[Token, ...]:
    """What a relative pronoun stands for, else the token with its conjuncts."""
    if token.lower in RELATIVES and token.tag in ("WDT", "WP", "IN", "DT"):
        for verb in (clause, *parse.ancestors(clause)):
            if verb.dep == "relcl":
                among = _among(parse, parse.head(verb))
                if among:
                    return among
                antecedent = struck(parse, parse.head(verb), verb)
                return heads_of(parse, antecedent) if antecedent.dep != "conj" else (antecedent,)
            if verb.dep != "conj":
                break
    return heads_of(parse, token)


def _among(parse: Parse, token: Token) -> tuple[Token, ...]:
    """Who is told to be among several ("her husband was among those killed"); nobody where a word is no such several."""
    prep = parse.head(token)
    verb = parse.head(prep)
    if token.dep != "pobj" or prep.lower != "among" or verb.lemma != "be" or prep.dep == "pcomp":
        return ()
    return tuple(t for own in parse.children(verb, "nsubj") for t in heads_of(parse, own))


def surface_subject(parse: Parse, verb: Token, depth: int = _DEPTH) -> tuple[Token, ...]:
    """The subject a verb has or shares with the verb it depends on (coordination, control, participles)."""
    if depth == 0:
        return ()
    # the last, as in "a magnitude 6.3 earthquake struck", where the parser takes both nouns for subjects
    own = next(reversed([*parse.children(verb, "nsubj", "nsubjpass")]), None)
    if own is not None:
        return meant_by(parse, whose(parse, own, verb), verb)
    head = parse.head(verb)
    if head.i == verb.i:
        return ()
    if verb.dep in ("acl", "amod") and not is_verbal(head):
        return _subject_at_noun(parse, verb, head, depth)
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
        return _subject_under_verb(parse, verb, head, depth)
    if verb.dep in ("pcomp", "prep") or (verb.dep == "pobj" and verb.tag == "VBG"):
        return _subject_under_preposition(parse, head, depth)
    return ()


def _subject_at_noun(parse: Parse, verb: Token, head: Token, depth: int) -> tuple[Token, ...]:
    """The subject of a participle or infinitive that hangs on a noun."""
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
    among = _among(parse, head)
    if among:
        return among
    # "an attempt to kill him": the attempt is not who kills
    if verb.tag == "VB" and head.lemma.lower() not in noun_classes()["person"]:
        return ()
    return heads_of(parse, head) if verb.dep == "acl" else (head,)


def _subject_under_verb(parse: Parse, verb: Token, head: Token, depth: int) -> tuple[Token, ...]:
    """The subject of a clause without one of its own under a verb: that of the verb, or whom it urges or leaves so."""
    if verb.dep == "ccomp" and verb.tag not in ("VB", "VBG"):
        return ()
    # "left five people wounded": the parser takes the participle for a clause of its own
    resulting = verb.tag == "VBN" and head.lemma.lower() in words("event_syntax", "leaves_object")
    # "arrested two men, accused of plotting"
    accused = verb.tag == "VBN" and verb.dep == "advcl" and verb.lemma.lower() in words("event_syntax", "blamed_object")
    resulting |= accused and all(o.i < verb.i for o in parse.children(head, "dobj"))
    held = verb.dep in ("xcomp", "ccomp") and head.lemma.lower() not in words("event_syntax", "keeps_subject")
    controlled = parse.child(head, "dobj") if held or resulting else None
    urged = read_yaml("event_syntax")["urges_object"].get(head.lemma.lower(), ()) if verb.tag == "VB" else ()
    controlled = controlled or next((obj for name, obj in prepositions(parse, head) if name in urged and obj.i < verb.i), None)
    return heads_of(parse, controlled) if controlled is not None else surface_subject(parse, head, depth - 1)


def _subject_under_preposition(parse: Parse, prep: Token, depth: int) -> tuple[Token, ...]:
    """The subject of a clause under a preposition: "jailed him for plotting", but "jailed him after finding him guilty"."""
    governor, blamed = parse.head(prep), words("event_syntax", "blamed_object")
    if is_verbal(governor):
        blames = governor.lemma.lower() in blamed and prep.lower in _BLAMING
        patient = parse.child(governor, "dobj") if blames else None
        return heads_of(parse, patient) if patient is not None else surface_subject(parse, governor, depth - 1)
    # "was accused by the media of beating his wife": the parser hangs the deed on who accuses
    accusing = parse.head(parse.head(governor))
    if parse.head(governor).dep == "agent" and prep.lower in _BLAMING and accusing.lemma.lower() in blamed:
        return surface_subject(parse, accusing, depth - 1)
    person = governor.pos in ("NOUN", "PROPN") and governor.lemma in noun_classes()["person"] | noun_classes()["group"]
    return heads_of(parse, governor) if person else ()


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


def governors(parse: Parse, token: Token, depth: int = 8) -> Iterator[tuple[Token, Token]]:
    """The words above a trigger within its sentence, nearest first, each with the word below it on the way."""
    for below, above in zip((token, *parse.ancestors(token)), parse.ancestors(token), strict=False):
        if depth == 0:
            return
        depth -= 1
        yield above, below
