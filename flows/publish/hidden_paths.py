"""Paths of raw files that a release must not tell: those of articles taken down, and those that spell a withheld name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from flows.core.store import Header, Refused


def hidden_paths(headers: Iterable[Header], gone: frozenset[str], told: Mapping[str, str]) -> dict[str, str]:
    """Path of each raw input that is not told -> what stands for it.

    Args:
        headers: All articles found.
        gone: Ids of articles taken down.
        told: Article id -> the path that its row tells, with names blacked out.
    """
    return {
        h.raw_path: h.article_id if h.article_id in gone else told[h.article_id]
        for h in headers
        if h.article_id in gone or told.get(h.article_id, h.raw_path) != h.raw_path
    }


def without_paths(refused: Iterable[Refused], hidden: Mapping[str, str]) -> tuple[Refused, ...]:
    """Refusals that name no hidden path; repeats of a hidden article lie beside it and are hidden too."""
    return tuple(_blacked(r, n, hidden) for n, r in enumerate(refused))


def _blacked(r: Refused, number: int, hidden: Mapping[str, str]) -> Refused:
    about = next((path for path in hidden if r.raw_path == path or path in r.detail.split(" ")), None)
    if about is None:
        return r
    stand_in = hidden[about]
    return replace(r, key=f"{stand_in} ({r.reason} {number})", detail=r.detail.replace(about, stand_in), raw_path="")


def without_files(
    sums: Iterable[tuple[str, str]], hidden: Iterable[str], refused: Iterable[Refused] = ()
) -> tuple[tuple[str, str], ...]:
    """The (path, SHA-256) of files that hold nothing hidden; a file of many records tells of none of them by its name.

    Args:
        sums: All files.
        hidden: Paths that are not told.
        refused: Refusals with their paths: repeats of hidden articles are left out like them.
    """
    paths = set(hidden)
    paths |= {r.raw_path for r in refused if paths & {r.raw_path, *r.detail.split(" ")}}
    stems = {_stem(path) for path in paths if "#" not in path}
    return tuple((name, sha) for name, sha in sums if _stem(name) not in stems)


def _stem(path: str) -> str:
    """A path without the endings of an article or of what is said beside it."""
    whole = PurePosixPath(path)
    return (whole.parent / whole.name.partition(".")[0]).as_posix()
