"""Compare the ways to the participants of violent events: syntax and lexicon (a), the role tagger (b), their union.

    python benchmarks/union.py SCORER KEYS_FILE [KEYS_FILE ...] --raw FOLDER --only PREFIX [PREFIX ...] [--models FOLDER]

SCORER is the folder with `score_muc4.py`; `--only` takes articles whose MUC id begins with a prefix. `--models` names a folder
that `flows.nlp.training.export` wrote with a role branch (the shipped model has none, and then (b) tells nothing).
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import muc4

from flows.core.annotations import Analysis, Participant
from flows.core.pipeline import run_stages
from flows.nlp import tagger
from flows.nlp.reading import read
from flows.stages.event_evidence import judge
from flows.stages.event_tagged import FILLING, PREFIX, add_tagged, is_upheld, label_of
from flows.stages.events import tell_events
from flows.stages.order import STAGES


@dataclass(frozen=True)
class Article:
    """One article with the participants of both ways, and the probability of each by syntax and lexicon."""

    name: str
    told: Analysis
    base: tuple[float | None, ...]

    def score(self, participant: Participant) -> float:
        """What the tagger gives a participant where it stands, 0 where it tells nothing."""
        spans = (t for t in self.told.parse.tagged if t.tagger in FILLING and t.label == label_of(participant))
        return max((t.score for t in spans if t.start < participant.end and participant.start < t.end), default=0.0)

    def upheld(self, way: str, at: float) -> Analysis:
        """The article with the participants that one way upholds: "a", "b" or "union"."""
        out = []
        for p, base in zip(self.told.participants, self.base, strict=True):
            tagged = p.rule.startswith(PREFIX)
            if base is None:
                good = not tagged
            elif way == "b":
                good = self.score(p) >= at
            else:
                good = (way == "union" and is_upheld(p, base)) if tagged else base >= at
            if good:
                out.append(p)
        return replace(self.told, participants=tuple(out))


def prepare(name: str, early: Analysis) -> Article:
    """Both ways over an article that has every layer but the events."""
    told = add_tagged(tell_events(early))
    return Article(name, told, judge(told, told.reports, told.participants))


def compare(scorer: Any, gold: Any, articles: Sequence[Article]) -> None:
    """Print the fillers' precision, recall and F1 of each way at several thresholds, and F1 of each role."""
    for way in ("a", "b", "union"):
        for at in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
            found: Any = defaultdict(lambda: defaultdict(list))
            found.update({a.name: muc4.responses(scorer, a.upheld(way, at)) for a in articles})
            n = scorer.evaluate(gold, found, sorted(found))
            p, r, f = scorer.prf(sum((n[role] for role in scorer.ROLES[:5]), type(n["Type"])()))
            each = " ".join(f"{role} {scorer.prf(n[role])[2]:.2f}" for role in scorer.ROLES)
            print(f"{way:6s} {at:.2f} P {p:.3f} R {r:.3f} F1 {f:.3f}  {each}")


def main() -> None:
    """Parse the arguments, read, compare."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scorer"), ap.add_argument("keys", nargs="+"), ap.add_argument("--raw", required=True)
    ap.add_argument("--only", nargs="+", required=True), ap.add_argument("--models", type=Path, default=tagger.FOLDER)
    args = ap.parse_args()
    scorer, gold = muc4.load_keys(args.scorer, args.keys)
    tagger.FOLDER = args.models
    early = [s for s in STAGES if s.name != "find_events"]
    found = [(n, d) for n, d in muc4.documents(Path(args.raw), args.only) if n in gold]
    parses = read([d for _, d in found])
    articles = [prepare(n, run_stages(Analysis(d, p), early)) for (n, d), p in zip(found, parses, strict=True)]
    compare(scorer, gold, articles)


if __name__ == "__main__":
    main()
