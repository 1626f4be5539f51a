"""Quantities of news sentences by this project and by quantulum3, scored in one run.

    python benchmarks/newsquant.py DATA.json [--mistakes]

DATA is a list of {"text", "quantities": [{"value", "unit", "normalized_unit", "change"}]} in the form of NewsQuant (Almasian
et al. 2023), and the measures are theirs: F1 over quantities of value (relative difference at most 1e-5; of a range both
ends), value with normalized unit, and value with change (= exact, ~ about, > more, < less, up, down). Pairs are one to one,
those that agree in more come first. Of quantulum3 a range is its middle, as in the paper; it has no change.
"""

import json
import math
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quantity_change import direction_of
from quantulum3 import parser as quantulum

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.parse import Parse
from flows.nlp.parser import load_parser
from flows.readers.clean import find_blocks, normalise
from flows.stages.dates import find_dates
from flows.stages.figures import find_drafts
from flows.stages.figures_counted import Counted
from flows.stages.figures_parts import Draft

Value = tuple[float, float]
BOUNDS = {"more_than": ">", "at_least": ">", "less_than": "<", "at_most": "<", "range": "=", "exact": "=", "about": "~"}
COUNTS = {"time": "count"}
SMALL = frozenset("a an the of for in on and or to by with that which at from its their his her our".split())  # noqa: SIM905


@dataclass(frozen=True)
class Told:
    """One quantity as the set writes it: both ends of its value, normalized unit, change."""

    value: Value
    unit: str
    change: str


def gold(rows: Iterable[dict[str, Any]]) -> list[Told]:
    """The set's own quantities of one sentence."""
    out = []
    for row in rows:
        text = row["value"].strip()
        low, dash, high = text.lstrip("-").partition("-") if not _is_number(text) else (text, "", "")
        ends = (float(low), float(high)) if dash else (float(text), float(text))
        out.append(Told(ends, row["normalized_unit"].lower(), row["change"]))
    return out


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def ours(analysis: Analysis) -> list[Told]:
    """This project's quantities: those of the figures stage before it leaves out what is no figure of the world."""
    out: list[Told] = []
    for sentence in analysis.parse.sentences:
        drafts = find_drafts(analysis, sentence)
        told = [_told(analysis.parse, draft) for draft in drafts]
        n = 0
        while n < len(drafts):
            # the set writes "from A to B" as one value with two ends
            ends = n + 1 < len(drafts) and {_lead(analysis, d) for d in drafts[n : n + 2]} == {"from", "to"}
            if ends and all(d.quantity.modifier != "range" and d.quantity.value is not None for d in drafts[n : n + 2]):
                a, b = (told[n], told[n + 1]) if _lead(analysis, drafts[n]) == "from" else (told[n + 1], told[n])
                out.append(Told((a.value[0], b.value[0]), b.unit if b.unit != "-" else a.unit, b.change))
                n += 2
            else:
                whole = drafts[n].part_of
                noun = told[n].unit == "% -" and whole is not None
                out.append(replace(told[n], unit=f"% {told[whole].unit}") if noun and whole is not None else told[n])
                n += 1
    return out


def _lead(analysis: Analysis, draft: Draft) -> str:
    before = analysis.text[max(0, draft.quantity.start - 12) : draft.quantity.start].split()
    return before[-1].lower() if before else ""


def _told(parse: Parse, draft: Draft) -> Told:
    q = draft.quantity
    if q.low is not None and q.high is not None and (q.value is None or q.modifier == "range"):
        value = (q.low, q.high)
    else:
        value = (q.value or 0.0, q.value or 0.0)
    change = BOUNDS["exact" if q.value is None and q.modifier == "about" else q.modifier]
    way = direction_of(parse, q)
    return Told(value, _unit(parse, draft), way if way is not None and change in {"=", "~"} else change)


def _unit(parse: Parse, draft: Draft) -> str:
    q = draft.quantity
    noun = _noun(parse, draft.counted)
    if q.unit is None:
        return f"% {noun}" if q.form in {"fraction", "ratio"} and (q.value or 0) < 1 else noun
    return f"{q.unit.name} per {q.unit.per}" if q.unit.per is not None else q.unit.name


def _noun(parse: Parse, counted: Counted) -> str:
    if counted.head is None or counted.start is None or counted.end is None or counted.head.pos == "PRON":
        return "-"
    tokens = parse.between(counted.start, counted.end)
    kept, glue = "", False
    for t in tokens:
        if t.lower in SMALL or t.tag == "POS" or t.text[0].isdigit() or (t.tag in {"VBG", "VBN"} and t.i != counted.head.i):
            continue
        if t.tag == "HYPH":
            glue = True
            continue
        word = t.lemma.lower() if t.tag in {"NNS", "NN", "JJS", "JJR"} else t.lower
        kept, glue = kept + ("-" if glue else " ") + word, False
    return COUNTS.get(kept.strip(), kept.strip()) or "-"


