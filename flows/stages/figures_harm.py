"""People counted as hurt or dead by words that name no toll: "shot, one fatally", "taken to hospital", "with stab wounds"."""

from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import figure_words

SHOT = "shot"
"""Rule of figures that count all who were shot or stabbed: the dead among them too, where any died."""

HURT = frozenset({SHOT, "wounds", "wounded", "hospital", "recovering", "condition"})
"""Rules of those counted as hurt by words that may tell no event."""

Harm = tuple[str, Token, str, float]
"""Measure, the token that gives it, the rule and its confidence."""


def fatal_of(parse: Parse, tail: int, node: Token) -> Harm | None:
    """Shots and stabs that killed: "two men were fatally shot", "five were shot, one fatally", "shot and killed two".

    Args:
        parse: The article's parse.
        tail: Last token of the number.
        node: What is counted, else the number.
    """
    words = figure_words()
    last = parse.sentence_of(node).last
    behind = max(tail, node.i) + 1
    for token in parse.tokens[behind : min(last, behind + 3)]:
        if words.has("fatally", token.lower):
            verb = parse.head(token)
            if verb.pos != "VERB" or verb.i < node.i or not words.has("shooting", verb.lemma):
                return "killed", token, "fatal", 0.85
        if token.lower not in {",", "of", "them", "whom", "which"}:
            break
    verb = parse.head(node)
    if node.dep not in {"nsubjpass", "dobj", "nsubj"} or not words.has("shooting", verb.lemma):
        return None
    if node.dep == "nsubj" and parse.child(verb, "dobj") is not None:
        return None
    marked = [t for t in parse.children(verb, "advmod", "prep", "npadvmod", "oprd", "acomp") if t.i < verb.i or t.i > node.i]
    for token in marked:
        if words.has("fatally", token.lower):
            return "killed", verb, "fatal", 0.9
        if token.lower == "to" and any(t.lower == "death" for t in parse.children(token, "pobj")):
            return "killed", verb, "fatal", 0.9
    then = parse.child(verb, "conj")
    if then is None or parse.child(then, "nsubj", "nsubjpass", "dobj") is not None:
        return None
    killed = "killed" in (words.passive.get(then.lemma), words.subject.get(then.lemma))
    return ("killed", then, "fatal", 0.85) if killed else None


def hurt_of(parse: Parse, node: Token) -> Harm | None:
    """Wounds, hospitals and conditions: "sent five people to the hospital", "two men with stab wounds", "are recovering".

    Args:
        parse: The article's parse.
        node: What is counted, else the number.
    """
    return _victims(parse, node) or _with_wounds(parse, node) or _in_hospital(parse, node) or _under_verb(parse, node)


def touched_of(parse: Parse, node: Token) -> Harm | None:
    """Those who are treated, and cases of a disease: "45 are being treated", "eight cases were confirmed" in an outbreak.

    Args:
        parse: The article's parse.
        node: What is counted, else the number.
    """
    verb = parse.head(node)
    if (
        node.lemma == "case"
        and node.dep == "nsubjpass"
        and verb.lemma in {"confirm", "diagnose"}
        and _is_of_disease(parse, node)
    ):
        return "affected", node, "noun", 0.75
    treated = node.dep == "nsubjpass" and verb.lemma == "treat"
    if treated and not any(p.lower in {"as", "like"} for p in parse.children(verb, "prep")):
        return "affected", verb, "treated", 0.6
    return None


def _is_of_disease(parse: Parse, token: Token) -> bool:
    """Whether the sentence of a token, or the one before it, speaks of a disease."""
    words = figure_words().lists
    own = parse.sentence_of(token)
    before = parse.sentence_of(parse.tokens[own.first - 1]) if own.first else own
    said = {t.lemma.lower() for t in parse.tokens[before.first : own.last]}
    named = words["disease"] | words["case_words"] - {"confirmed", "suspected", "probable"}
    return bool(said & named) and not said & words["cases_of_law"]


def _victims(parse: Parse, node: Token) -> Harm | None:
    """ "four shooting victims", "two gunshot victims"."""
    if node.lemma.lower() != "victim":
        return None
    kind = next((t for t in parse.children(node, "compound", "amod") if figure_words().has("wounding", t.lower)), None)
    return ("injured", kind, SHOT, 0.6) if kind is not None else None


def _with_wounds(parse: Parse, node: Token) -> Harm | None:
    """ "found two men with gunshot wounds"."""
    for prep in parse.children(node, "prep"):
        wound = parse.child(prep, "pobj") if prep.lower == "with" else None
        if wound is not None and _is_wound(wound):
            return "injured", wound, SHOT, 0.65
    return None


def _in_hospital(parse: Parse, node: Token) -> Harm | None:
    """ "left a driver dead and six passengers in hospital"."""
    for prep in parse.children(node, "prep"):
        where = parse.child(prep, "pobj") if prep.lower == "in" and prep.i == node.i + 1 else None
        if where is not None and where.lower == "hospital" and where.i == prep.i + 1:
            return "injured", where, "hospital", 0.65
    return None


def _is_wound(token: Token) -> bool:
    return figure_words().has("wounds", token.lemma.lower())


def _under_verb(parse: Parse, node: Token) -> Harm | None:
    words = figure_words()
    verb = parse.head(node)
    if verb.pos not in {"VERB", "AUX"}:
        return None
    done_to = node.dep in {"dobj", "nsubjpass"}
    preps = parse.children(verb, "prep", "dative", "agent")
    objects = [(p, o) for p in preps for o in parse.children(p, "pobj")]
    went = node.dep == "nsubj" and verb.lemma == "go" and parse.child(verb, "xcomp", "advcl") is None
    if went or (done_to and words.has("taking", verb.lemma)):
        for prep, where in objects:
            if prep.lower in {"to", "at", "in", "into"} and words.has("hospitals", where.lemma.lower()):
                return "injured", where, "hospital", 0.75
    if done_to and words.has("hitting", verb.lemma):
        by = any(words.has("bullets", o.lemma.lower()) for _, o in objects)
        if by or any(p.lower in {"in", "on"} and words.has("body", o.lemma.lower()) for p, o in objects):
            return "injured", verb, SHOT, 0.7
    if done_to and (verb.lemma == "leave" or words.has("taking", verb.lemma)):
        wound = next((o for p, o in objects if p.lower == "with" and _is_wound(o)), None)
        if wound is not None:
            return "injured", wound, "wounds", 0.75
    if done_to and words.has("grazing", verb.lemma):
        return "injured", verb, "wounded", 0.75
    if done_to and verb.lemma == "treat" and any(p.lower == "for" and _is_wound(o) for p, o in objects):
        return "injured", verb, "wounds", 0.75
    if node.dep != "nsubj":
        return None
    if words.has("suffering", verb.lemma):
        wound = next((t for t in parse.children(verb, "dobj") if _is_wound(t)), None)
        return ("injured", wound, "wounds", 0.75) if wound is not None else None
    if words.has("mending", verb.lemma):
        return "injured", verb, "recovering", 0.65
    if words.has("being", verb.lemma):
        for prep, state in objects:
            how = {t.lower for t in parse.children(state, "amod", "compound")}
            if prep.lower == "in" and state.lemma == "condition" and how & words.lists["conditions"]:
                return "injured", state, "condition", 0.75
            if prep.lower in {"in", "at"} and words.has("hospitals", state.lemma.lower()):
                return "injured", state, "hospital", 0.65
            if prep.lower == "on" and state.lemma == "mend":
                return "injured", state, "recovering", 0.7
    return None
