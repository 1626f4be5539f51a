"""How real an event is as told: actual, alleged, planned, denied, hypothetical or negated."""

from itertools import takewhile

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.core.reports import Modality
from flows.stages.event_clauses import governors, is_verbal

_ORDER: tuple[Modality, ...] = ("denied", "negated", "hypothetical", "planned", "alleged")


def _has(name: str, token: Token) -> bool:
    return token.lemma.lower() in words("modality", name) or token.lower in words("modality", name)


def _own(parse: Parse, token: Token, noun: bool) -> Modality | None:
    """What the trigger's own helpers, marks and modifiers say."""
    for kid in parse.children(token):
        if (
            kid.dep == "neg"
            or (kid.dep == "det" and kid.lower in ("no", "neither"))
            or (kid.dep in ("preconj", "advmod") and kid.lower == "never")
        ):
            return "negated"
        if kid.dep in ("nsubj", "nsubjpass") and (
            kid.lower in ("nobody", "none") or any(d.lower == "no" for d in parse.children(kid, "det"))
        ):
            return "negated"
        if kid.dep == "dobj" and (kid.lower in ("nobody", "none") or any(d.lower == "no" for d in parse.children(kid, "det"))):
            return "negated"
    if not noun and any(_is_anyone(parse, kid) for kid in parse.children(token, "nsubj", "nsubjpass", "dobj")):
        return "hypothetical"
    # "raising wages creates expectations" tells of any raise
    if not noun and token.dep == "csubj" and token.tag == "VBG":
        return "hypothetical"
    for kid in parse.children(token, "aux", "auxpass"):
        if kid.lower in words("modality", "planned_modals"):
            return "planned"
        if kid.lower in words("modality", "hypothetical_modals"):
            return "planned" if kid.lower == "would" and _is_announced(parse, token) else "hypothetical"
    if noun and token.dep in ("nsubj", "nsubjpass") and _is_due_to_happen(parse, parse.head(token)):
        return "planned"
    if noun and any(
        _has("set_for", t) and t.tag == "VBN" and parse.child(t, "prep") is not None for t in parse.children(token, "acl")
    ):
        return "planned"
    for kid in parse.children(token, "mark"):
        if _has("hypothetical_marks", kid):
            return "hypothetical"
    if not noun and _is_awaited(parse, token):
        return "planned"
    for kid in parse.children(token, "amod", "advmod"):
        if _has("planned_words", kid):
            return "planned"
        if _has("hypothetical_words", kid):
            return "hypothetical"
        if _has("alleged_words", kid) and (kid.dep == "advmod" or noun):
            return "alleged"
    return None


def _is_awaited(parse: Parse, verb: Token) -> bool:
    """Whether a clause in the present waits for what it tells: "until a successor is picked", "could get life when he is sentenced"."""
    present = verb.tag in ("VBZ", "VBP") or any(
        t.tag in ("VBZ", "VBP") and t.lemma == "be" for t in parse.children(verb, "auxpass")
    )
    marks = {t.lower for t in parse.children(verb, "mark", "advmod")}
    ahead = any(t.tag == "MD" for t in parse.children(parse.head(verb), "aux"))
    return verb.dep == "advcl" and present and bool(marks & words("modality", "until") or (ahead and "when" in marks))


def _is_anyone(parse: Parse, token: Token) -> bool:
    """Whether a word stands for whoever it may be ("any student", "anyone")."""
    return token.lower in ("anyone", "anybody", "whoever") or any(d.lower == "any" for d in parse.children(token, "det"))


def _is_finite(parse: Parse, verb: Token) -> bool:
    """Whether a verb or a helper of it has a tense."""
    helpers = (t for t in parse.children(verb, "aux", "auxpass") if t.lower != "be")
    return any(t.tag in ("VBD", "VBZ", "VBP") for t in (verb, *helpers))


