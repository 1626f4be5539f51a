"""Throw mutated inputs at the readers and hold them to their promises.

Usage: python benchmarks/fuzz_readers.py [--cases 2000] [--seed 1]

Each case is a raw folder with one file (and perhaps a side file) made by mutating a good one. Promised: no exception,
every record is a document or a refusal with a known reason, documents hold normalised text whose blocks cover it, and
no case takes longer than `BUDGET` seconds.
"""

import argparse
import csv
import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flows.readers.clean import normalise  # noqa: E402
from flows.readers.inventory import find_inputs, input_key  # noqa: E402
from flows.readers.read import ReadResult, read_input  # noqa: E402

BUDGET = 20.0
TEXT = "VERRIN, March 4 (OPA) -- Three people died when the dam broke on Monday.\n\nPhoto: OPA\n\n“Help us,” said mayor Dara Quill.\nRead also\n"
SPICE: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "\u202e\u2066".encode(), b"\xed\xa0\x80", b"\r", b"\r\n", b"\n" * 50, "\u0301".encode() * 500,
    b"<div>" * 300, b"</div>" * 50, b"<!--", b"<![CDATA[", b"<script>", b"&#0;&#x110000;&amp;lt;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<table><tr><td>" * 60,
    b'{"a":' * 60, b'"', b"\\", b"\\ud800", b"NaN", b"1e999", b"9" * 400, b"{}", b"[]", b"null", b"../../etc/passwd", b"=HYPERLINK(1)", b"\x1f\x8b",
    b"a" * 5_000, b" " * 5_000, b"[" * 3_000, b"(" * 3_000, b"- " * 2_000, "Ã¢â‚¬â„¢".encode(), "Карта ".encode() * 20, b"By " * 300, b"-- " * 300, b"." * 3_000,
    b"2021-13-45", b"0000-00-00", b"99999999999999-01-01", b"\x85\x1c\x0b\x0c",
)  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """Good inputs: suffix and bytes."""
    sample = ROOT / "raw" / "sample"
    pages = [(".html", p.read_bytes()) for p in sorted(sample.glob("*.html"))]
    line = json.dumps(
        {"text": TEXT, "title": "Dam breaks", "published_at": "2021-03-05", "source": "osland-mail", "authors": ["A"]}
    )
    text = TEXT.encode()
    return [
        *pages,
        (".txt", text),
        (".jsonl", f"{line}\n{line}\n".encode()),
        (".txt.gz", gzip.compress(text, mtime=0)),
        (".txt", text * 40),
    ]


def mutate(rng: random.Random, data: bytes) -> bytes:
    """One to six random changes."""
    out = bytearray(data)
    steps: tuple[Callable[[int], None], ...] = (
        lambda at: out.__setitem__(slice(at, at), rng.choice(SPICE)),
        lambda at: out.__setitem__(slice(at, at + rng.randint(1, 200)), b""),
        lambda at: out.__setitem__(slice(at, at + 1), bytes([rng.randrange(256)])),
        lambda at: out.__setitem__(slice(at, at), out[at : at + rng.randint(1, 2_000)] * rng.randint(1, 20)),
        lambda at: out.__setitem__(slice(at, len(out)), b""),
        lambda at: out.__setitem__(slice(0, len(out)), bytes(out).replace(b" ", rng.choice(SPICE)[:40], rng.randint(1, 40))),
    )
    for _ in range(rng.randint(1, 6)):
        rng.choice(steps)(rng.randrange(len(out) + 1))
        del out[400_000:]
    return bytes(out)


def run_case(folder: Path, rng: random.Random, good: list[tuple[str, bytes]]) -> ReadResult:
    """Write one mutated input, read it, and check what came out.

    Raises:
        AssertionError: A promise was broken.
    """
    suffix, data = rng.choice(good)
    suffix = rng.choice([suffix] * 4 + [".txt", ".html", ".jsonl", ".jsonl.gz"])
    name = folder / f"case{suffix}"
    name.write_bytes(mutate(rng, data))
    side = folder / "case.meta.json"
    if rng.random() < 0.3:
        side.write_bytes(
            mutate(rng, b'{"source": "osland-mail", "url": "https://a.example/2021/03/04/x", "published_at": "2021-03-04"}')
        )
    try:
        (item,) = find_inputs(folder)
        input_key(folder, item)
        result = read_input(folder, item, {})
        check(result)
        return result
    finally:
        name.unlink()
        side.unlink(missing_ok=True)


def check(result: ReadResult) -> None:
    """Hold a result to the readers' promises.

    Raises:
        AssertionError: One is broken.
    """
    reasons = known_reasons()
    assert result.documents or result.refused, "nothing accounted for"
    paths = [d.raw_path for d in result.documents] + [r.raw_path for r in result.refused]
    assert len(paths) == len(set(paths)), "a record is counted twice"
    for refusal in result.refused:
        assert refusal.reason in reasons and "\n" not in refusal.detail and refusal.detail, refusal
        refusal.detail.encode("utf-8")
    for document in result.documents:
        assert normalise(document.text) == document.text, "not normalised"
        "".join([document.text, document.title or "", document.url or "", *document.authors]).encode("utf-8")
        last = 0
        for block in document.blocks:
            assert last <= block.start < block.end <= len(document.text), "blocks overlap"
            assert not document.text[last : block.start].strip(), "words outside blocks"
            last = block.end
        assert not document.text[last:].strip(), "words after the last block"


def known_reasons() -> frozenset[str]:
    """The codes of the reasons table."""
    with (ROOT / "schemas" / "vocab" / "reasons.csv").open(encoding="utf-8", newline="") as stream:
        return frozenset(row["code"] for row in csv.DictReader(stream))


def main() -> int:
    """Run the cases and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    good, outcomes, slowest, failed = seeds(), Counter[str](), (0.0, 0), 0
    with tempfile.TemporaryDirectory() as folder:
        for case in range(given.cases):
            began = time.perf_counter()
            try:
                result = run_case(Path(folder), random.Random(f"{given.seed}-{case}"), good)
            except Exception as error:  # every failure is listed with its case, so that it can be run again
                failed += 1
                print(f"case {given.seed}-{case}: {type(error).__name__}: {str(error)[:200]}")
                continue
            outcomes.update([*(r.reason for r in result.refused), *("document" for _ in result.documents)])
            slowest = max(slowest, (time.perf_counter() - began, case))
    slow = slowest[0] > BUDGET
    print(
        f"{given.cases} cases, {failed} failed, slowest {slowest[0]:.2f} s (case {slowest[1]}): {dict(outcomes.most_common())}"
    )
    return 1 if failed or slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
