"""Which names of an article name the same thing: fuller and shorter names, acronyms, spellings, scripts."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.core.parse import Parse
from flows.core.translit import SAME, fold, name_words, same_name, script_of, sound_key
from flows.stages.gazetteer import lookup
from flows.stages.name_aliases import stated_aliases
from flows.stages.name_spans import Span
from flows.stages.name_typing import Typed

MOST_COMPARED = 40
"""Most names that sound alike compared with one another: more share too common a word."""
_SMALL = frozenset({"of", "for", "and", "the", "in", "on", "de", "la", "del", "des", "du", "to", "at", "y", "et"})
_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})
_RUN = re.compile(r"[^\W\d_a-zA-Z][^\W\d_]*(?:[ -][^\W\d_a-zA-Z][^\W\d_]*){0,4}")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Everything that names one thing.

    Attributes:
        names: Its names, the main one first.
        mentions: Each mention with the rule that tied it to the thing.
    """

    names: tuple[Typed, ...]
    mentions: tuple[tuple[Span, str], ...]


def cluster_names(parse: Parse, names: Sequence[Typed]) -> tuple[Cluster, ...]:
    """One cluster for each thing named, in the order of first mention."""
    joined, alone, names = _Joined(len(names)), _bare_persons(names), list(names)
    stated = tuple(stated_aliases(parse, names, alone))
    for i, j in stated:
        names[j] = replace(names[j], type=names[i].type)
    for i, j in (*stated, *_spellings(names), *_acronyms(parse, names), *_countries(parse, names), *_short_forms(names)):
        joined.join(i, j)
    # a place or a company is called by the name that the article explains, a person by the fullest
    former = {j for _, j in stated if names[j].type != "person"}
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(names)):
        if i not in alone:
            groups[joined.root(i)].append(i)
    extra: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    members: dict[int, list[int]] = defaultdict(list)
    for i, owners in alone.items():
        roots = sorted({joined.root(o) for o in owners})
        nearest = _Nearest({r: [s.first for g in groups[r] for s in names[g].spans] for r in roots})
        for span in names[i].spans:
            root = nearest.before(span.first)
            extra[root].append((span, "part_of_name"))
            if i not in members[root]:
                members[root].append(i)
    out = []
    for root, group in groups.items():
        main = min(group, key=lambda i: (i in former, -_fullness(names[i]), -len(names[i].spans), names[i].spans[0].first))
        rest = [names[i] for i in (*group, *members[root]) if i != main]
        mentions = [(s, names[i].rule if i == main else "same_thing") for i in group for s in names[i].spans]
        found = sorted((*mentions, *extra[root]), key=lambda m: m[0].first)
        out.append(Cluster((names[main], *rest), tuple(found)))
    return tuple(sorted(out, key=lambda c: c.mentions[0][0].first))


class _Joined:
    """Union of numbers; the smallest of each set stands for it."""

    def __init__(self, n: int) -> None:
        self._up = list(range(n))

    def root(self, i: int) -> int:
        while self._up[i] != i:
            self._up[i] = self._up[self._up[i]]
            i = self._up[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self.root(i), self.root(j)))
        self._up[b] = a


class _Nearest:
    """For a point of the text, which of some things was named last before it (or first after it)."""

    def __init__(self, at: Mapping[int, Sequence[int]]) -> None:
        self._at = sorted((point, key) for key, points in at.items() for point in points)

    def before(self, point: int) -> int:
        k = bisect_left(self._at, (point, -1))
        return self._at[k - 1][1] if k else self._at[0][1]


def _fullness(name: Typed) -> int:
    words = name.key.split()
    return sum(len(w) > 1 for w in words) if name.type == "person" else len(words)


