"""Whether a time expression reaches an event: what stands between the two in a sentence, and what the date is said of."""

from collections.abc import Iterator

from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.stages.date_placed import Placed, is_speech
from flows.stages.date_tense import is_going_on, is_unmarked_past, tense_of

_LINKS = frozenset({"conj", "xcomp", "advcl", "pcomp", "acl", "dep", "parataxis"})
"""Ways a clause hangs on another whose date it shares ("exploded Monday, killing three"; "entered and shot")."""

_SUBORDINATE = frozenset({"ccomp", "pcomp", "relcl", "acl", "csubj"})
"""Clauses with a time of their own."""


def hangs_on(parse: Parse, placed: Placed, trigger: Token) -> bool:
    """Whether a date depends on the trigger with no other verb between them."""
    if placed.spoken and trigger.lemma.lower() not in words("dates", "speech"):
        return False
    token = placed.head
    # "declined to indict him in the Aug. 17 shooting": the day is the shooting's
    other = parse.head(token) if token.dep in ("nmod", "compound", "poss", "npadvmod") else None
    if (
        other is not None
        and other.i != trigger.i
        and trigger.pos == "VERB"
        and other.lemma.lower() in words("light_verbs", "events_that_harm")
    ):
        return False
    while token.head != token.i:
        token = parse.head(token)
        if token.i == trigger.i:
            return True
        if token.pos in ("VERB", "AUX"):
            return False
    return False


def clauses_above(parse: Parse, trigger: Token) -> Iterator[Token]:
    """The verbs whose date the trigger shares: its own governor, and clauses it is linked to."""
    token = trigger
    for _ in range(30):
        if token.head == token.i:
            return
        if token.pos in ("VERB", "AUX") and token.dep not in _LINKS:
            return
        if any(m.lower in words("dates", "apart") for m in parse.children(token, "mark")):
            return
        if token.dep == "appos" and trigger.dep == "acl":
            return  # "X, one of those dismissed, was elected in 2013"
        joined = token.dep == "conj" and token.tag == "VBD" and trigger.dep in ("conj", "xcomp")
        token = parse.head(token)
        if token.pos in ("ADP", "SCONJ") and token.lower in words("dates", "apart"):
            return
        if token.pos in ("VERB", "AUX"):
            if token.lemma.lower() in words("dates", "sequels"):
                return  # "the strike follows the collapse of talks last week"
            # "met on Tuesday but failed to agree"
            if is_speech(parse, token) or (_is_detached(parse, token) and not joined):
                return
            yield token


def may_share(parse: Parse, placed: Placed, trigger: Token) -> bool:
    """Whether a date elsewhere in the sentence may date the trigger: not one of saying, nor of another tense, nor open."""
    if placed.spoken or "/.." in (placed.date.edtf or ""):
        return False
    verb = placed.verb
    if verb is None or verb.i == trigger.i:
        return True
    if is_way_there(parse, verb, trigger):
        return True
    if verb.lemma.lower() in words("dates", "sequels") or _is_detached(parse, verb) or _is_told_within(parse, verb, trigger):
        return False
    if comes_later(parse, placed) and placed.head.i > trigger.i:
        return False  # "was beaten all night and died the next morning"
    if _is_aside(parse, verb, trigger) or _goes_on_after(parse, verb, trigger):
        return False
    ours = tense_of(parse, trigger) if trigger.pos in ("VERB", "AUX") else None
    theirs = tense_of(parse, verb)
    return ours is None or theirs is None or (ours == "future") == (theirs == "future")


def comes_later(parse: Parse, placed: Placed) -> bool:
    """Whether a date counts from what is told before it ("the next day", "two days later")."""
    inside = {t.lower for t in parse.between(placed.date.start, placed.date.end)}
    return placed.date.anchor == "narrative" and bool(inside & words("dates", "onward"))


def is_way_there(parse: Parse, verb: Token, trigger: Token) -> bool:
    """Whether a dated verb tells that who acts came to where it was ("X, who flew in on Tuesday, ordered a search")."""
    who = parse.child(trigger, "nsubj")
    return (
        verb.dep == "relcl"
        and verb.lemma.lower() in words("dates", "visits")
        and who is not None
        and verb.head == who.i
        and trigger.tag == "VBD"
    )


def _goes_on_after(parse: Parse, verb: Token, trigger: Token) -> bool:
    """Whether a day is that of what went on after the trigger ("were searching on Tuesday after a ferry sank")."""
    if verb.tag != "VBG" or not any(h.tag == "VBD" for h in parse.children(verb, "aux")):
        return False
    between = [trigger, *(t for t in parse.ancestors(trigger) if t.i > verb.i)]
    return any(m.lower == "after" for t in between for m in parse.children(t, "mark", "prep"))


