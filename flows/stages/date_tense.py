"""Whether the clause around some words tells of what was, is or will be."""

from functools import lru_cache
from typing import Literal

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token

Tense = Literal["past", "present", "future"]


@lru_cache(maxsize=1)
def _scheduled() -> frozenset[str]:
    return frozenset(read_yaml("dates")["scheduled"])


@lru_cache(maxsize=1)
def _modals() -> frozenset[str]:
    return frozenset(read_yaml("dates")["future_modals"])


def governing_verb(parse: Parse, start: int, end: int) -> Token | None:
    """The nearest verb above the words of a span, None where there is none."""
    head = parse.span_head(start, end)
    if head is None:
        return None
    if head.pos in ("VERB", "AUX"):
        return head
    return next((t for t in parse.ancestors(head) if t.pos in ("VERB", "AUX")), None)


def tense_around(parse: Parse, start: int, end: int) -> Tense | None:
    """The tense of the clause that holds a span, None where no finite verb tells."""
    verb = governing_verb(parse, start, end)
    return tense_of(parse, verb) if verb else None


def tense_of(parse: Parse, verb: Token) -> Tense | None:
    """The tense of a verb with its auxiliaries; a scheduled present ("begins Friday", "is due") counts as future."""
    for _ in range(12):
        tense = _own_tense(parse, verb)
        if tense is not None:
            return tense
        above = next((t for t in parse.ancestors(verb) if t.pos in ("VERB", "AUX")), None)
        if above is None:
            return None
        verb = above
    return None


def _own_tense(parse: Parse, verb: Token) -> Tense | None:
    helpers = parse.children(verb, "aux", "auxpass")
    lemmas = {h.lemma.lower() for h in helpers}
    if any(h.tag == "MD" for h in helpers):
        modals = {h.lower for h in helpers if h.tag == "MD"} & _modals()
        return "past" if "have" in lemmas and "will" not in modals else "future" if modals else None
    if any(h.tag == "VBD" for h in helpers):
        return "past"
    if verb.tag in ("VBD",):
        return "past"
    if "have" in lemmas or any(h.tag in ("VBN",) for h in helpers):
        return "past"
    if verb.tag == "VB":
        return "future" if any(h.tag == "TO" for h in helpers) else None
    if verb.tag == "VBN":
        if any(h.tag in ("VBZ", "VBP") for h in helpers):
            return "future" if verb.lemma.lower() in _scheduled() else "present"
        return "past" if verb.dep in ("acl", "ROOT", "conj", "ccomp", "advcl", "relcl") and not helpers else None
    if verb.tag == "VBG":
        return "future" if any(h.tag in ("VBZ", "VBP") for h in helpers) else None
    if verb.tag in ("VBZ", "VBP"):
        due = any(c.lemma.lower() in _scheduled() for c in parse.children(verb, "acomp", "attr"))
        return "future" if due or verb.lemma.lower() in _scheduled() else "present"
    return None
