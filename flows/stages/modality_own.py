"""What a trigger's own helpers, marks, modifiers and subject say of how real an event is."""

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.core.reports import Modality
from flows.stages.event_clauses import is_verbal


def has(name: str, token: Token) -> bool:
    """Whether a word, or its lemma, is in a list of `modality.yml`."""
    return token.lemma.lower() in words("modality", name) or token.lower in words("modality", name)


def own_modality(parse: Parse, token: Token, noun: bool) -> Modality | None:
    """What the trigger's own helpers, marks and modifiers say."""
    for kid in parse.children(token):
        never = kid.dep in ("preconj", "advmod") and kid.lower == "never"
        if kid.dep == "neg" or never or (kid.dep == "det" and kid.lower in ("no", "neither")):
            return "negated"
        if kid.dep in ("nsubj", "nsubjpass", "dobj") and _is_nobody(parse, kid):
            return "negated"
    # "he was not among those released"
    among = parse.head(parse.head(token)) if token.dep in ("acl", "relcl") else token
    if among.lower == "among" and parse.head(among).lemma == "be" and parse.child(parse.head(among), "neg") is not None:
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
        has("set_for", t) and t.tag == "VBN" and parse.child(t, "prep") is not None for t in parse.children(token, "acl")
    ):
        return "planned"
    for kid in parse.children(token, "mark"):
        if has("hypothetical_marks", kid):
            return "hypothetical"
    if not noun and _is_awaited(parse, token):
        return "planned"
    for kid in parse.children(token, "amod", "advmod"):
        # "the next rally was held by ..."
        if has("planned_words", kid) and not (kid.lower == "next" and _is_told_past(parse, token)):
            return "planned"
        if has("hypothetical_words", kid):
            return "hypothetical"
        if has("alleged_words", kid) and (kid.dep == "advmod" or noun):
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


def _is_told_past(parse: Parse, noun: Token) -> bool:
    """Whether an event noun is the subject of a clause in the past."""
    verb = parse.head(noun)
    return noun.dep in ("nsubj", "nsubjpass") and any(t.tag == "VBD" for t in (verb, *parse.children(verb, "aux", "auxpass")))


def _is_nobody(parse: Parse, token: Token) -> bool:
    """Whether a word stands for nobody and nothing ("nobody", "no shots", "neither the union nor the state")."""
    denied = any(d.lower in ("no", "neither") for d in parse.children(token, "det", "preconj"))
    return token.lower in ("nobody", "none") or denied


def _is_anyone(parse: Parse, token: Token) -> bool:
    """Whether a word stands for whoever it may be ("any student", "anyone")."""
    return token.lower in ("anyone", "anybody", "whoever") or any(d.lower == "any" for d in parse.children(token, "det"))


def _is_announced(parse: Parse, verb: Token) -> bool:
    """Whether "would" is the future of a past saying: "said it would close the plant", not "said it would fall if ..."."""
    while verb.dep == "conj" and is_verbal(parse.head(verb)):
        verb = parse.head(verb)
    saying = parse.head(verb)
    # "said ..., adding that he would appeal"
    told = parse.head(saying) if saying.tag == "VBG" and saying.dep == "advcl" else saying
    return (
        verb.dep == "ccomp"
        and has("announces", saying)
        and told.tag in ("VBD", "VBN")
        and not any(has("hypothetical_marks", m) for t in parse.children(verb, "advcl") for m in parse.children(t, "mark"))
    )


def _is_due_to_happen(parse: Parse, verb: Token) -> bool:
    """Whether what "is to resume" or "is due to begin" is to come."""
    if verb.lemma.lower() != "be" or verb.tag not in ("VBZ", "VBP", "VBD"):
        return False
    hosts = (verb, *parse.children(verb, "acomp"))
    # "elections are due in May"
    if any(t.lower == "due" and parse.child(t, "prep") is not None for t in hosts[1:]):
        return True
    return any(
        kid.tag == "VB" and (host is verb or has("planned", host)) for host in hosts for kid in parse.children(host, "xcomp")
    )


def is_headlined_ahead(analysis: Analysis, verb: Token) -> bool:
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


def is_finite(parse: Parse, verb: Token) -> bool:
    """Whether a verb or a helper of it has a tense."""
    helpers = (t for t in parse.children(verb, "aux", "auxpass") if t.lower != "be")
    return any(t.tag in ("VBD", "VBZ", "VBP") for t in (verb, *helpers))
