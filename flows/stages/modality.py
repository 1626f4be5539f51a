"""How real an event is as told: actual, alleged, planned, denied, hypothetical or negated."""

from itertools import takewhile

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.core.reports import Modality
from flows.stages.event_clauses import governors, is_verbal
from flows.stages.modality_above import is_ruled_out, modality_from_above
from flows.stages.modality_own import has, is_finite, is_headlined_ahead, own_modality

_ORDER: tuple[Modality, ...] = ("denied", "negated", "hypothetical", "alleged", "planned")


def _is_said_of(parse: Parse, verb: Token, noun: Token) -> bool:
    """Whether what is to come is not what a subject names but what it will do ("the jump is expected to bring in more")."""
    ahead = next(iter(parse.children(verb, "xcomp")), None)
    return noun.dep in ("nsubj", "nsubjpass") and ahead is not None and not has("happens", ahead)


def _makes_happen(above: Token, below: Token) -> bool:
    """Whether a verb over an event noun says that it happens or is done, not what it brings or how it is taken."""
    light = any(above.lemma.lower() in words("light_verbs", f"subject_{how}") for how in ("acts", "suffers"))
    if below.dep == "prep":
        return has("leads_to", above) or light
    if below.dep not in ("nsubj", "nsubjpass", "dobj") or is_verbal(below):
        return True
    return has("happens", above) or (light and below.dep != "nsubj")


def _is_ranked(parse: Parse, infinitive: Token) -> bool:
    """Whether an infinitive tells what the first, the last or the only one did ("one of the first countries to ratify it")."""
    before = next((parse.tokens[t.i - 1] for t in parse.children(infinitive, "aux") if t.lower == "to" and t.i), None)
    phrase = takewhile(lambda t: not is_verbal(t), (before, *parse.ancestors(before))) if before is not None else ()
    return any(has("ranks", t) for word in phrase for t in (word, *parse.children(word, "amod")))


def _stands_alone(parse: Parse, above: Token, below: Token) -> bool:
    """Whether what governs a word says nothing of how real it is.

    So for what is avenged, mourned or looked into, what only dates another event ("will meet after the attack"), what a finite clause under a preposition tells ("called for
    an inquiry into what prompted the clashes") and what a participle adds ("release all those held").
    """
    if below.pos in ("NOUN", "PROPN") and below.dep in ("dobj", "nsubjpass") and has("presupposes", above):
        return True
    if below.dep == "prep" and below.lower in ("of", "from") and has("comes_after", above) and not is_verbal(above):
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
    dates = below.pos in ("ADP", "SCONJ") and has("beside", below)
    return (
        dates
        or (below.dep == "pcomp" and below.tag in ("VBD", "VBZ"))
        or (
            # "reports of shops being looted"
            below.dep == "acl" and below.tag == "VBN" and not has("reported", above)
        )
    )


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
        and is_finite(parse, below)
        and (has("known", above) or (past and has("announces", above) and above.tag == "VB"))
        and not any(has("hypothetical_marks", m) for m in parse.children(below, "mark"))
    )


def _is_ahead(parse: Parse, noun: Token) -> bool:
    """Whether what an event noun names is what somebody goes, is brought or prepares for ("flew in for talks", "ahead of the vote").

    So too for what a clause that is not past sets before it ("leads in polls before the vote").
    """
    prep = parse.head(noun)
    if noun.dep != "pobj" or any(t.lower == "last" or t.tag == "CD" for t in parse.children(noun)):
        return False
    above = parse.head(prep)
    if prep.lower in ("before", "until", "till"):
        verb = next((t for t in (above, *parse.ancestors(above)) if is_verbal(t)), None)
        return verb is not None and all(t.tag != "VBD" for t in (verb, *parse.children(verb, "aux", "auxpass")))
    return (prep.lower == "of" and above.lower == "ahead") or (
        prep.lower == "for" and is_verbal(above) and has("bound_for", above)
    )


def _is_beside(above: Token, below: Token, arranged: bool) -> bool:
    """Whether what stands over an event noun tells nothing of how real it is: it is talked about, or only sets where something is."""
    if not arranged and has("discussed", above) and below.dep in ("dobj", "prep", "nsubjpass"):
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
    own = own_modality(parse, trigger, noun)
    if own is None and not noun and is_headlined_ahead(analysis, trigger):
        own = "planned"
    if own is None and noun and trigger.dep == "conj" and own_modality(parse, parse.head(trigger), noun) == "alleged":
        own = "alleged"
    if own is not None:
        # "cancelled a planned trip"
        above = _by_governors(parse, trigger, event_type, noun) if noun and own == "planned" else own
        return above if above in ("negated", "denied") else own
    # "free the detained members": they were, whatever is to become of them
    if not noun and trigger.dep == "amod" and trigger.tag == "VBN":
        return "actual"
    if noun and trigger.dep == "compound" and has("plotted", parse.head(trigger)):
        return "planned"
    if noun and arranged and _is_ahead(parse, trigger):
        return "planned"
    # "approved the extradition of": it is yet to come
    if (
        noun
        and trigger.dep in ("dobj", "nsubjpass")
        and event_type in words("modality", "approved_ahead")
        and has("approves", parse.head(trigger))
    ):
        return "planned"
    return _by_governors(parse, trigger, event_type, noun)


