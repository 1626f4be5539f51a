"""Score sector and country of actors on the PLOVER gold standard sentences (CAMEO manual's examples).

    python benchmarks/actors.py PLOVER_GSR_CAMEO.txt [--misses]

An actor of the gold is found by the participant, else the entity, whose words overlap its words the most. "coded" is how many
of the gold actors with a sector that we have get one; "right" how many of those get the right one. Same for countries.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.core import get_global

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.readers.clean import find_blocks, normalise
from flows.stages.order import STAGES

SECTORS = ("GOV", "COP", "MIL", "JUD", "LEG", "SPY", "OPP", "REB", "CVL", "MED", "BUS", "EDU", "IGO", "NGO", "CRM")
"""Sectors that the dataset has; others of the gold (REF, ELI, LAB ...) are not scored."""


def actors(record: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Actors of a gold sentence that have words."""
    for side in ("source", "target"):
        listed = record.get(side) or []
        yield from (a for a in listed if isinstance(a, dict) and a.get("actorText"))


def codes(analysis: Analysis, start: int, end: int) -> tuple[str | None, str | None, str | None]:
    """Words, sector and country of what overlaps a span the most; sectors go before none."""
    found: list[tuple[bool, int, str, str | None, str | None]] = []
    for p in analysis.participants:
        overlap = min(end, p.end) - max(start, p.start)
        if overlap > 0:
            found.append((p.actor_type is not None, overlap, analysis.words(p.start, p.end), p.actor_type, p.country))
    entities = {e.key: e for e in analysis.entities}
    for m in analysis.mentions if not any(f[0] for f in found) else ():
        overlap = min(end, m.end) - max(start, m.start)
        if overlap > 0:
            e = entities[m.entity]
            found.append((e.actor_type is not None, overlap, analysis.words(m.start, m.end), e.actor_type, e.country))
    if not found:
        return None, None, None
    best = max(found, key=lambda f: f[:2])
    country = best[4] or next((f[4] for f in found if f[4]), None)
    return best[2], best[3], country


def main() -> None:
    """Score the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    records = [r for r in json.loads(args.gold.read_text(encoding="utf-8", errors="replace")) if r.get("event") != "DOCUMENT"]
    documents = []
    for n, r in enumerate(records):
        text = normalise(r["text"])
        day = r.get("date")
        blocks = find_blocks(text, None)
        documents.append(
            Document(f"art_{n}", "plover", None, None, (), day, "metadata", "en", text, blocks, f"{n}.txt", None, Passport("x"))
        )
    alpha2 = get_global("territory_aliases")
    score: Counter[str] = Counter()
    for record, document, parse in zip(records, documents, read(documents), strict=True):
        analysis = run_stages(Analysis(document, parse), STAGES)
        for actor in actors(record):
            start = document.text.find(actor["actorText"])
            if start < 0:
                continue
            words, sector, country = codes(analysis, start, start + len(actor["actorText"]))
            wanted = actor.get("sector") if actor.get("sector") in SECTORS else None
            if wanted and actor.get("code") in ("IGO", "NGO") and sector == actor["code"]:
                wanted = sector  # the gold names the kind of organization in `code`, whose part the sector is
            home = (alpha2.get(actor.get("code", "")) or [None])[0]
            for what, gold, got in (("sector", wanted, sector), ("country", home, country)):
                if gold is None:
                    score[f"{what} beyond"] += got is not None
                    continue
                score[f"{what} gold"] += 1
                score[f"{what} coded"] += got is not None
                score[f"{what} right"] += got == gold
                if args.misses and got != gold:
                    print(what, gold, got, "|", actor["actorText"], "|", words, "|", document.text[:160])
    for what in ("sector", "country"):
        gold, coded, right = (score[f"{what} {k}"] for k in ("gold", "coded", "right"))
        print(
            f"{what}: {gold} gold, {coded} coded, {right} right: precision {right / max(1, coded):.3f}, recall {right / gold:.3f}"
        )


if __name__ == "__main__":
    main()
