"""Names: one entity for each person, organization, place, facility or group an article names.

Taggers propose spans (`name_spans`); the type of a name is decided over all its mentions with the evidence around them
(`name_typing`, `name_evidence`); names of one thing are joined (`name_clusters`). Furniture names nothing by itself: it
only adds names in other scripts of what the article names.
"""

from collections.abc import Sequence
from dataclasses import replace

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.parse import Parse
from flows.core.translit import fold, script_of
from flows.stages.name_clusters import Cluster, cluster_names, other_scripts
from flows.stages.name_spans import Span, propose_spans, repeats
from flows.stages.name_typing import Typed, type_names

SURE = 0.95
"""Confidence from which a place's name is taken for it wherever the article writes it."""

ADJECTIVE = frozenset({"amod", "compound", "nmod"})
"""What a nationality word is to its noun in "Turkish police": there it names no group."""


def find_names(analysis: Analysis) -> Analysis:
    """Find what an article names.

    Args:
        analysis: A parsed article.

    Returns:
        The same with `entities` (type decided, not yet linked) and `mentions` of type name.
    """
    parse = analysis.parse
    spans = propose_spans(parse)
    names = tuple(n for n in (_without_adjectives(parse, n) for n in type_names(parse, spans)) if n.spans)
    names = tuple(n for n in names if not _is_headline(analysis, n))
    names = _with_repeats(parse, names, spans)
    clusters = cluster_names(parse, names)
    written = [_written(analysis, c) for c in clusters]
    entities = [_entity(key, c, forms) for key, (c, forms) in enumerate(zip(clusters, written, strict=True))]
    found = [
        (parse.tokens[s.first].start, parse.tokens[s.last - 1].end, key, rule, c.names[0].confidence)
        for key, c in enumerate(clusters)
        for s, rule in c.mentions
    ]
    covered = {i for start, end, *_ in found for i in range(start, end)}
    for start, end, key in other_scripts(analysis.text, written):
        if covered.isdisjoint(range(start, end)):
            found.append((start, end, key, "cross_script", 0.9))
            entities[key] = _with_alias(entities[key], analysis.words(start, end))
    mentions = tuple(
        Mention(n, start, end, key, "name", rule, sure) for n, (start, end, key, rule, sure) in enumerate(sorted(found))
    )
    return analysis.adding(entities=tuple(entities), mentions=mentions)


def _is_headline(analysis: Analysis, name: Typed) -> bool:
    """Whether a person is only words of a headline in capitals, which the article writes small ("Editor Begins Hunger Strike")."""
    parse = analysis.parse
    titles = [(b.start, b.end) for b in analysis.document.blocks if b.kind == "title"]
    tokens = [t for s in name.spans for t in parse.tokens[s.first : s.last]]
    if name.type != "person" or not all(any(a <= t.start < b for a, b in titles) for t in tokens):
        return False
    told = {t.lower for t in tokens if len(t.text) > 3}
    return any(t.lower in told and t.text.islower() for t in parse.tokens)


def _without_adjectives(parse: Parse, name: Typed) -> Typed:
    """A group only where it is named by a noun ("the Kurds"), not where its word qualifies another ("Kurdish forces")."""
    if name.type != "group":
        return name
    return replace(name, spans=tuple(s for s in name.spans if not _is_adjective(parse, s)))


def _is_adjective(parse: Parse, span: Span) -> bool:
    last = parse.tokens[span.last - 1]
    return last.pos == "ADJ" or last.tag.startswith("JJ") or last.dep in ADJECTIVE


def _repeats_itself(name: Typed) -> bool:
    """Whether the same words elsewhere in the article surely name the same: not so for "the Bank" and its like."""
    return name.type == "person" or (name.type == "place" and name.confidence >= SURE)


def _with_repeats(parse: Parse, names: Sequence[Typed], spans: Sequence[Span]) -> tuple[Typed, ...]:
    known: dict[tuple[str, ...], str] = {}
    for name in names:
        for s in name.spans if _repeats_itself(name) else ():
            known[tuple(t.text for t in parse.tokens[s.first : s.last])] = name.key
        if name.type == "person" and name.spans and len(name.key.split()) > 1:
            last = parse.tokens[name.spans[0].last - 1].text
            if last[:1].isupper() and len(last) > 2:
                known.setdefault((last,), fold(last))
    more: dict[str, list[Span]] = {}
    for span in repeats(parse, spans, known):
        more.setdefault(span.key, []).append(span)
    out = []
    for name in names:
        added = more.pop(name.key, []) if name.spans else []
        out.append(replace(name, spans=tuple(sorted((*name.spans, *added), key=lambda s: s.first))) if added else name)
    out += [Typed(key, "person", tuple(found), "surname", 0.8) for key, found in sorted(more.items())]
    return tuple(out)


def _written(analysis: Analysis, cluster: Cluster) -> tuple[str, ...]:
    """The names of a cluster as written, the main name first, each once."""
    forms: dict[str, str] = {}
    for name in cluster.names:
        for span in name.spans:
            tokens = analysis.parse.tokens
            text = " ".join(analysis.words(tokens[span.first].start, tokens[span.last - 1].end).split())
            forms.setdefault(name.key, text)
            if forms[name.key].isupper() and not text.isupper():
                forms[name.key] = text
    return tuple(dict.fromkeys(forms.values()))


def _entity(key: int, cluster: Cluster, forms: tuple[str, ...]) -> Entity:
    main = cluster.names[0]
    return Entity(key, main.type, forms[0], forms[1:], rule=main.rule, confidence=main.confidence)


def _with_alias(entity: Entity, name: str) -> Entity:
    known = {entity.name, *entity.aliases}
    return entity if name in known or script_of(name) == "Zyyy" else replace(entity, aliases=(*entity.aliases, name))