def _is_detached(parse: Parse, verb: Token) -> bool:
    """Whether what a verb is about happened at another time; what goes on now has no past day ("are investigating a raid Monday")."""
    now = verb.lemma.lower() in words("dates", "inquiries") and is_going_on(parse, verb)
    # "jailed for ordering a raid in May": the deed of a charge has its own day
    deed = verb.tag == "VBG" and verb.dep == "pcomp" and parse.head(verb).lower in ("for", "of", "with")
    return verb.lemma.lower() in words("dates", "detached") and not now and not deed


def _is_aside(parse: Parse, verb: Token, trigger: Token) -> bool:
    """Whether a dated verb stands in a relative clause on another clause's noun ("named X; he replaces Y, who died in May")."""
    while verb.dep not in ("relcl", "ROOT") and verb.head != verb.i:
        verb = parse.head(verb)
    if verb.dep != "relcl" or verb.i == trigger.i:
        return False
    # "Norland, which halted trade in May, condemned the attack"
    opens = parse.subtree(verb)[0].i
    if opens and parse.tokens[opens - 1].text == "," and verb.i not in {t.i for t in parse.ancestors(trigger)}:
        own = parse.head(verb)
        if own.dep in ("nsubj", "nsubjpass") and trigger.i > verb.i:
            return True
        if parse.tokens[opens].lower in ("who", "whose", "whom"):
            return True  # "the strike angered the owners, who had raised pay in May"
    verbs = [
        next((t.i for t in (token, *parse.ancestors(token)) if t.pos in ("VERB", "AUX")), None)
        for token in (parse.head(verb), trigger)
    ]
    return verbs[0] is not None and verbs[0] != verbs[1]


def _is_told_within(parse: Parse, verb: Token, trigger: Token) -> bool:
    """Whether a dated verb stands in a clause of its own under the trigger ("accused of killing a clerk on Monday")."""
    apart = False
    for _ in range(60):
        if verb.i == trigger.i:
            return apart
        if verb.head == verb.i:
            return False
        above = parse.head(verb)
        # "Two were killed and four hurt Saturday, police said": the second clause is under the verb of saying only
        told = verb.dep == "ccomp" and verb.i < above.i and above.lemma.lower() in words("dates", "speech")
        # "in 2011 houses began to crack; 600 people were moved out"
        told = told or (verb.dep == "ccomp" and any(t.text == ";" for t in parse.tokens[verb.i : above.i]))
        # "signed the decree ending them on May 3": who signs and what the decree does share a day
        told = told or (verb.dep == "acl" and verb.tag == "VBG")
        apart = apart or (verb.dep in _SUBORDINATE and not told)
        verb = above
    return False


def is_in_passing(parse: Parse, placed: Placed) -> bool:
    """Whether a date is not where the narrative stands: of a noun ("a dam built in 1958"), or of a toll that rose since."""
    verb = placed.verb
    if verb is None or verb.dep in ("acl", "relcl"):
        return verb is not None
    subject = parse.child(verb, "nsubj")
    return (
        subject is not None
        and verb.lemma.lower() in words("dates", "toll_changes")
        and subject.lemma.lower() in words("dates", "tolls")
    )


def is_of_another(placed: Placed, trigger: Token) -> bool:
    """Whether a day is that of an arrest, a hearing or a death in hospital, while the trigger tells what came before."""
    verb = placed.verb
    return verb is not None and any(
        verb.lemma.lower() in words("dates", kind) and trigger.lemma.lower() not in words("dates", kind)
        for kind in ("detached", "later")
    )


def tells_past(parse: Parse, token: Token | None) -> bool:
    """Whether the verb at or above a token is in the simple past."""
    while token is not None:
        if token.pos in ("VERB", "AUX"):
            helpers = parse.children(token, "aux", "auxpass")
            if any(h.lower in ("had", "has", "have", "'ve", "’ve") or h.tag == "MD" for h in helpers):
                return False
            if token.tag == "VBD" or is_unmarked_past(token) or any(h.tag == "VBD" for h in helpers):
                return True
            if any(h.tag in ("VBZ", "VBP") for h in helpers):
                return False
            if token.tag in ("VBZ", "VBP", "VB"):
                return False
            if token.tag == "VBN" and token.dep in ("ROOT", "conj"):
                return not helpers  # a simple past the tagger took for a participle
        token = parse.head(token) if token.head != token.i else None
    return False
