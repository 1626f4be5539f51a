"""Texts of articles in a file, read one by one: a mapping from article id to text that holds few of them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

from flows.core.errors import TarikhError

HELD = 2_000
"""Texts held in memory: each is asked for by several tables."""
SHORT = 10_000
"""Characters of a text that is held."""


class StoredTexts(Mapping[str, str]):
    """Texts by article id in a SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            TarikhError: It cannot be used.
        """
        self.path = path
        self._held: dict[str, str] = {}
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=OFF")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.execute("CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID")
        except sqlite3.Error as error:
            raise TarikhError(f"{path}: texts cannot be kept there ({error}): free space or rights, then run again") from None

    def __enter__(self) -> "StoredTexts":
        """The texts."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """Keep some texts by article id.

        Raises:
            TarikhError: The disk is full.
        """
        self._held.clear()
        try:
            self._db.execute("BEGIN")
            rows = ((article, text.encode("utf-8", "surrogatepass")) for article, text in texts)
            self._db.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise TarikhError(f"{self.path}: cannot be written ({error}): free space, then run again") from None

    def __getitem__(self, article: str) -> str:
        """The text of an article."""
        if article in self._held:
            return self._held[article]
        row = self._db.execute("SELECT text FROM texts WHERE id = ?", (article,)).fetchone()
        if row is None:
            raise KeyError(article)
        text: str = row[0].decode("utf-8", "surrogatepass")
        if len(text) <= SHORT:
            if len(self._held) >= HELD:
                self._held.clear()
            self._held[article] = text
        return text

    def __contains__(self, article: object) -> bool:
        """Whether there is a text of an article."""
        return self._db.execute("SELECT 1 FROM texts WHERE id = ?", (article,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        """Article ids, sorted."""
        last = ""
        while ids := [i for (i,) in self._db.execute("SELECT id FROM texts WHERE id > ? ORDER BY id LIMIT 1000", (last,))]:
            yield from ids
            last = ids[-1]

    def __len__(self) -> int:
        """How many articles."""
        return int(self._db.execute("SELECT COUNT(*) FROM texts").fetchone()[0])
