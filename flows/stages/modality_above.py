"""What a word over an event says of how real it is: "denied killing", "plans to strike", "threat of war"."""

from flows.core.parse import Parse, Token
from flows.core.reports import Modality
from flows.stages.event_clauses import is_verbal
from flows.stages.modality_own import has, is_finite

_REACHED = ("ccomp", "xcomp", "pcomp", "prep", "dobj", "acl", "nsubjpass", "oprd", "pobj", "advcl")
"""Ways of hanging on a word that says how real something is."""


def modality_from_above(above: Token, below: Token, parse: Parse) -> Modality | None:
    """What a governing word says of the event told below it."""
    if below.dep == "relcl" and below.tag == "VB" and parse.child(below, "aux") is not None:
        # "hired somebody to kill him"
        return "planned" if has("planned", parse.head(above)) and above.dep == "dobj" else None
    if below.dep not in _REACHED:
        return None
    if above.pos == "ADP" or (above.pos == "SCONJ" and above.dep == "prep"):
        return "negated" if above.lower == "without" else None
    helpers = {a.lower for a in parse.children(below, "aux")}
    infinitive = below.tag in ("VB", "VBN") and "to" in helpers and "have" not in helpers
    if infinitive and _is_begun(parse, above, below):
        return None
    return (
        _undone(parse, above, below, infinitive)
        or _put_off(parse, above, below)
        or _doubted(parse, above, below)
        or _ahead(parse, above, below, infinitive)
    )


def _undone(parse: Parse, above: Token, below: Token, infinitive: bool) -> Modality | None:
    """What is denied, refused, failed or kept from happening."""
    nothing = any(d.lower == "no" for d in parse.children(above, "det"))
    if infinitive and not is_verbal(above) and has("planned", above) and nothing:
        return "negated"
    if _is_refused(parse, above, below):
        return "negated"
    if has("denied", above) and below.dep in ("ccomp", "xcomp", "dobj", "prep"):
        return "denied"
    if has("negated", above) and (below.dep in ("xcomp", "dobj", "nsubjpass", "prep", "pcomp") or infinitive):
        return "negated"
    return "negated" if below.dep == "dobj" and has("frustrated", above) else None


def _put_off(parse: Parse, above: Token, below: Token) -> Modality | None:
    """ "Put on hold the deployment": it is still to come."""
    if below.dep == "dobj" and above.lower == "hold" and parse.head(above).lemma.lower() in ("put", "place"):
        return "planned"
    held = below.dep in ("dobj", "nsubjpass") and above.lemma.lower() in ("put", "place")
    on = (o.lower for p in parse.children(above, "prep") if p.lower == "on" for o in parse.children(p, "pobj"))
    return "planned" if held and any(o in ("hold", "ice") for o in on) else None


def _doubted(parse: Parse, above: Token, below: Token) -> Modality | None:
    """What is only thought of, warned of or claimed."""
    # "warned him at the summit" is no warning of one
    circumstance = below.dep == "prep" and not has("about", below)
    if has("hypothetical", above) and not circumstance and below.dep in ("prep", "ccomp", "acl", "xcomp", "dobj", "pcomp"):
        return "hypothetical"
    if has("contemplated", above) and (below.tag == "VBG" or parse.child(below, "pcomp") is not None):
        return "hypothetical"
    # "a suspect in the shooting": who did it is not sure, that it happened is
    known = above.lemma.lower() == "suspect" and not is_verbal(above)
    # "accuse both sides of killing prisoners": the parser hangs the deed on whom it is laid at
    blamed = below.dep == "dobj" and any(True for p in parse.children(below, "prep") if parse.child(p, "pcomp") is not None)
    return "alleged" if has("alleged", above) and not known and (blamed or below.dep in ("prep", "ccomp", "xcomp")) else None


def _ahead(parse: Parse, above: Token, below: Token, infinitive: bool) -> Modality | None:
    """What is tried, wanted, planned, due or meant."""
    # "had to be rescued": it was done
    if infinitive and (has("attempt", above) or (has("urged", above) and not _was_bound(parse, above))):
        return "planned"
    reached = (
        infinitive or below.dep in ("ccomp", "dobj", "nsubjpass") or (below.dep == "prep" and below.lower in ("to", "for"))
    )
    if has("planned", above) and reached and not _is_weighed(parse, above, infinitive):
        told = below.dep == "ccomp" and is_finite(parse, below) and not _is_subjunctive(parse, above, below)
        return None if told else "planned"
    if infinitive and _is_due(above, below):
        return "planned"
    # "fired tear gas to disperse them", "gathered to protest": what is meant is done by what is told
    purpose = below.dep in ("advcl", "acl") and not has("done_thereby", below)
    return "planned" if infinitive and purpose and not any(True for _ in parse.children(below, "nsubj")) else None


def _is_begun(parse: Parse, above: Token, below: Token) -> bool:
    """Whether somebody was put to work and so it began ("has set up a panel to investigate the blaze")."""
    done = above.tag in ("VBD", "VBN") and all(t.tag != "MD" for t in parse.children(above, "aux"))
    return done and has("sets_to_work", above) and has("begun", below)


def _is_weighed(parse: Parse, above: Token, infinitive: bool) -> bool:
    """Whether a verb of planning is none here: "considers the raid a crime", "the blaze was set on purpose"."""
    if above.lemma.lower() == "consider" and above.tag != "VBG":
        return True
    return above.lemma.lower() == "set" and not infinitive and all(p.lower != "for" for p in parse.children(above, "prep"))


def _is_subjunctive(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a bare verb tells what is wanted of one ("demanded that he resign")."""
    subject = parse.child(below, "nsubj", "nsubjpass")
    single = subject is not None and (subject.tag in ("NN", "NNP") or subject.lower in ("he", "she", "it"))
    return has("mandative", above) and single and below.tag in ("VB", "VBP") and parse.child(below, "aux") is None


def _is_refused(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a word tells that what a request is for was refused ("rejected a plea for talks", "the request was turned down")."""
    down = above.lemma.lower() == "turn" and any(t.lower == "down" for t in parse.children(above, "prt", "advmod"))
    return below.dep in ("dobj", "nsubjpass") and has("requests", below) and (down or has("refusals", above))


def _was_bound(parse: Parse, verb: Token) -> bool:
    """Whether somebody had to do, and so did, what follows ("had to be rescued", "has had to close")."""
    return verb.lemma.lower() == "have" and (verb.tag == "VBD" or parse.child(verb, "aux") is not None) and verb.tag != "VB"


def _is_due(above: Token, below: Token) -> bool:
    """Whether a form of "be" makes an infinitive what is to come ("is to visit Lima")."""
    return below.dep == "xcomp" and above.lemma.lower() == "be" and above.tag in ("VBZ", "VBP", "VBD")
