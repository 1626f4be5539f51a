"""The committed sample is read whole."""

from collections import Counter
from pathlib import Path

from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.readers.read import read_input

RAW = Path(__file__).parents[2] / "raw"


def test_sample():
    passports = read_passports(RAW)
    results = [read_input(RAW, item, passports) for item in find_inputs(RAW) if item.path.startswith("sample/")]
    documents = [d for r in results for d in r.documents]
    refused = Counter(x.reason for r in results for x in r.refused)
    assert len(documents) == 15
    assert refused == {"bad_json": 1, "unsupported_language": 1}
    assert {d.source for d in documents} <= set(passports)
    assert len({d.article_id for d in documents}) == 14
    assert sum(d.published_at is None for d in documents) == 1
    assert all(d.factual() for d in documents)
