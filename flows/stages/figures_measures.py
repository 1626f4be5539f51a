"""What a number measures: read from its unit, its noun, the word beside it, the verb that governs it or a toll."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from flows.core.parse import Parse, Token
from flows.stages.figures_counted import Counted
from flows.stages.figures_harm import Harm, fatal_of, hurt_of, touched_of
from flows.stages.figures_hung import first_conjunct, hung_on_verb
from flows.stages.figures_lexicon import PERSONAL, THINGS, TOLLS, figure_words
from flows.stages.figures_sentences import Measured, sentence_of_years
from flows.stages.figures_verbs import by_verb
from flows.stages.units import Quantity

WEAK = frozenset({"participants", "displaced", "rescued", "abducted", "affected"})
"""Measures a noun gives only where no verb gives another ("arrested 200 demonstrators")."""

ADJECTIVAL = frozenset({"VBN", "VBD", "JJ", "NN", "NNS", "VBG"})


def measure_of(parse: Parse, q: Quantity, counted: Counted, kind: str | None) -> Measured:
    """The measure of one figure.

    Args:
        parse: The article's parse.
        q: The quantity.
        counted: What it counts.
        kind: Kind of what it counts.

    Returns:
        The measure; `count` where nothing says more.
    """
    found = _by_unit(parse, q) if q.unit is not None else None
    if found is None and q.unit is None:
        found = _by_words(parse, q, counted, kind)
    return found or Measured("count", _verb_over(parse, counted.node), "bare", 0.7)


def _by_unit(parse: Parse, q: Quantity) -> Measured | None:
    unit = q.unit
    if unit is None:
        return None
    token = parse.tokens[q.tail]
    if unit.per is not None:
        return Measured("rate" if unit.measure != "money" else "money", token, "unit", 0.9)
    if unit.measure == "duration":
        return sentence_of_years(parse, q) or Measured("duration", _verb_over(parse, token), "unit", 0.95)
    return Measured(unit.measure, _verb_over(parse, token), "unit", 0.95)


def _by_words(parse: Parse, q: Quantity, counted: Counted, kind: str | None) -> Measured | None:
    head = counted.head
    if head is not None and figure_words().has("votes", head.lemma.lower()):
        return Measured("votes", head, "noun", 0.9)
    node = hung_on_verb(parse, counted.node)
    counted = counted if node is counted.node else replace(counted, node=node)
    found = (
        _harmed(fatal_of(parse, q.tail, counted.node), kind)
        or _of_those(parse, q, counted)
        or _beside(parse, q, counted)
        or _before_noun(parse, q, counted)
        or _noun_itself(parse, counted, weak=False)
        or _of_noun(parse, counted.node)
        or by_verb(parse, counted.node, kind)
        or _of_headline(parse, q, counted)
        or _toll(parse, q, counted)
        or (_harmed(hurt_of(parse, counted.node), kind) if kind is not None or counted.head is None else None)
        or (_harmed(touched_of(parse, counted.node), kind) if kind is not None or counted.head is None else None)
        or _noun_itself(parse, counted, weak=True)
    )
    if found is None or (found.measure == "rescued" and _is_held(parse, found.governor)):
        return None
    if found.measure in PERSONAL and kind in THINGS and found.rule not in {"noun"}:
        return Measured("destroyed", found.governor, found.rule, 0.6) if found.measure == "destroyed" else None
    if _of_unknown(counted, kind, found):
        return None
    if counted.head is not None and found.governor.lemma == "collapse" and figure_words().has("fails", counted.head.lemma):
        return None  # "three banks collapsed"
    if found.measure == "destroyed" and (kind is not None and kind not in THINGS):
        return Measured("injured", found.governor, found.rule, 0.6) if found.governor.lemma == "burn" else None
    told_of = found.rule == "of_noun" and parse.tokens[q.token - 1].lower in {"these", "those"}  # "the arrest of these six men"
    everybody = parse.tokens[q.token - 1].lower == "all" and found.rule in {"affecting", "beside", "phrase"}
    if counted.definite and found.measure not in TOLLS and not (everybody or told_of):
        return None
    return found


def _of_unknown(counted: Counted, kind: str | None, found: Measured) -> bool:
    """Whether a verb that is said of things as well ("seized five watches", "saved 1,200 jobs") has an object of no known kind."""
    vague = found.rule != "noun" and figure_words().has("of_things_too", found.governor.lemma.lower())
    return vague and kind is None and counted.head is not None and counted.head.tag in {"NN", "NNS"}


def _harmed(harm: Harm | None, kind: str | None) -> Measured | None:
    """What words of harm say, of people alone."""
    return Measured(*harm) if harm is not None and kind not in THINGS else None


def _of_those(parse: Parse, q: Quantity, counted: Counted) -> Measured | None:
    """ "Six of the dead", "two of those injured"."""
    if not counted.of:
        return None
    for token in parse.tokens[q.tail + 2 : min(parse.sentence_of(parse.tokens[q.tail]).last, q.tail + 5)]:
        measure = figure_words().after.get(token.lower)
        if measure is not None:
            return Measured(measure, token, "of_those", 0.85)
        if token.tag not in {"DT", "CD", "PRP$"}:
            return None
    return None


def _beside(parse: Parse, q: Quantity, counted: Counted) -> Measured | None:
    """ "45 dead", "two others wounded", "seven people were killed" is left to the verb."""
    words = figure_words()
    # a noun left out ("Four people were killed and 35 wounded") stands before the number
    end = max(counted.head.i, q.tail) if counted.head is not None else q.tail
    at = end + 1
    last = parse.sentence_of(parse.tokens[q.tail]).last
    while at < last and words.has("between", parse.tokens[at].lower):
        if parse.tokens[at].lower == "and":
            return None
        at += 1
    if at >= last:
        return None
    token = parse.tokens[at]
    measure = words.after.get(token.lower)
    if measure is None or token.tag not in ADJECTIVAL:
        return None
    if token.tag in {"VBD", "VBN"} and parse.child(token, "dobj") is not None and parse.child(token, "auxpass") is None:
        return None
    # "Five men killed a guard": a past tense with what it was done to
    follows = parse.tokens[at + 1] if at + 1 < last else None
    active = (
        at == end + 1
        and token.tag == "VBD"
        and follows is not None
        and (
            follows.tag in {"DT", "CD", "PRP$", "PRP", "NNP"}
            and token.lower not in {"died", "drowned", "perished", "disappeared"}
        )
    )
    if active:
        return None
    return Measured(measure, token, "beside", 0.9)


def _before_noun(parse: Parse, q: Quantity, counted: Counted) -> Measured | None:
    """ "three wounded soldiers"."""
    words = figure_words()
    if counted.head is None or counted.start is None or counted.head.i < q.tail:
        return None
    for token in parse.between(counted.start, counted.head.start):
        measure = words.before.get(token.lower)
        if measure is not None:
            return Measured(measure, token, "before_noun", 0.85)
    return None


def _noun_itself(parse: Parse, counted: Counted, weak: bool) -> Measured | None:
    """ "12 arrests". What people take part in or are ("200 protesters") is weaker than a verb done to them."""
    head = counted.head
    if head is None:
        return None
    measure = figure_words().noun.get(head.lemma.lower()) or figure_words().noun.get(head.lower)
    if head.lemma == "case" and any(
        figure_words().has("case_words", t.lower) for t in parse.children(head, "amod", "compound")
    ):
        measure = "affected"  # "17 confirmed cases"
    if measure is None and weak and figure_words().has("held_people", head.lemma.lower()):
        known = counted.of and parse.tokens[counted.node.i + 2].tag in {"DT", "PRP$"}
        return None if known else Measured("arrested", head, "noun", 0.75)
    if measure is None or (measure in WEAK) != weak:
        return None
    if measure == "abducted" and counted.of and parse.tokens[counted.node.i + 2].tag in {"DT", "PRP$"}:
        return None  # "four of the hostages escaped"
    return Measured(measure, head, "noun", 0.75 if weak else 0.85)


def _of_noun(parse: Parse, node: Token) -> Measured | None:
    """ "the deaths of five", "a death toll of 45", "the killing of six"."""
    top = first_conjunct(parse, node)
    if top.dep == "pobj" and parse.head(top).lower == "by":  # "a strike by 3,500 workers"
        held = parse.head(parse.head(top))
        if held.lemma in {"join", "attend"} and held.pos == "VERB":  # "the strike, joined by 2 million workers"
            held = parse.child(held, "nsubjpass") or parse.head(held)
        staged = figure_words().has("gatherings", held.lemma.lower()) and held.pos == "NOUN"
        return Measured("participants", held, "of_noun", 0.75) if staged else None
    if top.dep != "pobj" or parse.head(top).lower not in {"of", "among"}:
        return None
    noun = parse.head(parse.head(top))
    words = figure_words()
    if noun.lemma == "life" and words.has("claim", parse.head(noun).lemma):
        return Measured("killed", parse.head(noun), "lives", 0.9)
    measure = "killed" if words.has("killings", noun.lemma.lower()) else words.noun.get(noun.lemma.lower())
    if words.has("releases", noun.lemma.lower()):
        measure = "rescued"
    return Measured(measure, noun, "of_noun", 0.85) if measure and noun.pos in {"NOUN", "PROPN"} else None


def _is_held(parse: Parse, verb: Token) -> bool:
    """Whether those let go were under arrest, by the sentence's own words: no hostages, and nobody rescued them."""
    own = {t.lower for t in parse.tokens_of(parse.sentence_of(verb))}
    words = figure_words()
    by = {t.lemma.lower() for t in parse.children(verb, "nsubj")}
    by |= {o.lemma.lower() for p in parse.children(verb, "agent") for o in parse.children(p, "pobj")}
    of = {t.lemma.lower() for t in parse.children(verb, "nsubjpass", "dobj")}
    if by & words.lists["who_let_go"] or (verb.lemma == "release" and "police" in by) or of & words.lists["let_go"]:
        return True  # "the judge freed two men", "nine suspects were released"
    return any(figure_words().after.get(w) == "arrested" or w in {"bail", "prison", "jail", "custody", "charge"} for w in own)


