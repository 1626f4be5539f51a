"""Whether the clause around some words tells of what was, is or will be."""

from typing import Literal

from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token

Tense = Literal["past", "present", "future"]


def governing_verb(parse: Parse, start: int, end: int) -> Token | None:
    """The nearest verb above the words of a span, None where there is none."""
    head = parse.span_head(start, end)
    if head is None:
        return None
    if head.pos in ("VERB", "AUX"):
        return head
    return next((t for t in parse.ancestors(head) if t.pos in ("VERB", "AUX")), None)


def tense_around(parse: Parse, start: int, end: int, by_noun: bool = False) -> Tense | None:
    """The tense of the clause that holds a span, None where no finite verb tells.

    With `by_noun`, a date on a noun ("a shooting Friday", "Friday's shooting") is past unless a plain future rules it or the
    noun is one of what is planned ("Friday's vote").
    """
    verb = governing_verb(parse, start, end)
    if _is_called_for(parse, start, end) or (verb is not None and _is_condition(parse, verb)):
        return "future"
    tense = tense_of(parse, verb) if verb else None
    noun = _noun_dated(parse, start, end) if by_noun else None
    if noun is not None and tense != "past" and noun.lemma.lower() not in read_yaml("dates")["planned_nouns"]:
        if verb is not None and verb.lemma.lower() == "plan" and tense == "future":
            return tense  # "plan a stoppage on Friday"
        will = verb is not None and any(h.tag == "MD" for h in parse.children(verb, "aux"))
        # "is to join a picket on Thursday"
        will = will or (verb is not None and verb.dep == "xcomp" and verb.tag == "VB" and parse.head(verb).lemma == "be")
        return tense if will else "past"
    return tense


def _is_called_for(parse: Parse, start: int, end: int) -> bool:
    """Whether something is called for a day: "called a strike for Friday", "a hearing set for May"."""
    head = parse.span_head(start, end)
    if head is None or head.dep != "pobj" or parse.head(head).lower != "for":
        return False
    above, data = parse.head(parse.head(head)), read_yaml("dates")
    callers = {*data["called"], *data["scheduled"]}
    if above.pos in ("VERB", "AUX", "ADJ"):
        return above.lemma.lower() in callers
    verb = next((t for t in parse.ancestors(above) if t.pos in ("VERB", "AUX")), None)
    return above.lemma.lower() in data["planned_nouns"] or (verb is not None and verb.lemma.lower() in data["called"])


def _is_condition(parse: Parse, verb: Token) -> bool:
    """Whether a verb tells what something else would follow from ("would appeal if a judge ordered it on Monday")."""
    if not any(m.lower in ("if", "unless") for m in parse.children(verb, "mark")):
        return False
    above = next((t for t in parse.ancestors(verb) if t.pos in ("VERB", "AUX")), None)
    modals = words("dates", "future_modals")
    return above is not None and any(h.lower in modals and h.tag == "MD" for h in parse.children(above, "aux"))


def lies_behind(parse: Parse, start: int, end: int) -> bool:
    """Whether a date is of what went before the narrative's day.

    So it is in a clause of "since" or "before" ("since riots broke out ten days ago"), and on a noun that a verb of the
    present only refers to ("follows the collapse of talks last week").
    """
    verb = governing_verb(parse, start, end)
    if verb is None:
        return False
    if verb.lemma.lower() in words("dates", "sequels") or any(
        m.lower in ("since", "before") for m in parse.children(verb, "mark")
    ):
        return True
    noun = _noun_dated(parse, start, end)
    return noun is not None and noun.dep in ("dobj", "pobj") and verb.tag in ("VBZ", "VBP")


def _noun_dated(parse: Parse, start: int, end: int) -> Token | None:
    """The noun that a date modifies: "Friday's shooting", "a shooting Friday", "the shooting on Friday"."""
    head = parse.span_head(start, end)
    if head is None or head.head == head.i:
        return None
    above = parse.head(head)
    if above.pos == "ADP" and above.dep == "prep":
        above = parse.head(above)
    return above if above.pos in ("NOUN", "PROPN") and above.i != head.i else None


