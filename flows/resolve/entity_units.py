"""Units: article entities that are one beyond doubt, the grain at which entities are resolved across articles.

A unit is all places with one GeoNames id, or all entities of a type that share a folded name (whatever the script) and
a home (country; of facilities also the division). Of persons only those are one that more than the name makes one: see
`flows/resolve/namesakes.py`. What remains to decide is which units are one entity.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import cast, overload

import numpy as np

from flows.core.resolution import EntityRecord
from flows.core.strings import Strings
from flows.core.translit import fold, name_words
from flows.resolve.namesakes import company, is_public, part_namesakes
from flows.resolve.shelf import Tellers, in_order

UnitKey = tuple[str, str, str, str]
"""Type, kind of key ("geonames", "country" or "name"), key, home (with an article's id where bearers of one name are apart)."""

REMEMBERED = 2_000
"""Units held at once with their sets of names: those of all units would take more memory than the records."""

BETWEEN = "\0"
"""Parts the parts of a key where it is one text; no name holds it, and texts sort as the keys do."""


@dataclass(frozen=True, eq=False)
class Unit:
    """Article entities that are one beyond doubt.

    Attributes:
        key: What they share.
        numbers: Which entities of the corpus, earliest article first.
        corpus: The entities of all articles.
        common: Names too frequent in the corpus to mean something in anybody's company.
    """

    key: UnitKey
    numbers: "array[int]"
    corpus: Sequence[EntityRecord]
    common: frozenset[str]

    @property
    def records(self) -> tuple[EntityRecord, ...]:
        """The entities."""
        return tuple(map(self.corpus.__getitem__, self.numbers))

    @property
    def type(self) -> str:
        """The type all records share."""
        return self.key[0]

    @property
    def home(self) -> str:
        """Country code (of facilities with the division), empty if unknown."""
        return self.key[3].partition(" art_")[0].strip()

    @property
    def is_single_name(self) -> bool:
        """Whether it is a person known by one name."""
        return self.type == "person" and " " not in self.key[2]

    @property
    def founder(self) -> EntityRecord:
        """The record of the earliest article."""
        return self.corpus[self.numbers[0]]

    @property
    def is_public(self) -> bool:
        """Whether an article states an office of the person, or codes the person as a holder of one."""
        return any(is_public(r) for r in self.records)

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that name it."""
        return frozenset(r.article_id for r in self.records)

    @cached_property
    def companions(self) -> frozenset[str]:
        """Names in their company that are rare enough in the corpus to mean something."""
        return frozenset(c for r in self.records for c in company(r) if c not in self.common)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every folded name of its records."""
        return frozenset(fold(n) for r in self.records for n in (r.name, *r.aliases))

    @cached_property
    def telling_names(self) -> frozenset[str]:
        """Folded names of two words or more, and acronyms: names that mean one organization."""
        names = (n for r in self.records for n in (r.name, *r.aliases))
        return frozenset(f for n in names if (f := fold(n)) and (" " in f or (n.isupper() and len(f) > 2)))

    @cached_property
    def titles(self) -> frozenset[str]:
        """Every office stated of it."""
        return frozenset(t for r in self.records for t in r.titles)

    @cached_property
    def name(self) -> str:
        """Its most used full name."""
        counts = Counter(r.name for r in self.records)
        return min(counts, key=lambda n: (-counts[n], n))


class Units(Sequence[Unit]):
    """The units of a corpus in key order, of which few are held as objects."""

    def __init__(
        self, keys: Strings, starts: "array[int]", numbers: "array[int]", corpus: Sequence[EntityRecord], common: frozenset[str]
    ) -> None:
        """Name what they are made of.

        Args:
            keys: Of each unit, as one text.
            starts: Where the entities of each begin among `numbers`, and where the last ends.
            numbers: The entities of all units, one unit behind another.
            corpus: The entities of all articles.
            common: As in `Unit`.
        """
        self._keys, self._starts, self._numbers, self._corpus, self._common = keys, starts, numbers, corpus, common
        self._held: dict[int, Unit] = {}

    def __len__(self) -> int:
        """How many."""
        return len(self._keys)

    def key(self, n: int) -> UnitKey:
        """The key of a unit."""
        return cast(UnitKey, tuple(self._keys[n].split(BETWEEN)))

    def first(self, n: int) -> EntityRecord:
        """The record of a unit's earliest article."""
        return self._corpus[self._numbers[self._starts[n]]]

    @overload
    def __getitem__(self, n: int) -> Unit: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[Unit]: ...
    def __getitem__(self, n: int | slice) -> Unit | Sequence[Unit]:
        """A unit by its number, which must not be negative."""
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        found = self._held.get(n)
        if found is None:
            found = self._made(n)
            if len(self._held) >= REMEMBERED:
                for old in list(self._held)[: REMEMBERED // 2]:
                    del self._held[old]
            self._held[n] = found
        return found

    def __iter__(self) -> Iterator[Unit]:
        """The units; none is held."""
        return map(self._made, range(len(self)))

    def _made(self, n: int) -> Unit:
        numbers = self._numbers[self._starts[n] : self._starts[n + 1]]
        return Unit(self.key(n), numbers, self._corpus, self._common)


LITTLE = frozenset(("a", "an", "and", "for", "of", "on", "the"))
"""Words of an organization's name that may be left out."""


def order(record: EntityRecord) -> tuple[str, str, int]:
    """Earliest publication first, undated articles last."""
    return record.day or "9999", record.article_id, record.key


def name_key(kind: str, name: str) -> str:
    """What all spellings of a name share.

    Of a person the words that tell persons apart, of an organization the words that matter, both in any order ("Health
    Ministry", "Ministry of Health"); of anything else the folded name.
    """
    if kind == "person":
        return " ".join(sorted(name_words(name)))
    if kind == "organization":
        words = fold(name).split()
        return " ".join(sorted(w for w in words if w not in LITTLE) or words)
    return fold(name)


def _key(record: EntityRecord, settled: Mapping[str, str]) -> UnitKey:
    if record.type == "place" and record.geonames_id:
        return record.type, "geonames", record.geonames_id, ""
    if record.type == "place" and record.feature == "country" and record.country:
        return record.type, "country", record.country, ""
    kind = settled.get(fold(record.name), record.type) if record.type in SETTLED else record.type
    key, home = name_key(kind, record.name), record.country or ""
    if kind == "facility" and record.admin1:
        home = f"{home} {record.admin1}"
    if kind == "person" and " " not in key:
        home = f"{home} {record.article_id}"  # a bare surname is nobody's beyond its article
    return kind, "name", key, home


SETTLED: tuple[str, ...] = ("person", "organization", "facility", "group")
"""Types that a tagger confuses where a name stands alone; the corpus settles them."""


def settle_types(records: Iterable[EntityRecord]) -> dict[str, str]:
    """The type of each full name that bears several: the one that most of the corpus gives it.

    Names of one word are left as they are: an "Orlov" may be a man and a firm.
    """
    votes: Counter[tuple[str, str]] = Counter()
    first: dict[str, str] = {}
    torn: set[str] = set()
    for record in records:
        name = fold(record.name) if record.type in SETTLED else ""
        if " " in name:
            votes[name, record.type] += 1
            if first.setdefault(name, record.type) != record.type:
                torn.add(name)
    return {name: min(SETTLED, key=lambda t: (-votes[name, t], SETTLED.index(t))) for name in torn}


def make_units(records: Sequence[EntityRecord]) -> Units:
    """The units of a corpus, in key order.

    Args:
        records: Of all articles, in any order.
    """
    settled, common = settle_types(records), _common(records)
    groups: dict[str, int] = {}
    ordered, group_of = array("i"), array("i")
    for n in in_order(records, order, records.__getitem__):
        ordered.append(n)
        group_of.append(groups.setdefault(BETWEEN.join(_key(records[n], settled)), len(groups)))
    del settled
    together = np.argsort(np.array(group_of, dtype=np.int32), kind="stable")
    members = array("i", np.array(ordered, dtype=np.int32)[together].tobytes())
    ends = np.cumsum(np.bincount(np.array(group_of, dtype=np.int32), minlength=len(groups))).tolist()
    del ordered, group_of, together
    parts: list[tuple[str, array[int]]] = []
    start = 0
    for key, end in zip(groups, ends, strict=True):
        parts += _parted(key, members[start:end], records, common)
        start = end
    groups.clear()
    parts.sort(key=itemgetter(0))
    keys, starts, numbers = Strings(), array("q", [0]), array("i")
    for key, part in parts:
        keys.append(key)
        numbers.extend(part)
        starts.append(len(numbers))
    return Units(keys, starts, numbers, records, common)


def _parted(
    key: str, group: "array[int]", records: Sequence[EntityRecord], common: frozenset[str]
) -> Iterator[tuple[str, "array[int]"]]:
    """The entities of one key; persons of one name and home are apart where nothing but the name makes them one."""
    is_person = key.startswith(f"person{BETWEEN}") and len(group) > 1
    parts = part_namesakes([records[n] for n in group], common) if is_person else ()
    if len(parts) < 2:
        yield key, group
        return
    for part in parts:
        yield f"{key} {records[group[part[0]]].article_id}", array("i", [group[n] for n in part])


SHARE_COMMON, LEAST_COMMON = 0.05, 5
"""A companion in more than this share of the articles, and in more than so many, tells nobody apart."""


def _common(records: Iterable[EntityRecord]) -> frozenset[str]:
    """Companions too frequent to mean anything."""
    told = Tellers()
    for record in records:
        told.add(fold(record.name), record.article_id)
    return frozenset(told.above(max(LEAST_COMMON, SHARE_COMMON * told.articles)))
