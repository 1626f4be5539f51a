"""Mutated inputs, seeded: the readers keep their promises on each (see benchmarks/fuzz.py)."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import check, run_case, seeds
from flows.readers.inventory import Input
from flows.readers.read import read_input


@pytest.mark.parametrize("group", range(10))
def test_mutated_inputs(tmp_path, group):
    good = seeds()
    for case in range(30):
        run_case(tmp_path, random.Random(f"suite-{group}-{case}"), good)


@given(st.binary(max_size=3_000), st.sampled_from(["plain_text", "html", "jsonl"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(tmp_path, data, kind):
    (tmp_path / "a.bin").write_bytes(data)
    check(read_input(tmp_path, Input("a.bin", "x", kind), {}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["text", "title", "source", "url", "published_at", "language", "authors", "html", "ingested_at"])


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=6), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records(tmp_path, records):
    import json

    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(r) for r in records))
    result = read_input(tmp_path, Input("a.jsonl", "x", "jsonl"), {})
    check(result)
    assert len(result.documents) + len(result.refused) == len(records)
