"""Score figures against the sentences of `tests/cases/figures_*.yml`, kind by kind.

    python benchmarks/figures.py CASES.yml [--mistakes]

A figure is right where value (or both bounds of a range or vague number), unit and modifier are those of the case: score of
`exact` is the F1 of such figures over all sentences, traps included (there every figure is wrong). `measure` is the share of
right figures whose measure is the case's, `part_of` the F1 of part-whole ties. A case's figure and a found one are paired by
their words: they overlap. Then the share of right figures of each measure and unit, and quantulum3 on the same sentences: the F1
of values alone, a range being its middle, beside ours.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from flows.core.annotations import Analysis, Figure

Case = Mapping[str, Any]
Span = tuple[int, int]


def spans_of(case: Case) -> tuple[Span, ...]:
    """Where the words of a case's figures stand, found in reading order."""
    out: list[Span] = []
    at = 0
    for words, *_ in case["figures"]:
        start = case["text"].index(words, at)
        out.append((start, start + len(words)))
        at = start + len(words)
    return tuple(out)


def pair(case: Case, figures: Sequence[Figure]) -> dict[int, Figure]:
    """Found figures by the number of the case's figure whose words they overlap."""
    out: dict[int, Figure] = {}
    for n, (start, end) in enumerate(spans_of(case)):
        taken = {f.key for f in out.values()}
        found = next((f for f in figures if f.start < end and start < f.end and f.key not in taken), None)
        if found is not None:
            out[n] = found
    return out


def is_right(wanted: Sequence[Any], figure: Figure) -> bool:
    """Whether value, unit and modifier agree."""
    _, value, unit, modifier, *_ = wanted
    if isinstance(value, list):
        same = figure.value_min is not None and figure.value_max is not None
        same = same and [round(figure.value_min or 0, 3), round(figure.value_max or 0, 3)] == [
            round(float(v), 3) for v in value
        ]
    else:
        same = figure.value is not None and abs(figure.value - value) <= 1e-4 * max(1.0, abs(value))
    return same and figure.unit == unit and figure.modifier == modifier


def ties_of(case: Case) -> frozenset[tuple[int, int]]:
    """Part and whole of a case, as numbers of its figures."""
    words = [w for w, *_ in case["figures"]]
    at = {part: next(n for n, w in enumerate(words) if part in w.split() or part == w) for part in _named(case)}
    return frozenset((at[p], at[w]) for p, w in case.get("parts", {}).items())


def _named(case: Case) -> set[str]:
    return {*case.get("parts", {}), *case.get("parts", {}).values()}


def score(case: Case, analysis: Analysis) -> tuple[Counter[str], tuple[str, ...]]:
    """Counts of one sentence, and its mistakes in words.

    Args:
        case: A case of the YAML file.
        analysis: The sentence with its figures.

    Returns:
        Counts: right, wanted, found; measured, measure; parts_right, parts_wanted, parts_found; traps, traps_held.
    """
    figures, wanted = analysis.figures, case["figures"]
    paired = pair(case, figures)
    right = {n for n, f in paired.items() if is_right(wanted[n], f)}
    notes = [f"not {wanted[n]}: {_told(analysis, paired.get(n))}" for n in range(len(wanted)) if n not in right]
    used = {f.key for f in paired.values()}
    notes += [f"none wanted: {_told(analysis, f)}" for f in figures if f.key not in used]
    with_measure = [n for n in right if len(wanted[n]) > 4]
    measured = [n for n in with_measure if paired[n].measure == wanted[n][4]]
    notes += [f"measure not {wanted[n]}: {_told(analysis, paired[n])}" for n in with_measure if n not in measured]
    number = {f.key: n for n, f in paired.items()}
    ties = {(number.get(f.key, -1), number.get(f.part_of, -1)) for f in figures if f.part_of is not None}
    if ties != ties_of(case):
        notes.append(f"parts {sorted(ties)}, not {sorted(ties_of(case))}")
    counts = Counter(
        right=len(right),
        wanted=len(wanted),
        found=len(figures),
        measured=len(measured),
        measure=len(with_measure),
        parts_right=len(ties & ties_of(case)),
        parts_wanted=len(ties_of(case)),
        parts_found=len(ties),
        traps=not wanted,
        traps_held=not wanted and not figures,
    )
    for n, (_, _, unit, _, *measure) in enumerate(wanted):
        for slot in (f"measure {measure[0]}" if measure else "measure -", f"unit {unit}"):
            counts += Counter({f"{slot} wanted": 1, f"{slot} right": int(n in right)})
    return counts, tuple(notes)


