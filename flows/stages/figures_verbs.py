"""What the verb over a number tells that it measures: what was done to those counted, what they did or became."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flows.core.parse import Parse, Token
from flows.stages.event_misreadings import taker_of
from flows.stages.figures_counted import holder_of
from flows.stages.figures_hung import BURNING, clauses_of, first_conjunct, hung_on_verb
from flows.stages.figures_lexicon import THINGS, figure_words, lemma_of
from flows.stages.figures_phrases import by_phrase, phrase_of_clause, voting_of
from flows.stages.figures_sentences import Measured
from flows.stages.figures_votes import voters_of

AMONG = "among"
"""Rule of those who are told to be among the dead, the injured ..."""


@dataclass(frozen=True, slots=True)
class _Governed:
    """Those counted under a verb.

    Attributes:
        parse: The article's parse.
        node: The number, or the noun it counts.
        who: The same, or the first of those it is coordinated with: what hangs on the verb.
        verb: The verb, or another word over it.
        kind: Kind of what is counted, None if unknown.
        carried: Whether the parser took them for a measure of the way ("took four youths away").
    """

    parse: Parse
    node: Token
    who: Token
    verb: Token
    kind: str | None
    carried: bool


def by_verb(parse: Parse, node: Token, kind: str | None) -> Measured | None:
    """The measure that a verb gives.

    Args:
        parse: The article's parse.
        node: The number, or the noun it counts.
        kind: Kind of what is counted, None if unknown.

    Returns:
        The measure; None where no verb tells one.
    """
    words = figure_words()
    holder = holder_of(parse, node)
    if holder is not None and words.holders[holder.lemma.lower()] != "count":
        return Measured(words.holders[holder.lemma.lower()], holder, "holder", 0.8)
    whole = holder if holder is not None and node.dep == "pobj" and parse.head(node).lower == "of" else None
    if whole is not None and (found := _body_befell(parse, whole)) is not None:
        return found
    top = hung_on_verb(parse, first_conjunct(parse, node))
    for who in {node.i: node, top.i: top}.values():
        verb = parse.head(who)
        if verb.i == who.i:
            continue
        carried = who.dep == "npadvmod" and verb.dep in {"advmod", "prt"} and verb.lower in {"away", "off", "out", "back"}
        governed = _Governed(parse, node, who, parse.head(verb) if carried else verb, kind, carried)
        found = next((m for rule in _RULES if (m := rule(governed)) is not None), None)
        if found is not None:
            return found
    for clause in clauses_of(parse, node):
        found = voting_of(parse, clause, kind) or _of_clause(parse, clause) or phrase_of_clause(parse, clause, kind)
        if found is not None:
            return found
    return None


def _body_befell(parse: Parse, body: Token) -> Measured | None:
    """What befell all of a body of people whose size is told: "killed a family of five", "arrested a gang of six"."""
    g = _Governed(parse, body, body, parse.head(body), "person", False)
    found = _done_to(g) or _done_by(g) if g.verb.i != body.i else None
    return found if found is not None and found.measure in {"killed", "injured", "arrested", "abducted", "missing"} else None


def _is_force(parse: Parse, verb: Token) -> bool:
    """Whether an army or the like is the subject of a verb, or says it of itself ("the army said it had lost six men")."""
    subject = parse.child(verb, "nsubj")
    if subject is not None and subject.lower in {"it", "they"} and verb.dep == "ccomp":
        subject = parse.child(parse.head(verb), "nsubj")
    return subject is not None and figure_words().has("forces", subject.lemma.lower())


def _let_go(g: _Governed) -> Measured | None:
    """ "Let 20 women go", "three have been let go"; an employer that lets workers go sheds them."""
    over = g.parse.head(g.verb) if g.verb.lemma == "go" and g.who.dep == "nsubj" else g.verb
    gone = over.i != g.verb.i or (
        g.who.dep == "nsubjpass" and any(t.lemma == "go" for t in g.parse.children(over, "xcomp", "ccomp"))
    )
    told = over.lemma == "let" and gone and g.kind not in {*THINGS, "worker"}
    return Measured("rescued", over, "phrase", 0.65) if told else None


def _by_taker(g: _Governed) -> Measured | None:
    """What befell those that the parser took for who speaks (see `taker_of`)."""
    taker = taker_of(g.parse, g.who) if g.who.dep == "nsubj" and g.who.i == g.node.i else None
    measure = figure_words().passive.get(taker.lemma) if taker is not None else None
    return Measured(measure, taker, "affecting", 0.8) if taker is not None and measure is not None else None


def _by_vote(g: _Governed) -> Measured | None:
    if g.who.dep == "nsubj" and (told := voters_of(g.parse, g.verb)) is not None:
        return told
    return voting_of(g.parse, g.verb, g.kind) if g.who.dep in {"nsubj", "nummod"} else None


def _by_phrase(g: _Governed) -> Measured | None:
    return by_phrase(g.parse, g.verb, g.who, g.kind, g.carried)


def _done_to(g: _Governed) -> Measured | None:
    """What was done to them ("arrested 12", "12 were shot")."""
    if g.who.dep not in {"nsubjpass", "dobj", "oprd"} and not (g.who.dep == "nsubj" and _passive(g.parse, g.verb)):
        return None
    found = _affecting(g.parse, g.verb, g.who)
    if found is None and g.kind in THINGS and figure_words().has("ruining", lemma_of(g.verb)):
        return Measured("destroyed", g.verb, "affecting", 0.75)
    if found is None and g.kind in {"combatant", "suspect"} and g.verb.lemma == "capture":
        return Measured("arrested", g.verb, "affecting", 0.75)
    if found is None and figure_words().has("shooting", g.verb.lemma) and g.kind is not None and g.kind not in THINGS:
        return Measured("injured", g.verb, "shot", 0.6)
    return found


def _then_done_to(g: _Governed) -> Measured | None:
    """What was done to them by a second verb: "70 people swam ashore or were pulled from the water"."""
    then = g.parse.child(g.verb, "conj")
    if g.who.dep not in {"nsubj", "nsubjpass"} or then is None or not _passive(g.parse, then):
        return None
    if g.parse.child(then, "nsubj", "nsubjpass", "expl") is not None or then.lemma in {"release", "free", "save"}:
        return None  # "were treated and released"
    return _passively(g, then)


def _has_to_be_done(g: _Governed) -> Measured | None:
    """What must be done to them or they must do: "8,000 had to be moved to safety", "900 families were told to leave their homes"."""
    then = g.parse.child(g.verb, "xcomp")
    if then is None:
        return None
    if g.who.dep == "nsubjpass" and g.kind is not None and g.kind not in THINGS:
        leaves = then.lemma in {"leave", "flee", "evacuate", "abandon"} and (
            then.lemma == "evacuate"
            or any(o.lemma in {"home", "house", "village", "building"} for o in g.parse.children(then, "dobj"))
        )
        measure = {"tell": "evacuated", "order": "evacuated", "force": "displaced"}.get(g.verb.lemma) if leaves else None
        return Measured(measure, then, "subject", 0.7) if measure is not None else None
    if g.who.dep != "nsubj" or g.verb.lemma not in {"have", "need"} or not _passive(g.parse, then):
        return None
    return _passively(g, then)


def _passively(g: _Governed, then: Token) -> Measured | None:
    """What another verb tells that was done to the same people or things."""
    under = replace(g, verb=then, who=replace(g.who, dep="nsubjpass"))
    return _by_phrase(under) or _done_to(under)


def _gapped(g: _Governed) -> Measured | None:
    """What befell those of a second number whose verb is left out: "79 were killed in May, and at least 22 in July"."""
    if g.who.dep != "conj" or g.node.i != g.who.i or g.node.tag != "CD" or g.verb.pos != "VERB":
        return None
    words = figure_words()
    measure = words.passive.get(g.verb.lemma) if _passive(g.parse, g.verb) else words.subject.get(g.verb.lemma)
    told = _is_numbered(g.parse, g.verb)
    return Measured(measure, g.verb, "gapped", 0.75) if measure is not None and told else None


def _is_numbered(parse: Parse, verb: Token) -> bool:
    """Whether a verb has a number for its subject."""
    subject = parse.child(verb, "nsubj", "nsubjpass")
    return subject is not None and (subject.tag == "CD" or parse.child(subject, "nummod") is not None)


def _done_by(g: _Governed) -> Measured | None:
    """What they did or became ("12 died", "30 fell ill", "400 went on strike")."""
    if g.who.dep != "nsubj":
        return None
    parse, verb, words = g.parse, g.verb, figure_words()
    done_to = parse.child(verb, "dobj")
    measure = _of_subject(parse, verb)
    if measure and (done_to is None or measure in {"killed", "displaced"} or verb.lemma == "attend"):
        return Measured(measure, verb, "subject", 0.85)
    complement = parse.child(verb, "acomp", "attr", "oprd")
    if verb.lemma == "fall":  # the parser takes "ill" for an adverb or an object
        complement = next((t for t in parse.children(verb) if t.lower in {"ill", "sick"}), None)
    measure = words.after.get(complement.lower) if complement is not None else None
    if measure and verb.lemma in {"be", "remain", "lie", "go", "report", "fall"} and complement is not None:
        return Measured(measure, complement, "complement", 0.85)
    if verb.lemma == "vote" and g.kind == "official" and done_to is None:
        return Measured("votes", verb, "subject", 0.8)
    if verb.lemma == "go" and any(o.lemma == "strike" for p in parse.children(verb, "prep") for o in parse.children(p, "pobj")):
        return Measured("participants", verb, "subject", 0.85)
    held = _held_in(parse, verb)
    return Measured("arrested", held, "held", 0.7) if held is not None else None


def _drawn(g: _Governed) -> Measured | None:
    """Those whom a march or rally brings together: "the march drew 15,000 people"."""
    event = g.parse.child(g.verb, "nsubj") if g.who.dep == "dobj" and g.verb.lemma in {"draw", "attract"} else None
    staged = event is not None and g.kind not in THINGS and figure_words().has("gatherings", event.lemma.lower())
    return Measured("participants", g.verb, "phrase", 0.75) if staged else None


def _attendance(g: _Governed) -> Measured | None:
    """The size that somebody gives a crowd: "put attendance at 29,000", "estimated the crowd at 500"."""
    if g.node.tag != "CD" or g.who.dep != "pobj" or g.verb.lower != "at":
        return None
    over = g.parse.head(g.verb)
    sized = next((t for t in g.parse.children(over, "dobj", "nsubjpass") if over.lemma in {"put", "estimate", "place"}), None)
    measure = figure_words().holders.get(sized.lemma.lower()) if sized is not None else None
    return Measured(measure, sized, "holder", 0.8) if sized is not None and measure == "participants" else None


def _of_lives(g: _Governed) -> Measured | None:
    """Lives that something claims or that somebody loses; kin or soldiers that are lost."""
    parse, verb, who, words = g.parse, g.verb, g.who, figure_words()
    if who.dep == "nsubj":
        lost = verb.lemma == "lose" and any(t.lemma == "life" for t in parse.children(verb, "dobj"))
        return Measured("killed", verb, "lives", 0.9) if lost else None
    if who.dep != "dobj":
        return None
    if verb.lemma in words.lists["claim"] and any(t.lemma == "life" for t in parse.children(verb)):
        return Measured("killed", verb, "lives", 0.85)
    of = (o.lemma for p in parse.children(who, "prep") if p.lower == "of" for o in parse.children(p, "pobj"))
    if verb.lemma in words.lists["claim"] and "life" in (who.lemma, *of):
        return Measured("killed", verb, "lives", 0.9)
    if verb.lemma == "lose" and (
        words.has("kin", g.node.lemma)
        or any(words.has("kin", o.lemma) for p in parse.children(g.node, "prep") for o in parse.children(p, "pobj"))
        or g.kind in {"security_force", "combatant"}
        or (g.kind == "person" and _is_force(parse, verb))
    ):
        return Measured("killed", verb, "lost", 0.6)
    return Measured("killed", verb, "lives", 0.8) if verb.lemma == "lose" and who.lemma == "life" else None


def _made_off_with(g: _Governed) -> Measured | None:
    """ "Made off with 12 schoolgirls"; those that rescuers look for."""
    over = g.parse.head(g.verb)
    if g.who.dep != "pobj" or g.kind is None or g.kind in THINGS:
        return None
    if (
        g.verb.lower == "with"
        and over.lemma == "make"
        and any(t.lower == "off" for t in g.parse.children(over, "prt", "advmod"))
    ):
        return Measured("abducted", over, "phrase", 0.7)
    seeker = g.parse.child(over, "nsubj")
    seeking = g.verb.lower == "for" and over.lemma in {"look", "search", "hunt", "comb", "scour"}
    if seeking and seeker is not None and figure_words().has("rescuers", seeker.lemma.lower()):
        return Measured("missing", over, "phrase", 0.7)
    return None


def _included(g: _Governed) -> Measured | None:
    """ "The dead include two girls"."""
    group = g.parse.child(g.verb, "nsubj") if g.who.dep == "dobj" and g.verb.lemma == "include" else None
    if group is not None and group.lower == "those":  # "those rescued included two engineers"
        group = g.parse.child(group, "acl", "amod") or group
    told = figure_words().after.get(group.lower) if group is not None else None
    return Measured(told, group, AMONG, 0.85) if told is not None and group is not None else None


def _set_on_fire(g: _Governed) -> Measured | None:
    """ "Set fire to four shops", "set four shops on fire"."""
    parse, verb = g.parse, g.verb
    burnt = parse.head(verb) if g.who.dep == "pobj" and verb.lower == "to" else verb
    burnt = parse.head(burnt) if burnt.lower == "fire" and burnt.dep == "dobj" else burnt
    if burnt.lemma == "set" and any(t.lower == "fire" for t in parse.children(burnt, "dobj")):
        return Measured("destroyed", burnt, "affecting", 0.75)
    on = (o.lower for p in parse.children(verb, "prep") if p.lower == "on" for o in parse.children(p, "pobj"))
    alight = any(t.lower in BURNING for t in parse.children(verb))
    if verb.lemma == "set" and g.who.dep in {"dobj", "nsubjpass"} and ("fire" in on or alight):
        return Measured("destroyed", verb, "affecting", 0.75)
    return None


def _among(g: _Governed) -> Measured | None:
    """ "Two policemen were among the dead", "Among the injured were two girls"."""
    parse, who, verb = g.parse, g.who, g.verb
    if who.dep not in {"nsubj", "attr", "nsubjpass"} or verb.lemma != "be":
        return None
    among = next((t for t in parse.children(verb, "prep") if t.lower == "among"), None)
    group = parse.child(among, "pobj") if among is not None else None
    if group is None:
        return None
    told = [group, *parse.children(group, "acl", "amod")]
    word = next((t for t in told if t.lower in figure_words().after), None)
    return Measured(figure_words().after[word.lower], word, AMONG, 0.85) if word is not None else None


def _along(g: _Governed) -> Measured | None:
    """ "He was killed along with two bodyguards"."""
    parse, who, verb = g.parse, g.who, g.verb
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


_RULES: tuple[Callable[[_Governed], Measured | None], ...] = (
    _by_taker,
    _by_vote,
    _by_phrase,
    _done_to,
    _done_by,
    _then_done_to,
    _has_to_be_done,
    _gapped,
    _drawn,
    _attendance,
    _of_lives,
    _let_go,
    _made_off_with,
    _included,
    _set_on_fire,
    _among,
    _along,
)
"""What may be told of those under a verb, the surest first."""


def _held_in(parse: Parse, verb: Token) -> Token | None:
    """The prison that those a form of "be" tells of are in ("70 supporters have been in prison since May")."""
    if verb.lemma not in {"be", "remain", "languish", "stay"}:
        return None
    inside = [(p, o) for p in parse.children(verb, "prep") if p.lower in {"in", "behind"} for o in parse.children(p, "pobj")]
    barred = (o for p, o in inside if (p.lower, o.lemma) == ("behind", "bar"))
    return next((o for _, o in inside if figure_words().has("prisons", o.lemma.lower())), None) or next(barred, None)


def _passive(parse: Parse, verb: Token) -> bool:
    return verb.tag == "VBN" and parse.child(verb, "auxpass") is not None


_COMPLEMENTS = ("oprd", "acomp", "advcl", "xcomp", "ccomp", "advmod")


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
    complement = next((t for t in parse.children(verb, *_COMPLEMENTS) if t.i > verb.i or t.dep == "advmod"), None)
    if complement is not None and complement.lower in words.after and words.has("leaving", verb.lemma):
        return Measured(words.after[complement.lower], complement, "complement", 0.85)
    return None


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
    measure = _of_subject(parse, verb)
    return Measured(measure, verb, "clause", 0.8) if measure else None


def _of_subject(parse: Parse, verb: Token) -> str | None:
    """The measure of what somebody did or became; to "turn out" in numbers is no turning hostile."""
    if verb.lemma == "turn" and not any(t.lower in {"out", "up"} for t in parse.children(verb, "prt", "advmod")):
        return None
    if verb.lemma == "turn" and parse.child(verb, "xcomp", "acomp", "dobj") is not None:
        return None
    return figure_words().subject.get(verb.lemma)
