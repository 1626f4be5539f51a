"""JSON lines: one article a line, its headline opens the text; a broken line costs that line."""

from collections.abc import Iterator
from typing import Any

from flows.readers.article import LONGEST, Draft
from flows.readers.headlines import with_headline
from flows.readers.html import read_markup
from flows.readers.metadata import MetadataError, check, first_of, parse_json
from flows.readers.refusal import Unreadable


def split_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, numbered from 1 as an editor counts them."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def read_line(line: str) -> Draft:
    """The article of one line.

    Raises:
        Unreadable: It is no JSON object, or its fields are not what they should be.
    """
    if len(line) > 4 * LONGEST:
        raise Unreadable("too_large", f"a line of more than {4 * LONGEST} characters")
    try:
        record = parse_json(line.strip().lstrip("\ufeff"))
    except MetadataError as error:
        raise Unreadable("bad_json", str(error)) from None
    if not isinstance(record, dict):
        raise Unreadable("bad_json", f"must be an object, not {type(record).__name__}")
    try:
        metadata = check(record)
    except MetadataError as error:
        raise Unreadable("bad_metadata", str(error)) from None
    text = _text(record, "text", "body", "content", "article")
    if text is not None:
        return Draft(with_headline(text, metadata.title), metadata)
    page = _text(record, "html")
    if page is None:
        raise Unreadable("empty", "no text: the field is `text`, `body`, `content` or `html`")
    return read_markup(page, metadata)


def _text(record: dict[str, Any], *names: str) -> str | None:
    value = first_of(record, *names)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable("bad_json", f"{names[0]} must be text, not {type(value).__name__}")
    return value if value.strip() else None
