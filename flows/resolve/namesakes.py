"""Namesakes: which bearers of one full name are one person.

A name alone makes nobody one: two private persons of a name stay apart unless something else of theirs is shared, an office
or a name in their company that is rare in the corpus. Who holds an office is known by name: all bearers of a home that are
stated to hold one are one, and so is whoever shares any company with them.
"""

from collections.abc import Iterator, Sequence

from flows.core.resolution import EntityRecord
from flows.core.translit import fold

PUBLIC: frozenset[str] = frozenset(("GOV", "LEG", "JUD", "PTY", "OPP"))
"""Actor types of persons that articles call by name without saying who they are."""


def is_public(record: EntityRecord) -> bool:
    """Whether an article states an office of the person, or codes the person as a holder of one."""
    return bool(record.titles) or record.actor_type in PUBLIC


def company(record: EntityRecord) -> Iterator[str]:
    """The folded names of others in the article."""
    own = fold(record.name)
    return (name for name in record.companions if name != own)


def _evidence(record: EntityRecord, common: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What makes two bearers of a name one, where they share it."""
    public = is_public(record)
    if public and record.country:
        yield "office", record.country
    if record.wikidata_id:
        yield "wikidata", record.wikidata_id
    for title in record.titles:
        yield "title", title
    for name in company(record):
        if name not in common:
            yield "company", name


def part_namesakes(group: Sequence[EntityRecord], common: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """The persons among the bearers of one name and home.

    Args:
        group: Records of one name and home, earliest first.
        common: Names in the company of so many that they tell nobody apart.

    Returns:
        The places in the group of each person's records, in order. The number of steps grows in proportion to the records.
    """
    parent = list(range(len(group)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(i: int, j: int) -> None:
        a, b = sorted((root(i), root(j)))
        parent[b] = a

    first: dict[tuple[str, str], int] = {}
    for i, record in enumerate(group):
        for token in _evidence(record, common):
            join(first.setdefault(token, i), i)
        join(first.setdefault(("article", record.article_id), i), i)
    known: dict[str, int] = {}
    for i, record in enumerate(group):
        for name in company(record) if is_public(record) else ():
            join(known.setdefault(name, i), i)
    for i, record in enumerate(group):
        for name in company(record):
            if name in known:
                join(known[name], i)
    parts: dict[int, list[int]] = {}
    for i in range(len(group)):
        parts.setdefault(root(i), []).append(i)
    return tuple(tuple(part) for _, part in sorted(parts.items()))
