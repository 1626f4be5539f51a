"""What a number measures by a verb and the words beside it, or by a vote that the sentence is on."""

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import THINGS, figure_words
from flows.stages.figures_sentences import Measured


def by_phrase(parse: Parse, verb: Token, who: Token, kind: str | None, carried: bool) -> Measured | None:
    """What a verb says with a word beside it: "rounded up 40 people", "12 were taken into custody", "900 families took refuge"."""
    if kind is None or kind in THINGS or verb.pos != "VERB":
        return None
    done = carried or who.dep in {"dobj", "nsubjpass"} or (who.dep == "nsubj" and _is_passive(parse, verb))
    if not done and who.dep != "nsubj":
        return None
    if not done and verb.lemma in {"continue", "begin", "start", "remain"}:
        verb = parse.child(verb, "xcomp") or verb
    beside = _beside(parse, verb, done)
    otherwise = {t.lower for t in parse.children(verb, "acomp", "oprd")} | beside
    held = (
        verb.lemma == "hold" and who.dep == "nsubjpass" and not any(figure_words().has("held_otherwise", w) for w in otherwise)
    )
    if held:
        return Measured("arrested", verb, "phrase", 0.65)
    for measure, phrases in read_yaml("figures")["phrases_done" if done else "phrases_doing"].items():
        if any(verb.lemma == phrase.split()[0] and phrase.split()[1] in beside for phrase in phrases):
            return Measured(measure, verb, "phrase", 0.8)
    return None


def _beside(parse: Parse, verb: Token, done: bool) -> frozenset[str]:
    """The words beside a verb that may make a phrase with it."""
    preps = parse.children(verb, "prep")
    inner = [q for p in preps for q in parse.children(p, "prep")]  # "out of their homes"
    objects = [o for p in (*preps, *inner) for o in parse.children(p, "pobj")]
    objects += [] if done else parse.children(verb, "dobj")
    return frozenset({t.lower for t in parse.children(verb, "prt", "advmod", "prep")} | {o.lemma.lower() for o in objects})


def phrase_of_clause(parse: Parse, verb: Token, kind: str | None) -> Measured | None:
    """What a relative clause on those counted says of them: "nine soldiers who fell in an ambush"."""
    subject = parse.child(verb, "nsubj")
    if subject is None or subject.lower not in {"who", "that"} or kind is None or kind in THINGS:
        return None
    beside = _beside(parse, verb, False)
    for measure, phrases in read_yaml("figures")["phrases_doing"].items():
        if any(verb.lemma == phrase.split()[0] and phrase.split()[1] in beside for phrase in phrases):
            return Measured(measure, verb, "phrase", 0.8)
    return None


def _is_passive(parse: Parse, verb: Token) -> bool:
    return verb.tag == "VBN" and parse.child(verb, "auxpass") is not None


def voting_of(parse: Parse, verb: Token, kind: str | None) -> Measured | None:
    """Those who are for or against, where a sentence is on a vote: "146 lawmakers backing the motion and 121 opposing"."""
    if not figure_words().has("votes_for", verb.lemma) or kind not in {"official", None} or parse.child(verb, "auxpass"):
        return None
    voted = any(figure_words().has("voted_on", t.lemma.lower()) for t in parse.tokens_of(parse.sentence_of(verb)))
    return Measured("votes", verb, "subject", 0.7) if voted else None
