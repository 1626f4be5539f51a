"""One entity across articles: which units are one, by names, homes, offices, company and human judgements.

Pairs of units that could be one are found by blocking (a shared name, a shared word of a name, an acronym), scored with
reasons, and joined from the best down unless something tells them apart: an article that names both, a judgement, two
homes. A bare surname joins a full name only where one person of the corpus bears it.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, groupby, product

import numpy as np

from flows.core.ids import make_id
from flows.core.lexicons import read_yaml
from flows.core.resolution import EntityRecord, Judgement, ResolvedEntity
from flows.core.translit import SAME, fold, name_words, same_name, script_of, sound_key
from flows.resolve.entity_units import Unit, Units, make_units, order
from flows.resolve.found import Found
from flows.resolve.misses import Missed, likeliest
from flows.resolve.shelf import LEFT, beside

NAMESAKES = 5
"""A surname of more persons than this is never joined to any of them."""

BLOCK = 60
"""Most units of one block that are compared pairwise: commoner words tell nobody apart."""


GUESSED: tuple[str, ...] = ("surname", "same name")
"""Reasons of which several make each other a guess."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks for two units being one.

    Attributes:
        score: 0 to 1.
        reason: The strongest evidence.
        veto: Why they can never be one, None if they can.
    """

    score: float
    reason: str
    veto: str | None = None


def resolve_entities(
    records: Sequence[EntityRecord], judgements: Sequence[Judgement] = ()
) -> tuple[Sequence[ResolvedEntity], Missed]:
    """Group article entities into entities of the release.

    Args:
        records: Of all articles, in any order.
        judgements: Human decisions; `left` and `right` are names (or ids of an earlier release, which hold no name and
            are applied by whoever knows them).

    Returns:
        The entities, sorted by id, and pairs that were nearly joined. The same records in any order give the same
        entities; an id that two sets of records share, one within the other, means the same entity in both.
    """
    units = make_units(records)
    decided = _decided(units, judgements)
    judged = ((decided.get((i, j)) or judge(units[i], units[j]), i, j) for i, j in _candidates(units, decided))
    found: Found[Verdict] = Found(len(units))
    for verdict, i, j in judged:
        if _matters(verdict):
            found.add(verdict.score, i, j, verdict)
    clusters = _join(units, found, [pair for pair, verdict in decided.items() if verdict.veto])
    ids = _identify(units, clusters)
    misses = (
        (verdict.score, i, j, verdict.veto or verdict.reason)
        for _, i, j, verdict in found.from_best()
        if verdict.score >= _rules()["near_miss"]
    )
    entities = beside(records, ResolvedEntity, LEFT)
    for root in ids.in_order():
        entities.append(_entity(ids[root], [units[i] for i in clusters.group(root)], clusters.why.get(root)))
    return entities, likeliest("entity", misses, clusters.root, ids.__getitem__)


def _matters(verdict: Verdict) -> bool:
    """Whether a pair may be joined, keeps others apart, is told in the report or makes another pair a guess."""
    least = min(_rules()["near_miss"], _rules()["threshold"])
    return verdict.score >= least or verdict.veto is not None or verdict.reason in GUESSED


def _rules() -> Mapping[str, float]:
    rules: Mapping[str, float] = read_yaml("resolving")
    return rules


def _candidates(units: Units, decided: Mapping[tuple[int, int], Verdict]) -> Iterator[tuple[int, int]]:
    """Pairs of units worth a look: they share a name, or a word of a person's name, or one is the other's acronym."""
    size, codes = len(units), array("q", (i * len(units) + j for i, j in decided))
    named = [i for i in range(size) if units.key(i)[1] == "name"]
    blocks: list[list[int]] = [list(same) for _, same in groupby(named, lambda i: units.key(i)[:3])]
    aliases: dict[str, list[int]] = defaultdict(list)
    full: dict[str, list[int]] = defaultdict(list)
    single: dict[str, list[int]] = defaultdict(list)
    initials: dict[int, frozenset[str]] = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    for i in named:
        unit = units[i]
        for name in unit.telling_names if unit.type == "organization" else ():
            aliases[name].append(i)
        if unit.type == "person":
            sounds = [sound_key(word) for word in unit.key[2].split()]
            own = frozenset(sound[:1] for sound in sounds)
            initials[i] = shared.setdefault(own, own)
            for sound in dict.fromkeys(sounds):
                (single if unit.is_single_name else full)[sound].append(i)

    def add(i: int, j: int) -> None:
        ours, theirs = initials.get(i, _NONE), initials.get(j, _NONE)
        if ours <= theirs or theirs <= ours:
            codes.append(min(i, j) * size + max(i, j))

    for sound, bearers in full.items():
        if sound in single and len({units.key(i)[2] for i in bearers}) <= NAMESAKES:
            for i, j in product(bearers, single[sound]):
                add(i, j)
    for block in chain(blocks, aliases.values(), full.values()):
        for i, j in combinations(block, 2) if len(block) <= BLOCK else ():
            add(i, j)
    del named, blocks, aliases, full, single
    initials.clear()
    for code in np.unique(np.frombuffer(codes, dtype=np.int64)) if codes else ():
        yield divmod(int(code), size)


def judge(a: Unit, b: Unit) -> Verdict:
    """How likely two units of one type are one entity, and why."""
    rules = _rules()
    if a.type != b.type:
        return Verdict(0.0, "other type", "different types")
    if a.articles & b.articles and a.key[2] != b.key[2] and not (a.names & b.names):
        return Verdict(0.0, "one article names both", "told apart by one article")
    shared = len(a.companions & b.companions)
    offices = len(a.titles & b.titles)
    evidence = min(rules["evidence_most"], rules["companion"] * shared + rules["office"] * offices)
    if a.home and b.home and a.home != b.home:
        if shared < rules["companions_across_homes"]:
            return Verdict(0.0, "different homes", "different countries")
    elif a.home and a.home == b.home and (a.type != "person" or _is_proven(a, b)):
        evidence += rules["same_home"]
    name, reason = _name_score(a, b)
    return Verdict(min(1.0, name + (evidence if name else 0.0)), reason)


def _name_score(a: Unit, b: Unit) -> tuple[float, str]:
    """What the names alone say."""
    rules = _rules()
    same = a.key[2] == b.key[2]
    if same and a.is_single_name:
        return rules["same_single_name"], "same single name"
    most = 1.0 if a.type != "person" or _is_proven(a, b) else rules["same_private_name"]
    if same:
        return min(most, rules["same_name"]), "same name"
    if a.type != "person":
        return (rules["shared_alias"], "shared alias") if a.telling_names & b.telling_names else (0.0, "other name")
    likeness = max(
        (same_name(x, y) for x, y in ((a.name, b.name), (a.founder.name, b.founder.name))), key=lambda s: (s.score, s.why)
    )
    if likeness.score >= SAME:
        return min(most, rules["like_name"] * likeness.score), f"{likeness.why} of a name"
    if likeness.why == "one_name_of_several":
        return (rules["surname"] if _is_surname(a.name, b.name) else 0.0), "surname"
    return 0.0, "other name"


def _is_proven(a: Unit, b: Unit) -> bool:
    """Whether a name may do to make two persons one: of holders of office, but not where one home did not make them one."""
    return (a.is_public or b.is_public) and (a.home != b.home or a.key[2] != b.key[2])


def _is_surname(left: str, right: str) -> bool:
    """Whether the shorter of two names is the last or first word of the other: a surname, in either order."""
    a, b = sorted((name_words(left), name_words(right)), key=len)
    return len(a) == 1 and len(b) > 1 and sound_key(a[0]) == sound_key(b[-1])


def _decided(units: Sequence[Unit], judgements: Sequence[Judgement]) -> dict[tuple[int, int], Verdict]:
    """Human verdicts, for every pair of units that bear the names judged."""
    asked = {fold(name) for judgement in judgements for name in (judgement.left, judgement.right)}
    bearers: dict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(units) if asked else ():
        for name in unit.names & asked:
            bearers[name].append(i)
    out: dict[tuple[int, int], Verdict] = {}
    for judgement in sorted(judgements, key=lambda g: (g.when, g.left, g.right)):
        for i in bearers.get(fold(judgement.left), ()):
            for j in bearers.get(fold(judgement.right), ()):
                if i != j and judgement.verdict == "same":
                    out[min(i, j), max(i, j)] = Verdict(1.0, f"judged the same by {judgement.who}")
                elif i != j and judgement.verdict == "different":
                    out[min(i, j), max(i, j)] = Verdict(0.0, "judged different", f"judged different by {judgement.who}")
    return out


class _Clusters:
    """Units that are one so far."""

    def __init__(self, size: int) -> None:
        self.root = array("i", range(size))
        self._groups: dict[int, list[int]] = {}
        self.why: dict[int, tuple[float, str]] = {}

    def roots(self) -> Iterator[int]:
        """The first unit of each cluster."""
        return (i for i, root in enumerate(self.root) if i == root)

    def group(self, root: int) -> list[int]:
        """The units of a cluster."""
        return self._groups.get(root) or [root]

    def join(self, a: int, b: int, why: tuple[float, str]) -> None:
        """Make two clusters one, which keeps the root of the first."""
        for y in self.group(b):
            self.root[y] = a
        self._groups[a] = self.group(a) + self.group(b)
        self._groups.pop(b, None)
        known = [w for w in (self.why.pop(a, None), self.why.pop(b, None)) if w]
        self.why[a] = min([*known, why])


def _join(units: Units, found: Found[Verdict], vetoes: Iterable[tuple[int, int]]) -> _Clusters:
    """Join the pairs from the best down; a pair told apart keeps its whole clusters apart."""
    size = len(units)
    apart = {i * size + j for i, j in vetoes} | {i * size + j for _, i, j, verdict in found.from_last() if verdict.veto}
    clusters = _Clusters(size)
    guesses = _undecidable(units, found)
    for _, i, j, verdict in found.from_best():
        a, b = sorted((clusters.root[i], clusters.root[j]))
        if a == b or verdict.veto or verdict.score < _rules()["threshold"]:
            continue
        if i * size + j in guesses:
            continue
        if any(min(x, y) * size + max(x, y) in apart for x in clusters.group(a) for y in clusters.group(b)):
            continue
        clusters.join(a, b, (verdict.score, verdict.reason))
    return clusters


def _undecidable(units: Units, found: Found[Verdict]) -> set[int]:
    """Pairs that would be a guess: a bare surname of several persons, a name of no home that fits two homes as well."""
    surnames: dict[int, set[str]] = defaultdict(set)
    homes: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for _, i, j, verdict in found.from_last():
        if verdict.reason == "surname":
            surnames[i if units[i].is_single_name else j].add(units[j if units[i].is_single_name else i].key[2])
        for homeless, other in ((i, j), (j, i)) if verdict.reason == "same name" else ():
            if not units[homeless].home and units[other].home:
                homes[homeless].append((verdict.score, units[other].home))
    guessed = {i for i, names in surnames.items() if len(names) > 1}
    torn = {i for i, told in homes.items() if len({home for score, home in told if score == max(told)[0]}) > 1}
    return {
        i * len(units) + j
        for _, i, j, verdict in found.from_last()
        if (verdict.reason == "surname" and guessed & {i, j}) or (verdict.reason == "same name" and torn & {i, j})
    }


class _Ids:
    """An id for each cluster."""

    def __init__(self, roots: "array[int]", ids: Iterable[str]) -> None:
        self._roots = roots
        self._ids = np.array([one.encode("ascii") for one in ids], dtype=np.bytes_)

    def __getitem__(self, root: int) -> str:
        return str(self._ids[bisect_left(self._roots, root)], "ascii")

    def in_order(self) -> Iterator[int]:
        """The roots in order of the ids."""
        return (self._roots[n] for n in np.argsort(self._ids, kind="stable").tolist())


def _identify(units: Units, clusters: _Clusters) -> _Ids:
    """An id for each cluster.

    The key that only one cluster bears makes its id. Where several do, none gets that id: each is named by its earliest
    article instead. So more articles can retire an id but never give it to somebody else.
    """
    alone = bytearray(len(units))
    for _, same in groupby(range(len(units)), lambda i: units.key(i)[:3]):
        bearers = list(same)
        if len({clusters.root[i] for i in bearers}) == 1:
            for i in bearers:
                alone[i] = 1

    def named(root: int) -> str:
        group = clusters.group(root)
        first = min(group, key=lambda i: order(units.first(i))) if len(group) > 1 else root
        key = units.key(first)[:3]
        return (
            make_id("ent", *key)
            if alone[first]
            else make_id("ent", *key, "of", units.first(first).article_id, units[first].home)
        )

    roots = array("i", clusters.roots())
    return _Ids(roots, map(named, roots))


def _most_common(values: Iterator[str | None]) -> str | None:
    known = Counter(v for v in values if v)
    return min(known, key=lambda v: (-known[v], v)) if known else None


def _entity(entity_id: str, group: Sequence[Unit], why: tuple[float, str] | None) -> ResolvedEntity:
    records = sorted((r for unit in group for r in unit.records), key=order)
    best = max(records, key=lambda r: (r.latitude is not None, r.confidence, r.article_id, r.key))
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(dict(record.name_counts))
        counts.update(dict.fromkeys((record.name, *record.aliases), 0))
    name = _canonical(records, group[0].type)
    days = [r.day for r in records if r.day]
    reason = f"same {group[0].key[1]}" if why is None else f"{why[1]} ({why[0]:.2f})"
    return ResolvedEntity(
        entity_id=entity_id,
        members=tuple(sorted((r.article_id, r.key) for r in records)),
        type=group[0].type,
        name=name,
        country=_most_common(r.country for r in records),
        actor_type=_most_common(r.actor_type for r in records),
        wikidata_id=_most_common(r.wikidata_id for r in records),
        geonames_id=best.geonames_id,
        latitude=best.latitude,
        longitude=best.longitude,
        admin1=best.admin1,
        feature=best.feature,
        link_method=best.link_method,
        names=tuple(sorted(counts.items(), key=lambda n: (n[0] != name, -n[1], n[0]))),
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        reason=reason,
        confidence=max(r.confidence for r in records),
    )


def _canonical(records: Sequence[EntityRecord], kind: str) -> str:
    """The name most articles use; among persons' names only those of two words or more where there are any; Latin first."""
    counts = Counter(r.name for r in records)
    full = {n for n in counts if " " in n} if kind == "person" else set()
    return min(full or counts, key=lambda n: (script_of(n) != "Latn", -counts[n], n))
