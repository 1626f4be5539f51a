"""Events marked by hand: stand-off marks of corpora's articles, and invented articles with their marks in the text.

`events/marks.csv` marks words of articles of the corpora by where they begin in the normalised text; an article is known by the hash of its text, and
a row without a word says that one was read and tells no event. `events/participants.csv` says in the same way who and what takes part in those events, in the words
of the same sentence; of articles that it does not have nothing is known of that. `events/apart.csv` lists the articles that only measure.
`events/*.txt` are invented articles: `### name | day`, then the text, in which `{{word|type}}` or
`{{word|type+type|modality}}` tells an event. What is not marked tells none.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from flows.core.document import Document
from flows.readers.clean import find_blocks, normalise

FOLDER = Path(__file__).resolve().parent / "events"
_MARK = re.compile(r"\{\{(?P<word>[^{}|]+)\|(?P<types>[a-z_.+]+)(?:\|(?P<modality>[a-z]+))?\}\}")


@dataclass(frozen=True)
class Mark:
    """A word that tells an event.

    Attributes:
        word: The word as the text has it.
        types: The types of event it tells, two for "assassinated".
        modality: How real the event is as told.
    """

    word: str
    types: tuple[str, ...]
    modality: str


@dataclass(frozen=True)
class Marked:
    """What was marked in an article.

    Attributes:
        events: The words that tell events, by where they begin.
        roles: For each event (where its word begins, type) the role of each word that takes part, by where it begins; nothing where that is not known.
        apart: Whether the article only measures.
    """

    events: dict[int, Mark] = field(default_factory=dict)
    roles: dict[tuple[int, str], dict[int, str]] = field(default_factory=dict)
    apart: bool = False


def text_key(text: str) -> str:
    """What an article of a corpus is known by."""
    return sha256(text.encode()).hexdigest()[:16]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def read_marks() -> Mapping[str, Marked]:
    """What was marked in each article of the corpora that was read by hand, by the hash of its text."""
    apart = {row["text"] for row in _rows("apart.csv")}
    found: dict[str, Marked] = {}
    for row in _rows("marks.csv"):
        own = found.setdefault(row["text"], Marked(apart=row["text"] in apart))
        if row["word"]:
            at = int(row["start"])
            before = own.events[at].types if at in own.events else ()
            own.events[at] = Mark(row["word"], (*before, row["event_type"]), row["modality"] or "actual")
    for row in _rows("participants.csv"):
        roles = found[row["text"]].roles.setdefault((int(row["trigger"]), row["event_type"]), {})
        if row["role"]:
            roles[int(row["start"])] = row["role"]
    return found


def invented() -> Iterator[tuple[Document, Marked]]:
    """The invented articles with their marks."""
    for path in sorted(FOLDER.glob("*.txt")):
        for article in re.split(r"(?m)^### ", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = article.partition("\n")
            name, day = (part.strip() for part in head.split("|"))
            text, events = unmarked(normalise(body.strip() + "\n"))
            title = text.partition("\n")[0]
            blocks = find_blocks(text, title)
            document = Document(f"art_{name}", "invented", None, title, (), day, "metadata", "en", text, blocks, f"{name}.txt")
            yield document, Marked(events)


def unmarked(text: str) -> tuple[str, dict[int, Mark]]:
    """A text without its marks, and these."""
    parts: list[str] = []
    marks: dict[int, Mark] = {}
    length = last = 0
    for found in _MARK.finditer(text):
        before = text[last : found.start()]
        length += len(before)
        marks[length] = Mark(found["word"], tuple(found["types"].split("+")), found["modality"] or "actual")
        parts += [before, found["word"]]
        length += len(found["word"])
        last = found.end()
    return "".join([*parts, text[last:]]), marks


def checked(document: Document, marked: Marked) -> Marked:
    """What was marked in an article.

    Raises:
        SystemExit: A word is not where it is said to be.
    """
    for at, mark in marked.events.items():
        if document.text[at : at + len(mark.word)] != mark.word:
            raise SystemExit(f"{document.raw_path}: {mark.word!r} is not at {at}: the marks are of another text")
    return marked
