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
        or ("hypothetical" if _is_wished(parse, above, below, infinitive) else None)
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
    if has("denied", above) and (below.dep in ("ccomp", "xcomp", "dobj") or (below.dep == "prep" and not is_verbal(above))):
        return "denied"
    if nothing and has("reported", above) and below.dep == "prep" and below.lower == "of":
        return "negated"
    # "dismissed as false reports that he had been killed"
    told = next(iter(parse.children(below, "pobj")), below) if below.lower == "as" else below
    if has("dismissed", above) and told.dep in ("dobj", "pobj") and has("reported", told):
        return "denied"
    if is_ruled_out(parse, above) and below.dep in ("dobj", "nsubjpass", "pcomp", "xcomp"):
        return "hypothetical" if parse.child(above, "neg") is not None else "negated"
    off = above.lemma.lower() == "call" and any(t.lower == "off" for t in parse.children(above, "prt"))
    if below.dep in ("dobj", "nsubjpass") and (has("scrapped", above) or off):
        return "negated"
    # "has yet to vote"
    if infinitive and above.lemma.lower() in ("have", "be") and any(t.lower == "yet" for t in parse.children(above, "advmod")):
        return "negated"
    # "stop the killing" is of one that goes on
    if above.lemma.lower() == "stop" and below.lower != "from":
        return None
    if has("negated", above) and (below.dep in ("xcomp", "dobj", "nsubjpass", "prep", "pcomp") or infinitive):
        return "negated"
    return "negated" if below.dep == "dobj" and has("frustrated", above) else None


def is_ruled_out(parse: Parse, verb: Token) -> bool:
    """Whether a verb tells that something will not be ("ruled out an election"), or, denied, that it may."""
    return verb.lemma.lower() == "rule" and any(t.lower == "out" for t in parse.children(verb, "prt"))


def _is_wished(parse: Parse, above: Token, below: Token, infinitive: bool) -> bool:
    """Whether it is what somebody asks or recommends others to do, offers or needs ("called for talks", "urged him to resign")."""
    lemma = above.lemma.lower()
    aims = below.dep == "prep" and below.lower in ("for", "of")
    if not is_verbal(above):
        return has("wishes", above) and (
            (aims and below.lower == "for") or (infinitive and below.dep in ("acl", "xcomp", "relcl"))
        )
    if has("called_on", above):
        to_whom = any(t.lower in ("for", "on", "upon") for t in parse.children(above, "prep", "prt", "dative"))
        for_it = any(t.lower == "for" for t in parse.children(below, "mark"))
        return (aims and below.lower == "for") or (infinitive and (to_whom or for_it))
    if has("wanted", above):
        # "wants to strike" is a plan, "wants him to resign" and "wants talks" are wishes
        others = parse.child(below, "nsubj", "nsubjpass") is not None or (below.tag == "VBN" and infinitive)
        return below.dep in ("dobj", "nsubjpass") or (others and below.dep in ("ccomp", "xcomp"))
    if not has("wished", above):
        return False
    what = below.dep in ("dobj", "nsubjpass") and lemma not in ("ask", "press", "encourage", "advise", "push")
    subjunctive = below.dep == "ccomp" and (not is_finite(parse, below) or _is_subjunctive(parse, above, below))
    return infinitive or what or subjunctive or (aims and below.lower == "for")


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
    # "a suspect in the shooting", "charged in the bombing": who did it is not sure, that it happened is
    known = (above.lemma.lower() == "suspect" and not is_verbal(above)) or below.lower == "in"
    if has("reported", above) and not is_verbal(above):
        unsure = any(has("unsure", t) for t in parse.children(above, "amod"))
        if (below.dep in ("acl", "ccomp") and is_finite(parse, below)) or (unsure and below.dep in ("acl", "prep")):
            return "alleged"
    if (above.lemma.lower() == "claim" and below.dep == "ccomp" and is_finite(parse, below)) or _is_believed(
        parse, above, below
    ):
        return "alleged"
    # "accuse both sides of killing prisoners": the parser hangs the deed on whom it is laid at
    blamed = below.dep == "dobj" and any(True for p in parse.children(below, "prep") if parse.child(p, "pcomp") is not None)
    return "alleged" if has("alleged", above) and not known and (blamed or below.dep in ("prep", "ccomp", "xcomp")) else None


def _is_believed(parse: Parse, above: Token, below: Token) -> bool:
    """Whether somebody is only thought to have done what follows ("is believed to have been killed", "appears to have fled")."""
    return (
        below.dep == "xcomp"
        and below.tag == "VBN"
        and any(t.lower == "have" for t in parse.children(below, "aux"))
        and has("believed", above)
    )


def _ahead(parse: Parse, above: Token, below: Token, infinitive: bool) -> Modality | None:
    """What is tried, wanted, planned, due or meant."""
    # "had to be rescued": it was done
    if infinitive and (has("attempt", above) or (has("urged", above) and not _was_bound(parse, above))):
        return "planned"
    reached = (
        infinitive or below.dep in ("ccomp", "dobj", "nsubjpass") or (below.dep == "prep" and below.lower in ("to", "for"))
    )
    if has("planned", above) and reached and not _is_weighed(parse, above, below, infinitive):
        told = below.dep == "ccomp" and is_finite(parse, below) and not _is_subjunctive(parse, above, below)
        return None if told else "planned"
    if infinitive and _is_due(parse, above, below):
        return "planned"
    # "fired tear gas to disperse them", "gathered to protest": what is meant is done by what is told
    purpose = below.dep in ("advcl", "acl") and not has("done_thereby", below)
    return "planned" if infinitive and purpose and not any(True for _ in parse.children(below, "nsubj")) else None


def _is_begun(parse: Parse, above: Token, below: Token) -> bool:
    """Whether somebody was put to work and so it began ("has set up a panel to investigate the blaze")."""
    done = above.tag in ("VBD", "VBN") and all(t.tag != "MD" for t in parse.children(above, "aux"))
    return done and has("sets_to_work", above) and has("begun", below)


def _is_weighed(parse: Parse, above: Token, below: Token, infinitive: bool) -> bool:
    """Whether a verb of planning is none here: "considers the raid a crime", "the blaze was set on purpose"."""
    if above.lemma.lower() == "consider" and above.tag != "VBG":
        return True
    # "called the death a suicide", "called the meeting illegal"
    if above.lemma.lower() == "call":
        return below.dep not in ("dobj", "nsubjpass") or parse.child(above, "oprd", "attr", "acomp") is not None
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
    """Whether somebody had to do, and so did, what follows ("had to be rescued", "has had to close", "was allowed to leave")."""
    if has("lets", verb):
        return (
            verb.tag in ("VBD", "VBN")
            and parse.child(verb, "neg") is None
            and all(t.tag != "MD" for t in parse.children(verb, "aux"))
        )
    return verb.lemma.lower() == "have" and (verb.tag == "VBD" or parse.child(verb, "aux") is not None) and verb.tag != "VB"


def _is_due(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a form of "be" makes an infinitive what is to come ("is to visit Lima")."""
    stated = parse.child(above, "acomp", "attr", "expl") is not None  # "it is important to win"
    return below.dep == "xcomp" and above.lemma.lower() == "be" and above.tag in ("VBZ", "VBP", "VBD") and not stated