def _of_headline(parse: Parse, q: Quantity, counted: Counted) -> Measured | None:
    """A verb right beside a number that the parser takes for a noun: "landslide kill at least 38", "eight perish in crash"."""
    words = figure_words()
    at = parse.token_at(q.start)
    before = parse.tokens[at.i - 1] if at is not None and at.i > parse.sentence_of(at).first else None
    if before is not None and before.tag in {"NN", "NNS", "VB", "VBP"}:
        told = words.passive.get(before.lemma.lower()) if before.dep not in {"pobj", "nsubj", "dobj"} else None
        surely = told in {"arrested", "abducted", "displaced"} and counted.head is None
        surely = surely and not words.has("of_things_too", before.lemma.lower())
        if told is not None and (told in TOLLS or surely) and (before.tag != "NNS" or counted.head is None):
            return Measured(told, before, "headline", 0.7)
    after = parse.tokens[q.tail + 1] if q.tail + 1 < parse.sentence_of(parse.tokens[q.tail]).last else None
    if counted.head is None and after is not None and after.tag in {"NN", "NNP", "VB", "VBP", "VBN", "VBD"} and q.value != 1:
        told = words.subject.get(after.lower)
        then = parse.tokens[after.i + 1].lower if after.i + 1 < len(parse.tokens) else ""
        if after.lower == "held" and then in {"over", "after", "for", "in", "on", "as"}:
            return Measured("arrested", after, "headline", 0.65)  # "three held over theft"
        if told is not None and after.lower not in {"turn", "strike"}:
            return Measured(told, after, "headline", 0.7)
    return None


