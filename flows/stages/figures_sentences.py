"""Lengths of time that are prison sentences."""

from dataclasses import dataclass
from itertools import islice

from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import figure_words
from flows.stages.units import Quantity


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with the word that gives it.

    Attributes:
        measure: Code of `schemas/vocab/measures.csv`.
        governor: The token that gives it.
        rule: How it was read.
        confidence: 0 to 1.
    """

    measure: str
    governor: Token
    rule: str
    confidence: float


def sentence_of_years(parse: Parse, q: Quantity) -> Measured | None:
    """A length of time that is a sentence: "12 years in prison", "a five-year sentence", "jailed for six months"."""
    words = figure_words()
    token = parse.tokens[q.tail]
    if q.unit is None or q.unit.code not in {"year", "month", "day", "week"}:
        return None
    last = parse.sentence_of(token).last
    length = _length(parse, token)
    spent = parse.head(token) if token.dep in {"dobj", "npadvmod"} and parse.head(token).lemma == "spend" else None
    if spent is not None:
        # "could spend eight years in a camp" is a sentence, "spent two years in prison" the time somebody was there
        ahead = any(t.tag == "MD" for t in parse.children(spent, "aux"))
        return Measured("sentence", spent, "sentence_got", 0.7) if ahead and _tells_sentence(parse, token, True) else None
    for near in parse.tokens[q.tail + 1 : min(last, q.tail + 5)]:
        if near.tag in {".", ",", ":", "CC"} or near.pos == "VERB":
            break
        worked = near.lower in {"labor", "labour"} and parse.tokens[near.i - 1].lower not in {
            "hard",
            "forced",
            "penal",
            "corrective",
        }
        if words.has("sentence_words", near.lower) and not worked:
            return Measured("sentence", near, "sentence_noun", 0.9)
    verb = next((a for a in islice(parse.ancestors(token), 30) if a.pos in {"VERB", "AUX"}), None)
    if verb is not None:
        sent = verb.lemma in {"send", "return", "go"} and parse.head(length).lower == "for"
        prisons = (o for p in parse.children(verb, "prep") if p.lower == "to" for o in parse.children(p, "pobj"))
        if sent and any(words.has("prisons", o.lemma.lower()) for o in prisons):
            return Measured("sentence", verb, "sentence_verb", 0.75)  # "sent to prison for seven years"
        sought = verb.lemma in {"seek", "demand", "request", "want"} and length.dep == "dobj"
        asking = parse.child(verb, "nsubj")
        if sought and asking is not None and asking.lemma.lower() in {"prosecutor", "prosecution"}:
            return Measured("sentence", verb, "sentence_got", 0.7)
        # "jailed over the past two years" tells when, not for how long
        when = any(t.lower in {"past", "last", "next", "recent"} for t in parse.children(token, "amod"))
        beside = {t.lower for t in parse.children(verb, "prt", "advmod")}
        away = (verb.lemma, True) in (("lock", "up" in beside), ("put", "away" in beside), ("send", "down" in beside))
        custodial = verb.lemma in {"sentence", "jail", "imprison", "condemn", "cage"} or (away and verb.tag == "VBN")
        if custodial and verb.i < token.i and not when:
            return Measured("sentence", verb, "sentence_verb", 0.85)
        # "was serving 12 years for a raid", not "as mayor"
        preps = {p.lower for p in parse.children(verb, "prep")} | {p.lower for p in parse.children(token, "prep")}
        served = "for" in preps or _is_convicted(parse, token)
        if (
            verb.lemma == "serve"
            and token.dep in {"dobj", "npadvmod"}
            and served
            and not preps & {"as", "in", "on", "with", "under"}
        ):
            return Measured("sentence", verb, "sentence_verb", 0.7)
        if (
            verb.lemma in {"get", "receive", "give", "hand", "face", "risk"}
            and length.dep in {"dobj", "dative"}
            and (_tells_sentence(parse, token, q.unit.code in {"year", "month"}) or _for_crime(parse, verb, length))
        ):
            return Measured("sentence", verb, "sentence_got", 0.75)
    term = parse.head(length)
    term = parse.head(term) if term.lower == "of" else term
    over = parse.head(term)
    over = parse.head(over) if over.lower == "for" else over
    if term.lemma == "term" and (
        words.has("imposing", over.lemma) or over.lemma in {"ask", "seek", "demand", "request", "face"}
    ):
        # "the longest term, 11 years, was handed to the driver", "handed down terms of 12 and 15 years"
        return Measured("sentence", term, "sentence_got", 0.75) if _tells_sentence(parse, token, True) else None
    nouns = [a for a in islice(parse.ancestors(token), 30) if a.pos == "NOUN"][:2]
    for noun in nouns:
        if noun.lemma in {"sentence", "imprisonment", "jail", "prison"}:
            return Measured("sentence", noun, "sentence_noun", 0.85)
    return None


def _length(parse: Parse, token: Token) -> Token:
    """The length that a number is of, where its unit is told once for several: "12 and 15 years"."""
    for _ in range(3):
        if token.tag != "CD" or token.dep not in {"nummod", "conj"}:
            break
        token = parse.head(token)
    return token


def _for_crime(parse: Parse, verb: Token, length: Token) -> bool:
    """Whether somebody gets a length of time for a crime: "got 25 years for the murder"."""
    preps = (*parse.children(verb, "prep"), *parse.children(length, "prep"))
    why = (o for p in preps if p.lower == "for" for o in parse.children(p, "pobj", "pcomp"))
    return any(figure_words().has("crimes", o.lemma.lower()) or figure_words().has("crimes", o.lower) for o in why)


def _is_convicted(parse: Parse, token: Token) -> bool:
    """Whether a sentence says that somebody was found guilty."""
    own = {t.lower for t in parse.tokens_of(parse.sentence_of(token))}
    return bool(own & {"guilty", "convicted", "pleaded", "pled", "parole"})


def _tells_sentence(parse: Parse, token: Token, long: bool) -> bool:
    """Whether the sentence of a token or the one before speaks of prison sentences, or of a court where the time is `long`."""
    own = parse.sentence_of(token)
    before = parse.tokens[own.first - 1] if own.first else token
    said = parse.tokens[parse.sentence_of(before).first : own.last]
    lists = ("sentence_words", "sentencing") if long else ("sentence_words",)
    return any(figure_words().has(name, t.lower) for t in said for name in lists)
