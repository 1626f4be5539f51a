"""What a number measures: read from its unit, its noun, the word beside it and the verb that governs it."""

from collections.abc import Iterator
from itertools import islice

from flows.core.parse import Parse, Token
from flows.stages.event_misreadings import taker_of
from flows.stages.figures_counted import Counted, holder_of
from flows.stages.figures_harm import Harm, fatal_of, hurt_of
from flows.stages.figures_lexicon import PERSONAL, THINGS, TOLLS, figure_words
from flows.stages.figures_phrases import by_phrase, phrase_of_clause, voting_of
from flows.stages.figures_sentences import Measured, sentence_of_years
from flows.stages.units import Quantity

AMONG = "among"
"""Rule of those who are told to be among the dead, the injured ..."""
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
    found = (
        _harmed(fatal_of(parse, q.tail, counted.node), kind)
        or _of_those(parse, q, counted)
        or _beside(parse, q, counted)
        or _before_noun(parse, q, counted)
        or _noun_itself(parse, counted, weak=False)
        or _of_noun(parse, counted.node)
        or _by_verb(parse, counted.node, kind)
        or _toll(parse, q, counted)
        or (_harmed(hurt_of(parse, counted.node), kind) if kind is not None or counted.head is None else None)
        or _noun_itself(parse, counted, weak=True)
    )
    if found is None or (found.measure == "rescued" and _is_held(parse, found.governor)):
        return None
    if found.measure in PERSONAL and kind in THINGS and found.rule not in {"noun"}:
        return Measured("destroyed", found.governor, found.rule, 0.6) if found.measure == "destroyed" else None
    if found.measure == "destroyed" and (kind is not None and kind not in THINGS):
        return Measured("injured", found.governor, found.rule, 0.6) if found.governor.lemma == "burn" else None
    everybody = parse.tokens[q.token - 1].lower == "all" and found.rule in {"affecting", "beside"}
    if counted.definite and found.measure not in TOLLS and not everybody:
        return None
    return found


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
    if measure is None or (measure in WEAK) != weak:
        return None
    return Measured(measure, head, "noun", 0.75 if weak else 0.85)


def _of_noun(parse: Parse, node: Token) -> Measured | None:
    """ "the deaths of five", "a death toll of 45", "the killing of six"."""
    top = _first_conjunct(parse, node)
    if top.dep != "pobj" or parse.head(top).lower not in {"of", "among"}:
        return None
    noun = parse.head(parse.head(top))
    words = figure_words()
    if noun.lemma == "life" and words.has("claim", parse.head(noun).lemma):
        return Measured("killed", parse.head(noun), "lives", 0.9)
    measure = "killed" if words.has("killings", noun.lemma.lower()) else words.noun.get(noun.lemma.lower())
    return Measured(measure, noun, "of_noun", 0.85) if measure and noun.pos in {"NOUN", "PROPN"} else None


def _first_conjunct(parse: Parse, token: Token) -> Token:
    for _ in range(30):
        if token.dep not in {"conj", "appos"} or token.head == token.i or parse.head(token).pos in {"VERB", "AUX"}:
            return token
        token = parse.head(token)
    return token


