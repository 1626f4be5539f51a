"""Derive `flows/lexicons/given_names.csv` from the name lists of the Faker package (MIT).

    python benchmarks/lexicons/derive_given_names.py > flows/lexicons/given_names.csv

Needs `faker`. A name counts for a gender if at least four times as many of Faker's locales list it for that gender as
for the other; names in scripts written without vowels are left out, for their transliteration is no spelling.
"""

import csv
import importlib
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterable

import faker.providers.person as persons

from flows.core.translit import fold, script_of

SCRIPTS = {"Latn", "Cyrl", "Grek", "Armn", "Geor"}


def names(given: Iterable[object]) -> set[str]:
    """Folded single names of one list."""
    words = {x for x in given if isinstance(x, str) and script_of(x) in SCRIPTS}
    return {k for k in map(fold, words) if " " not in k and len(k) > 2}


def main() -> None:
    """Write the list."""
    counts: dict[str, Counter[str]] = {"m": Counter(), "f": Counter()}
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for gender, attribute in (("m", "first_names_male"), ("f", "first_names_female")):
            if attribute in vars(provider):
                counts[gender].update(names(vars(provider)[attribute]))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("name", "gender"))
    for name in sorted(counts["m"].keys() | counts["f"].keys()):
        m, f = counts["m"][name], counts["f"][name]
        out.writerow((name, "m" if m >= 4 * f else "f" if f >= 4 * m else ""))


if __name__ == "__main__":
    main()
