"""Arguments that the parser hangs on the wrong word, read by the words around them."""

from flows.core.lexicons import words
from flows.core.parse import Parse, Token


def listed(parse: Parse, token: Token) -> tuple[Token, ...]:
    """The others of a list of persons with ages, which the parser hangs on one another ("Ann Roe, 71, her sister Bea, 68, and Cy Poe, 45")."""
    if not any(t.tag == "CD" for t in parse.children(token, "appos")):
        return ()
    beside = [t for t in parse.children(token, "appos") if t.tag != "CD"]
    beside += [t for one in beside for t in parse.children(one, "conj")]
    return tuple(t for t in beside if any(k.tag == "CD" and k.i > t.i for k in parse.children(t, "appos")))


def struck(parse: Parse, antecedent: Token, verb: Token) -> Token:
    """The hazard before the place it struck, where the parser ties "which killed two" to the place ("floods in Olvar, which")."""
    above = parse.head(parse.head(antecedent))
    harming = verb.lemma.lower() in words("event_syntax", "harms") or verb.lemma.lower() in ("leave", "destroy", "displace")
    placed = (
        antecedent.dep == "pobj" and antecedent.pos == "PROPN" and parse.head(antecedent).lower in ("in", "near", "at", "off")
    )
    return above if harming and placed and above.lemma.lower() in words("light_verbs", "events_that_harm") else antecedent


def whose(parse: Parse, subject: Token, verb: Token) -> Token:
    """Who does what the parser tells of the owner ("the agency, whose chief, Ann Roe, resigned in May, said"): the first of two deeds is another's."""
    later = any(t.i > verb.i for t in parse.children(verb, "conj"))
    beside = (t for t in parse.children(subject, "appos") if any(k.lower == "whose" for k in parse.children(t, "poss")))
    return next((t for t in beside if later and t.i < verb.i), subject)


def carried_off(parse: Parse, verb: Token) -> tuple[Token, ...]:
    """What the parser took for a measure of the way ("took four youths away"): the object of a verb that has no other."""
    if parse.child(verb, "dobj") is not None or verb.lemma.lower() not in words("event_syntax", "takes_away"):
        return ()
    ways = (t for t in parse.children(verb, "advmod", "prt") if t.lower in ("away", "off", "back", "out", "aside"))
    return tuple(t for way in ways for t in parse.children(way, "npadvmod") if t.pos in ("NOUN", "PROPN") and t.i > verb.i)


def joined_to(parse: Parse, verb: Token) -> tuple[Token, Token] | None:
    """The verb before and what a verb is done to, where the parser took the second of two deeds for a participle.

    So in "burnt a post and hurled stones at police", where it is one of what is hurled, and in "burnt a bus and hurled bricks at police",
    where it stands beside the bus.
    """
    noun = parse.head(verb)
    if not verb.i or parse.tokens[verb.i - 1].dep != "cc":
        return None
    if verb.dep == "amod" and noun.dep == "conj" and verb.lemma.lower() in words("event_syntax", "never_attributes"):
        above = parse.head(parse.conjuncts(noun)[0])
        return (above, noun) if above.tag == "VBD" else None
    done_to = parse.head(noun)
    if _is_beside(verb, noun) and done_to.dep == "dobj" and done_to.i > verb.i and parse.head(done_to).tag == "VBD":
        return parse.head(done_to), done_to
    return None


def _is_beside(verb: Token, noun: Token) -> bool:
    deed = verb.dep == "conj" and verb.tag in ("VBN", "VBD") and verb.lemma.lower() in words("event_syntax", "never_attributes")
    return deed and noun.dep in ("nmod", "compound") and noun.pos == "NOUN"


def objects_of(parse: Parse, verb: Token) -> tuple[Token, ...]:
    """The objects of a verb: "a bus" also where the parser reads "burnt (a bus and hurled) bricks"."""
    out = []
    for obj in parse.children(verb, "dobj"):
        before = (t for t in parse.children(obj, "nmod", "compound") for v in parse.children(t, "conj") if _is_beside(v, t))
        # "set two cars alight": the parser takes the state for what is set
        burnt = parse.children(obj, "compound", "nmod") if obj.lower in ("alight", "ablaze", "afire", "aflame") else ()
        out.append(next((t for t in (*burnt, *before) if verb.tag == "VBD" or burnt), obj))
    if not out and any(
        t.lower in ("ablaze", "alight", "afire") for t in parse.children(verb, "advmod", "acomp", "oprd", "prt")
    ):
        # "set ablaze over 70 houses"
        over = (
            o for p in parse.children(verb, "prep") if p.lower in ("over", "about", "around") for o in parse.children(p, "pobj")
        )
        out += [t for t in over if parse.child(t, "nummod") is not None]
    lost = lost_object(parse, verb)
    return (*out, *carried_off(parse, verb), *((lost,) if lost is not None else ()))


def lost_object(parse: Parse, verb: Token) -> Token | None:
    """What a participle does something to where the parser takes it for who speaks ("killing 26 fighters, a local official said")."""
    if verb.tag != "VBG" or parse.child(verb, "dobj") is not None:
        return None
    for token in parse.tokens[verb.i + 1 : verb.i + 9]:
        if token.text == "," or token.sentence != verb.sentence:
            return None
        if token.dep == "nsubj" and token.head > token.i:
            says = parse.head(token).lemma.lower() in words("event_places", "speech")
            closed = token.i + 1 < len(parse.tokens) and parse.tokens[token.i + 1].text == ","
            whole = all(token in parse.ancestors(t) for t in parse.tokens[verb.i + 1 : token.i])
            return token if says and closed and whole and parse.child(token, "appos") is not None else None
    return None


def taker_of(parse: Parse, token: Token) -> Token | None:
    """The participle that a subject of saying is rather the object of (see `lost_object`)."""
    first = parse.subtree(token)[0].i
    before = parse.tokens[first - 1] if first else None
    return before if before is not None and lost_object(parse, before) is token else None