def theirs(text: str) -> list[Told]:
    """quantulum3's quantities."""
    out = []
    for q in quantulum.parse(text):
        unit = "-" if q.unit.name == "dimensionless" else q.unit.name
        out.append(Told((q.value, q.value), unit, ""))
    return out


def middle(told: Sequence[Told]) -> list[Told]:
    """The same with every range as its middle."""
    return [Told(((t.value[0] + t.value[1]) / 2,) * 2, t.unit, t.change) for t in told]


def same_value(a: Told, b: Told) -> bool:
    """Whether two values agree at both ends."""
    return all(math.isclose(x, y, rel_tol=1e-5, abs_tol=1e-8) for x, y in zip(a.value, b.value, strict=True))


def pair(wanted: Sequence[Told], found: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Quantities of one value, one to one, those that agree in unit and change first."""
    links = [
        (-(w.unit == f.unit) * 2 - (w.change == f.change), n, k)
        for n, w in enumerate(wanted)
        for k, f in enumerate(found)
        if same_value(w, f)
    ]
    used_n: set[int] = set()
    used_k: set[int] = set()
    out = []
    for _, n, k in sorted(links):
        if n not in used_n and k not in used_k:
            used_n.add(n)
            used_k.add(k)
            out.append((wanted[n], found[k]))
    return out


def count(wanted: Sequence[Told], found: Sequence[Told]) -> Counter[str]:
    """Counts of one sentence."""
    pairs = pair(wanted, found)
    return Counter(
        {
            "wanted": len(wanted),
            "found": len(found),
            "value": len(pairs),
            "value+unit": sum(w.unit == f.unit for w, f in pairs),
            "value+change": sum(w.change == f.change for w, f in pairs),
        }
    )


def lines(name: str, counts: Counter[str], kinds: Sequence[str], seconds: float) -> list[str]:
    """Score lines of one system."""
    out = []
    for kind in kinds:
        right, found, wanted = counts[kind], max(1, counts["found"]), max(1, counts["wanted"])
        p, r = right / found, right / wanted
        out.append(f"{name:11s} {kind:13s} P {p:.3f}  R {r:.3f}  F1 {2 * right / (found + wanted):.3f}")
    return [*out, f"{name:11s} {seconds:.1f} s"]


def read_sentences(rows: Sequence[dict[str, Any]]) -> list[Analysis]:
    """The set's sentences, parsed."""
    documents = []
    for n, row in enumerate(rows):
        text = normalise(row["text"])
        documents.append(Document(f"q{n}", "set", None, None, (), None, None, "en", text, find_blocks(text), "set"))
    return [Analysis(d, p) for d, p in zip(documents, load_parser().parse(documents), strict=True)]


def main() -> None:
    """Score both systems and print the lines."""
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    analyses = [find_dates(a) for a in read_sentences(rows)]
    totals: dict[str, Counter[str]] = {"ours": Counter(), "quantulum3": Counter()}
    spent = dict.fromkeys(totals, 0.0)
    for row, analysis in zip(rows, analyses, strict=True):
        wanted = gold(row["quantities"])
        start = time.perf_counter()
        found = ours(analysis)
        between = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = theirs(row["text"])
        spent["ours"] += between - start
        spent["quantulum3"] += time.perf_counter() - between
        totals["ours"] += count(wanted, found)
        totals["quantulum3"] += count(middle(wanted), peer)
        if "--mistakes" in sys.argv:
            report(row["text"], wanted, found)
    print(*lines("ours", totals["ours"], ("value", "value+unit", "value+change"), spent["ours"]), sep="\n")
    print(*lines("quantulum3", totals["quantulum3"], ("value", "value+unit"), spent["quantulum3"]), sep="\n")
    print("quantities", totals["ours"]["wanted"], "sentences", len(rows))


def report(text: str, wanted: Sequence[Told], found: Sequence[Told]) -> None:
    """Print what is wrong in one sentence."""
    pairs = pair(wanted, found)
    missed = [w for w in wanted if not any(w is a for a, _ in pairs)]
    extra = [f for f in found if not any(f is b for _, b in pairs)]
    off = [(a, b) for a, b in pairs if a != b]
    if missed or extra or off:
        print(text)
        for kind, rows in (("missed", missed), ("extra", extra), ("other", off)):
            for row in rows:
                print("     ", kind, *(f"{t.value} {t.unit!r} {t.change}" for t in (row if isinstance(row, tuple) else (row,))))


if __name__ == "__main__":
    main()