def _toll(parse: Parse, q: Quantity, counted: Counted) -> Measured | None:
    """A bare number under a verb whose subject or object is a toll: "the death toll rose to 45", "bringing the toll to 45"."""
    node = counted.node
    if counted.head is not None and counted.head.tag not in {"NNS", "NN"}:
        return None
    if (headline := _toll_of_headline(parse, q)) is not None:
        return headline
    verb = next((a for a in _over(parse, node) if a.pos in {"VERB", "AUX"}), None)
    if verb is None or not verb.i < node.i or any(a.lower == "among" for a in _over(parse, node)):
        return None
    words = figure_words()
    for subject in parse.children(verb, "nsubj", "nsubjpass", "dobj"):
        if subject.i == node.i:
            continue
        phrase = [t.lemma.lower() for t in parse.children(subject, "compound", "amod")]
        if subject.lemma == "toll" and not set(phrase) & {"injury", "road"}:
            return Measured("killed", subject, "toll", 0.85)
        prep = parse.child(subject, "prep")
        inner = parse.child(prep, "pobj") if prep is not None and prep.lower == "of" else None
        if subject.lemma in {"number", "total", "count", "figure", "tally"}:
            measure = words.noun.get(inner.lemma) if inner is not None else None
            measure = measure or next((words.noun[w] for w in phrase if w in words.noun), None)
            if measure:
                return Measured(measure, inner or subject, "toll", 0.8)
            dead = (words.subject.get(v.lemma) for v in parse.children(inner, "relcl")) if inner is not None else ()
            if (told := next((m for m in dead if m in TOLLS), None)) is not None:
                # "the number of people who have died rose to 19"
                return Measured(told, inner or subject, "toll", 0.8)
            if inner is not None:
                told = next(
                    (words.after[t.lower] for t in parse.children(inner, "acl", "amod") if t.lower in words.after), None
                )
                if told or inner.lower in words.after:
                    return Measured(told or words.after[inner.lower], inner, "toll", 0.8)
        elif subject.lemma in words.noun and counted.head is None and words.has("toll_verbs", verb.lemma):
            return Measured(words.noun[subject.lemma], subject, "toll", 0.8)
    return None


