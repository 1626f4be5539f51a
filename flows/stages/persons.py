"""Which words for those harmed tell one person: by name, age, sex, whether a child, and what became of them.

An article tells a victim by a name, "a 9-year-old girl", "the girl", "the child", "she". Words tell a person told before unless
something says otherwise: another name, another age, the other sex, a child instead of a grown person, "another" or "a second", or that they
stand side by side in one report ("a woman and her son"). Of those that fit, the one with the same age is meant, then the one told by
the same noun or the same fate, then the last told. So as few are counted as the article tells of.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.core.lexicons import words

_ORDINAL = re.compile(r"(another|other|second|third|fourth|fifth|sixth|seventh|eighth)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(\d{1,3}|[a-z]+)[- ](year|month|week|day)s?[- ]old\b", re.IGNORECASE)
_TEEN, _GROWN = 13, 19
_BESIDE = 4
_SIDE_BY_SIDE, _TO_NAME = 120, 40
"""Characters between two persons of one report, and between words and a name, from which on the second is told anew."""

DEAD, HURT, HIT = "dead", "hurt", "hit"
"""What became of a person: died, was hurt, or was hit with nothing said of the outcome."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words for one harmed person.

    Attributes:
        words: As written.
        start: Where they start, None if unknown.
        end: One past their end.
        entity: Entity id of a name.
        report: The report they stand in.
        fate: `dead`, `hurt` or `hit`.
        age: Age told beside them ("30 year"), None if none is.
    """

    words: str
    start: int | None
    end: int | None
    entity: str | None
    report: str
    fate: str
    age: str | None = None


@dataclass
class Person:
    """One person, with all words that tell of them."""

    told: list[Told] = field(default_factory=list)
    sexes: set[str] = field(default_factory=set)
    grown: set[bool] = field(default_factory=set)
    ages: set[str] = field(default_factory=set)
    ordinal: str | None = None

    @property
    def names(self) -> set[str]:
        """Entity ids."""
        return {t.entity for t in self.told if t.entity is not None}

    @property
    def fates(self) -> set[str]:
        """What is told to have become of them."""
        return {t.fate for t in self.told}


def tell_apart(listed: Iterable[Told]) -> list[Person]:
    """The persons that some words tell, in order of first telling.

    Args:
        listed: Words for harmed persons of one article.
    """
    people: list[Person] = []
    for told in sorted(listed, key=lambda t: (t.start is None, t.start or 0, t.words, t.fate)):
        fitting = [p for p in people if _may_be(p, told)]
        same = (
            [p for p in fitting if told.entity in p.names or _spans(p, told)] if told.entity or told.start is not None else []
        )
        if _is_pronoun(told) and people and not fitting:
            continue
        best = max(same or fitting, key=lambda p: _likeness(p, told, people), default=None)
        if best is None:
            best = Person(ordinal=_ordinal(told))
            people.append(best)
        _add(best, told)
    return people


def fate_of(event_type: str, trigger: str) -> str:
    """What a report says became of those it tells of, by its type and its trigger as written."""
    if event_type == "life.die":
        return DEAD
    return HURT if event_type == "life.injure" or trigger.lower() in words("harm", "wounding") else HIT


def is_one(said: str, number: float | None, named: bool) -> bool:
    """Whether words for a person tell of one: "a man", a name; not "two men", nor "officers" if their number is not told."""
    if number not in (None, 1):
        return False
    last = said.lower().split()[-1:]
    return named or number == 1 or not last or last[0] not in words("harm", "several")


def age_in(words: str) -> str | None:
    """The age that words tell ("9-year-old girl")."""
    match = _AGE.search(words)
    return f"{match[1].lower()} {match[2].lower()}" if match else None


def _add(person: Person, told: Told) -> None:
    person.told.append(told)
    sex, grown, age = _sex(told), _is_grown(told), _age(told)
    if sex:
        person.sexes.add(sex)
    if grown is not None:
        person.grown.add(grown)
    if age:
        person.ages.add(age)


def _may_be(person: Person, told: Told) -> bool:
    if told.entity is not None and told.entity in person.names:
        return True
    if _spans(person, told):
        return True
    age, sex, grown, ordinal = _age(told), _sex(told), _is_grown(told), _ordinal(told)
    if told.entity is not None and person.names and not _same_surname(person, told):
        return False
    if age and person.ages and age not in person.ages:
        return False
    if (sex and person.sexes and sex not in person.sexes) or (grown is not None and person.grown and grown not in person.grown):
        return False
    if ordinal and ordinal != person.ordinal:
        return False
    known = _fate_in_words(told)
    if known and any(_fate_in_words(t) not in (None, known) for t in person.told):
        return False
    return not any(_side_by_side(t, told) for t in person.told)


def _side_by_side(a: Told, b: Told) -> bool:
    """Whether two phrases of one report tell two persons; words beside a name, and "victim", tell who the name is."""
    if a.report != b.report or _is_pronoun(a) or _is_pronoun(b):
        return False
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return a.words != b.words or a.entity != b.entity
    gap = max(a.start, b.start) - min(a.end, b.end)
    if (a.entity is None) != (b.entity is None):
        if gap <= _BESIDE or gap > _TO_NAME:
            return False
        unnamed = a if a.entity is None else b
        return _head(unnamed) not in words("harm", "anybody")
    return 0 < gap <= _SIDE_BY_SIDE and not (_head(a) == _head(b) and not _age(a) and not _age(b))


def _likeness(person: Person, told: Told, people: list[Person]) -> tuple[bool, bool, bool, bool, int]:
    age = _age(told)
    heads = {_head(t) for t in person.told}
    return (
        bool(age and age in person.ages),
        _head(told) in heads and not _is_pronoun(told),
        told.fate in person.fates,
        bool(told.entity) and not person.names,
        max(t.start or 0 for t in person.told) if person.told else people.index(person),
    )


def _spans(person: Person, told: Told) -> bool:
    return any(t.start is not None and (t.start, t.end) == (told.start, told.end) for t in person.told)


def _same_surname(person: Person, told: Told) -> bool:
    last = told.words.split()[-1:]
    return any(t.words.split()[-1:] == last and last[0][:1].isupper() for t in person.told if t.entity is not None)


def _head(told: Told) -> str:
    return (told.words.lower().split() or [""])[-1]


def _is_pronoun(told: Told) -> bool:
    return told.words.lower() in words("harm", "pronouns")


def _ordinal(told: Told) -> str | None:
    match = _ORDINAL.match(told.words)
    return match[1].lower() if match else None


def _age(told: Told) -> str | None:
    return told.age or age_in(told.words)


def _sex(told: Told) -> str | None:
    said = set(told.words.lower().split())
    kinds = {name for name in ("male", "female") if said & words("harm", name)}
    return kinds.pop() if len(kinds) == 1 else None


def _is_grown(told: Told) -> bool | None:
    age = (_age(told) or "").split()
    if age and age[-1] != "year":
        return False
    if age and age[0].isdigit():
        years = int(age[0])
        return False if years < _TEEN else True if years > _GROWN else None
    if _head(told) in words("harm", "young"):
        return False
    return True if _head(told) in words("harm", "grown") else None


def _fate_in_words(told: Told) -> str | None:
    said = set(told.words.lower().split())
    return DEAD if said & words("harm", "slain") else HURT if said & words("harm", "living") else None
