"""PLOVER sectors by words: of organizations' names, of nouns for those without a name, of office titles."""

from collections.abc import Mapping
from functools import cache

from flows.core.lexicons import read_csv
from flows.core.translit import fold

LONGEST = 4
"""Most words of a phrase that tells a sector."""


@cache
def _sectors(use: str) -> Mapping[str, str]:
    return {row["words"]: row["sector"] for row in read_csv("actor_words") if row["use"] in (use, "both")}


@cache
def _organizations() -> frozenset[str]:
    return frozenset(row["words"] for row in read_csv("actor_words") if row["use"] == "name")


@cache
def _offices() -> Mapping[str, tuple[str, bool]]:
    """Sector of each office title, folded, and whether it holds whatever the organization."""
    return {fold(row["title"]): (row["sector"], row["own"] == "yes") for row in read_csv("offices") if row["kind"] == "office"}


def sector_of_name(*names: str) -> str | None:
    """The sector that an organization's name tells: its longest known phrase, of equally long ones the last."""
    known = _sectors("name")
    for size in range(LONGEST, 0, -1):
        for name in names:
            words = fold(name).split()
            for first in range(len(words) - size, -1, -1):
                if found := known.get(" ".join(words[first : first + size])):
                    return found
    return None


def is_known_name(name: str) -> bool:
    """Whether a name is, as a whole, that of an organization whose sector is known."""
    return fold(name) in _organizations()


def sector_of_noun(words: str, lemma: str | None = None) -> str | None:
    """The sector of somebody without a name, by the last words of the phrase or its head noun's dictionary form."""
    known = _sectors("noun")
    parts = fold(words).split()
    before = f"{parts[-2]} " if len(parts) > 1 else ""
    forms = [f for f in (parts[-1] if parts else "", lemma or "") if f]
    return next((known[form] for form in (*(before + f for f in forms if before), *forms) if form in known), None)


def sector_of_office(title: str, organization: str = "") -> str | None:
    """The sector of an office by its title, or by its organization where the title alone does not tell."""
    words = fold(title).split()
    for size in range(min(LONGEST, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            found = _offices().get(" ".join(words[first : first + size]))
            if found is not None:
                sector, own = found
                told = None if own or not organization else sector_of_name(organization)
                return told or (sector or None if own or not organization else None)
    return sector_of_name(organization) if organization else None
