"""Triggers: which words of an article tell an event, and of which type."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.event_lexicon import Guard, Row, noun_classes, rows_by_lemma, words
from flows.stages.event_senses import Topics
from flows.stages.event_syntax import Arguments, is_passive, nation_of, noun_arguments, prepositions, verb_arguments
from flows.stages.participants import Cast

_Told = dict[str, tuple[list[Token], frozenset[str]]]
"""The words of each function that a guard asked for, with their lemmas and forms."""
_MEANS = ("conflict.strike", "conflict.hunger_strike", "conflict.obstruct", "conflict.arson")
"""Types that protest by other means than a demonstration."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One word that tells an event.

    Attributes:
        token: The word.
        row: The lexicon row it fits.
        arguments: Its arguments by syntactic function.
    """

    token: Token
    row: Row
    arguments: Arguments


def _lemma(token: Token) -> str:
    if token.pos in ("ADJ", "VERB"):
        # "the slain general": the tagger takes some participles for adjectives
        forms = read_yaml("event_syntax")["participles" if token.pos == "ADJ" else "misread"]
        return str(forms.get(token.lower, token.lemma.lower()))
    return token.lemma.lower() if token.pos != "PROPN" else token.lower


def _objects_of_prepositions(analysis: Analysis, token: Token) -> list[Token]:
    """What follows the verb's prepositions, also where the parser hung them on its object ("set the hall on fire")."""
    parse = analysis.parse
    hosts = [token, *(c for obj in parse.children(token, "dobj") for c in parse.conjuncts(obj))]
    return [obj for host in hosts for _, obj in prepositions(parse, host)]


def _values(analysis: Analysis, cast: Cast, token: Token, function: str, arguments: Arguments) -> list[Token]:
    """The words of a function that a guard asks for."""
    parse = analysis.parse
    match function:
        case "prt":
            return [t for t in parse.children(token, "prt", "advmod", "prep") if t.lower in t.lower]
        case "adv":
            return list(parse.children(token, "advmod", "oprd", "acomp", "prt", "prep", "ccomp"))
        case "oprd":
            return (
                list(parse.children(token, "oprd", "attr", "ccomp", "xcomp"))
                + list(arguments.get("as", ()))
                + list(arguments.get("obj", ()))
            )
        case "acomp" | "attr":
            return list(parse.children(token, "acomp", "oprd", "attr", "ccomp", "advmod"))
        case "prep":
            # "said on Wednesday it had agreed to buy": a day is not what was agreed on
            own = parse.children(token, "prep", "agent", "prt")
            return [p for p in own if p.lower != "on" or not any(cast.in_date(o) for o in parse.children(p, "pobj"))] + [
                p for obj in arguments.get("obj", ()) if obj.dep in ("dobj", "conj") for p in parse.children(obj, "prep")
            ]
        case "pobj":
            return _objects_of_prepositions(analysis, token)
        case "amod":
            return list(parse.children(token, "amod", "compound", "nmod"))
        case "compound":
            return list(parse.children(token, "compound", "amod", "nmod", "nummod"))
        case "obj_amod":
            return [
                k for o in arguments.get("obj", ()) for k in parse.children(o, "amod", "compound", "nmod", "nummod", "acomp")
            ]
        case "joint":
            # two or more who do it together
            doers = arguments.get("subj", ())
            named = any(t.tag == "NNS" and parse.child(t, "appos") is not None for t in doers)
            return list(doers) if len(doers) > 1 or named else []
        case "obj_in":
            return [t for o in arguments.get("obj", ()) for name, t in prepositions(parse, o) if name == "in"]
        case "inf":
            # "threatened this week to kill": the parser takes what is threatened for a purpose
            later = (
                t
                for t in parse.children(token, "advcl")
                if t.tag == "VB" and parse.child(t, "aux") is not None and t.i > token.i
            )
            return [*parse.children(token, "xcomp"), *(later if token.lemma == "threaten" else ())]
        case "xcomp":
            return list(parse.children(token, "xcomp"))
        case "neg":
            return [
                t
                for t in parse.children(token)
                if t.dep == "neg" or (t.dep != "prep" and t.lower in words("modality", "negators"))
            ]
        case "comp":
            return list(parse.children(token, "ccomp"))
        case "obj_of":
            return [parse.head(token)] if token.dep in ("dobj", "nsubjpass") else []
        case "head":
            return [parse.head(token)] if token.head != token.i else []
        case "pobj_of":
            return [parse.head(token)] if token.dep == "pobj" else []
        case "next":
            return list(parse.tokens[token.i + 1 : token.i + 2]) + ([parse.head(token)] if token.dep == "compound" else [])
        case "prev":
            return list(parse.tokens[max(0, token.i - 1) : token.i])
        case "near":
            return list(parse.tokens_of(parse.sentence_of(token)))
        case _:
            return list(arguments.get(function, ()))


