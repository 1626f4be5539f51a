"""Guards: whether the words around a trigger are those that its lexicon row asks for, function by function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.stages.event_clauses import is_passive, prepositions
from flows.stages.event_lexicon import Guard, noun_classes
from flows.stages.event_senses import Topics
from flows.stages.event_syntax import Arguments, nation_of
from flows.stages.participants import Cast

Told = dict[str, tuple[Sequence[Token], frozenset[str]]]
"""The words of each function that a guard asked for, with their lemmas and forms."""
_NO_PERSONS = ("it", "this", "that", "what", "which", "itself", "everything", "nothing", "something")


@dataclass(frozen=True, slots=True)
class Site:
    """A word at which rows are tried.

    Attributes:
        analysis: The article, with names.
        cast: What its words stand for.
        topics: What its paragraphs are about.
        token: The word.
        arguments: Its arguments by syntactic function.
        told: What guards asked for before.
    """

    analysis: Analysis
    cast: Cast
    topics: Topics
    token: Token
    arguments: Arguments
    told: Told = field(default_factory=dict)

    @property
    def parse(self) -> Parse:
        """The article's parse."""
        return self.analysis.parse

    def children(self, *deps: str) -> list[Token]:
        """What depends on the word in some ways."""
        return list(self.parse.children(self.token, *deps))

    def told_of(self, function: str) -> Sequence[Token]:
        """Its arguments of a function."""
        return self.arguments.get(function, ())


def _prepositions(site: Site) -> list[Token]:
    parse = site.parse
    # "said on Wednesday it had agreed to buy": a day is not what was agreed on
    own = [
        p
        for p in site.children("prep", "agent", "prt")
        if p.lower != "on" or not any(site.cast.in_date(o) for o in parse.children(p, "pobj"))
    ]
    return own + [p for o in site.told_of("obj") if o.dep in ("dobj", "conj") for p in parse.children(o, "prep")]


def _objects_of_prepositions(site: Site) -> list[Token]:
    """What follows the verb's prepositions, also where the parser hung them on its object ("set the hall on fire")."""
    parse = site.parse
    hosts = [site.token, *(c for o in site.children("dobj") for c in parse.conjuncts(o))]
    return [obj for host in hosts for _, obj in prepositions(parse, host)]


def _attributes_of_objects(site: Site) -> list[Token]:
    kinds = ("amod", "compound", "nmod", "nummod", "acomp")
    return [k for o in site.told_of("obj") for k in site.parse.children(o, *kinds)]


def _joint(site: Site) -> list[Token]:
    """Two or more who do it together."""
    doers = site.told_of("subj")
    named = any(t.tag == "NNS" and site.parse.child(t, "appos") is not None for t in doers)
    return list(doers) if len(doers) > 1 or named else []


def _infinitives(site: Site) -> list[Token]:
    found = site.children("xcomp")
    if site.token.lemma != "threaten":
        return found
    # "threatened this week to kill": the parser takes what is threatened for a purpose
    later = (t for t in site.children("advcl") if t.tag == "VB" and t.i > site.token.i)
    return found + [t for t in later if site.parse.child(t, "aux") is not None]


def _negators(site: Site) -> list[Token]:
    negators = words("modality", "negators")
    return [t for t in site.children() if t.dep == "neg" or (t.dep != "prep" and t.lower in negators)]


def _head_of(*deps: str) -> Callable[[Site], list[Token]]:
    """What the word hangs on, where it does so in one of these ways; in any where none is given."""

    def head(site: Site) -> list[Token]:
        token = site.token
        hangs = token.dep in deps if deps else token.head != token.i
        return [site.parse.head(token)] if hangs else []

    return head


def _next(site: Site) -> list[Token]:
    after = list(site.parse.tokens[site.token.i + 1 : site.token.i + 2])
    return after + ([site.parse.head(site.token)] if site.token.dep == "compound" else [])


_ASKED: Mapping[str, Callable[[Site], Sequence[Token]]] = {
    "prt": lambda s: s.children("prt", "advmod", "prep"),
    "adv": lambda s: s.children("advmod", "oprd", "acomp", "prt", "prep", "ccomp"),
    "oprd": lambda s: [*s.children("oprd", "attr", "ccomp", "xcomp"), *s.told_of("as"), *s.told_of("obj")],
    "acomp": lambda s: s.children("acomp", "oprd", "attr", "ccomp", "advmod"),
    "attr": lambda s: s.children("acomp", "oprd", "attr", "ccomp", "advmod"),
    "prep": _prepositions,
    "pobj": _objects_of_prepositions,
    "amod": lambda s: s.children("amod", "compound", "nmod"),
    "compound": lambda s: s.children("compound", "amod", "nmod", "nummod"),
    "obj_amod": _attributes_of_objects,
    "joint": _joint,
    "obj_in": lambda s: [t for o in s.told_of("obj") for name, t in prepositions(s.parse, o) if name == "in"],
    "inf": _infinitives,
    "xcomp": lambda s: s.children("xcomp"),
    "neg": _negators,
    "comp": lambda s: s.children("ccomp"),
    "obj_of": _head_of("dobj", "nsubjpass"),
    "head": _head_of(),
    "pobj_of": _head_of("pobj"),
    "next": _next,
    "prev": lambda s: s.parse.tokens[max(0, s.token.i - 1) : s.token.i],
    "near": lambda s: s.parse.tokens_of(s.parse.sentence_of(s.token)),
}
"""The words of a function that a guard asks for; those of others are the word's arguments."""


def _fits_class(cast: Cast, token: Token, name: str) -> bool:
    if name == "any":
        return True
    if name == "number":
        return token.pos == "NUM" or token.tag == "CD"
    if name == "pronoun":
        return token.pos == "PRON" and token.lower not in _NO_PERSONS
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


def _told(site: Site, function: str) -> tuple[Sequence[Token], frozenset[str]]:
    ask = _ASKED.get(function)
    values = ask(site) if ask else site.told_of(function)
    counted = [t for v in values for t in _counted(site.parse, v)] if function in ("obj", "subj") else []
    parts = (site.parse.hyphened(v) for v in values)
    joined = ("".join(t.lower for t in part) for part in parts if part)
    return values, frozenset((*joined, *(w for v in (*values, *counted) for w in (v.lemma.lower(), v.lower))))


def holds(site: Site, guard: Guard) -> bool:
    """Whether a condition of a row holds at a word; what was looked for is kept in `site.told`."""
    function, token = guard.function, site.token
    if function == "topic":
        return not (site.topics.at(token) & guard.wanted)
    if function == "passive":
        return is_passive(site.parse, token) == ("true" in guard.wanted)
    if function == "attributive":
        return (token.dep == "amod") != guard.negative
    if function == "plural":
        return (token.tag in ("NNS", "NNPS")) == ("true" in guard.wanted)
    if function not in site.told:
        site.told[function] = _told(site, function)
    values, said = site.told[function]
    if guard.wanted == {"true"}:
        return bool(values) != guard.negative
    hit = not guard.wanted.isdisjoint(said) or any(_fits_class(site.cast, v, c) for c in guard.classes for v in values)
    return hit != guard.negative
