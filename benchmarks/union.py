"""Compare the ways to the participants of violent events: syntax and lexicon (a), learned fillers alone (b), both.

    python benchmarks/union.py SCORER KEYS_FILE [KEYS_FILE ...] --raw FOLDER --only PREFIX [PREFIX ...]

SCORER is the folder with `score_muc4.py`; `--only` takes articles whose MUC id begins with a prefix. The role tagger is the
shipped one; "fillers without the tagger" leaves its tags out.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import muc4

from flows.core.annotations import Analysis
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.stages.event_fillers import judge_participants
from flows.stages.events import tell_events
from flows.stages.filler_features import TAGGERS, is_violent
from flows.stages.order import STAGES
from flows.stages.unspecific import leave_out_unspecific


def untagged(analysis: Analysis) -> Analysis:
    """The article without what role taggers say."""
    kept = tuple(t for t in analysis.parse.tagged if t.tagger not in (*TAGGERS, "incidents"))
    return replace(analysis, parse=replace(analysis.parse, tagged=kept))


def unruled(analysis: Analysis) -> Analysis:
    """The article with its violent reports, but no participant that rules tied to them."""
    violent = {r.key for r in analysis.reports if is_violent(r)}
    return replace(analysis, participants=tuple(p for p in analysis.participants if p.report not in violent))


def judged(analysis: Analysis) -> Analysis:
    """The article as the pipeline tells it: participants judged, happenings that nothing makes specific left out."""
    return leave_out_unspecific(judge_participants(analysis))


WAYS: tuple[tuple[str, Callable[[Analysis], Analysis]], ...] = (
    ("(a) syntax and lexicon", lambda a: a),
    ("(b) learned fillers", lambda a: judge_participants(unruled(a))),
    ("both, without the role tagger", lambda a: judge_participants(untagged(a))),
    ("both", judge_participants),
    ("both, without what nothing makes specific", judged),
)


def main() -> None:
    """Parse the arguments, analyse, score each way."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scorer"), ap.add_argument("keys", nargs="+"), ap.add_argument("--raw", required=True)
    ap.add_argument("--only", nargs="+", default=[""])
    args = ap.parse_args()
    scorer, gold = muc4.load_keys(args.scorer, args.keys)
    chosen = [(n, d) for n, d in muc4.documents(Path(args.raw), args.only) if n in gold]
    early = tuple(stage for stage in STAGES if stage.name not in ("find_events", "code_participants"))
    told: dict[str, Any] = {}
    for name, document in chosen:
        (parse,) = read([document])
        told[name] = tell_events(run_stages(Analysis(document, parse), early))
    for title, way in WAYS:
        print(title)
        muc4.report(
            scorer, gold, {n: muc4.responses(scorer, leave_out_unspecific(way(a))) for n, a in told.items()}, misses=False
        )


if __name__ == "__main__":
    main()
