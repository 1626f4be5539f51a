"""The type of each name, decided over all its mentions in the article with all evidence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp

from flows.core.annotations import EntityType
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse
from flows.core.translit import name_words
from flows.stages.name_evidence import TYPES, of_context, of_words
from flows.stages.name_spans import Span, weights

CLEAR = 0.85
"""Score of the learned tagger from which one mention may differ in type from the others of its words."""


NAMESAKES = ("capital", "town")
"""Evidence of the gazetteer alone, worth nothing against somebody of the article who has the name."""


_BODIES = frozenset(
    {
        "party",
        "foundation",
        "institute",
        "university",
        "college",
        "school",
        "trust",
        "committee",
        "campaign",
        "court",
        "police",
        "organization",
        "family",
        "commission",
        "church",
    }
)
"""Last words of names whose first words are rather somebody's: "the Clinton Foundation"."""

_Points = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Typed:
    """The mentions of one name with their type.

    Attributes:
        key: Folded words.
        type: What the name names.
        spans: Its mentions, in reading order.
        rule: Strongest evidence for the type.
        confidence: 0 to 1, from the points between the best type and the second.
    """

    key: str
    type: EntityType
    spans: tuple[Span, ...]
    rule: str
    confidence: float


def type_names(parse: Parse, spans: Sequence[Span]) -> tuple[Typed, ...]:
    """Decide the type of every name; names without enough evidence are left out."""
    groups: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span, part in _parted(spans):
        groups[span.key, part].append(span)
    learned = any(tagger == "encoder" for span in spans for tagger, *_ in span.votes)
    points = {group: _points(parse, group[0], found, learned) for group, found in groups.items()}
    surnames = {name_words(key)[-1] for (key, _), p in points.items() if " " in key and _best(p)[0] == "person"}
    firms = set(_shortened(points))
    acronyms = _introduced(parse, points, spans)
    out = []
    for (key, part), found in groups.items():
        p = points[key, part]
        if " " not in key and key in surnames:
            p["person"]["fuller_name"] = weights()["fuller_name"]
            for rule in NAMESAKES:
                p["place"].pop(rule, None)
        if key in firms and _best(p)[0] == "person":
            p["organization"]["firm"] = weights()["firm"]
        if kind := acronyms.get(key):
            p[kind]["acronym"] = weights()["acronym"]
        kind, best, second = _best(p)
        if best < _least(found, learned) or key in words("names", "never"):
            continue
        rule = max(sorted(p[kind]), key=lambda r: p[kind][r])
        out.append(Typed(key, kind, tuple(found), rule, round(1 / (1 + exp(-(best - second) / 2)), 3)))
    return tuple(out)


def _shortened(points: Mapping[tuple[str, str], _Points]) -> Iterator[str]:
    """First words of the names of organizations, which may stand for them: "Veltis" for "Veltis AG", "Van Dorp" for "Van Dorp Marine"."""
    for (key, _), p in points.items():
        parts = key.split()
        if len(parts) == 2 and parts[1] in words("names", "firms"):
            yield parts[0]
        elif (
            len(parts) > 1
            and _best(p)[0] == "organization"
            and sum(p["organization"].values()) > 2
            and parts[-1] not in _BODIES
        ):
            yield from (" ".join(parts[:n]) for n in range(1, len(parts)))


def _introduced(parse: Parse, points: Mapping[tuple[str, str], _Points], spans: Sequence[Span]) -> dict[str, str]:
    """Type of each short form given in brackets right after the name it stands for: "National Rivers Agency (NRA)"."""
    out: dict[str, str] = {}
    for left, right in pairwise(spans):
        if right.first == left.last + 1 and parse.tokens[left.last].text == "(" and " " not in right.key:
            kinds = [_best(p)[0] for (key, _), p in points.items() if key == left.key] if _is_short(right.key, left.key) else []
            if kinds:
                out[right.key] = kinds[0]
    return out


def _is_short(short: str, name: str) -> bool:
    """Whether the letters of a short form stand in a name in their order, the first letters of both being one."""
    letters = iter(name)
    return len(name) > len(short) and all(letter in letters for letter in short) and name[:1] == short[:1]


def _parted(spans: Sequence[Span]) -> list[tuple[Span, str]]:
    """Each span with the kind of name it clearly is, where clear mentions of the same words differ ("Victoria")."""
    clear: dict[str, set[str]] = defaultdict(set)
    of: list[str] = []
    for span in spans:
        kind = next((k for tagger, k, score in span.votes if tagger == "encoder" and score >= CLEAR), "")
        of.append(kind)
        if kind:
            clear[span.key].add(kind)
    return [(s, k if len(clear[s.key]) > 1 and k == "person" else "") for s, k in zip(spans, of, strict=True)]


def _points(parse: Parse, key: str, spans: Sequence[Span], learned: bool) -> dict[str, dict[str, float]]:
    """Points of each type by rule: the taggers' mean votes, the name's words, and each kind of context once or twice."""
    w = weights()
    points: dict[str, dict[str, float]] = {kind: defaultdict(float) for kind in TYPES}
    for span in spans:
        for tagger, kind, score in span.votes:
            points[kind][tagger] += w[tagger if learned else "alone"] * score / len(spans)
        for kind, rule, n in of_context(parse, span):
            points[kind][rule] = min(points[kind][rule] + n, 2 * n)
    first = spans[0]
    text = " ".join(t.text for t in parse.tokens[first.first : first.last])
    is_place = bool(points["place"]["encoder"] or points["place"]["spacy"])
    for kind, rule, n in of_words(key, text, is_place):
        points[kind][rule] = n
    return points


def _best(points: Mapping[str, Mapping[str, float]]) -> tuple[EntityType, float, float]:
    totals = sorted(((sum(p.values()), -TYPES.index(kind), kind) for kind, p in points.items()), reverse=True)
    return totals[0][2], totals[0][0], totals[1][0]  # type: ignore[return-value]


def _least(spans: Sequence[Span], learned: bool) -> float:
    """Points a name needs: more where the learned tagger has read the article and only spaCy sees the name."""
    unseen = learned and not any(v[0] == "encoder" for s in spans for v in s.votes)
    return float(read_yaml("names")["least_alone"]) if unseen else 1.0
