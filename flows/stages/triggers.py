"""Triggers: which words of an article tell an event, and of which type."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.stages.event_lexicon import Row, rows_by_lemma
from flows.stages.event_senses import Topics
from flows.stages.event_syntax import Arguments, noun_arguments, verb_arguments
from flows.stages.guards import Site, Told, holds
from flows.stages.participants import Cast

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

    def start(self, parse: Parse) -> int:
        """Where its words begin: those of a word with hyphens begin before the token."""
        parts = parse.hyphened(self.token) if "-" in self.row.lemma else ()
        return (*parts, self.token)[0].start


def _lemma(token: Token) -> str:
    if token.pos in ("ADJ", "VERB"):
        # "the slain general": the tagger takes some participles for adjectives
        forms = read_yaml("event_syntax")["participles" if token.pos == "ADJ" else "misread"]
        return str(forms.get(token.lower, token.lemma.lower()))
    return token.lemma.lower() if token.pos != "PROPN" else token.lower


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


def tells_none(analysis: Analysis, token: Token) -> bool:
    """Whether a word names those it happened to, an offence or a body, and tells no event whatever rows say."""
    return any(f(analysis, token) for f in (_names_persons, _names_offence, _names_body))


def is_threatened(analysis: Analysis, token: Token, event_type: str) -> bool:
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


def excludes(told: set[str], event_type: str) -> bool:
    """Whether what is told is the same under another type: a meeting is no talks besides."""
    return any(event_type in types and told & {*types} for types in read_yaml("event_syntax")["exclusive"])


@cache
def _rows_of(lemma: str, form: str, noun: bool | None) -> tuple[Row, ...]:
    rows = rows_by_lemma()
    found = rows.get(lemma, ())
    both = found if form == lemma else (*found, *(r for r in rows.get(form, ()) if r not in found))
    return both if noun is None else tuple(r for r in both if r.noun == noun)


def rows_of(token: Token) -> tuple[Row, ...]:
    """The rows that a word may fit by its part of speech; those of gerunds are looked at one by one (`_is_candidate`)."""
    if token.pos in ("NOUN", "PROPN"):
        return _rows_of(_lemma(token), token.lower, noun=True)
    if token.tag == "VBG":
        return _rows_of(_lemma(token), token.lower, None)
    lemma = _lemma(token)
    return _rows_of(lemma, lemma, noun=False) if token.pos in ("VERB", "AUX", "ADJ") else ()


def site_of(analysis: Analysis, cast: Cast, topics: Topics, token: Token, noun: bool, told: Told | None = None) -> Site:
    """A word with its arguments as a verb or as a noun; what was looked for in its sentence before need not be again."""
    found = (noun_arguments if noun else verb_arguments)(analysis.parse, token)
    subjects = {"subj": tuple(cast.speaker_meant(t) or t for t in found["subj"])} if "subj" in found else {}
    return Site(analysis, cast, topics, token, {**found, **subjects}, dict(told or {}))


def _rows_of_hyphened(parse: Parse, token: Token) -> tuple[Row, ...]:
    """The rows of the word with hyphens that a word ends ("sit-in"), which the parser takes apart."""
    parts = parse.hyphened(token)
    before = "".join(t.lower for t in parts[:-1])
    return _rows_of(before + token.lemma.lower(), before + token.lower, token.pos in ("NOUN", "PROPN")) if parts else ()


def find_triggers(analysis: Analysis, cast: Cast, topics: Topics) -> tuple[Trigger, ...]:
    """Every trigger of the lexicon in an article, in reading order; one word may tell two events ("assassinated").

    Args:
        analysis: The article, with names.
        cast: What its words stand for.
        topics: What its paragraphs are about.
    """
    out: list[Trigger] = []
    nearby: dict[int, Told] = {}
    for token in analysis.parse.tokens:
        rows = (*_rows_of_hyphened(analysis.parse, token), *rows_of(token))
        if not rows or tells_none(analysis, token):
            continue
        sites: dict[bool, Site] = {}
        told: set[str] = set()
        named, dated = cast.in_name(token), cast.in_date(token)
        quiet = topics.silenced[topics.at(token)]
        for row in rows:
            if dated or (row.noun and named) or row.event_type in told or not _is_candidate(token, row):
                continue
            if row.event_type.startswith(quiet) or (told and excludes(told, row.event_type)):
                continue
            if row.noun not in sites:
                sites[row.noun] = site_of(analysis, cast, topics, token, row.noun, nearby.get(token.sentence))
            site = sites[row.noun]
            fits = all(holds(site, guard) for guard in row.guards)
            if fits and not is_threatened(analysis, token, row.event_type) and not _is_purpose(out, token, row.event_type):
                told.add(row.event_type)
                out.append(Trigger(token, row, site.arguments))
            if "near" in site.told:  # the same for every trigger of the sentence
                nearby[token.sentence] = {"near": site.told["near"]}
    return tuple(out)
