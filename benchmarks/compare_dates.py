"""Time expressions of a TimeML corpus by this project's grammar and by dateparser's search, in one run.

    python benchmarks/compare_dates.py CORPUS OUT

CORPUS/raw holds NAME.txt with NAME.meta.json (url, published_at). Writes OUT/ours.json and OUT/dateparser.json, each
{"<url>": [{"text": ..., "value": EDTF}]}, which a TimeML scorer can compare with gold, and prints words per second of both.
dateparser gets the publication day as its base and prefers the past, as news does; its values are cut to the day, month or
year that the words name.
"""

import json
import sys
import time
from datetime import datetime
from pathlib import Path

from dateparser.search import search_dates

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.nlp.parser import load_parser
from flows.readers.clean import find_blocks, normalise
from flows.stages.dates import find_dates

Rows = list[dict[str, str | None]]


def read_documents(folder: Path) -> list[Document]:
    """The corpus as documents."""
    out = []
    for path in sorted((folder / "raw").glob("*.txt")):
        meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
        text, day = normalise(path.read_text(encoding="utf-8")), meta.get("published_at")
        method = "metadata" if day else None
        out.append(Document(path.stem, "corpus", meta["url"], None, (), day, method, "en", text, find_blocks(text), path.name))
    return out


def search(document: Document) -> Rows:
    """dateparser's expressions with values as precise as their words."""
    base = datetime.fromisoformat(document.published_day) if document.published_day else None
    settings = {"PREFER_DATES_FROM": "past", "RETURN_TIME_AS_PERIOD": True} | ({"RELATIVE_BASE": base} if base else {})
    found = []
    for block in document.factual():
        for words, when in search_dates(document.text[block.start : block.end], languages=["en"], settings=settings) or []:
            digits = len(words) == 4 and words.isdigit()
            month = words.lower().strip(".").split()[0][:3] in MONTHS and not any(
                c.isdigit() for c in words.replace(str(when.year), "")
            )
            found.append({"text": words, "value": f"{when:%Y}" if digits else f"{when:%Y-%m}" if month else f"{when:%Y-%m-%d}"})
    return found


MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())  # noqa: SIM905


def main() -> None:
    """Run both and write their rows."""
    documents, out = read_documents(Path(sys.argv[1])), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    words = sum(len(d.text.split()) for d in documents)
    parses = load_parser().parse(documents)
    started = time.perf_counter()
    analyses = [find_dates(Analysis(d, p)) for d, p in zip(documents, parses, strict=True)]
    ours = {a.document.url: [{"text": a.words(d.start, d.end), "value": d.edtf} for d in a.dates] for a in analyses}
    middle = time.perf_counter()
    theirs = {d.url: search(d) for d in documents}
    ended = time.perf_counter()
    (out / "ours.json").write_text(json.dumps(ours), encoding="utf-8")
    (out / "dateparser.json").write_text(json.dumps(theirs), encoding="utf-8")
    print(f"ours {words / (middle - started):.0f} words/s after the parse, dateparser {words / (ended - middle):.0f} words/s")


if __name__ == "__main__":
    main()