def _by_verb(parse: Parse, node: Token, kind: str | None) -> Measured | None:
    words = figure_words()
    top = _first_conjunct(parse, node)
    holder = holder_of(parse, node)
    if holder is not None and words.holders[holder.lemma.lower()] != "count":
        return Measured(words.holders[holder.lemma.lower()], holder, "holder", 0.8)
    for who in {node.i: node, top.i: top}.values():
        verb = parse.head(who)
        if verb.i == who.i:
            continue
        # "took four youths away": the parser takes them for a measure of the way
        carried = who.dep == "npadvmod" and verb.dep in {"advmod", "prt"} and verb.lower in {"away", "off", "out", "back"}
        verb = parse.head(verb) if carried else verb
        taker = taker_of(parse, who) if who.dep == "nsubj" and who.i == node.i else None
        if taker is not None and (measure := words.passive.get(taker.lemma)) is not None:
            return Measured(measure, taker, "affecting", 0.8)
        if who.dep in {"nsubj", "nummod"} and (voting := voting_of(parse, verb, kind)) is not None:
            return voting
        phrase = by_phrase(parse, verb, who, kind, carried)
        if phrase is not None:
            return phrase
        if who.dep in {"nsubjpass", "dobj", "oprd"} or (who.dep == "nsubj" and _passive(parse, verb)):
            found = _affecting(parse, verb, who)
            if found is not None:
                return found
            if words.has("shooting", verb.lemma) and kind is not None and kind not in THINGS:
                return Measured("injured", verb, "shot", 0.6)
        if who.dep == "nsubj":
            measure = words.subject.get(verb.lemma)
            if (
                measure
                and (parse.child(verb, "dobj") is None or measure in {"killed", "displaced"})
                and not (measure == "evacuated" and parse.child(verb, "dobj"))
            ):
                return Measured(measure, verb, "subject", 0.85)
            complement = parse.child(verb, "acomp", "attr", "oprd")
            if verb.lemma == "fall":  # the parser takes "ill" for an adverb or an object
                complement = next((t for t in parse.children(verb) if t.lower in {"ill", "sick"}), None)
            measure = words.after.get(complement.lower) if complement is not None else None
            if measure and verb.lemma in {"be", "remain", "lie", "go", "report", "fall"} and complement is not None:
                return Measured(measure, complement, "complement", 0.85)
            if verb.lemma == "vote" and kind == "official" and parse.child(verb, "dobj") is None:
                return Measured("votes", verb, "subject", 0.8)
            if verb.lemma == "go" and any(
                o.lemma == "strike" for p in parse.children(verb, "prep") for o in parse.children(p, "pobj")
            ):
                return Measured("participants", verb, "subject", 0.85)
            if (held := _held_in(parse, verb)) is not None:
                return Measured("arrested", held, "held", 0.7)
        if who.dep == "dobj" and verb.lemma in words.lists["claim"] and any(t.lemma == "life" for t in parse.children(verb)):
            return Measured("killed", verb, "lives", 0.85)
        if who.dep == "dobj" and who.lemma == "life" and verb.lemma in words.lists["claim"]:
            return Measured("killed", verb, "lives", 0.9)
        if (
            who.dep == "dobj"
            and verb.lemma == "lose"
            and (
                words.has("kin", node.lemma)
                or any(words.has("kin", o.lemma) for p in parse.children(node, "prep") for o in parse.children(p, "pobj"))
                or kind in {"security_force", "combatant"}
            )
        ):
            return Measured("killed", verb, "lost", 0.6)
        if who.dep == "dobj" and verb.lemma == "include":
            group = parse.child(verb, "nsubj")
            told = words.after.get(group.lower) if group is not None else None
            if told is not None and group is not None:
                return Measured(told, group, AMONG, 0.85)
        if who.dep == "dobj" and verb.lemma == "lose" and who.lemma == "life":
            return Measured("killed", verb, "lives", 0.8)
        if who.dep == "nsubj" and verb.lemma == "lose" and any(t.lemma == "life" for t in parse.children(verb, "dobj")):
            return Measured("killed", verb, "lives", 0.9)
        # "set fire to four shops"
        burnt = parse.head(verb) if who.dep == "pobj" and verb.lower == "to" else verb
        burnt = parse.head(burnt) if burnt.lower == "fire" and burnt.dep == "dobj" else burnt
        if burnt.lemma == "set" and any(t.lower == "fire" for t in parse.children(burnt, "dobj")):
            return Measured("destroyed", burnt, "affecting", 0.75)
        on = (o.lower for p in parse.children(verb, "prep") if p.lower == "on" for o in parse.children(p, "pobj"))
        if verb.lemma == "set" and who.dep in {"dobj", "nsubjpass"} and "fire" in on:
            return Measured("destroyed", verb, "affecting", 0.75)
        found = _among(parse, who, verb) or _along(parse, who, verb)
        if found is not None:
            return found
    over = parse.head(node)
    if (
        node.tag == "CD"
        and node.dep == "pobj"
        and over.lower in {"over", "under", "around"}
        and over.i == node.i - _width(parse, node)
    ):
        found = _affecting(parse, parse.head(over), node)
        if found is not None:
            return found
    for clause in parse.children(node, "relcl", "acl"):
        found = voting_of(parse, clause, kind) or _of_clause(parse, clause) or phrase_of_clause(parse, clause, kind)
        if found is not None:
            return found
    return None


def _held_in(parse: Parse, verb: Token) -> Token | None:
    """The prison that those a form of "be" tells of are in ("70 supporters have been in prison since May")."""
    if verb.lemma not in {"be", "remain", "languish", "stay"}:
        return None
    inside = (o for p in parse.children(verb, "prep") if p.lower in {"in", "behind"} for o in parse.children(p, "pobj"))
    return next((o for o in inside if figure_words().has("prisons", o.lemma.lower())), None)


def _width(parse: Parse, node: Token) -> int:
    """How many tokens a number is behind the word before it: "two million" has two."""
    return node.i - min((t.i for t in parse.children(node, "compound", "quantmod")), default=node.i) + 1


