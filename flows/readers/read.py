"""Reading one input file: documents, and a refusal for each record that is none. Content never raises."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.core.document import Document, Passport
from flows.readers.article import Draft, make_document
from flows.readers.encoding import decode, read_bytes
from flows.readers.html import read_html
from flows.readers.inventory import Input
from flows.readers.jsonl import read_line, split_lines
from flows.readers.live import read_posts
from flows.readers.metadata import Metadata, MetadataError, read_side_file, side_file
from flows.readers.refusal import Refusal, Unreadable
from flows.readers.warc import read_archive

LARGEST = 50_000_000
"""Most bytes of a file, before and after gunzipping."""
ARCHIVE = 20
"""Times as many bytes may a web archive have: it is read record by record."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one file held; every record is in one of the two.

    Attributes:
        documents: The articles.
        refused: The records that became none.
        remarks: Metadata that could not be used, as "path: why"; the article stands without it.
    """

    documents: tuple[Document, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[str, ...] = ()


def read_input(raw: Path, item: Input, passports: Mapping[str, Passport], largest: int = LARGEST) -> ReadResult:
    """Read one input.

    Args:
        raw: Folder of inputs.
        item: The input.
        passports: By source.
        largest: Most bytes of a file.

    Returns:
        Its articles and refusals; never an error, whatever the bytes.
    """
    documents: list[Document] = []
    refused: list[Refusal] = []
    remarks: list[str] = []
    for raw_path, load in _records(raw, item, largest):
        try:
            document, said = make_document(load(), raw_path, item.source, passports)
        except Unreadable as error:
            refused.append(Refusal(raw_path, error.reason, error.detail, raw_path))
        except MetadataError as error:
            refused.append(Refusal(raw_path, "bad_metadata", str(error), raw_path))
        except Exception as error:  # a reader's own fault must cost one record, not the run; the class is kept
            detail = f"{type(error).__name__}: {' '.join(str(error).split())[:150]}"
            refused.append(Refusal(raw_path, "unreadable", detail, raw_path))
        else:
            documents.append(document)
            remarks += [f"{raw_path}: {remark}" for remark in said]
    return ReadResult(tuple(documents), tuple(refused), tuple(remarks))


def _records(raw: Path, item: Input, largest: int) -> Iterator[tuple[str, Callable[[], Draft]]]:
    """The records of a file, each with what loads it; a file that cannot be opened is one record that fails."""
    try:
        if item.problem:
            raise Unreadable(*item.problem)
        side = side_file(raw / item.path)
        metadata = read_side_file(side) if side else Metadata()
        data = b"" if item.kind == "warc" else read_bytes(raw / item.path, largest)
        if item.kind == "jsonl":
            lines = list(split_lines(decode(data)))
            if not lines:
                raise Unreadable("empty", "no line holds anything")
    except (Unreadable, MetadataError) as error:
        yield item.path, _raising(error)
        return
    if item.kind == "jsonl":
        for number, line in lines:
            yield f"{item.path}#{number}", lambda line=line: read_line(line)  # type: ignore[misc]
    elif item.kind == "warc":
        for number, load in read_archive(raw / item.path, metadata, largest * ARCHIVE):
            yield f"{item.path}#{number}", load
    elif item.kind == "html":
        posts = read_posts(data, metadata)
        for number, post in enumerate(posts, 1):
            yield f"{item.path}#{number}", lambda post=post: post  # type: ignore[misc]
        if not posts:
            yield item.path, lambda: read_html(data, metadata)
    else:
        yield item.path, lambda: Draft(decode(data, metadata.charset), metadata)


def _raising(error: Exception) -> Callable[[], Draft]:
    def load() -> Draft:
        raise error

    return load