def _told(analysis: Analysis, f: Figure | None) -> str:
    if f is None:
        return "nothing"
    words = analysis.words(f.start, f.end)
    return f"{words!r} {f.measure} {f.value} [{f.value_min}, {f.value_max}] {f.modifier} {f.unit} ({f.rule})"


def f1(right: int, wanted: int, found: int) -> float:
    """F1 of counts; 1 where there was nothing to find and nothing was found."""
    return 2 * right / (wanted + found) if wanted + found else 1.0


def summary(counts: Mapping[str, int]) -> dict[str, float]:
    """The scores of a file from the sum of its counts."""
    return {
        "exact": f1(counts["right"], counts["wanted"], counts["found"]),
        "recall": counts["right"] / max(1, counts["wanted"]),
        "measure": counts["measured"] / max(1, counts["measure"]),
        "part_of": f1(counts["parts_right"], counts["parts_wanted"], counts["parts_found"]),
        "traps": counts["traps_held"] / max(1, counts["traps"]),
    }


def middle(value: float | Sequence[float] | None) -> float | None:
    """A value, or the middle of a range."""
    return sum(value) / len(value) if isinstance(value, Sequence) else value


def same_values(wanted: Sequence[float | None], found: Sequence[float | None]) -> Counter[str]:
    """Counts of values that agree, one to one."""
    left = [v for v in found if v is not None]
    right = 0
    for value in wanted:
        hit = next((v for v in left if value is not None and abs(v - value) <= 1e-4 * max(1.0, abs(value))), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Counter(right=right, wanted=len(wanted), found=len(found))


def values_of_quantulum(text: str) -> list[float]:
    """The values quantulum3 reads."""
    from quantulum3 import parser as quantulum

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [float(q.value) for q in quantulum.parse(text)]


def values_of(analysis: Analysis) -> list[float | None]:
    """Our values, the middle of the bounds where there is none."""
    bounds = [(f.value, f.value_min, f.value_max) for f in analysis.figures]
    return [v if v is not None else middle([x for x in (low, high) if x is not None]) for v, low, high in bounds]


def by_kind(counts: Mapping[str, int]) -> list[str]:
    """A line for each measure and unit."""
    slots = sorted({name.rsplit(" ", 1)[0] for name in counts if name.startswith(("measure ", "unit "))})
    return [f"{slot:24s} right {counts[f'{slot} right']:3d} of {counts[f'{slot} wanted']:3d}" for slot in slots]


def main() -> None:
    """Score a file and print the lines."""
    from flows.core.document import Document
    from flows.nlp.parser import load_parser
    from flows.readers.clean import find_blocks, normalise
    from flows.stages.dates import find_dates
    from flows.stages.figures import find_figures
    from flows.stages.names import find_names

    cases = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    total: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {"ours": Counter(), "quantulum3": Counter()}
    documents = []
    for n, case in enumerate(cases):
        text = normalise(case["text"])
        documents.append(Document(f"c{n}", "cases", None, None, (), None, None, "en", text, find_blocks(text), "cases"))
    for case, document, parse in zip(cases, documents, load_parser().parse(documents), strict=True):
        analysis = find_figures(find_names(find_dates(Analysis(document, parse))))
        counts, notes = score(case, analysis)
        total += counts
        wanted = [middle(value) for _, value, *_ in case["figures"]]
        values["ours"] += same_values(wanted, values_of(analysis))
        values["quantulum3"] += same_values(wanted, values_of_quantulum(case["text"]))
        if "--mistakes" in sys.argv and notes:
            print(case["text"], *notes, sep="\n    ")
    print(f"sentences {len(cases)}  figures {total['wanted']}  traps {total['traps']}")
    print("  ".join(f"{name} {value:.3f}" for name, value in summary(total).items()))
    print(*by_kind(total), sep="\n")
    for name, c in values.items():
        print(f"{name:12s} value F1 {f1(c['right'], c['wanted'], c['found']):.3f}")


if __name__ == "__main__":
    main()