def _fits_class(cast: Cast, token: Token, name: str) -> bool:
    if name == "any":
        return True
    if name == "number":
        return token.pos == "NUM" or token.tag == "CD"
    if name == "pronoun":
        return token.pos == "PRON" and token.lower not in (
            "it",
            "this",
            "that",
            "what",
            "which",
            "itself",
            "everything",
            "nothing",
            "something",
        )
    if name == "money":
        return cast.is_money(token)
    if name == "nation":
        return nation_of(token) is not None
    if name == "name":
        return cast.is_name(token) and not cast.in_date(token)
    if name in ("person", "group", "organization", "facility", "place", "vehicle", "weapon"):
        kind = cast.kind(token)
        return kind == name or (name == "person" and kind == "group")
    return token.lemma.lower() in noun_classes()[name]


def _counted(parse: Parse, token: Token) -> tuple[Token, ...]:
    """What a number or a word for some tells of ("shut two of its plants", "some of the staff")."""
    if token.pos != "NUM" and token.lemma.lower() not in noun_classes()["partitive"]:
        return ()
    return tuple(t for p in parse.children(token, "prep") if p.lower == "of" for t in parse.children(p, "pobj"))


def _holds(
    analysis: Analysis, cast: Cast, topics: Topics, token: Token, guard: Guard, arguments: Arguments, told: _Told | None = None
) -> bool:
    function = guard.function
    if function == "topic":
        return not (topics.at(token) & guard.wanted)
    if function == "passive":
        return is_passive(analysis.parse, token) == ("true" in guard.wanted)
    if function == "attributive":
        return (token.dep == "amod") != guard.negative
    if function == "plural":
        return (token.tag in ("NNS", "NNPS")) == ("true" in guard.wanted)
    told = {} if told is None else told
    if function not in told:
        values = _values(analysis, cast, token, function, arguments)
        counted = [t for v in values for t in _counted(analysis.parse, v)] if function in ("obj", "subj") else []
        told[function] = values, frozenset(w for v in (*values, *counted) for w in (v.lemma.lower(), v.lower))
    values, said = told[function]
    if guard.wanted == {"true"}:
        return bool(values) != guard.negative
    hit = not guard.wanted.isdisjoint(said) or any(_fits_class(cast, v, c) for c in guard.classes for v in values)
    return hit != guard.negative


def _is_candidate(token: Token, row: Row) -> bool:
    if row.noun:
        return token.pos in ("NOUN", "PROPN") or (
            token.tag == "VBG" and token.dep in ("pobj", "dobj", "nsubj", "nsubjpass", "conj") and row.lemma.endswith("ing")
        )
    return token.pos in ("VERB", "AUX") or (
        token.pos == "ADJ" and token.dep == "amod" and token.lower in read_yaml("event_syntax")["participles"]
    )


def _names_persons(analysis: Analysis, token: Token) -> bool:
    """Whether a participle is a noun for those it happened to ("ferried the injured to hospital")."""
    nominal = token.tag in ("VBN", "JJ") and token.dep in ("dobj", "nsubj", "nsubjpass", "pobj", "poss")
    return nominal and analysis.parse.child(token, "det") is not None


def _names_offence(analysis: Analysis, token: Token) -> bool:
    """Whether a bare noun says what somebody is held for, not that it happened once more ("arrested for murder")."""
    parse = analysis.parse
    if token.lemma.lower() in words("event_roles", "no_offence"):
        return False
    if token.tag != "NN" or parse.child(token, "det", "poss", "nummod") is not None:
        return False
    above = parse.head(token)
    # "three counts of causing death by dangerous driving"
    if token.dep == "dobj" and above.lemma == "cause" and above.dep == "pcomp" and above.tag == "VBG":
        return any(p.lower == "by" for t in (token, above) for p in parse.children(t, "prep", "agent"))
    first = parse.head(token) if token.dep == "conj" else token
    held = parse.head(parse.head(first))
    whose = any(p.lower == "of" for p in parse.children(token, "prep"))
    return first.dep == "pobj" and not whose and held.lemma.lower() in words("modality", "offence_after")


