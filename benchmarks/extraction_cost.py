"""What the encoder, every stage and the resolution cost, as ratios to the bare parser on the same text in the same run.

    python benchmarks/extraction_cost.py RAW [--articles N] [--batch 40] [--profile STAGE]

Everything runs in one process, batch by batch, the parser beside what follows it, so that a busy machine slows all alike.
Processor time is measured, not the clock on the wall; reading files, writing the working store and making tables are left
out. What is loaded once (models, lexicons, the gazetteer) is warmed up on the first batch, which is then read and resolved again. With
--profile, the functions in which one stage spends most are printed as well (the profiler slows that stage).
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # as workers have it: idle threads would count as work

import argparse
import cProfile
import pstats
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.resolution import Resolution
from flows.extraction import header_of
from flows.nlp.encoder import load_encoder
from flows.nlp.parser import load_parser
from flows.nlp.reading import tag
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.readers.read import read_input
from flows.resolve.duplicates import Sketch, near_duplicates
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings
from flows.resolve.offices import collect_offices, stated_offices
from flows.resolve.records import entity_records, happening_records
from flows.stages.order import STAGES

PARSER, ENCODER, RESOLUTION = "parser", "encoder (names, roles, events)", "resolution"
TARGETS = {"rules and resolution": 0.40, ENCODER: 1.00, "whole extraction": 2.20}
"""Most that each may cost, as a ratio to the parser."""

Profiles = dict[str, cProfile.Profile]


def documents_of(raw: Path) -> list[Document]:
    """The articles of a raw folder."""
    passports = read_passports(raw)
    return [d for item in find_inputs(raw) for d in read_input(raw, item, passports).documents]


def extract(documents: Sequence[Document], spent: Counter[str], profiles: Profiles) -> list[Analysis]:
    """Extract one batch, adding the seconds of each part to `spent`."""
    began = process_time()
    ready = load_parser().parse(documents)
    parsed = process_time()
    encoder = load_encoder()
    parses = [tag(encoder, parse) for parse in ready] if encoder is not None else ready
    spent[PARSER] += parsed - began
    spent[ENCODER] += process_time() - parsed
    analyses = [Analysis(document, parse) for document, parse in zip(documents, parses, strict=True)]
    for stage in STAGES:
        profile = profiles.get(stage.name)
        began = process_time()
        if profile:
            profile.enable()
        analyses = [stage.function(analysis) for analysis in analyses]
        if profile:
            profile.disable()
        spent[stage.name] += process_time() - began
    return analyses


def resolve(documents: Sequence[Document], analyses: Sequence[Analysis]) -> float:
    """Seconds of everything that is decided across articles."""
    began = process_time()
    headers = [header_of(d) for d in documents]
    repeats = near_duplicates(tuple(Sketch(h.article_id, (h.published_at or "")[:10] or None, h.sketch) for h in headers))
    entities, _ = resolve_entities([r for a in analyses for r in entity_records(a)], ())
    ids, known = Resolution(entities=entities).entity_ids(), {e.entity_id: e for e in entities}
    merge_happenings([h for a in analyses for h in happening_records(a, ids, known)], repeats)
    collect_offices([s for a in analyses for s in stated_offices(a)], entities, ids, ())
    return process_time() - began


def rows_of(spent: Counter[str]) -> list[tuple[str, float]]:
    """The parts and their sums, in the order of the work."""
    stages = [(s.name, spent[s.name]) for s in STAGES]
    rules = sum(seconds for _, seconds in stages) + spent[RESOLUTION]
    return [
        (PARSER, spent[PARSER]),
        (ENCODER, spent[ENCODER]),
        *stages,
        (RESOLUTION, spent[RESOLUTION]),
        ("rules and resolution", rules),
        ("whole extraction", spent[PARSER] + spent[ENCODER] + rules),
    ]


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--batch", type=int, default=40)
    parser.add_argument("--profile", choices=[s.name for s in STAGES])
    given = parser.parse_args()
    documents = documents_of(given.raw)[: given.articles]
    profiles = {given.profile: cProfile.Profile()} if given.profile else {}
    first = documents[: given.batch]
    resolve(first, extract(first, Counter(), {}))
    spent: Counter[str] = Counter()
    analyses: list[Analysis] = []
    for first in range(0, len(documents), given.batch):
        analyses += extract(documents[first : first + given.batch], spent, profiles)
    spent[RESOLUTION] = resolve(documents, analyses)
    words = sum(len(d.text.split()) for d in documents)
    print(f"{len(documents)} articles, {words} words; the parser read {words / spent[PARSER]:.0f} words a second\n")
    print("| part | seconds | of the parser | at most |\n|---|---|---|---|")
    for name, seconds in rows_of(spent):
        most = f"{TARGETS[name]:.2f}" if name in TARGETS else ""
        print(f"| {name} | {seconds:.2f} | {seconds / spent[PARSER]:.3f} | {most} |")
    for profile in profiles.values():
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
