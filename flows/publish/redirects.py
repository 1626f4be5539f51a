"""Ids that are retired: what stands for an entity or event of an earlier release now."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from flows.tables.frames import frame
from flows.tables.parts import Frames, parts

Words = tuple[str, int, int]
"""An article and a span of it."""
MEMBERS: tuple[tuple[str, str, str], ...] = (
    ("entities", "entity_id", "mentions"),
    ("events", "event_id", "event_reports"),
)
"""Tables whose ids are followed, their id column, and the table of the words they are made of."""


def _ids(frames: Frames, table: str, column: str) -> set[str]:
    return {str(key) for part in parts(frames, table, [column]) for key in part[column]}


def _members(frames: Frames, column: str, table: str, ids: Collection[str]) -> Iterator[tuple[Words, str]]:
    """The words that belong to some ids, with the id."""
    for part in parts(frames, table, ("article_id", "start", "end", column)):
        data = part[part[column].isin(ids)]
        for a, s, e, i in zip(*(data[c] for c in ("article_id", "start", "end", column)), strict=True):
            yield (str(a), int(s), int(e)), str(i)


def _holders(frames: Frames, column: str, table: str, words: Collection[Words]) -> Iterator[tuple[Words, str]]:
    """The ids that some words belong to, with the words."""
    articles = {article for article, _, _ in words}
    for part in parts(frames, table, ("article_id", "start", "end", column)):
        data = part[part["article_id"].isin(articles) & part[column].notna()]
        for a, s, e, i in zip(*(data[c] for c in ("article_id", "start", "end", column)), strict=True):
            if (str(a), int(s), int(e)) in words:
                yield (str(a), int(s), int(e)), str(i)


def _retired(old: Frames, new: Frames, table: str, column: str, members: str) -> Iterator[tuple[str, str | None, str]]:
    """(old id, new id, reason) of the ids that only the older release has."""
    live, before = _ids(new, table, column), _ids(old, table, column)
    gone = before - live
    words = dict(_members(old, column, members, gone)) if gone else {}
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    now = dict(_holders(new, column, members, words.keys())) if words else {}
    for span, heir in now.items():
        heirs[words[span]][heir] += 1
    inherited = dict(_members(new, column, members, set(now.values()))) if now else {}
    was = dict(_holders(old, column, members, inherited.keys())) if inherited else {}
    sources: Counter[str] = Counter(heir for heir, _ in {(inherited[span], i) for span, i in was.items()})
    for one in sorted(gone):
        shared = Counter({heir: n for heir, n in heirs.get(one, Counter()).items() if heir in live})
        if not shared:
            yield one, None, "no longer found"
            continue
        heir = min(shared, key=lambda i: (-shared[i], i))
        reason = "split" if len(shared) > 1 else "merged" if heir in before or sources[heir] > 1 else "same words, new id"
        yield one, heir, reason


def find_redirects(old: Frames, new: Frames, version: str) -> pd.DataFrame:
    """The rows of `redirects`: ids retired by this release, and the older ones carried forward.

    An id goes to the one that holds most of its words (mentions of an entity, triggers of an event). A redirect to an id that
    is retired in turn goes on to that one's heir; an id that lives again is no longer redirected.

    Args:
        old: Tables of the previous release.
        new: Tables of the release at hand; its `redirects` are ignored.
        version: Version of the release at hand.
    """
    live = {key for table, column, _ in MEMBERS for key in _ids(new, table, column)}
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