def _is_subjunctive(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a bare verb tells what is wanted of one ("demanded that he resign")."""
    subject = parse.child(below, "nsubj", "nsubjpass")
    single = subject is not None and (subject.tag in ("NN", "NNP") or subject.lower in ("he", "she", "it"))
    return _has("mandative", above) and single and below.tag in ("VB", "VBP") and parse.child(below, "aux") is None


def _is_announced(parse: Parse, verb: Token) -> bool:
    """Whether "would" is the future of a past saying: "said it would close the plant", not "said it would fall if ..."."""
    while verb.dep == "conj" and is_verbal(parse.head(verb)):
        verb = parse.head(verb)
    return (
        verb.dep == "ccomp"
        and _has("announces", parse.head(verb))
        and parse.head(verb).tag in ("VBD", "VBN")
        and not any(_has("hypothetical_marks", m) for t in parse.children(verb, "advcl") for m in parse.children(t, "mark"))
    )


def _from_above(above: Token, below: Token, parse: Parse) -> Modality | None:
    """What a governing word says of the event told below it."""
    clause = below.dep in ("ccomp", "xcomp", "pcomp", "prep", "dobj", "acl", "nsubjpass", "oprd", "relcl", "pobj", "advcl")
    if below.dep == "relcl" and below.tag == "VB" and parse.child(below, "aux") is not None:
        # "hired somebody to kill him"
        return "planned" if _has("planned", parse.head(above)) and above.dep == "dobj" else None
    if not clause or below.dep == "relcl":
        return None
    if above.pos == "ADP" or (above.pos == "SCONJ" and above.dep == "prep"):
        return "negated" if above.lower == "without" else None
    helpers = {a.lower for a in parse.children(below, "aux")}
    infinitive = below.tag in ("VB", "VBN") and "to" in helpers and "have" not in helpers
    if (
        infinitive
        and not is_verbal(above)
        and _has("planned", above)
        and any(d.lower == "no" for d in parse.children(above, "det"))
    ):
        return "negated"
    if _is_refused(parse, above, below):
        return "negated"
    if _has("denied", above) and below.dep in ("ccomp", "xcomp", "dobj", "prep"):
        return "denied"
    if _has("negated", above) and (below.dep in ("xcomp", "dobj", "nsubjpass", "prep", "pcomp") or infinitive):
        return "negated"
    if below.dep == "dobj" and _has("frustrated", above):
        return "negated"
    # "put on hold the deployment"
    held = below.dep in ("dobj", "nsubjpass") and above.lemma.lower() in ("put", "place")
    if below.dep == "dobj" and above.lower == "hold" and parse.head(above).lemma.lower() in ("put", "place"):
        return "planned"
    if held and any(
        o.lower in ("hold", "ice") for p in parse.children(above, "prep") if p.lower == "on" for o in parse.children(p, "pobj")
    ):
        return "planned"
    # "warned him at the summit" is no warning of one
    circumstance = below.dep == "prep" and not _has("about", below)
    if _has("hypothetical", above) and not circumstance and below.dep in ("prep", "ccomp", "acl", "xcomp", "dobj", "pcomp"):
        return "hypothetical"
    if _has("contemplated", above) and (below.tag == "VBG" or parse.child(below, "pcomp") is not None):
        return "hypothetical"
    # "a suspect in the shooting": who did it is not sure, that it happened is
    known = above.lemma.lower() == "suspect" and not is_verbal(above)
    # "accuse both sides of killing prisoners": the parser hangs the deed on whom it is laid at
    blamed = below.dep == "dobj" and any(True for p in parse.children(below, "prep") if parse.child(p, "pcomp") is not None)
    if _has("alleged", above) and not known and (blamed or below.dep in ("prep", "ccomp", "xcomp")):
        return "alleged"
    # "had to be rescued": it was done
    if infinitive and (_has("attempt", above) or (_has("urged", above) and not _was_bound(parse, above))):
        return "planned"
    # "considers the raid a crime" is no plan, "is considering a raid" is one
    weighed = above.lemma.lower() == "consider" and above.tag != "VBG"
    # "the blaze was set on purpose", not "the vote was set for May"
    weighed = weighed or (
        above.lemma.lower() == "set" and not infinitive and all(p.lower != "for" for p in parse.children(above, "prep"))
    )
    if (
        _has("planned", above)
        and not weighed
        and (
            infinitive or below.dep in ("ccomp", "dobj", "nsubjpass") or (below.dep == "prep" and below.lower in ("to", "for"))
        )
    ):
        if below.dep == "ccomp" and _is_finite(parse, below) and not _is_subjunctive(parse, above, below):
            return None
        return "planned"
    if infinitive and _is_due(above, below):
        return "planned"
    # "fired tear gas to disperse them", "gathered to protest": what is meant is done by what is told
    purpose = below.dep in ("advcl", "acl") and not _has("done_thereby", below)
    if infinitive and purpose and not any(True for _ in parse.children(below, "nsubj")):
        return "planned"
    return None


def _is_refused(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a word tells that what a request is for was refused ("rejected a plea for talks", "the request was turned down")."""
    down = above.lemma.lower() == "turn" and any(t.lower == "down" for t in parse.children(above, "prt", "advmod"))
    return below.dep in ("dobj", "nsubjpass") and _has("requests", below) and (down or _has("refusals", above))


def _was_bound(parse: Parse, verb: Token) -> bool:
    """Whether somebody had to do, and so did, what follows ("had to be rescued", "has had to close")."""
    return verb.lemma.lower() == "have" and (verb.tag == "VBD" or parse.child(verb, "aux") is not None) and verb.tag != "VB"


def _is_due_to_happen(parse: Parse, verb: Token) -> bool:
    """Whether what "is to resume" or "is due to begin" is to come."""
    if verb.lemma.lower() != "be" or verb.tag not in ("VBZ", "VBP", "VBD"):
        return False
    hosts = (verb, *parse.children(verb, "acomp"))
    # "elections are due in May"
    if any(t.lower == "due" and parse.child(t, "prep") is not None for t in hosts[1:]):
        return True
    return any(
        kid.tag == "VB" and (host is verb or _has("planned", host)) for host in hosts for kid in parse.children(host, "xcomp")
    )


def _is_said_of(parse: Parse, verb: Token, noun: Token) -> bool:
    """Whether what is to come is not what a subject names but what it will do ("the jump is expected to bring in more")."""
    ahead = next(iter(parse.children(verb, "xcomp")), None)
    return noun.dep in ("nsubj", "nsubjpass") and ahead is not None and not _has("happens", ahead)


def _is_due(above: Token, below: Token) -> bool:
    """Whether a form of "be" makes an infinitive what is to come ("is to visit Lima")."""
    return below.dep == "xcomp" and above.lemma.lower() == "be" and above.tag in ("VBZ", "VBP", "VBD")


def _makes_happen(above: Token, below: Token) -> bool:
    """Whether a verb over an event noun says that it happens or is done, not what it brings or how it is taken."""
    light = any(above.lemma.lower() in words("light_verbs", f"subject_{how}") for how in ("acts", "suffers"))
    if below.dep == "prep":
        return _has("leads_to", above) or light
    if below.dep not in ("nsubj", "nsubjpass", "dobj") or is_verbal(below):
        return True
    return _has("happens", above) or (light and below.dep != "nsubj")


def _is_ranked(parse: Parse, infinitive: Token) -> bool:
    """Whether an infinitive tells what the first, the last or the only one did ("one of the first countries to ratify it")."""
    before = next((parse.tokens[t.i - 1] for t in parse.children(infinitive, "aux") if t.lower == "to" and t.i), None)
    phrase = takewhile(lambda t: not is_verbal(t), (before, *parse.ancestors(before))) if before is not None else ()
    return any(_has("ranks", t) for word in phrase for t in (word, *parse.children(word, "amod")))


def _stands_alone(parse: Parse, above: Token, below: Token) -> bool:
    """Whether what governs a word says nothing of how real it is.

    So for what is avenged, mourned or looked into, what only dates another event ("will meet after the attack"), what a finite clause under a preposition tells ("called for
    an inquiry into what prompted the clashes") and what a participle adds ("release all those held").
    """
    if below.pos in ("NOUN", "PROPN") and below.dep in ("dobj", "nsubjpass") and _has("presupposes", above):
        return True
    if below.dep == "prep" and below.lower in ("of", "from") and _has("comes_after", above) and not is_verbal(above):
        return True
    # "those responsible for the attack", "due to the earthquake"
    if below.dep in ("prep", "pcomp") and (above.lower, below.lower) in (
        ("responsible", "for"),
        ("responsibility", "for"),
        ("due", "to"),
    ):
        return True
    if below.tag == "VB" and _is_ranked(parse, below):
        return True
    dates = below.pos in ("ADP", "SCONJ") and _has("beside", below)
    return dates or (below.dep == "pcomp" and below.tag in ("VBD", "VBZ")) or (below.dep == "acl" and below.tag == "VBN")


def _is_rather_finite(parse: Parse, above: Token, below: Token) -> bool:
    """Whether the parser hung a clause on an infinitive it cannot be coordinated with: "threatened to leave and recalled its envoy"."""
    finite = below.tag in ("VBD", "VBN") and not any(t.lower in ("be", "been") for t in parse.children(above, "auxpass", "aux"))
    return below.dep == "conj" and finite and above.tag == "VB" and below.lower != below.lemma


def _is_apart(parse: Parse, above: Token, below: Token) -> bool:
    """Whether the denial of the verb before does not reach a deed told after it.

    So for "never recovered and died on Friday", and where only what the first was done to is denied ("had no part in it and sacked him").
    """
    linked = any(above.i < t.i < below.i for t in parse.children(above, "cc"))
    if below.dep != "conj" or not linked:
        return False
    nevers = (t for t in parse.children(above, "neg", "advmod", "preconj") if t.lower == "never")
    if below.tag == "VBD" and any(t.i < above.i for t in nevers):
        return True
    nothing = any(d.lower == "no" for o in parse.children(above, "dobj") for d in parse.children(o, "det"))
    return nothing and parse.child(above, "neg") is None


def _is_known(parse: Parse, above: Token, below: Token) -> bool:
    """Whether a finite clause is what somebody knows or will tell of the past: it happened, whoever may yet come to know or say it."""
    past = any(t.tag == "VBD" for t in (below, *parse.children(below, "aux", "auxpass")))
    return (
        below.dep == "ccomp"
        and _is_finite(parse, below)
        and (_has("known", above) or (past and _has("announces", above) and above.tag == "VB"))
        and not any(_has("hypothetical_marks", m) for m in parse.children(below, "mark"))
    )


def _is_ahead(parse: Parse, noun: Token) -> bool:
    """Whether what an event noun names is what somebody goes, is brought or prepares for ("flew in for talks", "ahead of the vote")."""
    prep = parse.head(noun)
    if noun.dep != "pobj" or any(t.lower == "last" or t.tag == "CD" for t in parse.children(noun)):
        return False
    above = parse.head(prep)
    return (prep.lower == "of" and above.lower == "ahead") or (
        prep.lower == "for" and is_verbal(above) and _has("bound_for", above)
    )


def _is_headlined_ahead(analysis: Analysis, verb: Token) -> bool:
    """Whether a headline tells what is to come ("Veltis to shut plant, cut 300 jobs")."""
    parse = analysis.parse
    if not any(b.kind == "title" and b.start <= verb.start < b.end for b in analysis.document.blocks):
        return False

    def ahead(token: Token) -> bool:
        return token.tag == "VB" and any(t.lower == "to" for t in parse.children(token, "aux"))

    if ahead(verb):
        own = parse.child(verb, "nsubj") is not None
        return (
            own
            or verb.dep in ("relcl", "acl", "ROOT", "dep")
            or (verb.dep == "advcl" and parse.child(parse.head(verb), "nsubj") is None)
        )
    # "X to shut plant, cut 300 jobs": the parser takes the second for the finite verb
    subject = parse.child(verb, "nsubj")
    return subject is not None and verb.lower == verb.lemma and any(ahead(t) for t in parse.children(subject, "relcl", "acl"))


def _is_beside(parse: Parse, above: Token, below: Token, arranged: bool) -> bool:
    """Whether what stands over an event noun tells nothing of how real it is: it is talked about, or only sets where something is."""
    if not arranged and _has("discussed", above) and below.dep in ("dobj", "prep", "nsubjpass"):
        return True
    return below.dep == "prep" and below.lower in ("at", "during") and above.pos in ("NOUN", "PROPN")


def modality_of(analysis: Analysis, trigger: Token, event_type: str, noun: bool) -> Modality:
    """The modality of the event a trigger tells, by its own helpers, then by the words above it in the sentence.

    Args:
        analysis: The article.
        trigger: The trigger word.
        event_type: Its type: what is set for a day is planned where an accident is not.
        noun: Whether it is an event noun.
    """
    parse = analysis.parse
    arranged = event_type in words("modality", "arranged")
    own = _own(parse, trigger, noun)
    if own is None and not noun and _is_headlined_ahead(analysis, trigger):
        own = "planned"
    if own is None and noun and trigger.dep == "conj" and _own(parse, parse.head(trigger), noun) == "alleged":
        own = "alleged"
    if own is not None:
        return own
    # "free the detained members": they were, whatever is to become of them
    if not noun and trigger.dep == "amod" and trigger.tag == "VBN":
        return "actual"
    if noun and trigger.dep == "compound" and _has("plotted", parse.head(trigger)):
        return "planned"
    if noun and arranged and _is_ahead(parse, trigger):
        return "planned"
    # "approved the extradition of": it is yet to come
    if (
        noun
        and trigger.dep in ("dobj", "nsubjpass")
        and event_type in words("modality", "approved_ahead")
        and _has("approves", parse.head(trigger))
    ):
        return "planned"
    found: set[Modality] = set()
    passed_clause = is_verbal(trigger)
    passed_noun = False
    for above, below in governors(parse, trigger):
        if below.dep in ("conj", "dep") and is_verbal(below) and parse.child(below, "nsubj", "nsubjpass") is not None:
            break
        # "Four hurt in fire; mayor calls for inquiry"
        if below.dep == "ccomp" and any(t.text == ";" for t in parse.tokens[below.i : above.i]):
            break
        if _stands_alone(parse, above, below) or _is_rather_finite(parse, above, below):
            break
        # "met to discuss the floods", "warned of it at a summit"
        if noun and _is_beside(parse, above, below, arranged and not event_type.startswith("disaster")):
            break
        said = _from_above(above, below, parse) if below.dep != "conj" else None
        # "the jump is expected to bring in more", "the attack is likely to be condemned"
        meant = not arranged or _has("purposed", above)
        if said == "planned" and noun and meant and below is trigger and _is_said_of(parse, above, below):
            said = None
        # "ordered an inquiry": it has begun
        if (
            said == "planned"
            and below is trigger
            and above.lemma == "order"
            and event_type in words("modality", "begun_by_order")
        ):
            said = None
        if said is not None:
            found.add(said)
        # "would send costs soaring", "would get us arrested"
        small = below.dep in ("ccomp", "oprd") and not _is_finite(parse, below)
        bearing = not passed_clause or small or below.dep in ("xcomp", "conj", "pcomp")
        if is_verbal(above) and bearing:
            helper = None if _is_apart(parse, above, below) else _own(parse, above, False)
            subject_event = small or below.dep in ("nsubj", "nsubjpass", "dobj", "prep", "conj", "xcomp", "attr")
            # "gave no motive for the attack": what is denied is the motive
            spared = passed_noun and helper == "negated"
            # "the attack did not kill anyone" is an attack; "the talks were not held" are no talks
            unsaid = ("negated", "hypothetical") if arranged or not noun else ("negated", "hypothetical", "planned")
            spared = spared or (helper in unsaid and not passed_noun and not _makes_happen(above, below))
            if helper is not None and subject_event and not spared and not (helper == "alleged" and below.dep == "prep"):
                found.add(helper)
        elif above.pos in ("NOUN", "PROPN") and below.dep != "conj":
            passed_noun = True
        if is_verbal(above):
            passed_clause = True
        if below.dep in ("relcl", "parataxis") or (below.dep == "advcl" and "planned" not in found):
            break
        if _is_known(parse, above, below):
            break
    return next((m for m in _ORDER if m in found), "actual")
