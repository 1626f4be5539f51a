"""Throw mutated inputs at the readers, the lists of addresses and the extraction, and hold them to their promises.

Usage: python benchmarks/fuzz.py [--cases 2000] [--seed 1] [--lists 1000] [--extract 100]

Each case is a raw folder with one file (and perhaps a side file) made by mutating a good one: a page, a text, lines, an
archive, packed or not; the giants are files of sizes and depths that no article has. Promised: no exception, every
record is a document or a refusal with a known reason, documents hold normalised text whose blocks cover it, and no case
takes more than `BUDGET` seconds of processor time. Lists of addresses are read or refused. Of the documents, some go through all
models and stages: an article may cost itself (`stage_failed`, counted here as a failure), never more, and
may take a second more for each `PACE` characters.
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

from flows.core.document import Document  # noqa: E402
from flows.fetch.addresses import FetchError  # noqa: E402
from flows.fetch.lists import read_list  # noqa: E402
from flows.readers.clean import normalise  # noqa: E402
from flows.readers.inventory import find_inputs, input_key  # noqa: E402
from flows.readers.read import ReadResult, read_input  # noqa: E402

BUDGET = 20.0
PACE = 2_500
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
    captured = archive([("https://mail.example/dam", page) for _, page in pages])
    return [
        *pages,
        (".warc", captured),
        (".warc.gz", gzip.compress(captured, mtime=0)),
        (".txt", text),
        (".jsonl", f"{line}\n{line}\n".encode()),
        (".txt.gz", gzip.compress(text, mtime=0)),
        (".txt", text * 40),
    ]


def archive(pages: list[tuple[str, bytes]]) -> bytes:
    """An archive of captured pages."""
    out = b""
    for url, page in pages:
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T10:11:12Z\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        out += head.encode() + http + b"\r\n\r\n"
    return out


def lists() -> list[bytes]:
    """Good lists of addresses."""
    rss = "<rss><channel>{}</channel></rss>".format(
        "".join(
            f"<item><link>https://mail.example/{n}</link><pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate></item>"
            for n in range(9)
        )
    )
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/held"/><published>2024-03-05</published></entry></feed>'
    )
    sitemap = "<urlset><url><loc>https://mail.example/held</loc></url></urlset>"
    letter = "From a@mail.example Mon Mar  4 10:00:00 2024\nSubject: x\nContent-Type: text/html\n\n<a href='https://mail.example/a'>a</a>\n"
    plain = "# today\nhttps://mail.example/held\n"
    return [text.encode() for text in (f'<?xml version="1.0"?>{rss}', atom, sitemap, letter * 3, plain)]


def giants() -> list[tuple[str, bytes]]:
    """Files of sizes and depths that no article has."""
    line = json.dumps({"text": TEXT}).encode()
    return [
        (".txt", b"a" * 60_000_000),
        (".txt", b"word " * 390_000),
        (".txt", b"a\n" * 900_000),
        (".txt.gz", gzip.compress(b"\0" * 80_000_000)),
        (".html", b"<p>word</p>" * 1_000_000),
        (".html", b"<div>" * 24_000 + TEXT.encode()),
        (".html", b"<p>" + b"word " * 1_400_000),
        (".jsonl", (line + b"\n") * 3_000),
        (".jsonl", b'{"text": "' + b"word " * 390_000 + b'"}'),
        (".jsonl", b"[" * 5_000_000),
        (".warc.gz", gzip.compress(archive([("https://mail.example/a", b"<p>" + b"a" * 30_000_000)]))),
        (".warc", archive([("https://mail.example/a", TEXT.encode())] * 500)),
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
    suffix = rng.choice([suffix] * 5 + [".txt", ".html", ".jsonl", ".jsonl.gz", ".warc"])
    return read_case(folder, suffix, mutate(rng, data), rng)


def read_case(folder: Path, suffix: str, data: bytes, rng: random.Random | None = None) -> ReadResult:
    """Write one input, perhaps with a side file, read it, and check what came out.

    Raises:
        AssertionError: A promise was broken.
    """
    name = folder / f"case{suffix}"
    name.write_bytes(data)
    side = folder / "case.meta.json"
    if rng and rng.random() < 0.3:
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


def list_case(rng: random.Random) -> int:
    """Read one mutated list of addresses; answers how many it held.

    Raises:
        AssertionError: A promise was broken.
    """
    try:
        listing = read_list(mutate(rng, rng.choice(lists())), "https://mail.example/rss")
    except FetchError as error:
        assert "\n" not in str(error), error
        return 0
    assert all(isinstance(e.url, str) and e.url for e in listing.entries)
    return len(listing.entries)


def extract_case(document: Document) -> None:
    """Take one document through all models and stages."""
    from flows.core.annotations import Analysis
    from flows.core.pipeline import run_stages
    from flows.nlp.reading import read
    from flows.stages.order import STAGES

    (parse,) = read([document])
    run_stages(Analysis(document, parse), STAGES)


class Tally:
    """Counts of cases, failures and time."""

    def __init__(self, name: str) -> None:
        """Start at nothing."""
        self.name, self.outcomes, self.failed, self.slowest, self.cases = name, Counter[str](), 0, (0.0, ""), 0

    def run(self, case: str, work: Callable[[], list[str]], budget: float = BUDGET) -> None:
        """Run one case; every failure is listed with its case, so that it can be run again."""
        began = time.process_time()
        self.cases += 1
        try:
            self.outcomes.update(work())
        except Exception as error:
            self.failed += 1
            print(f"{self.name} {case}: {type(error).__name__}: {' '.join(str(error).split())[:200]}", flush=True)
        took = time.process_time() - began
        self.slowest = max(self.slowest, (took, case))
        if took > budget:
            self.failed += 1
            print(f"{self.name} {case}: took {took:.1f} s", flush=True)

    def __str__(self) -> str:
        """One line."""
        took, case = self.slowest
        counts = ", ".join(f"{n} {what}" for what, n in self.outcomes.most_common())
        return f"{self.name}: {self.cases} cases, {self.failed} failed, slowest {took:.2f} s ({case}): {counts}"


def main() -> int:
    """Run the cases and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--lists", type=int, default=1_000)
    parser.add_argument("--extract", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    good, found = seeds(), dict[str, Document]()

    def told(result: ReadResult) -> list[str]:
        found.update((d.text, d) for d in result.documents)
        return [*(r.reason for r in result.refused), *("document" for _ in result.documents)]

    files, big, addresses, extracted = (Tally(name) for name in ("files", "giants", "lists", "extraction"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(given.cases):
            case = f"{given.seed}-{n}"
            files.run(case, lambda case=case: told(run_case(folder, random.Random(case), good)))  # type: ignore[misc]
        keep = dict(found)
        for n, (suffix, data) in enumerate(giants()):
            big.run(f"{n}{suffix}", lambda s=suffix, d=data: told(read_case(folder, s, d)))  # type: ignore[misc]
    for n in range(given.lists):
        case = f"{given.seed}-{n}"
        addresses.run(case, lambda case=case: ["read" if list_case(random.Random(case)) else "refused or empty"])  # type: ignore[misc]
    chosen = random.Random(given.seed).sample(sorted(keep), min(given.extract, len(keep)))
    if chosen:
        extract_case(keep[chosen[0]])  # the models load at their first article
    for n, text in enumerate(chosen):
        extracted.run(
            f"{n}: {len(text)} characters",
            lambda text=text: [extract_case(keep[text]) or "extracted"],
            BUDGET + len(text) / PACE,
        )  # type: ignore[misc, func-returns-value]
    tallies = [tally for tally in (files, big, addresses, extracted) if tally.cases]
    print(*tallies, sep="\n")
    return 1 if any(tally.failed for tally in tallies) else 0


if __name__ == "__main__":
    raise SystemExit(main())
