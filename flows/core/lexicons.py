"""Lexicons: words and codes as data in `flows/lexicons`, read once and kept frozen."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from flows.core.errors import TarikhError
from flows.core.ids import digest, file_sha256
from flows.core.yaml_words import resolvers_without

FOLDER = Path(__file__).resolve().parent.parent / "lexicons"

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C where there is one: it reads the same, eight times as fast."""


class _Words(_SAFE):  # type: ignore[misc] # whose class is known at run time only
    """A safe loader to which "on", "off", "yes" and "no" are words, as they are in YAML 1.2, and no truth values."""

    yaml_implicit_resolvers = resolvers_without(_SAFE, "bool")


_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


class LexiconError(TarikhError):
    """A lexicon file is missing or malformed; the message names the file and the fix."""


@cache
def read_csv(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The rows of `flows/lexicons/<name>.csv` (UTF-8, with a header; lines that begin with # are comments).

    Raises:
        LexiconError: No such file, or a row with too many or too few cells.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise LexiconError(f"{path.name}: no such lexicon in flows/lexicons")
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(line for line in stream if not line.startswith("#"))
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise LexiconError(f"{path.name}: row {reader.line_num} has a wrong number of cells: {list(row.values())[:3]}")
            rows.append(MappingProxyType({k: (v or "").strip() for k, v in row.items()}))
    return tuple(rows)


@cache
def read_yaml(name: str) -> Any:
    """The content of `flows/lexicons/<name>.yml`. Treat it as read-only: it is shared.

    Raises:
        LexiconError: No such file, or not YAML.
    """
    path = FOLDER / f"{name}.yml"
    if not path.is_file():
        raise LexiconError(f"{path.name}: no such lexicon in flows/lexicons")
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Words)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise LexiconError(f"{path.name}: not YAML: {str(error).splitlines()[0]}") from None


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """A list of words of `flows/lexicons/<name>.yml` as a set, by the keys that lead to it."""
    found = read_yaml(name)
    for key in keys:
        found = found[key]
    return frozenset(str(word) for word in found)


@lru_cache(maxsize=1)
def lexicons_sha256() -> str:
    """One hash over every lexicon file, in name order."""
    files = sorted(p for p in FOLDER.rglob("*") if p.is_file() and p.suffix in {".csv", ".yml", ".txt"})
    return digest(*(f"{p.relative_to(FOLDER).as_posix()}={file_sha256(p)}" for p in files))
