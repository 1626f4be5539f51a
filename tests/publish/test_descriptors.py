"""Official validators, readers and the data card's own recipes accept a release."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import frictionless
import mlcroissant
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.publish.docs import COMMAND, documents
from flows.publish.site import quote
from schemas.export import columns
from schemas.registry import TABLES

REPO = Path(__file__).parents[2]
CARD = (REPO / "dataset/README.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```(python|sql|r)\n(.*?)```", CARD, re.DOTALL)


def test_frictionless_accepts_the_data_package(made):
    report = frictionless.validate(str(made.folder / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(TABLES)


def test_mlcroissant_accepts_the_card_and_reads_records(made):
    dataset = mlcroissant.Dataset(jsonld=str(made.folder / "croissant.json"))
    assert not dataset.metadata.issues.errors and not dataset.metadata.issues.warnings
    assert len(list(dataset.records("events"))) == 2


def test_every_table_reads_cleanly_in_pandas_duckdb_and_polars(made):
    for table in TABLES:
        path = str(made.folder / f"tables/{table}.parquet")
        wanted = [c["name"] for c in columns(table)]
        data = pd.read_parquet(path, dtype_backend="numpy_nullable")
        rows = duckdb.sql(f"SELECT * FROM '{path}'")
        assert list(data.columns) == rows.columns == pl.read_parquet(path).columns == wanted
        assert len(data) == len(rows.fetchall()) == pl.read_parquet(path).height
    events = str(made.folder / "tables/events.parquet")
    assert str(pd.read_parquet(events, dtype_backend="numpy_nullable")["deaths_best"].dtype) == "Int64"
    assert pl.read_parquet(events)["deaths_best"].dtype == pl.Int64
    assert duckdb.sql(f"SELECT sum(deaths_best) FROM '{events}'").fetchall() == [(3,)]


def test_geoparquet_names_its_geometry(made):
    file = pq.ParquetFile(made.folder / "events.geoparquet")
    geo = json.loads(file.schema_arrow.metadata[b"geo"])
    assert geo["version"] == "1.1.0" and geo["columns"]["geometry"]["bbox"] == [40.25, -12.5, 40.25, -12.5]
    assert sorted(len(p or b"") for p in file.read(["geometry"])["geometry"].to_pylist()) == [0, 21]


@pytest.mark.parametrize("language, recipe", RECIPES, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(RECIPES)])
def test_the_recipes_of_the_data_card_run(made, monkeypatch, language, recipe, capsys):
    monkeypatch.chdir(made.dataset.parent)
    if language == "python":
        exec(compile(recipe, "dataset/README.md", "exec"), {})
        assert capsys.readouterr().out.strip()
    elif language == "sql":
        assert duckdb.sql(recipe).fetchall()
    else:
        if not shutil.which("Rscript"):
            pytest.skip("R is not installed")
        subprocess.run(["Rscript", "-e", recipe], check=True)


def test_the_card_has_a_recipe_for_each_tool():
    assert {kind for kind, _ in RECIPES} == {"python", "sql", "r"}
    assert "presumed innocent" in CARD and "corrections.yml" in CARD and "CC BY 4.0" in CARD


@pytest.mark.parametrize("name", documents())
def test_generated_documents_are_current(name):
    assert (REPO / name).read_text(encoding="utf-8") == documents()[name], f"run `{COMMAND}`"


def test_the_page_escapes_and_needs_nothing_else(make, kit):
    frames = kit.make_frames()
    frames["events"]["place_name"] = "<script>alert(1)</script>"
    frames["articles"]["url"] = "javascript:alert(1)"
    html = (make("page", frames=frames).folder / "index.html").read_text()
    assert "<script" not in html and "&lt;script&gt;" in html and "javascript:" not in html
    assert not re.search(r"<(img|link|iframe|script)|@import|url\(", html)
    assert "presumed innocent" in html and "<mark>flooded</mark>" in html


@pytest.mark.parametrize("words", [1, 2, 5, 25])
def test_quotations_are_short_and_hold_the_trigger(words):
    text = " ".join(f"word{n}" for n in range(60))
    start = text.index("word30")
    before, trigger, after = quote(text, (0, len(text)), (start, start + 6), words)
    assert trigger == "word30" and len((before + trigger + after).replace("…", "").split()) == words
    assert quote(text, (0, len(text)), (start, start + 6), None) == (text[:start], "word30", text[start + 6 :])
