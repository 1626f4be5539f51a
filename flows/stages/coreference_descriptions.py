"""Descriptions: "the minister", "the former head of the agency", "the company", tied to what the article calls so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.translit import fold
from flows.stages.coreference_candidates import Reading
from flows.stages.gazetteer import lookup

_NEAR = 3
"""Sentences within which "the group" means the organization named last."""
_SECOND = ("vice", "deputy", "assistant")
"""Words before an office that make it another."""


@dataclass(frozen=True, slots=True)
class Description:
    """A definite phrase and the entity it stands for: tokens `first` to `last` (exclusive), the rule and how sure."""

    first: int
    last: int
    entity: int
    rule: str
    confidence: float


def link_descriptions(analysis: Analysis, reading: Reading) -> Iterator[Description]:
    """Definite descriptions of one entity that the article has named before."""
    parse, settings = analysis.parse, read_yaml("pronouns")
    titles = _titles(analysis, reading)
    named = {i for c in reading.candidates if c.named for i in range(c.first, c.last)}
    kinds = {noun: kind for kind, nouns in settings["things"].items() for noun in nouns}
    latest: dict[str, dict[int, int]] = defaultdict(dict)
    for c in reading.candidates:
        if c.entity is not None and c.named:
            last_word = parse.tokens[c.last - 1].lower
            latest[f"{reading.types[c.entity]}:{last_word}"].setdefault(c.entity, c.last)
    called = _callings(parse, reading)
    capital = _capital(analysis, parse, named)
    for token in parse.tokens:
        # some papers write offices with a capital: "the Archbishop"
        if token.tag not in ("NN", "NNP") or token.i in named or token.dep in ("appos", "attr", "compound", "nmod"):
            continue
        lemma = token.lemma.lower()
        first = _begins(parse, token, settings["determiners"], settings["status"])
        before = parse.tokens[token.i - 1] if token.i else token
        if first is None and before.head == token.i and before.dep in ("compound", "amod", "nmod"):
            # "the prime minister", "the prosecutor general"
            first, lemma = _begins(parse, before, settings["determiners"], settings["status"]), f"{before.lower} {lemma}"
        if first is None or _names_somebody(parse, token, named):
            continue
        if lemma == "capital" and capital is not None and not parse.children(token, "prep", "relcl", "amod", "poss", "appos"):
            yield Description(first, token.i + 1, capital, "capital", 0.75)
        elif lemma in settings["umbrella"] and token.dep in ("nsubj", "nsubjpass"):
            found = _last_officer(analysis, reading, token)
            if found is not None and not parse.children(token, "prep", "relcl", "acl"):
                yield Description(first, token.i + 1, found, "officer", 0.7)
        elif lemma in words("names", "nouns", "person") or (" " in lemma and (lemma in titles or f"former {lemma}" in titles)):
            past = any(t.lower in ("former", "ex") for t in parse.tokens[first : token.i])
            holders = {**titles.get(lemma, {}), **titles.get(f"former {lemma}", {})} if past else titles.get(lemma, {})
            found = _of_title(parse, token, holders, reading)
            if found is not None:
                yield Description(first, _phrase_end(parse, token), found, "title", 0.8)
        elif kind := kinds.get(lemma):
            fits = [e for e, seen in latest.get(f"{kind}:{lemma}", {}).items() if seen <= first]
            rule, sure = "same_noun", 0.75
            if not fits and kind == "organization":
                fits = _nearest(reading, token, _called(called, settings["companies"], lemma, first), first)
                rule, sure = "called", 0.65
            if len(fits) == 1 and not parse.children(token, "prep", "relcl", "acl"):
                yield Description(first, token.i + 1, fits[0], rule, sure)


def _capital(analysis: Analysis, parse: Parse, named: set[int]) -> int | None:
    """The city that the article calls the capital, else the only capital of its only country."""
    cities = {e.key: e for e in analysis.entities if e.type == "place" and e.feature == "city"}
    by_token = {t.i: m.entity for m in analysis.mentions if m.entity in cities for t in parse.between(m.start, m.end)}
    for token in parse.tokens:
        if token.lemma.lower() == "capital" and token.i not in named:
            beside = [*parse.children(token, "appos"), *([parse.head(token)] if token.dep in ("appos", "compound") else [])]
            found = next((by_token[t.i] for t in beside if t.i in by_token), None)
            if found is not None:
                return found
    countries = {e.country for e in analysis.entities if e.type == "place" and e.country}
    capitals = [e.key for e in cities.values() if any(n.place.capital and n.place.id == e.geonames_id for n in lookup(e.name))]
    return capitals[0] if len(capitals) == len(countries) == 1 else None


def _callings(parse: Parse, reading: Reading) -> dict[str, dict[int, int]]:
    """For each noun the organizations that the article calls so beside their names, and where first ("rights group X", "X AG")."""
    nouns, firms = words("names", "nouns", "organization"), words("names", "firms")
    out: dict[str, dict[int, int]] = defaultdict(dict)
    for c in reading.candidates:
        if not c.named or c.entity is None or reading.types[c.entity] != "organization":
            continue
        head = reading.head(c)
        beside = [*parse.children(head, "appos"), *([parse.head(head)] if head.dep in ("appos", "compound", "nmod") else [])]
        if c.first and parse.tokens[c.first - 1].sentence == head.sentence:
            beside.append(parse.tokens[c.first - 1])
        beside.append(parse.tokens[c.last - 1])
        told = {t.lemma.lower() for t in beside if t.i not in range(c.first, c.last - 1) and t.pos in ("NOUN", "PROPN")} & nouns
        told |= {"company"} if parse.tokens[c.last - 1].lower.rstrip(".") in firms else set()
        for noun in told:
            out[noun].setdefault(c.entity, c.last)
    return out


def _called(called: Mapping[str, Mapping[int, int]], companies: Sequence[str], noun: str, before: int) -> list[int]:
    """The organizations called by a noun before; of "the company" and "the firm" any that is called by a word for firms."""
    same = [noun]
    if noun in ("company", "firm", "group"):
        same += companies
    if noun in ("group", "organization", "organisation"):
        same += ["group", "organization", "organisation", "charity", "ngo", "watchdog", "network", "movement", "association"]
    return list(dict.fromkeys(e for word in same for e, seen in called.get(word, {}).items() if seen <= before))


def _nearest(reading: Reading, token: Token, fits: Sequence[int], first: int) -> list[int]:
    """Of several, the one named last in the sentences before; one named long ago only where the article has no other."""
    organizations = {e for e, kind in reading.types.items() if kind == "organization"}
    near = [c for c in reading.before(token, _NEAR) if c.entity in organizations and c.last <= first]
    last = next((c.entity for c in reversed(near) if c.entity in fits), None)
    if last is not None:
        return [last]
    return list(fits) if len(fits) == 1 and not near else []


def _titles(analysis: Analysis, reading: Reading) -> dict[str, dict[int, tuple[int, frozenset[int]]]]:
    """For each noun ("former" before it for past holders) the persons called so: where first, the office's organizations."""
    parse = analysis.parse
    out: dict[str, dict[int, tuple[int, frozenset[int]]]] = defaultdict(dict)
    for position in analysis.positions:
        token = parse.token_at(position.start)
        offices = frozenset({position.organization} - {None})
        for word in {w for title in (position.title, position.title.partition(" of ")[0]) for w in _keys(fold(title))}:
            key = f"former {word}" if position.status == "former" else word
            out[key].setdefault(position.person, (token.i if token else 0, offices))  # type: ignore[arg-type]
    for c in reading.candidates:
        if not c.named or c.entity is None or reading.types[c.entity] != "person":
            continue
        head = reading.head(c)
        before = parse.tokens[c.first - 1] if c.first and parse.tokens[c.first - 1].sentence == head.sentence else None
        said = [*parse.children(head, "appos")]
        said += [parse.head(head)] if head.dep == "appos" else []
        said += [before] if before and before.dep in ("compound", "nmod", "amod") else []
        for token in said:
            ranked = token.i > 0 and parse.tokens[token.i - 1].lower in _SECOND
            if token.lemma.lower() in words("names", "nouns", "person") and not ranked and not _is_past(parse, token):
                out[token.lemma.lower()].setdefault(c.entity, (c.last, frozenset()))
    return out