def _among(parse: Parse, who: Token, verb: Token) -> Measured | None:
    """ "Two policemen were among the dead", "Among the injured were two girls"."""
    if who.dep not in {"nsubj", "attr", "nsubjpass"} or verb.lemma != "be":
        return None
    among = next((t for t in parse.children(verb, "prep") if t.lower == "among"), None)
    group = parse.child(among, "pobj") if among is not None else None
    if group is None:
        return None
    told = [group, *parse.children(group, "acl", "amod")]
    word = next((t for t in told if t.lower in figure_words().after), None)
    return Measured(figure_words().after[word.lower], word, AMONG, 0.85) if word is not None else None


def _along(parse: Parse, who: Token, verb: Token) -> Measured | None:
    """ "He was killed along with two bodyguards"."""
    if who.dep != "pobj" or verb.lower not in {"with", "alongside"}:
        return None
    over = parse.head(verb)
    over = parse.head(over) if over.lower in {"along", "together"} else over
    fatal = "death" in {t.lower for t in parse.tokens[over.i + 1 : over.i + 3]}
    measure = "killed" if fatal else figure_words().passive.get(over.lemma) if _passive(parse, over) else None
    along = parse.tokens[verb.i - 1].lower in {"along", "together"} or verb.lower == "alongside"
    return (
        Measured(measure, over, "along", 0.75) if measure in {"killed", "injured", "arrested", "abducted"} and along else None
    )


def _passive(parse: Parse, verb: Token) -> bool:
    return verb.tag == "VBN" and parse.child(verb, "auxpass") is not None


def _affecting(parse: Parse, verb: Token, who: Token) -> Measured | None:
    words = figure_words()
    if verb.lemma == "put" and any(
        o.lower == "death" for p in parse.children(verb, "prep") if p.lower == "to" for o in parse.children(p, "pobj")
    ):
        return Measured("killed", verb, "affecting", 0.9)
    away = any(t.lower == "away" for t in parse.children(verb, "prt", "advmod"))
    if verb.lemma in {"sweep", "wash", "carry"} and away:
        return Measured("destroyed", verb, "affecting", 0.8)
    if verb.lemma == "leave" and any(p.lower == "without" for p in parse.children(verb, "prep")):
        return Measured("affected", verb, "affecting", 0.7)
    measure = words.passive.get(verb.lemma)
    if measure is not None and not (
        verb.lemma in {"burn", "hang", "gun", "free", "save", "release"} and who.dep == "dobj" and verb.lemma in {"hang", "gun"}
    ):
        return Measured(measure, verb, "affecting", 0.9)
    complement = parse.child(verb, "oprd", "acomp", "advcl", "xcomp", "ccomp", "advmod")
    if complement is not None and complement.lower in words.after and words.has("leaving", verb.lemma):
        return Measured(words.after[complement.lower], complement, "complement", 0.85)
    return None


def _is_held(parse: Parse, verb: Token) -> bool:
    """Whether those let go were under arrest, by the sentence's own words: no hostages, and nobody rescued them."""
    own = {t.lower for t in parse.tokens_of(parse.sentence_of(verb))}
    return any(figure_words().after.get(w) == "arrested" or w in {"bail", "prison", "jail", "custody", "charge"} for w in own)


def _of_clause(parse: Parse, verb: Token) -> Measured | None:
    words = figure_words()
    if verb.tag == "VBN" and parse.child(verb, "nsubj", "nsubjpass") is None and verb.lemma in words.passive:
        return Measured(words.passive[verb.lemma], verb, "clause", 0.85)
    subject = parse.child(verb, "nsubj", "nsubjpass")
    if subject is None or subject.lower not in {"who", "that", "which"}:
        return None
    if subject.dep == "nsubjpass" or _passive(parse, verb):
        measure = words.passive.get(verb.lemma)
        return Measured(measure, verb, "clause", 0.85) if measure else None
    measure = words.subject.get(verb.lemma)
    return Measured(measure, verb, "clause", 0.8) if measure else None


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
    toll = parse.tokens[first + 1] if said[:2] == ["death", "toll"] else None
    if toll is None or not figure_words().has("toll_verbs", verb[0].removesuffix("s")):
        return None
    return Measured("killed", toll, "toll", 0.85)


def _verb_over(parse: Parse, node: Token) -> Token:
    """The nearest verb over a token, the token itself where there is none."""
    return next((a for a in _over(parse, node) if a.pos in {"VERB", "AUX"}), node)


def _over(parse: Parse, token: Token) -> Iterator[Token]:
    """The heads upwards, as far as sense goes."""
    return islice(parse.ancestors(token), 30)
