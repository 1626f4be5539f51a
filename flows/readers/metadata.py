"""What comes with an article: side files and the fields of records, checked for type before anything uses them."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flows.core.errors import TarikhError
from flows.core.yaml_words import resolvers_without

SIDE_SUFFIXES = (".meta.json", ".meta.yaml", ".meta.yml")
SIDE_BYTES = 200_000
"""A larger side file is no side file."""
LONGEST = 2_000
"""Most characters of a text field."""
DEPTH = 40
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w-]{2,40})", re.I)
NO_CHARSETS = frozenset({"utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})
"""Names that a page may give and that must not be believed: the bytes show the wide ones, the rest decode no pages."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]|[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class MetadataError(TarikhError):
    """Metadata is malformed; the message names the field and the fix."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is told of an article beside its text. Every field may be unknown (None or empty)."""

    source: str | None = None
    url: str | None = None
    title: str | None = None
    published_at: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    ingested_at: str | None = None
    charset: str | None = None


def side_file(path: Path) -> Path | None:
    """The metadata file beside an input: `NAME.meta.json` for `NAME.txt`, `NAME.txt.gz`, or `NAME.txt.meta.json`."""
    name = path.name
    stem = name.removesuffix(".gz")
    for base in dict.fromkeys((Path(stem).stem, stem, name)):
        for suffix in SIDE_SUFFIXES:
            side = path.parent / f"{base}{suffix}"
            if side.is_file() and not side.is_symlink():
                return side
    return None


def read_side_file(path: Path) -> Metadata:
    """Read and check a metadata file.

    Raises:
        MetadataError: It is malformed; the message names the file, the field and the fix.
    """
    try:
        if path.stat().st_size > SIDE_BYTES:
            raise MetadataError(f"larger than {SIDE_BYTES} bytes")
        text = path.read_bytes().decode("utf-8-sig")
        record = parse_json(text) if path.suffix == ".json" else parse_yaml(text)
        if not isinstance(record, dict):
            raise MetadataError("must be a mapping of fields to values")
        return check(record)
    except MetadataError as error:
        raise MetadataError(f"{path.name}: {error}") from None
    except UnicodeDecodeError:
        raise MetadataError(f"{path.name}: not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise MetadataError(f"{path.name}: cannot be read: {error.strerror}") from None


def parse_json(text: str) -> Any:
    """JSON held to the letter: no duplicate keys, no NaN, no numbers beyond a double, no deep nesting.

    Raises:
        MetadataError: It is not such JSON.
    """
    if _deep(text):
        raise MetadataError(f"nested deeper than {DEPTH} levels")
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_int, parse_float=_float)
    except RecursionError:
        raise MetadataError(f"nested deeper than {DEPTH} levels") from None
    except ValueError as error:
        raise MetadataError(f"not JSON: {str(error)[:120]}") from None


def parse_yaml(text: str) -> Any:
    """YAML without aliases (they can blow up) and without dates (they stay text).

    Raises:
        MetadataError: It is not such YAML.
    """
    if _deep(text):
        raise MetadataError(f"nested deeper than {DEPTH} levels")
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise MetadataError("YAML aliases are not read: write the value out")
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader without dates
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MetadataError(f"not YAML: {(str(error) or 'too deep').splitlines()[0][:120]}") from None


class _PlainLoader(yaml.SafeLoader):
    """A safe loader that leaves dates as they are written."""

    yaml_implicit_resolvers = resolvers_without(yaml.SafeLoader, "timestamp")


def check(record: dict[Any, Any]) -> Metadata:
    """The known fields of a record; other fields are left alone.

    Raises:
        MetadataError: A field is of the wrong type; the message names it.
    """
    source = text_field(record, "source")
    if source is not None:
        check_source(source)
    published = first_of(record, "published_at", "published", "date", "date_published", "datePublished", "pubDate")
    if isinstance(published, bool) or not isinstance(published, str | int | float | None):
        raise MetadataError("published_at must be a date as text, such as 2023-01-05")
    return Metadata(
        source=source,
        url=text_field(record, "url", "link"),
        title=text_field(record, "title", "headline"),
        published_at=None if published is None or published == "" else str(published)[:LONGEST],
        language=text_field(record, "language", "lang"),
        authors=_authors(first_of(record, "authors", "author", "byline")),
        ingested_at=text_field(record, "ingested_at", "fetched_at", "retrieved_at"),
        charset=charset_of(text_field(record, "content_type") or ""),
    )


def charset_of(content_type: str) -> str | None:
    """The encoding that a `Content-Type` names, None for none and for those that are no encodings of text."""
    found = _CHARSET.search(content_type[:200])
    name = found.group(1).lower() if found else None
    return None if name in NO_CHARSETS else name


def check_source(source: str) -> None:
    """Refuse a source name that is no plain name.

    Raises:
        MetadataError: It could be a path, or is empty, hidden or overlong.
    """
    if not source.strip() or source.startswith(".") or len(source) > 100 or _UNSAFE.search(source):
        raise MetadataError(f"source {source[:60]!a} must be a plain name, such as kursiv-media")


def first_of(record: dict[Any, Any], *names: str) -> Any:
    """The first field that is there and not null."""
    return next((record[n] for n in names if record.get(n) is not None), None)


def text_field(record: dict[Any, Any], *names: str) -> str | None:
    """A text field, one line, None if absent or blank.

    Raises:
        MetadataError: It is something other than text.
    """
    value = first_of(record, *names)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MetadataError(f"{names[0]} must be text, not {type(value).__name__}")
    return " ".join(_CONTROL.sub(" ", value).split())[:LONGEST] or None


def _authors(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise MetadataError("authors must be a name or a list of names")
    clean = (" ".join(_CONTROL.sub(" ", v).split())[:200] for v in values[:50])
    return tuple(dict.fromkeys(v for v in clean if v))


def _deep(text: str) -> bool:
    depth = 0
    # a string without its end runs to the end of the text, so that no part is looked at twice
    for m in re.finditer(r"[\[{]|[\]}]|\"(?:[^\"\\]|\\.)*+\"?", text, re.S):
        mark = m.group()[0]
        if mark in "[{":
            depth += 1
            if depth > DEPTH:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        names = [k for k, _ in pairs]
        raise MetadataError(f"the key {next(n for n in names if names.count(n) > 1)[:60]!r} stands twice")
    return out


def _constant(name: str) -> Any:
    raise MetadataError(f"{name} is no JSON value")


def _int(digits: str) -> int:
    if len(digits) > 30:
        raise MetadataError("a number has more than 30 digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value) or len(digits) > 60:
        raise MetadataError("a number is out of range")
    return value
