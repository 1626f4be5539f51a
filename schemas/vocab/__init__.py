"""Code lists: one CSV a list, each row a code with its description."""

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parent


class VocabularyError(KeyError):
    """A code list or a code that does not exist."""


@cache
def rows(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The rows of `schemas/vocab/<name>.csv`, in file order.

    Raises:
        VocabularyError: No such list.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise VocabularyError(f"no code list {name}.csv in schemas/vocab")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(MappingProxyType(dict(row)) for row in csv.DictReader(stream))


@cache
def codes(name: str) -> tuple[str, ...]:
    """The codes of a list, in file order.

    Raises:
        VocabularyError: No such list.
    """
    return tuple(row["code"] for row in rows(name))


@cache
def by_code(name: str) -> MappingProxyType[str, MappingProxyType[str, str]]:
    """The rows of a list by code.

    Raises:
        VocabularyError: No such list.
    """
    return MappingProxyType({row["code"]: row for row in rows(name)})
