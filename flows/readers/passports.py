"""Passports of sources: `raw/sources.yml`."""

import zoneinfo
from pathlib import Path
from typing import Any

from flows.core.document import Passport
from flows.core.errors import TarikhError
from flows.readers.metadata import MetadataError, check_source, parse_yaml

_TYPES: dict[str, tuple[type, ...]] = {
    "publisher": (str,),
    "country": (str,),
    "language": (str,),
    "timezone": (str,),
    "day_first": (bool,),
    "licence": (str,),
    "text_may_be_released": (bool,),
    "floor": (int,),
    "ceiling": (int,),
}
LISTS = "lists"
"""Feeds, sitemaps and pages to fetch: of no concern to reading, so no part of a passport."""
_SAYS = {str: "text", bool: "true or false", int: "a whole number"}


class PassportError(TarikhError):
    """`sources.yml` is malformed; the message names the entry and the fix."""


def read_passports(raw: Path) -> dict[str, Passport]:
    """The passports of a raw folder by source; empty without a `sources.yml`.

    Raises:
        PassportError: The file is malformed.
    """
    path = raw / "sources.yml"
    if not path.is_file():
        return {}
    try:
        entries = parse_yaml(path.read_bytes().decode("utf-8-sig")) or {}
    except (MetadataError, UnicodeDecodeError, OSError) as error:
        raise PassportError(f"sources.yml: {str(error)[:200]}") from None
    if not isinstance(entries, dict):
        raise PassportError("sources.yml: must map each source to its passport")
    return {str(source): _passport(source, entry) for source, entry in entries.items()}


def read_lists(raw: Path) -> dict[str, tuple[str, ...]]:
    """The feeds, sitemaps and pages that `tarikh fetch SOURCE` asks for, by source.

    Raises:
        PassportError: The file is malformed.
    """
    read_passports(raw)
    path = raw / "sources.yml"
    entries = (parse_yaml(path.read_bytes().decode("utf-8-sig")) or {}) if path.is_file() else {}
    return {source: tuple((entry or {}).get(LISTS) or ()) for source, entry in entries.items()}


def _passport(source: Any, entry: Any) -> Passport:
    if not isinstance(source, str):
        raise PassportError(f"sources.yml: {source!r}: a source is a name: put it in quotes")
    try:
        check_source(source)
    except MetadataError as error:
        raise PassportError(f"sources.yml: {error}") from None
    if not isinstance(entry, dict | None):
        raise PassportError(f"sources.yml: {source}: must map fields to values")
    fields = {k: v for k, v in (entry or {}).items() if v is not None}
    lists = fields.pop(LISTS, [])
    if not isinstance(lists, list) or not all(isinstance(u, str) and u.startswith(("http://", "https://")) for u in lists):
        raise PassportError(f"sources.yml: {source}: {LISTS} must be a list of http addresses")
    for name, value in fields.items():
        if name not in _TYPES:
            raise PassportError(f"sources.yml: {source}: unknown field {name!r}; known are {', '.join([*_TYPES, LISTS])}")
        wanted = _TYPES[name]
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise PassportError(f"sources.yml: {source}: {name} must be {_SAYS[wanted[0]]}")
    if "country" in fields and not (
        len(fields["country"]) == 2 and fields["country"].isascii() and fields["country"].isupper()
    ):
        raise PassportError(f"sources.yml: {source}: country must be two capital letters, such as KZ")
    if "language" in fields and not (len(fields["language"]) == 2 and fields["language"].islower()):
        raise PassportError(f"sources.yml: {source}: language must be two small letters, such as en")
    if "timezone" in fields and fields["timezone"] not in zoneinfo.available_timezones():
        raise PassportError(f"sources.yml: {source}: timezone must be an IANA name, such as Asia/Almaty")
    for name in ("floor", "ceiling"):
        if fields.get(name, 0) < 0:
            raise PassportError(f"sources.yml: {source}: {name} must not be negative")
    if "floor" in fields and "ceiling" in fields and fields["floor"] > fields["ceiling"]:
        raise PassportError(f"sources.yml: {source}: floor is above ceiling")
    return Passport(source=source, **fields)
