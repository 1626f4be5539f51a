"""Values of time expressions kind by kind and half by half, from the rows that `compare_dates.py` wrote.

    python benchmarks/date_kinds.py CORPUS ROWS.json [--misses]

CORPUS/gold holds one JSON an article: {"url", "timexes": [{"text", "type", "value"}]}. Counted is the gold whose value is a
year, month or day, times cut to the day; a row is its where one text covers the other, in reading order. The halves are those
of the file names in order. Precision has no kind: a row beyond the gold has none.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

VALUE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
KINDS: tuple[tuple[str, str], ...] = (
    ("today, yesterday ...", r"\b(today|tonight|yesterday|tomorrow|this (morning|afternoon|evening))\b"),
    ("weekday", rf"\b({DAYS}|(mon|tues?|wed|thur?s?|fri|sat|sun)\.?)\b"),
    ("day and month", rf"\b({MONTHS})[a-z]*\.?,? \d{{1,2}}\b|\b\d{{1,2}}(st|nd|rd|th)? ({MONTHS})|^\d+[-/]\d+[-/]\d+"),
    ("month", rf"\b({MONTHS})[a-z]*\b"),
    ("year", r"^(fiscal )?'?\d{2,4}$|\b(19|20)\d\d\b"),
    ("relative unit", r"\b(year|month|week|day|quarter|decade|hour|minute|ago|earlier|later|weekend)s?\b"),
)
"""Kind of an expression by its words, the first that fits; else `other`."""


def kind_of(words: str) -> str:
    """The kind of a time expression."""
    return next((name for name, pattern in KINDS if re.search(pattern, words.lower())), "other")


def bare(words: str) -> str:
    """Words to compare: lower case, no marks."""
    return f" {' '.join(re.sub(r'[^a-z0-9]+', ' ', words.lower()).split())} "


def main() -> None:
    """Print a line a kind."""
    system = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    paths = sorted(Path(sys.argv[1], "gold").glob("*.json"))
    right: Counter[tuple[str, int]] = Counter()
    total: Counter[tuple[str, int]] = Counter()
    for place, path in enumerate(paths):
        gold, half = json.loads(path.read_text(encoding="utf-8")), int(place >= len(paths) / 2)
        rows = [(bare(r["text"]), str(r["value"] or "").rstrip("~?%")) for r in system[gold["url"]]]
        for timex in gold["timexes"]:
            value, words = str(timex["value"] or "").split("T")[0], bare(timex["text"])
            hit = next((k for k, (text, _) in enumerate(rows) if words in text or text in words), None)
            found = rows.pop(hit) if hit is not None else None
            if timex["type"] not in ("DATE", "TIME") or not VALUE.match(value):
                continue
            for kind in (kind_of(timex["text"]), "all"):
                total[kind, half] += 1
                right[kind, half] += found is not None and found[1] == value
            if "--misses" in sys.argv and (found is None or found[1] != value):
                print(path.stem, repr(timex["text"]), value, "->", found)
    for kind in (*(name for name, _ in KINDS), "other", "all"):
        shares = (f"{right[kind, h] / total[kind, h]:.3f} ({total[kind, h]})" if total[kind, h] else "- (0)" for h in (0, 1))
        print(f"{kind:22s}", *(f"{share:>12s}" for share in shares))


if __name__ == "__main__":
    main()
