"""Units: article entities that are one beyond doubt, the grain at which entities are resolved across articles.

A unit is all places with one GeoNames id, or all entities of a type that share a folded name (whatever the script) and
a home (country; of facilities also the division). Of persons only those are one that more than the name makes one: see
`flows/resolve/namesakes.py`. What remains to decide is which units are one entity.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.core.resolution import EntityRecord
from flows.core.translit import fold, name_words
from flows.resolve.namesakes import is_public, part_namesakes

UnitKey = tuple[str, str, str, str]
"""Type, kind of key ("geonames", "country" or "name"), key, home (with an article's id where bearers of one name are apart)."""


REMEMBERED = 2_000
"""Units whose sets of names are held at once: those of all units would take more memory than the records."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Article entities that are one beyond doubt.

    Attributes:
        key: What they share.
        records: The entities, earliest article first.
        common: Names too frequent in the corpus to mean something in anybody's company.
    """

    key: UnitKey
    records: tuple[EntityRecord, ...]
    common: frozenset[str]

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
        return self.records[0]

    @property
    def is_public(self) -> bool:
        """Whether an article states an office of the person, or codes the person as a holder of one."""
        return any(is_public(r) for r in self.records)

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - so few are remembered that none is kept from being freed for long
    def articles(self) -> frozenset[str]:
        """The articles that name it."""
        return frozenset(r.article_id for r in self.records)

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - as above
    def companions(self) -> frozenset[str]:
        """Names in their company that are rare enough in the corpus to mean something."""
        return frozenset(c for r in self.records for c in r.companions if c not in self.common)

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - as above
    def names(self) -> frozenset[str]:
        """Every folded name of its records."""
        return frozenset(fold(n) for r in self.records for n in (r.name, *r.aliases))

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - as above
    def telling_names(self) -> frozenset[str]:
        """Folded names of two words or more, and acronyms: names that mean one organization."""
        names = (n for r in self.records for n in (r.name, *r.aliases))
        return frozenset(f for n in names if (f := fold(n)) and (" " in f or (n.isupper() and len(f) > 2)))

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - as above
    def titles(self) -> frozenset[str]:
        """Every office stated of it."""
        return frozenset(t for r in self.records for t in r.titles)

    @property
    @lru_cache(REMEMBERED)  # noqa: B019 - as above
    def name(self) -> str:
        """Its most used full name."""
        counts = Counter(r.name for r in self.records)
        return min(counts, key=lambda n: (-counts[n], n))


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


def _key(record: EntityRecord) -> UnitKey:
    if record.type == "place" and record.geonames_id:
        return record.type, "geonames", record.geonames_id, ""
    if record.type == "place" and record.feature == "country" and record.country:
        return record.type, "country", record.country, ""
    key, home = name_key(record.type, record.name), record.country or ""
    if record.type == "facility" and record.admin1:
        home = f"{home} {record.admin1}"
    if record.type == "person" and " " not in key:
        home = f"{home} {record.article_id}"  # a bare surname is nobody's beyond its article
    return record.type, "name", key, home


SETTLED: tuple[str, ...] = ("person", "organization", "facility", "group")
"""Types that a tagger confuses where a name stands alone; the corpus settles them."""


def settle_types(records: Sequence[EntityRecord]) -> tuple[EntityRecord, ...]:
    """The records with one type for each full name and home: the one that most of the corpus gives it.

    Names of one word are left as they are: an "Orlov" may be a man and a firm.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        if record.type in SETTLED:
            votes[fold(record.name)][record.type] += 1
    settled = {
        name: min(count, key=lambda t: (-count[t], SETTLED.index(t)))
        for name, count in votes.items()
        if len(count) > 1 and " " in name
    }
    return tuple(
        replace(r, type=settled[fold(r.name)]) if r.type in SETTLED and fold(r.name) in settled else r for r in records
    )


def make_units(records: Sequence[EntityRecord]) -> tuple[Unit, ...]:
    """The units of a corpus, in key order.

    Args:
        records: Of all articles, in any order.
    """
    records = settle_types(records)
    groups: dict[UnitKey, list[EntityRecord]] = defaultdict(list)
    for record in sorted(records, key=order):
        groups[_key(record)].append(record)
    common = _common(records)
    parted = {
        part_key: part
        for key, group in groups.items()
        for part_key, part in (_parted(key, group, common) if key[0] == "person" and len(group) > 1 else ((key, group),))
    }
    return tuple(Unit(key, tuple(group), common) for key, group in sorted(parted.items()))


def _parted(
    key: UnitKey, group: Sequence[EntityRecord], common: frozenset[str]
) -> Iterator[tuple[UnitKey, Sequence[EntityRecord]]]:
    """Persons of one name and home, those apart that nothing but the name makes one."""
    parts = part_namesakes(group, common)
    for part in parts:
        yield (key if len(parts) == 1 else (*key[:3], f"{key[3]} {part[0].article_id}")), part


SHARE_COMMON, LEAST_COMMON = 0.05, 5
"""A companion in more than this share of the articles, and in more than so many, tells nobody apart."""


def _common(records: Iterable[EntityRecord]) -> frozenset[str]:
    """Companions too frequent to mean anything."""
    company: Mapping[str, set[str]] = defaultdict(set)
    articles: set[str] = set()
    for record in records:
        articles.add(record.article_id)
        company[fold(record.name)].add(record.article_id)
    most = max(LEAST_COMMON, SHARE_COMMON * len(articles))
    return frozenset(name for name, where in company.items() if len(where) > most)