def tense_of(parse: Parse, verb: Token) -> Tense | None:
    """The tense of a verb with its auxiliaries; a scheduled present ("begins Friday", "is due") counts as future.

    A participle takes the tense of the verb above it, but not its future: "is expected to live after being shot Sunday".
    """
    participle = False
    for _ in range(12):
        tense = _own_tense(parse, verb)
        if tense is not None:
            return None if participle and tense == "future" else tense
        participle = participle or verb.tag in ("VBG", "VBN")
        if participle and _is_after(parse, verb):
            return "past"
        above = next((t for t in parse.ancestors(verb) if t.pos in ("VERB", "AUX")), None)
        if above is None:
            return None
        verb = above
    return None


def _is_after(parse: Parse, verb: Token) -> bool:
    """Whether a participle follows "after", "since" or "following"."""
    words = [m.lower for m in parse.children(verb, "mark", "prep", "advmod") if m.i < verb.i]
    return parse.head(verb).lower in ("after", "since", "following") or any(w in ("after", "since") for w in words)


def _own_tense(parse: Parse, verb: Token) -> Tense | None:
    helpers = parse.children(verb, "aux", "auxpass")
    lemmas = {h.lemma.lower() for h in helpers}
    if any(h.tag == "MD" for h in helpers):
        modals = {h.lower for h in helpers if h.tag == "MD"} & words("dates", "future_modals")
        return "past" if "have" in lemmas and "will" not in modals else "future" if modals else None
    if any(h.tag == "VBD" for h in helpers):
        return "past"
    if verb.tag == "VBD" or is_unmarked_past(verb):
        return "past"
    if "have" in lemmas or any(h.tag in ("VBN",) for h in helpers):
        return "past"
    if verb.tag == "VB":
        return _infinitive_tense(parse, verb) if any(h.tag == "TO" for h in helpers) else None
    if verb.tag == "VBN":
        if any(h.tag == "TO" for h in helpers) and parse.head(verb).lemma == "be":
            return "future"  # "is to be sworn in on Monday"
        if any(h.tag == "TO" for h in helpers):
            return _infinitive_tense(parse, verb)  # "was due to be freed in May"
        if any(h.tag in ("VBZ", "VBP") for h in helpers):
            return "future" if verb.lemma.lower() in words("dates", "scheduled") else "present"
        data = read_yaml("dates")
        if not helpers and verb.lemma.lower() in data["forward"] and verb.lemma.lower() in data["scheduled"]:
            return "future"  # "a raid expected in May"
        return "past" if verb.dep in ("acl", "ROOT", "conj", "ccomp", "advcl", "relcl") and not helpers else None
    if verb.tag == "VBG":
        if not is_going_on(parse, verb):
            return None
        # "are investigating a raid Saturday": what is looked into has been
        return "past" if verb.lemma.lower() in read_yaml("dates")["inquiries"] else "future"
    if verb.tag in ("VBZ", "VBP"):
        due = any(c.lemma.lower() in words("dates", "scheduled") for c in parse.children(verb, "acomp", "attr"))
        return "future" if due or verb.lemma.lower() in words("dates", "scheduled") else "present"
    return None


def is_going_on(parse: Parse, verb: Token) -> bool:
    """Whether a verb tells what goes on now ("are searching")."""
    return verb.tag == "VBG" and any(h.tag in ("VBZ", "VBP") for h in parse.children(verb, "aux"))


def is_unmarked_past(verb: Token) -> bool:
    """Whether a verb tagged as present is one whose past looks the same ("set", "hit")."""
    return verb.tag == "VBP" and verb.lower in read_yaml("dates")["unchanging"]


def _infinitive_tense(parse: Parse, verb: Token) -> Tense | None:
    """An infinitive looks ahead ("agreed to meet Friday"), but not one of purpose or trial under a past verb."""
    above = parse.head(verb)
    if above.i == verb.i or above.pos not in ("VERB", "AUX") or above.lemma.lower() in read_yaml("dates")["forward"]:
        return "future"
    return "past" if above.tag == "VBD" or _own_tense(parse, above) == "past" else "future"
