"""Measured quality of a release: coverage, precision and recall, calibration, and the gate between two releases."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.publish.info import ReleaseError
from flows.tables.parts import Frames, count, nulls

BINS = 10
ROUNDING = 2e-4
"""Scores are written to four places: falls closer than this to what is allowed are allowed."""
GOLD_SCORES = Path(__file__).with_name("gold_scores.json")
"""What `benchmarks/quality.py` measured last."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison with a gold set counted.

    Attributes:
        correct: Rows of the release that the gold set has.
        found: Rows of the release in the articles of the gold set, None where the gold set lists not all that is true and
            precision cannot be told.
        expected: Rows of the gold set.
    """

    correct: int
    found: int | None
    expected: int

    def scores(self) -> dict[str, float | int | None]:
        """Counts with precision, recall and F1; None where nothing was found or expected."""
        precision = self.correct / self.found if self.found else None
        recall = self.correct / self.expected if self.expected else None
        f1 = None if self.found is None or not self.found + self.expected else 2 * self.correct / (self.found + self.expected)
        counts: dict[str, float | int | None] = {"correct": self.correct, "found": self.found, "expected": self.expected}
        return counts | {"precision": _rounded(precision), "recall": _rounded(recall), "f1": _rounded(f1)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def coverage(frames: Frames) -> dict[str, Any]:
    """Rows of each table and the share of null of each column (0 to 1, None for a table without rows)."""
    return {table: _covered(frames, table) for table in frames}


def _covered(frames: Frames, table: str) -> dict[str, Any]:
    rows, empty = count(frames, table), nulls(frames, table)
    return {"rows": rows, "null_share": {c: round(n / rows, 4) if rows else None for c, n in empty.items()}}


def calibration(matches: Iterable[tuple[float, bool]], bins: int = BINS) -> dict[str, Any]:
    """Whether confidences are honest: the reliability table and the expected calibration error.

    Args:
        matches: (confidence from 0 to 1, whether the row was right), in any order.
        bins: Bins of equal width; 1.0 falls in the last.

    Returns:
        `count`, `expected_calibration_error` (0 to 1, None without matches) and `reliability`: for each bin that is not empty
        its bounds, count, mean confidence and share of right rows.

    Raises:
        ValueError: A confidence is outside 0 to 1.
    """
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in matches:
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence {confidence} is outside 0 to 1")
        filled.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    count = sum(map(len, filled.values()))
    table, error = [], 0.0
    for n, pairs in sorted(filled.items()):
        mean = sum(sorted(c for c, _ in pairs)) / len(pairs)
        share = sum(right for _, right in pairs) / len(pairs)
        error += len(pairs) / count * abs(mean - share)
        bounds = {"low": round(n / bins, 4), "high": round((n + 1) / bins, 4)}
        table.append({**bounds, "count": len(pairs), "confidence": round(mean, 4), "right": round(share, 4)})
    return {"count": count, "expected_calibration_error": round(error, 4) if count else None, "reliability": table}


def measured(
    scores: Mapping[str, Mapping[str, Outcome]], matches: Mapping[str, Iterable[tuple[float, bool]]]
) -> dict[str, Any]:
    """The measured part of `quality.json`.

    Args:
        scores: Gold set -> table or `table.column` -> outcome.
        matches: Table -> (confidence, whether right) of its rows in the gold sets.
    """
    return {
        "scores": {gold: {what: o.scores() for what, o in sorted(found.items())} for gold, found in sorted(scores.items())},
        "calibration": {table: calibration(pairs) for table, pairs in sorted(matches.items())},
    }


def check_quality(old: Mapping[str, Any], new: Mapping[str, Any], tolerance: float) -> tuple[str, ...]:
    """The falls between two `quality.json` that are larger than a tolerance and than one row can make.

    Args:
        old: Quality of the previous release.
        new: Quality of the release at hand.
        tolerance: Largest fall let pass, in points from 0 to 1; for calibration error the largest rise.

    Returns:
        One line a fall, none if the release may pass. A figure that was measured and no longer is counts as a fall.
    """
    falls = []
    for gold, found in old.get("scores", {}).items():
        for what, scores in found.items():
            fresh = new.get("scores", {}).get(gold, {}).get(what, {})
            for measure in ("precision", "recall", "f1"):
                before, after = scores.get(measure), fresh.get(measure)
                allowed = max(tolerance, _one_row(scores, measure), _one_row(fresh, measure)) + ROUNDING
                if before is not None and (after is None or before - after > allowed):
                    falls.append(f"{gold}: {measure} of {what} fell from {before} to {'nothing' if after is None else after}")
    for table, about in old.get("calibration", {}).items():
        before = about.get("expected_calibration_error")
        after = new.get("calibration", {}).get(table, {}).get("expected_calibration_error")
        allowed = max(tolerance, 1 / max(1, about.get("count") or 0)) + ROUNDING
        if before is not None and (after is None or after - before > allowed):
            falls.append(f"calibration error of {table} rose from {before} to {'unmeasured' if after is None else after}")
    return tuple(falls)


def _one_row(scores: Mapping[str, Any], measure: str) -> float:
    """What one row more or less makes of a figure: of ten rows a tenth."""
    found, expected = scores.get("found") or 0, scores.get("expected") or 0
    rows = {"precision": found, "recall": expected, "f1": (found + expected) / 2}[measure]
    return 1 / rows if rows else 0.0


def gold_scores(fingerprint: str, path: Path = GOLD_SCORES) -> dict[str, Any]:
    """The measured part of `quality.json`, as last measured on the project's gold sets.

    Args:
        fingerprint: That of the extraction at hand. `measured_on.current` says whether it is the one that was measured.
        path: The file of scores; without one nothing counts as measured.
    """
    if not path.is_file():
        return {}
    scores: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    about = scores.get("measured_on", {})
    return scores | {"measured_on": {**about, "current": about.get("fingerprint") == fingerprint}}


def hold_quality(previous: Path, quality: Mapping[str, Any], tolerance: float) -> None:
    """Stop a release whose measured quality fell.

    Args:
        previous: The previous release's folder.
        quality: Quality of the release at hand.
        tolerance: As in `check_quality`.

    Raises:
        ReleaseError: A figure fell further than the tolerance.
    """
    path = previous / "quality.json"
    old = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    falls = check_quality(old, quality, tolerance)
    if falls:
        raise ReleaseError(
            f"quality fell by more than {tolerance} since {previous.name}: {'; '.join(falls)}: "
            "mend the extraction, or release with a larger --tolerance"
        )