def _by_governors(parse: Parse, trigger: Token, event_type: str, noun: bool) -> Modality:
    """The modality that the words over a trigger give, as far up as they reach it."""
    arranged = event_type in words("modality", "arranged")
    found: set[Modality] = set()
    passed_clause = is_verbal(trigger)
    passed_noun = False
    under = trigger
    for above, below in governors(parse, trigger):
        if _is_cut_off(parse, above, below):
            break
        # "met to discuss the floods", "warned of it at a summit"
        if noun and _is_beside(above, below, arranged and not event_type.startswith("disaster")):
            break
        said = modality_from_above(above, below, parse) if below.dep != "conj" else None
        if said in ("denied", "negated") and below is trigger and noun and _is_there(above, event_type):
            said = None
        if said == "planned" and below is trigger and _is_of_something_else(parse, above, trigger, event_type, noun):
            said = None
        if said is not None and _reaches(event_type, said, below, under, noun):
            found.add(said)
        under = below
        # "would send costs soaring", "would get us arrested"
        small = below.dep in ("ccomp", "oprd") and not is_finite(parse, below)
        if is_verbal(above):
            bearing = not passed_clause or small or below.dep in ("xcomp", "conj", "pcomp")
            helper = _from_helpers(parse, above, below, small, passed_noun, noun, arranged) if bearing else None
            if helper is not None:
                found.add(helper)
            passed_clause = True
        elif above.pos in ("NOUN", "PROPN") and below.dep != "conj":
            passed_noun = True
        if below.dep in ("relcl", "parataxis") or (below.dep == "advcl" and "planned" not in found):
            break
        if _is_known(parse, above, below):
            break
    return next((m for m in _ORDER if m in found), "actual")


def _reaches(event_type: str, said: Modality, below: Token, under: Token, noun: bool) -> bool:
    """Whether what is said of a word is said of the event under it: "failed to mention the attack" is of no mention.

    Args:
        event_type: The type of the event.
        said: What a governing word says of `below`.
        below: The word.
        under: The word under it on the way to the event, `below` itself where that tells the event.
        noun: Whether the event is told by a noun.
    """
    if below is under or not noun or not is_verbal(below):
        return True
    if event_type in words("modality", "arranged") and said == "planned":
        return True
    return _makes_happen(below, under)


def _is_cut_off(parse: Parse, above: Token, below: Token) -> bool:
    """Whether nothing that stands over a word tells anything of it: a clause of its own, what is presupposed."""
    if below.dep in ("conj", "dep") and is_verbal(below) and parse.child(below, "nsubj", "nsubjpass") is not None:
        return True
    # "Four hurt in fire; mayor calls for inquiry"
    if below.dep == "ccomp" and any(t.text == ";" for t in parse.tokens[below.i : above.i]):
        return True
    return _stands_alone(parse, above, below) or _is_rather_finite(parse, above, below)


def _is_there(above: Token, event_type: str) -> bool:
    """Whether what is denied or ended was there: "denied the charges", "called off the strike"."""
    ended = above.lemma == "call" and event_type.startswith("conflict")
    return ended or event_type in words("modality", "on_file")


def _is_of_something_else(parse: Parse, above: Token, trigger: Token, event_type: str, noun: bool) -> bool:
    """Whether what is planned is not the event itself, or the event has begun with the plan."""
    # "the jump is expected to bring in more", "the attack is likely to be condemned"
    meant = event_type not in words("modality", "arranged") or has("purposed", above)
    if noun and meant and _is_said_of(parse, above, trigger):
        return True
    # "called the death a suicide"
    if above.lemma == "call" and noun and event_type not in words("modality", "arranged"):
        return True
    # "ordered an inquiry": it has begun
    return above.lemma == "order" and event_type in words("modality", "begun_by_order")


def _from_helpers(
    parse: Parse, verb: Token, below: Token, small: bool, passed_noun: bool, noun: bool, arranged: bool
) -> Modality | None:
    """What the helpers and marks of a verb over an event say of it.

    Args:
        parse: The article's parse.
        verb: The verb.
        below: The word under it on the way to the event.
        small: Whether that word heads a clause without tense ("would send costs soaring").
        passed_noun: Whether another noun stands between the verb and the event.
        noun: Whether the event is told by a noun.
        arranged: Whether the event is one that is set for a day.
    """
    helper = None if _is_apart(parse, verb, below) or is_ruled_out(parse, verb) else own_modality(parse, verb, False)
    if helper is None or not (small or below.dep in ("nsubj", "nsubjpass", "dobj", "prep", "conj", "xcomp", "attr")):
        return None
    # "gave no motive for the attack": what is denied is the motive
    if (passed_noun and helper == "negated") or (helper == "alleged" and below.dep == "prep"):
        return None
    # "the attack did not kill anyone" is an attack; "the talks were not held" are no talks
    unsaid = ("negated", "hypothetical") if arranged or not noun else ("negated", "hypothetical", "planned")
    return None if helper in unsaid and not passed_noun and not _makes_happen(verb, below) else helper
