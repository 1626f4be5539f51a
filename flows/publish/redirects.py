"""Ids that are retired: what stands for an entity or event of an earlier release now."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from flows.tables.frames import frame

Frames = Mapping[str, pd.DataFrame]
MEMBERS: tuple[tuple[str, str, str], ...] = (
    ("entities", "entity_id", "mentions"),
    ("events", "event_id", "event_reports"),
)
"""Tables whose ids are followed, their id column, and the table of the words they are made of."""


def _members(frames: Frames, column: str, table: str) -> dict[tuple[str, int, int], str]:
    """Id by the words that belong to it: (article, start, end)."""
    data = frames[table].dropna(subset=[column])
    spans = zip(data["article_id"], data["start"], data["end"], strict=True)
    return {(str(a), int(s), int(e)): str(i) for (a, s, e), i in zip(spans, data[column], strict=True)}


def _heirs(old: Frames, new: Frames, column: str, table: str) -> dict[str, Counter[str]]:
    """New ids by old id, with how many words they share."""
    before, after = _members(old, column, table), _members(new, column, table)
    out: dict[str, Counter[str]] = {}
    for words in before.keys() & after.keys():
        out.setdefault(before[words], Counter())[after[words]] += 1
    return out


def _retired(old: Frames, new: Frames, table: str, column: str, members: str) -> Iterator[tuple[str, str | None, str]]:
    """(old id, new id, reason) of the ids that only the older release has."""
    live = set(new[table][column])
    before = set(old[table][column])
    heirs = _heirs(old, new, column, members)
    sources: Counter[str] = Counter(heir for shared in heirs.values() for heir in shared)
    for gone in sorted(before - live):
        shared = Counter({heir: n for heir, n in heirs.get(gone, Counter()).items() if heir in live})
        if not shared:
            yield gone, None, "no longer found"
            continue
        heir = min(shared, key=lambda i: (-shared[i], i))
        reason = "split" if len(shared) > 1 else "merged" if heir in before or sources[heir] > 1 else "same words, new id"
        yield gone, heir, reason


def find_redirects(old: Frames, new: Frames, version: str) -> pd.DataFrame:
    """The rows of `redirects`: ids retired by this release, and the older ones carried forward.

    An id goes to the one that holds most of its words (mentions of an entity, triggers of an event). A redirect to an id that
    is retired in turn goes on to that one's heir; an id that lives again is no longer redirected.

    Args:
        old: Tables of the previous release.
        new: Tables of the release at hand; its `redirects` are ignored.
        version: Version of the release at hand.
    """
    live = {str(i) for table, column, _ in MEMBERS for i in new[table][column]}
    fresh = {
        gone: {"old_id": gone, "new_id": heir, "reason": reason, "version": version}
        for table, column, members in MEMBERS
        for gone, heir, reason in _retired(old, new, table, column, members)
    }
    carried = []
    for row in old["redirects"].to_dict("records"):
        heir = None if pd.isna(row["new_id"]) else str(row["new_id"])
        if heir in fresh:
            heir = fresh[heir]["new_id"]
        if row["old_id"] not in live and row["old_id"] not in fresh:
            kept = heir if heir in live else None
            carried.append({"old_id": row["old_id"], "new_id": kept, "reason": row["reason"], "version": row["version"]})
    return frame("redirects", [*carried, *fresh.values()])
