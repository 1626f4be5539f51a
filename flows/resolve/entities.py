"""One entity across articles: grouping the entities that articles name alike.

Places linked to the gazetteer are one by their gazetteer id. Everything else is one where type and folded name agree.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from flows.core.ids import make_id
from flows.core.resolution import EntityRecord, NearMiss, ResolvedEntity
from flows.core.translit import fold


def _key(record: EntityRecord) -> tuple[str, str, str]:
    if record.geonames_id:
        return (record.type, "geonames", record.geonames_id)
    if record.type == "place" and record.feature == "country" and record.country:
        return (record.type, "country", record.country)
    return (record.type, "name", fold(record.name))


def resolve_entities(records: Sequence[EntityRecord]) -> tuple[tuple[ResolvedEntity, ...], tuple[NearMiss, ...]]:
    """Group article entities into entities of the release.

    Args:
        records: Of all articles, in any order.

    Returns:
        The entities, sorted by id, and pairs that were nearly joined.
    """
    groups: dict[tuple[str, str, str], list[EntityRecord]] = defaultdict(list)
    for record in sorted(records, key=lambda r: (r.day or "9999", r.article_id, r.key)):
        groups[_key(record)].append(record)
    return tuple(sorted((_entity(key, group) for key, group in groups.items()), key=lambda e: e.entity_id)), ()


def _most_common(values: Sequence[str | None]) -> str | None:
    known = Counter(v for v in values if v)
    return min(known, key=lambda v: (-known[v], v)) if known else None


def _entity(key: tuple[str, str, str], group: list[EntityRecord]) -> ResolvedEntity:
    best = max(group, key=lambda r: r.confidence)
    counts: Counter[str] = Counter()
    for record in group:
        counts.update(dict(record.name_counts))
        counts.update(dict.fromkeys((record.name, *record.aliases), 0))
    name = _most_common([r.name for r in group]) or best.name
    days = sorted(r.day for r in group if r.day)
    return ResolvedEntity(
        entity_id=make_id("ent", *key),
        members=tuple(sorted((r.article_id, r.key) for r in group)),
        type=best.type,
        name=name,
        country=_most_common([r.country for r in group]),
        actor_type=_most_common([r.actor_type for r in group]),
        wikidata_id=_most_common([r.wikidata_id for r in group]),
        geonames_id=best.geonames_id,
        latitude=best.latitude,
        longitude=best.longitude,
        admin1=best.admin1,
        feature=best.feature,
        link_method=best.link_method,
        names=tuple(sorted(counts.items(), key=lambda n: (n[0] != name, -n[1], n[0]))),
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        reason=f"same {key[1]}",
        confidence=max(r.confidence for r in group),
    )