def _keys(title: str) -> tuple[str, ...]:
    """The words that a title may be repeated by: its last, and its last two; "the president" is no vice president."""
    pieces = title.split()
    alone = () if len(pieces) > 1 and pieces[-2] in _SECOND else tuple(pieces[-1:])
    return (*alone, " ".join(pieces[-2:])) if len(pieces) > 1 else alone


def _is_past(parse: Parse, token: Token) -> bool:
    """Whether the office is a former one ("ex-president"): the bare title then means its holder."""
    before = [parse.tokens[i].lower for i in range(max(0, token.i - 2), token.i)]
    return bool({"former", "ex", "late", "outgoing"} & set(before)) or token.lower.startswith("ex-")


def _of_title(parse: Parse, token: Token, holders: dict[int, tuple[int, frozenset[int]]], reading: Reading) -> int | None:
    """The one person called so before; with an "of" phrase, the one whose office is of what it names."""
    of = parse.child(token, "prep")
    if of is not None:
        inside = {c.entity for c in reading.between(token.i, _phrase_end(parse, token)) if c.named and c.entity is not None}
        fits = [p for p, (_, offices) in holders.items() if offices & inside]
    else:
        fits = [p for p, (seen, _) in holders.items() if seen <= token.i]
    return fits[0] if len(fits) == 1 else None


def _last_officer(analysis: Analysis, reading: Reading, token: Token) -> int | None:
    """The only person named in the last sentence before that names any, if the article gives that person an office."""
    officers = {p.person for p in analysis.positions}
    for back in (0, 1, 2):
        if token.sentence < back:
            break
        sentence = reading.parse.sentences[token.sentence - back]
        inside = reading.between(sentence.first, min(sentence.last, token.i))
        persons = {c.entity for c in inside if c.named and c.entity is not None and reading.types[c.entity] == "person"}
        if persons:
            (one, *others) = persons
            return one if not others and one in officers else None
    return None


def _begins(parse: Parse, token: Token, determiners: list[str], status: list[str]) -> int | None:
    """The determiner of a definite phrase, if there is nothing between it and the noun but words of status."""
    i = token.i - 1
    while i >= 0 and parse.tokens[i].lower in (*status, "-"):
        i -= 1
    found = i >= 0 and parse.tokens[i].lower in determiners and parse.tokens[i].sentence == token.sentence
    return i if found else None


def _names_somebody(parse: Parse, token: Token, named: set[int]) -> bool:
    """Whether a name stands beside the noun, so that the phrase is the name's own ("the minister, Ana Sol")."""
    return any(k.dep == "appos" and k.i in named for k in parse.children(token)) or token.i + 1 in named


def _phrase_end(parse: Parse, token: Token) -> int:
    """One past the noun's own prepositional phrases, commas and clauses left out."""
    end = token.i + 1
    for prep in parse.children(token, "prep"):
        if prep.lower == "of" and prep.i == end:
            end = parse.subtree(prep)[-1].i + 1
    stop = next(
        (t.i for t in parse.tokens[token.i + 1 : end] if t.text in (",", ";", ":") or t.tag in ("WP", "WDT", "VBD", "VBZ")), end
    )
    return stop