def _names_body(analysis: Analysis, token: Token) -> bool:
    """Whether an event noun only tells what kind of body or thing the noun after it is ("the serious collision unit")."""
    return token.dep == "compound" and analysis.parse.head(token).lemma.lower() in words("event_syntax", "bodies")


def _is_threatened(analysis: Analysis, token: Token, event_type: str) -> bool:
    """Whether an infinitive is only what somebody threatens to do: the threat is told, the deed is no plan yet."""
    parse = analysis.parse
    token = parse.head(token) if token.dep == "dobj" and token.pos == "NOUN" else token
    while token.dep == "conj" and token.tag == "VB":
        token = parse.head(token)
    threat = parse.head(token)
    spared = event_type in words("modality", "threatened_too")
    return token.dep in ("xcomp", "advcl") and token.tag == "VB" and threat.lemma.lower() == "threaten" and not spared


def _is_purpose(before: Sequence[Trigger], token: Token, event_type: str) -> bool:
    """Whether "to protest" only tells what a strike or blockade told before it in the sentence is for."""
    if event_type != "conflict.demonstrate" or token.tag != "VB" or token.dep not in ("xcomp", "advcl", "acl"):
        return False
    return any(t.token.sentence == token.sentence and t.row.event_type in _MEANS for t in before[-4:])


def _is_told(event_type: str, told: set[str]) -> bool:
    """Whether a word has told the same under another type: a meeting is no talks besides."""
    return any(event_type in types and told & {*types} for types in read_yaml("event_syntax")["exclusive"])


@cache
def _rows_of(lemma: str, form: str, noun: bool | None) -> tuple[Row, ...]:
    rows = rows_by_lemma()
    found = rows.get(lemma, ())
    both = found if form == lemma else (*found, *(r for r in rows.get(form, ()) if r not in found))
    return both if noun is None else tuple(r for r in both if r.noun == noun)


def _rows(token: Token) -> tuple[Row, ...]:
    """The rows that a word may fit by its part of speech; those of gerunds are looked at one by one (`_is_candidate`)."""
    if token.pos in ("NOUN", "PROPN"):
        return _rows_of(_lemma(token), token.lower, noun=True)
    if token.tag == "VBG":
        return _rows_of(_lemma(token), token.lower, None)
    lemma = _lemma(token)
    return _rows_of(lemma, lemma, noun=False) if token.pos in ("VERB", "AUX", "ADJ") else ()


def find_triggers(analysis: Analysis, cast: Cast, topics: Topics) -> tuple[Trigger, ...]:
    """Every trigger of the lexicon in an article, in reading order; one word may tell two events ("assassinated").

    Args:
        analysis: The article, with names.
        cast: What its words stand for.
        topics: What its paragraphs are about.
    """
    out: list[Trigger] = []
    nearby: dict[int, _Told] = {}
    for token in analysis.parse.tokens:
        rows = _rows(token)
        if not rows or any(f(analysis, token) for f in (_names_persons, _names_offence, _names_body)):
            continue
        arguments: dict[bool, tuple[Arguments, _Told]] = {}
        told: set[str] = set()
        named, dated = cast.in_name(token), cast.in_date(token)
        quiet = topics.silenced[topics.at(token)]
        for row in rows:
            if dated or (row.noun and named) or row.event_type in told or not _is_candidate(token, row):
                continue
            if row.event_type.startswith(quiet) or (told and _is_told(row.event_type, told)):
                continue
            if row.noun not in arguments:
                found = (noun_arguments if row.noun else verb_arguments)(analysis.parse, token)
                subjects = {"subj": tuple(cast.speaker_meant(t) or t for t in found["subj"])} if "subj" in found else {}
                arguments[row.noun] = {**found, **subjects}, dict(nearby.get(token.sentence, {}))
            own, words_told = arguments[row.noun]
            fits = all(_holds(analysis, cast, topics, token, guard, own, words_told) for guard in row.guards)
            if fits and not _is_threatened(analysis, token, row.event_type) and not _is_purpose(out, token, row.event_type):
                told.add(row.event_type)
                out.append(Trigger(token, row, own))
            if "near" in words_told:  # the same for every trigger of the sentence
                nearby[token.sentence] = {"near": words_told["near"]}
    return tuple(out)