def _spellings(names: Sequence[Typed]) -> Iterator[tuple[int, int]]:
    """Full names of persons that are spellings of one name; other names with the same sounds."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        key = sound_key(name.key)
        if name.type == "person" and " " in name.key:
            for word in set(key.split()):
                alike["person", word].append(i)
        elif name.type == "place" or " " in name.key:
            alike[name.type, fold(name.key).replace(" ", "")].append(i)
    for (kind, _), group in alike.items():
        some = group[:MOST_COMPARED]
        for n, i in enumerate(some):
            for j in some[n + 1 :]:
                if kind != "person" or same_name(names[i].key, names[j].key).score >= SAME:
                    yield i, j


def _bare_persons(names: Sequence[Typed]) -> dict[int, list[int]]:
    """For each single name of a person the fuller names it may stand for: by surname before given name."""
    parts: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        words = name_words(name.key) if name.type == "person" else []
        if len(words) > 1:
            for word in words:
                parts[sound_key(word), word == words[-1]].append(i)
    out = {}
    for i, name in enumerate(names):
        # "al-Sourani" is a surname alone
        words = name_words(name.key) if name.type == "person" else []
        if len(words) == 1 or (words and " " not in name.key):
            word = words[0] if len(words) == 1 else name.key
            for surname in (True, False):
                owners = parts.get((sound_key(word), surname), ())
                fits = [j for j in owners[:MOST_COMPARED] if _sounds_in(word, names[j].key)]
                if fits:
                    out[i] = fits
                    break
    return out


def _sounds_in(word: str, name: str) -> bool:
    return any(word == w or same_name(word, w).score >= 0.9 for w in name_words(name))


def _acronyms(parse: Parse, names: Sequence[Typed]) -> Iterator[tuple[int, int]]:
    """An acronym right after its full name in brackets or before it, or made of the first letters of one full name of the article."""
    ends = {s.last: i for i, name in enumerate(names) for s in name.spans}
    begins = {s.first: (i, s.last) for i, name in enumerate(names) for s in name.spans}
    initials: dict[str, set[int]] = defaultdict(set)
    for i, name in enumerate(names):
        words = name.key.split()
        if len(words) > 1:
            initials["".join(w[0] for w in words if w not in _SMALL)].add(i)
            initials["".join(w[0] for w in words)].add(i)
    for i, name in enumerate(names):
        if " " in name.key or not 1 < len(name.key) < 9 or name.type == "person":
            continue
        for span in name.spans:
            before = parse.tokens[span.first - 1].text if span.first else ""
            owner = ends.get(span.first - 1)
            if before in _OPENING and owner is not None and owner != i and names[owner].type != "person":
                yield owner, i
            explained, last = begins.get(span.last + 1, (i, 0))
            if (
                _is_bracketed(parse, span.last, last)
                and names[explained].type == names[i].type
                and _may_abbreviate(name.key, names[explained].key)
            ):
                yield explained, i
        text = parse.tokens[name.spans[0].first].text
        owners = [j for j in sorted(initials.get(name.key, ())) if names[j].type == name.type and j != i]
        if text.isupper() and len(owners) == 1:
            yield owners[0], i


def _is_bracketed(parse: Parse, opening: int, last: int) -> bool:
    """Whether a name that ends before `last` stands alone in brackets opened at a token."""
    return opening < last < len(parse.tokens) and parse.tokens[opening].text in _OPENING and parse.tokens[last].text in _CLOSING


def _may_abbreviate(short: str, full: str) -> bool:
    """Whether every letter begins a word of the full name, in whatever order: acronyms are kept in translation."""
    firsts = Counter(word[0] for word in full.split())
    return " " in full and not Counter(short) - firsts


def _countries(parse: Parse, names: Sequence[Typed]) -> Iterator[tuple[int, int]]:
    """Two names of one country ("UK", "United Kingdom")."""
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if name.type == "place":
            first = name.spans[0]
            found = lookup(" ".join(t.text for t in parse.tokens[first.first : first.last]))
            if found and found[0].place.feature == "country":
                if found[0].place.id in seen:
                    yield seen[found[0].place.id], i
                seen.setdefault(found[0].place.id, i)


def _short_forms(names: Sequence[Typed]) -> Iterator[tuple[int, int]]:
    """An organization's name cut short to its first words ("Amnesty" for "Amnesty International"), if only one begins so."""
    begins: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        words = name.key.split()
        if name.type == "organization":
            for n in range(1, len(words)):
                begins[" ".join(words[:n])].append(i)
    for i, name in enumerate(names):
        longer = begins.get(name.key, ())
        if name.type == "organization" and len(longer) == 1 and len(name.key) > 3:
            yield longer[0], i


def other_scripts(text: str, names_of: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    """Names in other scripts that transliterate to a known one: start, end, index of its cluster.

    Args:
        text: The whole article, furniture too.
        names_of: The names of each cluster as written.
    """
    if text.isascii():
        return
    index: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for n, found in enumerate(names_of):
        for name in found:
            index[_loose(name)].append((n, name))
    for run in _RUN.finditer(text):
        if script_of(run.group()) == "Latn":
            continue
        words = [(m.start(), m.end()) for m in re.finditer(r"[^\W\d_]+", run.group())]
        at = 0
        while at < len(words):
            for last in range(len(words), at, -1):
                start, end = run.start() + words[at][0], run.start() + words[last - 1][1]
                piece = text[start:end]
                owner = next((n for n, name in index.get(_loose(piece), ()) if same_name(piece, name).score >= SAME), None)
                if owner is not None and piece[:1].isupper():
                    yield start, end, owner
                    at = last - 1
                    break
            at += 1


def _loose(name: str) -> str:
    return " ".join(sorted(sound_key(name).split()))
