"""What a number measures by a verb and the words beside it, or by a vote that the sentence is on."""

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import THINGS, figure_words, lemma_of
from flows.stages.figures_sentences import Measured
from flows.stages.numbers import number_words


def by_phrase(parse: Parse, verb: Token, who: Token, kind: str | None, carried: bool) -> Measured | None:
    """What a verb says with a word beside it: "rounded up 40 people", "12 were taken into custody", "900 families took refuge"."""
    # a number whose noun is left out is of people where the words beside the verb are said of people
    if verb.pos != "VERB" or (kind is None and who.tag not in {"CD", "NNS", "NNPS"}):
        return None
    done = carried or who.dep in {"dobj", "nsubjpass"} or (who.dep == "nsubj" and _is_passive(parse, verb))
    if not done and who.dep != "nsubj":
        return None
    if not done and verb.lemma in {"continue", "begin", "start", "remain"}:
        verb = parse.child(verb, "xcomp") or verb
    beside = _beside(parse, verb, done)
    otherwise = {t.lower for t in parse.children(verb, "acomp", "oprd")} | beside
    people = kind is not None and kind not in THINGS
    held = people and verb.lemma == "hold" and who.dep == "nsubjpass"
    if held and not any(figure_words().has("held_otherwise", w) for w in otherwise):
        seized = figure_words().noun.get(who.lemma.lower()) == "abducted"  # "101 hostages are still held"
        return Measured("abducted" if seized else "arrested", verb, "phrase", 0.65)
    subject = parse.child(verb, "nsubj")
    saved = beside | ({subject.lemma.lower()} if subject is not None and done else set())
    if people and done and (verb.lemma, "up" in beside) == ("pick", True) and saved & figure_words().lists["at_sea"]:
        return Measured("rescued", verb, "phrase", 0.75)  # "a trawler picked up 83 migrants"
    return _told(verb, beside, kind, who.tag == "CD" or who.lower in number_words().vague, done)


def _told(verb: Token, beside: frozenset[str], kind: str | None, bare: bool, done: bool) -> Measured | None:
    """The measure of the phrase that a verb makes with a word beside it, for people or for things."""
    for measure, phrases in read_yaml("figures")["phrases_done" if done else "phrases_doing"].items():
        people = kind is not None and kind not in THINGS
        fits = not people and not bare if measure == "destroyed" else people or (bare and kind is None)
        for phrase in phrases if fits else ():
            if (lemma_of(verb), True) == (phrase.split()[0], phrase.split()[1] in beside):
                vague = not people and figure_words().has("phrases_of_things", phrase)
                return None if vague else Measured(measure, verb, "phrase", 0.8)
    return None


def _beside(parse: Parse, verb: Token, done: bool) -> frozenset[str]:
    """The words beside a verb that may make a phrase with it."""
    preps = parse.children(verb, "prep")
    inner = [q for p in preps for q in parse.children(p, "prep")]  # "out of their homes"
    objects = [o for p in (*preps, *inner) for o in parse.children(p, "pobj")]
    direct = [] if done else parse.children(verb, "dobj")
    # "staged a sit-in": the parser takes "in" for the noun
    objects += [*direct, *(c for o in direct for c in parse.children(o, "compound") if o.tag == "IN" or o.lower == "in")]
    words = {t.lower for t in parse.children(verb) if t.dep in {"prt", "advmod", "prep"} or t.tag == "JJ"}
    return frozenset(words | {o.lemma.lower() for o in objects} | {o.lower for o in objects if o.tag == "VBG"})


def phrase_of_clause(parse: Parse, verb: Token, kind: str | None) -> Measured | None:
    """What a clause on those counted says of them: "nine soldiers who fell in an ambush", "88 men brought out alive"."""
    if kind is None:
        return None
    subject = parse.child(verb, "nsubj", "nsubjpass")
    if subject is None and verb.dep == "acl" and verb.tag in {"VBN", "VBD"} and parse.child(verb, "dobj") is None:
        main = parse.head(verb).dep == "ROOT"  # "some 900 people sheltered in a hall" taken for people who were sheltered
        doing = _told(verb, _beside(parse, verb, False), kind, False, False) if main else None
        return _told(verb, _beside(parse, verb, True), kind, False, True) or doing
    if subject is None or subject.lower not in {"who", "that"}:
        return None
    done = subject.dep == "nsubjpass"
    return _told(verb, _beside(parse, verb, done), kind, False, done)


def _is_passive(parse: Parse, verb: Token) -> bool:
    return verb.tag == "VBN" and parse.child(verb, "auxpass") is not None


def voting_of(parse: Parse, verb: Token, kind: str | None) -> Measured | None:
    """Those who are for or against, where a sentence is on a vote: "146 lawmakers backing the motion and 121 opposing"."""
    if not figure_words().has("votes_for", verb.lemma) or kind not in {"official", None} or parse.child(verb, "auxpass"):
        return None
    voted = any(figure_words().has("voted_on", t.lemma.lower()) for t in parse.tokens_of(parse.sentence_of(verb)))
    return Measured("votes", verb, "subject", 0.7) if voted else None
