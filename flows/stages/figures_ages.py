"""Bare numbers that are ages: behind a name, or in a list of ages."""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import THINGS, figure_words
from flows.stages.numbers import Atom, is_digits, read_numbers, split_atoms
from flows.stages.units import Quantity

OLDEST = 116
HOURS = 12
"""Up to this a number behind "at" is as likely an hour ("started at 9")."""
_JOINS = frozenset({",", "and", "&", "or", "to"})
_LONGEST = 12
"""Ages told in one list, at most."""


def is_person_age(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a bare number set off by commas or brackets behind a name is an age ("Smith, 34,")."""
    if q.unit is not None or q.value is None or not 0 < q.value < OLDEST or q.form not in {"digits", "words"} or q.begin < 2:
        return False
    # "Wang, then 27, said"
    then = q.form == "digits" and atoms[q.begin - 1].lower in {"then", "now"} and q.begin > 2 and atoms[q.begin - 2].text == ","
    q = replace(q, begin=q.begin - 1) if then else q
    mark = atoms[q.begin - 1].text
    after = atoms[q.last].text if q.last < len(atoms) else "."
    if q.form == "words" and not (mark == "," and after == "," and _is_young(parse, atoms, q)):
        return False
    if not (mark == "," and after in {",", ".", ";", ")", "and", "of", "who"}) and not (mark == "(" and after == ")"):
        return False
    name: Token = parse.tokens[atoms[q.begin - 2].token]
    named = name.tag in {"NNP", "NNPS"} and name.text[:1].isupper()
    # two commas right around it: an age even where the name is written small ("Juan ball, 21, was")
    named = named or (name.tag == "NN" and mark == "," and after == "," and (q.value or 0) >= 14)
    if not named and (
        (name.tag != "NN" and name.lower not in {"twins", "triplets"})
        or figure_words().counted_types.get(name.lemma.lower()) in {None, *THINGS}
    ):
        return False
    return not figure_words().has("months", name.lower) and q.modifier == "exact"


def _is_young(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a number in words behind a name is the age of a child ("Alfie, five, was hurt"), and no list goes on."""
    name, after = parse.tokens[atoms[q.begin - 2].token], parse.tokens[atoms[q.last].token]
    follows = parse.tokens[after.i + 1] if after.i + 1 < len(parse.tokens) else after
    named = (name.tag == "NNP" and name.pos == "PROPN") or (name.tag == "NN" and _is_person(name))
    return named and 1 < (q.value or 0) < 20 and follows.pos in {"VERB", "AUX", "PRON", "ADP"}


def is_age_at(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a bare number behind "at" is somebody's age then: "died at 83", "went to sea at 16"."""
    token = parse.tokens[atoms[q.last - 1].token]
    at = parse.head(token)
    verb = parse.head(at)
    if q.unit is not None or q.form not in {"digits", "words"} or not 4 < (q.value or 0) < OLDEST or token.dep != "pobj":
        return False
    follows = parse.tokens[token.i + 1] if token.i + 1 < len(parse.tokens) else None
    ends = follows is None or follows.pos in {"PUNCT", "CCONJ", "SCONJ", "ADP", "SPACE", "PROPN"}
    if at.lower != "at" or at.i != token.i - 1 or not ends or not figure_words().has("lives", verb.lemma.lower()):
        return False
    subject = parse.child(verb, "nsubj", "nsubjpass") or parse.child(parse.head(verb), "nsubj")
    if subject is None or not float(q.value or 0).is_integer():
        return verb.lemma == "die"
    if verb.lemma != "die" and (q.value or 0) <= HOURS:
        return False
    named = subject.tag == "NNP" or subject.lower in {"he", "she", "i", "who"}
    return named or _is_person(subject)


def is_bounded_age(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a bare number behind people and "under" or "over" is an age: "children under five", "each worker under 50"."""
    if q.unit is not None or q.modifier not in {"less_than", "more_than"} or not 0 < (q.value or 0) < 100 or q.begin < 2:
        return False
    bound, noun = atoms[q.begin - 1], parse.tokens[atoms[q.begin - 2].token]
    follows = parse.tokens[q.tail + 1] if q.tail + 1 < len(parse.tokens) else None
    alone = follows is None or follows.pos in {"PUNCT", "CCONJ", "VERB", "AUX", "DET", "ADP", "SPACE"}
    if noun.lemma == "be":  # "half of them were under 12"
        subject = parse.child(noun, "nsubj")
        told = subject is not None and (subject.lower in {"half", "most", "those", "many", "all"} or _is_person(subject))
        return bound.lower in {"under", "over"} and told and alone
    people = noun.lower in {"those", "anyone", "everyone", "people"} or _is_person(noun)
    return bound.lower in {"under", "over", "above", "below"} and people and noun.tag in {"NN", "NNS", "DT"} and alone


def is_listed_age(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a bare number is one of a list of ages ("ages 21, 32 and 49"; "two men, 30 and 42,": as many as there are men)."""
    if q.unit is not None or q.form != "digits" or q.value is None or not 0 <= q.value < OLDEST or q.modifier != "exact":
        return False
    first, before = _run(atoms, q.begin, -1)
    last, _ = _run(atoms, q.begin, 1)
    if before is None:
        return False
    if before.lower in {"ages", "aged"} or (before.lower == "of" and first > 1 and atoms[first - 2].lower in {"ages", "age"}):
        return True
    if before.text != "," or first < 2:
        return False
    group = parse.tokens[atoms[first - 2].token]
    count = next(iter(parse.children(group, "nummod")), None)
    told = sum(is_digits(atom) for atom in atoms[first : last + 1])
    return group.tag == "NNS" and count is not None and told > 1 and _value(count) == told and _is_person(group)


def _run(atoms: Sequence[Atom], at: int, step: int) -> tuple[int, Atom | None]:
    """The last number of a list of numbers that holds one, going one way, and the atom beyond that list."""
    end, told = at, 0
    i = at
    while 0 <= i < len(atoms) and told < _LONGEST and (is_digits(atoms[i]) or atoms[i].lower in _JOINS):
        if is_digits(atoms[i]):
            end, told = i, told + 1
        i += step
    beyond = end + step
    return end, atoms[beyond] if 0 <= beyond < len(atoms) else None


def _value(token: Token) -> float | None:
    numbers = read_numbers(split_atoms([token]))
    return numbers[0].value if len(numbers) == 1 else None


def _is_person(token: Token) -> bool:
    return figure_words().counted_types.get(token.lemma.lower()) not in {None, *THINGS}


def is_someone_of(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> bool:
    """ "A boy of 16 lost an eye"."""
    noun = parse.tokens[atoms[q.begin - 2].token] if q.begin > 1 else None
    after = parse.tokens[atoms[q.last].token] if q.last < len(atoms) else None
    person = noun is not None and noun.tag == "NN" and figure_words().has("of_an_age", noun.lemma)
    return person and q.form in {"digits", "words"} and (after is None or after.pos in {"PUNCT", "VERB", "AUX", "ADP", "CCONJ"})
