"""The committed golden release: what the articles of `raw/sample` become, cell by cell."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.flow
GOLDEN = Path(__file__).parents[2] / "dataset/sample"
NEAR = 0.02
"""How far numbers may lie apart: what models weigh differs in the last digits from processor to processor."""


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def is_near(left: str, right: str) -> bool:
    try:
        return abs(float(left) - float(right)) <= NEAR
    except ValueError:
        return False


def differences(golden: list[list[str]], built: list[list[str]]) -> Iterator[str]:
    """What differs between two tables, a line a cell; rows are told by their first cell."""
    if golden[0] != built[0]:
        yield f"columns {golden[0]} and {built[0]}"
    if len(golden) != len(built):
        yield f"{len(golden) - 1} rows and {len(built) - 1}"
    for old, new in zip(golden[1:], built[1:], strict=False):
        for column, left, right in zip(golden[0], old, new, strict=False):
            if left != right and not is_near(left, right):
                yield f"{old[0]}: {column}: {left!r} and {right!r}"


def test_the_golden_release_is_what_a_build_gives(dataset: Path) -> None:
    built = {p.name.removesuffix(".gz"): gzip.decompress(p.read_bytes()).decode() for p in (dataset / "one/csv").iterdir()}
    assert set(built) == {p.name for p in GOLDEN.glob("*.csv")}
    for name, text in sorted(built.items()):
        golden = (GOLDEN / name).read_bytes().decode()
        found = list(differences(cells(golden), cells(text)))[:5]
        assert not found, (
            f"{name} (golden and built): {found}: is the change right? Then run `make sample` and commit dataset/sample"
        )


def test_differences_are_found() -> None:
    golden = [["id", "place", "confidence"], ["a", "Olvera", "0.91"], ["b", "", "0.5"]]
    assert list(differences(golden, [golden[0], ["a", "Olvera", "0.92"], ["b", "", "0.5"]])) == []
    assert list(differences(golden, [golden[0], ["a", "Tarn", "0.91"], ["b", "", "0.6"]])) == [
        "a: place: 'Olvera' and 'Tarn'",
        "b: confidence: '0.5' and '0.6'",
    ]
    assert list(differences(golden, golden[:2])) == ["2 rows and 1"]
