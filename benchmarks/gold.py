"""Write the gold articles of `tests/gold` as a raw folder and a folder of gold facts.

    python benchmarks/gold.py OUT [--part a|b|both]

OUT/raw is a valid input of `tarikh build`; OUT/gold holds one JSON of facts an article.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

PARTS = Path(__file__).resolve().parent.parent / "tests" / "gold"


def event(row: list[Any]) -> dict[str, Any]:
    """One gold event from its short form."""
    kind, date, place, roles, modality, others = (*row, *([None] * (6 - len(row))))
    return {
        "type": kind,
        "date": date if date is None else str(date),
        "place": place,
        "participants": [[role.rstrip("2"), words] for role, words in roles.items()],
        "modality": modality or "actual",
        "alt_types": others or [],
    }


def figure(row: list[Any]) -> dict[str, Any]:
    """One gold figure from its short form."""
    measure, value, counted, modifier, unit = (*row, *([None] * (5 - len(row))))
    return {"measure": measure, "value": value, "counted": counted, "modifier": modifier or "exact", "unit": unit}


def facts(article: dict[str, Any], url: str) -> dict[str, Any]:
    """The gold facts of one article."""
    entities: list[dict[str, Any]] = []
    for kind, names in article.get("entities", {}).items():
        for name in names:
            plain, _, country = name.partition("/")
            entities.append({"name": plain, "type": kind} | ({"country": country} if country else {}))
    relations = [
        dict(zip(("subject", "predicate", "object", "title"), row, strict=False)) for row in article.get("relations", [])
    ]
    return {
        "url": url,
        "entities": entities,
        "events": [event(row) for row in article.get("events", [])],
        "figures": [f for f in map(figure, article.get("figures", [])) if f["value"] is not None],
        "statements": [dict(zip(("speaker", "kind", "contains"), row, strict=True)) for row in article.get("statements", [])],
        "relations": [{k: v for k, v in row.items() if v} for row in relations],
    }


def write(out: Path, parts: str) -> int:
    """Write raw and gold folders; answers how many articles."""
    raw, gold = out / "raw", out / "gold"
    raw.mkdir(parents=True, exist_ok=True)
    gold.mkdir(parents=True, exist_ok=True)
    count = 0
    for part in parts:
        for article in yaml.safe_load((PARTS / f"part_{part}.yml").read_text(encoding="utf-8")):
            name, url = article["id"], f"gold:{article['id']}"
            meta = {
                "source": "gold",
                "url": url,
                "title": article.get("title"),
                "published_at": str(article["published"]),
                "language": "en",
            }
            (raw / f"{name}.txt").write_text(article["text"], encoding="utf-8")
            (raw / f"{name}.meta.json").write_text(json.dumps(meta), encoding="utf-8")
            (gold / f"{name}.json").write_text(json.dumps(facts(article, url), indent=1), encoding="utf-8")
            count += 1
    return count


def main() -> None:
    """Write the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", choices=("a", "b", "both"), default="both")
    args = parser.parse_args()
    print(f"{write(args.out, 'ab' if args.part == 'both' else args.part)} articles in {args.out}")


if __name__ == "__main__":
    main()
