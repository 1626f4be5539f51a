"""Near-duplicate articles: wire copies and lightly edited reprints, found by MinHash (datasketch).

Two articles are near-duplicates when the estimated Jaccard similarity of their five-word shingles is at least
`THRESHOLD`. The one that stands is the earliest published (then the smallest id), whatever the order of input.

Those worth comparing are looked up by runs of their sketches, as datasketch's `MinHashLSH` would, which finds the same repeats but
makes an object of every sketch and keeps its runs twice: for 20,000 articles it takes nine times as long and half as much memory again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from flows.core.store import Header, Refused
from flows.core.translit import fold

THRESHOLD = 0.7
PERMUTATIONS = 64
BAND = 8
"""Articles that share no run of so many values of their sketches are not compared: at `THRESHOLD` few repeats are missed."""
SCHEME: Literal["affine32"] = "affine32"
SHINGLE = 5
FEWEST_WORDS = 25
"""Shorter texts share their shingles by chance: they are compared only as exact duplicates."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What near-duplicate search needs of an article.

    Attributes:
        article_id: The article.
        day: Publication day, None if unknown.
        values: The MinHash, empty for a text too short to compare.
    """

    article_id: str
    day: str | None
    values: tuple[int, ...]


def sketch(article_id: str, day: str | None, text: str) -> Sketch:
    """The sketch of one article's text."""
    words = fold(text).split()
    if len(words) < FEWEST_WORDS:
        return Sketch(article_id, day, ())
    from datasketch import MinHash  # readers need it; who only looks for repeats need not load it

    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    minhash = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=SCHEME)
    minhash.update_batch([s.encode() for s in sorted(shingles)])
    return Sketch(article_id, day, tuple(int(v) for v in minhash.hashvalues))


def near_duplicates(sketches: tuple[Sketch, ...]) -> Mapping[str, str]:
    """For each article that repeats another, the article it repeats.

    Args:
        sketches: One a distinct article, in any order.

    Returns:
        repeated id -> standing id. A standing article repeats none, so chains do not arise.
    """
    ordered = sorted((s for s in sketches if s.values), key=lambda s: (s.day or "9999", s.article_id))
    standing: dict[bytes, list[int]] = defaultdict(list)
    values = np.array([s.values for s in ordered], dtype=np.uint32).reshape(len(ordered), PERMUTATIONS)
    out: dict[str, str] = {}
    for n, s in enumerate(ordered):
        bands = [bytes([first]) + values[n, first : first + BAND].tobytes() for first in range(0, PERMUTATIONS, BAND)]
        alike = sorted({m for band in bands for m in standing.get(band, ())})
        scored = [(float((values[n] == values[m]).mean()), ordered[m].article_id) for m in alike]
        close = [pair for pair in scored if pair[0] >= THRESHOLD]
        if close:
            out[s.article_id] = max(close)[1]
        else:
            for band in bands:
                standing[band].append(n)
    return out


def _age(h: Header, fetched: bool) -> tuple[str, str]:
    """What the newest edition has most of: where all were fetched, the last fetch is; a page may take its date back."""
    told = (h.published_at or "", h.ingested_at or "")
    return told[::-1] if fetched else told


def split_editions(headers: Sequence[Header]) -> tuple[tuple[Header, ...], tuple[Refused, ...]]:
    """Keep one header an article: of several editions the newest speaks, of several copies the first path.

    Args:
        headers: Of all inputs, in any order.

    Returns:
        The headers kept, by article id, and a refusal for each of the others.
    """
    groups: dict[tuple[str, ...], list[Header]] = defaultdict(list)
    for h in headers:
        groups[("id", h.article_id) if h.url else ("text", h.source, h.text_sha256)].append(h)
    kept, refused = [], []
    for group in groups.values():
        by_path = sorted(group, key=lambda h: (h.raw_path, h.key))
        newest = max(by_path, key=lambda h: _age(h, all(g.ingested_at for g in group)))
        kept.append(newest)
        for h in by_path:
            if h is newest:
                continue
            same = h.text_sha256 == newest.text_sha256
            reason = "exact_duplicate" if same else "older_edition"
            detail = f"{'same text as' if same else 'older edition of'} {newest.raw_path} ({newest.article_id})"
            refused.append(Refused("duplicates", h.raw_path, reason, detail, h.raw_path))
    return tuple(sorted(kept, key=lambda h: h.article_id)), tuple(sorted(refused, key=lambda r: r.key))
