"""One round of fetching: addresses and lists in, pages in `raw/<source>/` and one line each of what became of them out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.fetch.addresses import FetchError
from flows.fetch.client import Answer, Client, unpack
from flows.fetch.lists import Entry, Listing, is_list, read_list
from flows.fetch.storing import SUFFIXES, known_pages, list_name, page_name, store

LISTS = ".lists"
"""Hidden folder of a source where its lists are kept, so that an unchanged list need not be sent again."""
MOST_LISTS = 200
DEEPEST = 2
"""An index of sitemaps may name lists, and a list articles."""
LARGEST_FILE = 50_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address.

    Attributes:
        url: The address.
        status: `stored`, `unchanged`, `list` or `failed`.
        detail: The new file, what the list names, or why it failed.
    """

    url: str
    status: str
    detail: str = ""

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.url}: {self.status}" + (f": {self.detail}" if self.detail else "")


@dataclass
class Round:
    """One round for one source.

    Attributes:
        folder: `raw/<source>`.
        client: Who asks.
        most: Most articles of lists asked for in this round.
        now: The time.
    """

    folder: Path
    client: Client
    most: int = 500
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _pages: dict[str, dict[str, Any]] = field(init=False)
    _lists: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        """Look up what is held already."""
        self._pages, self._lists = known_pages(self.folder), known_pages(self.folder / LISTS)

    def fetch(self, targets: Sequence[str]) -> Iterator[Outcome]:
        """Fetch addresses of articles, feeds, sitemaps and lists; a target may be a file that holds a list or mailbox.

        Args:
            targets: Addresses and files.

        Yields:
            One outcome an address, as it happens.
        """
        queue = [(target, 0) for target in dict.fromkeys(targets)]
        entries: dict[str, Entry] = {}
        asked: set[str] = set()
        while queue:
            target, depth = queue.pop(0)
            if target in asked or len(asked) >= MOST_LISTS + len(targets):
                continue
            asked.add(target)
            listing, outcome = self._try(target, lambda target=target: self._visit(target))  # type: ignore[misc]
            yield outcome
            entries |= {e.url: e for e in listing.entries}
            queue += [(url, depth + 1) for url in listing.lists if depth < DEEPEST]
        wanted = [e for e in entries.values() if e.url not in asked]
        for entry in wanted[: self.most]:
            yield self._try(entry.url, lambda entry=entry: self._visit(entry.url, entry.published_at))[1]  # type: ignore[misc]
        if len(wanted) > self.most:
            yield Outcome(self.folder.name, "failed", f"{len(wanted) - self.most} articles are left: raise --most")

    def _try(self, target: str, visit: Callable[[], tuple[Listing, Outcome]]) -> tuple[Listing, Outcome]:
        try:
            return visit()
        except FetchError as error:
            return Listing(()), Outcome(target, "failed", str(error).removeprefix(f"{target}: "))

    def _visit(self, target: str, published: str | None = None) -> tuple[Listing, Outcome]:
        if not target.lower().startswith(("http://", "https://")) and Path(target).is_file():
            return _found(target, _read(Path(target)), "")
        held = self._lists.get(target)
        known = held or self._pages.get(target) or {}
        answer = self.client.get(target, known)
        if answer.status == 304:
            if held is None:
                return Listing(()), Outcome(target, "unchanged")
            return _found(target, _read(self.folder / LISTS / str(held["file"])), answer.url)
        return self._keep(target, answer, known, published)

    def _keep(self, target: str, answer: Answer, known: Mapping[str, Any], published: str | None) -> tuple[Listing, Outcome]:
        body = unpack(answer.body, self.client.manners.largest) if answer.body[:2] == b"\x1f\x8b" else answer.body
        if is_list(body, answer.media_type):
            listing, outcome = _found(target, body, answer.url)
            plain = Answer(answer.url, answer.status, answer.headers, body)
            store(self.folder / LISTS, list_name(target), target, plain, self.now(), known)
            return listing, outcome
        if answer.media_type not in SUFFIXES:
            raise FetchError(f"{answer.media_type[:60] or 'no media type'!a} is neither a page nor a list")
        at = self.now()
        path = store(self.folder, page_name(answer, target, at), target, answer, at, known, published)
        if path is None:
            return Listing(()), Outcome(target, "unchanged")
        return Listing(()), Outcome(target, "stored", f"{self.folder.name}/{path.name}")


def _found(target: str, data: bytes, base: str) -> tuple[Listing, Outcome]:
    listing = read_list(data, base)
    return listing, Outcome(target, "list", f"{len(listing.entries)} articles, {len(listing.lists)} lists")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FetchError(f"larger than {LARGEST_FILE} bytes")
        return path.read_bytes()
    except OSError as error:
        raise FetchError(f"cannot be read: {error.strerror}") from None
