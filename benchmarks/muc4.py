"""Score events against MUC-4 answer keys, straight from stored or fresh analyses.

    python benchmarks/muc4.py SCORER KEYS_FILE [KEYS_FILE ...] --raw FOLDER [--only ID_PREFIX ...] [--misses]

SCORER is the folder with `score_muc4.py`, whose reading of the keys, matching and figures are used as they are.
FOLDER holds the articles (NAME.txt with NAME.meta.json, url `muc4:ID`).
"""

import argparse
import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.nlp.reading import read as read_all
from flows.readers.clean import find_blocks, normalise
from flows.stages.order import STAGES

Fillers = dict[str, list[tuple[list[str], bool]]]


def responses(scorer: Any, analysis: Analysis) -> Fillers:
    """The role fillers of one article, by the scorer's own rules for a release."""
    roles: Fillers = defaultdict(list)
    names = {e.key: e.name for e in analysis.entities}
    for report in analysis.reports:
        if report.event_type not in scorer.TYPE or report.modality in ("negated", "denied"):
            continue
        own = [p for p in analysis.participants if p.report == report.key]
        if not report.event_type.startswith("conflict") and not {p.role for p in own} & {"actor", "agent", "instrument"}:
            continue
        scorer.merge(roles["Type"], [scorer.TYPE[report.event_type]], False)
        for p in own:
            role = None
            if p.role in ("actor", "agent"):
                role = "PerpOrg" if p.entity_type == "organization" else "PerpInd"
            elif p.role == "victim" or (p.role == "target" and p.entity_type in ("person", "group")):
                role = "HumTgt"
            elif p.role == "target":
                role = "PhysTgt"
            elif p.role == "instrument":
                role = "Weapon"
            if role:
                said = [analysis.words(p.start, p.end), *([names[p.entity]] if p.entity is not None else [])]
                scorer.merge(roles[role], said, False)
    for f in analysis.figures:
        if f.measure in ("killed", "injured") and f.value is not None and f.value > 1:
            scorer.merge(roles["Toll"], [f"{f.measure} {int(f.value)}"], False)
    return roles


def documents(raw: Path, prefixes: Iterable[str]) -> Iterator[tuple[str, Document]]:
    """The articles whose MUC id begins with one of the prefixes."""
    for path in sorted(raw.glob("*.txt")):
        meta = json.loads(path.with_suffix("").with_suffix(".meta.json").read_text(encoding="utf-8"))
        name = meta["url"].removeprefix("muc4:")
        if any(name.startswith(p) for p in prefixes):
            text = normalise(path.read_text(encoding="utf-8"))
            blocks = find_blocks(text, meta.get("title"))
            day = meta.get("published_at")
            yield (
                name,
                Document(
                    f"art_{name}",
                    "muc4",
                    meta["url"],
                    meta.get("title"),
                    (),
                    day,
                    "metadata" if day else None,
                    "en",
                    text,
                    blocks,
                    path.name,
                    None,
                    Passport("muc4"),
                ),
            )


def report(scorer: Any, gold: Any, found: dict[str, Fillers], misses: bool) -> None:
    """Print the scorer's table, and the misses if asked for."""
    predicted: Any = defaultdict(lambda: defaultdict(list), found)
    counts = scorer.evaluate(gold, predicted, sorted(found))
    counts["AllFillers"] = sum((counts[r] for r in scorer.ROLES[:5]), type(counts["Type"])())
    for role, n in counts.items():
        p, r, f = scorer.prf(n)
        print(f"{role:11s} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  gold {n['tp'] + n['fn']}")
    if misses:
        for name in sorted(found):
            for role in scorer.ROLES:
                _, missed, extra = scorer.match(gold[name][role], predicted[name][role], scorer.fits(role))
                print(name, role, "missed", [g[0] for g in missed if not g[1]], "extra", [e[0] for e in extra])


def load_keys(folder: str, files: Iterable[str]) -> tuple[Any, Any]:
    """The scorer's module from its folder, and the keys' fillers by article and role."""
    sys.path.insert(0, folder)
    scorer = importlib.import_module("score_muc4")
    gold: Any = defaultdict(lambda: defaultdict(list))
    for keys in files:
        gold.update(scorer.fillers(Path(keys).read_text(errors="replace")))
    return scorer, gold


def main() -> None:
    """Parse the arguments, analyse, score."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scorer"), ap.add_argument("keys", nargs="+"), ap.add_argument("--raw", required=True)
    ap.add_argument("--only", nargs="+", default=[""]), ap.add_argument("--misses", action="store_true")
    args = ap.parse_args()
    scorer, gold = load_keys(args.scorer, args.keys)
    read = [(n, d) for n, d in documents(Path(args.raw), args.only) if n in gold]
    parses = read_all([d for _, d in read])
    found = {n: responses(scorer, run_stages(Analysis(d, p), STAGES)) for (n, d), p in zip(read, parses, strict=True)}
    report(scorer, gold, found, args.misses)


if __name__ == "__main__":
    main()