def _toll_of_headline(parse: Parse, q: Quantity) -> Measured | None:
    """ "Death toll in mine blast climbs to 46": in headlines the parser often takes the verb for a noun."""
    first = parse.sentence_of(parse.tokens[q.token]).first
    said = [t.lower for t in parse.tokens[first : q.token]]
    verb = (said[-2:-1] if said[-1:] == ["to"] else said[-1:]) or [""]
    named = next(
        (k for k, word in enumerate(said[:4]) if word == "toll" and said[max(0, k - 1)] not in {"injury", "road"}), None
    )
    toll = parse.tokens[first + named] if named is not None and (named < 2 or said[named - 1] == "death") else None
    if (numbered := _number_of(said)) is not None and figure_words().has("toll_verbs", verb[0].removesuffix("s")):
        return Measured(numbered, parse.tokens[first + 2], "toll", 0.8)
    if toll is None or not figure_words().has("toll_verbs", verb[0].removesuffix("s")):
        return None
    return Measured("killed", toll, "toll", 0.85)


def _number_of(said: Sequence[str]) -> str | None:
    """The measure of those whose number a headline tells: "number of missing rises to 141"."""
    return figure_words().after.get(said[2]) if list(said[:2]) == ["number", "of"] and len(said) > 3 else None


def _verb_over(parse: Parse, node: Token) -> Token:
    """The nearest verb over a token, the token itself where there is none."""
    return next((a for a in _over(parse, node) if a.pos in {"VERB", "AUX"}), node)


def _over(parse: Parse, token: Token) -> Iterator[Token]:
    """The heads upwards, as far as sense goes."""
    return islice(parse.ancestors(token), 30)
