"""Real flow runs: the same bytes however they are run, nothing lost, nothing overwritten, and every lie found."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.build import run
from flows.core.errors import TarikhError
from flows.intake import texts_of
from flows.lock import Busy, one_at_a_time
from flows.publish.checksums import SUMS, format_sums, release_sums
from flows.publish.formats import write_csv
from flows.publish.verify import verify_release
from flows.settings import Settings
from flows.tables.parts import Stored, write_parts

pytestmark = pytest.mark.flow
SAMPLE = Path(__file__).parents[2] / "raw"


def sums(release: Path) -> dict[str, str]:
    """SHA-256 of every table file."""
    files = sorted([*release.glob("tables/*"), *release.glob("csv/*")])
    return {f"{f.parent.name}/{f.name}": hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def table(release: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(release / f"tables/{name}.parquet")


def test_every_table_but_changes_and_redirects_is_filled(dataset: Path) -> None:
    release = dataset / "latest"
    empty = {p.stem for p in release.glob("tables/*.parquet") if not len(pd.read_parquet(p))}
    assert empty == {"changes", "redirects"}


def test_every_input_is_an_article_or_has_a_reason(dataset: Path) -> None:
    refused = table(dataset / "one", "quarantine")
    assert set(refused["reason"]) >= {"exact_duplicate", "bad_json", "unsupported_language"}
    assert len(table(dataset / "one", "articles")) == 14


def test_the_readme_shows_a_row_of_the_release(dataset: Path) -> None:
    head, _, row = re.findall(r"^\|(.*)\|$", (SAMPLE.parent / "README.md").read_text(encoding="utf-8"), re.M)[:3]
    shown = dict(zip(head.replace(" ", "").split("|"), (cell.strip() for cell in row.split("|")), strict=True))
    events = table(dataset / "one", "events").set_index("event_id", drop=False)
    found = events.loc[shown["event_id"]]
    assert {c: str(found[c]).removesuffix(".0") for c in shown} == shown


def test_workers_and_batches_do_not_change_a_byte(dataset: Path, tmp_path: Path) -> None:
    other = Path(run(Settings(SAMPLE, tmp_path, "one", workers=2, batch_size=5)))
    assert sums(other) == sums(dataset / "one")


def test_a_second_build_reads_nothing_again_and_changes_nothing(dataset: Path, tmp_path: Path) -> None:
    mine = tmp_path / "dataset"
    shutil.copytree(dataset, mine, symlinks=True)
    boast = {"correct": 999, "found": 1000, "expected": 1000, "precision": 0.999, "recall": 0.999, "f1": 0.999}
    (mine / "one/quality.json").write_text(json.dumps({"scores": {"gold_a": {"events": boast}}}), encoding="utf-8")
    again = Path(run(Settings(SAMPLE, mine, "two", tolerance=1.0)))  # else the gate on quality would stop it
    assert sums(again) == sums(mine / "one")
    assert (mine / "latest").resolve() == again.resolve()
    assert "## two" in (mine / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_version_is_never_overwritten(dataset: Path) -> None:
    before = sums(dataset / "one")
    with pytest.raises(TarikhError, match="exists and is never overwritten"):
        run(Settings(SAMPLE, dataset, "one"))
    assert sums(dataset / "one") == before


@pytest.mark.parametrize("version", ["../x", "a b", "latest", ".hidden", ""])
def test_a_version_is_a_plain_name(server: None, dataset: Path, version: str) -> None:
    with pytest.raises(TarikhError, match="plain name"):
        run(Settings(SAMPLE, dataset, version))


def test_no_raw_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TarikhError, match="no such folder"):
        run(Settings(tmp_path / "nowhere", tmp_path / "dataset"))


def test_a_second_build_says_at_once_that_one_is_running(dataset: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    settings = Settings(SAMPLE, tmp_path)
    with FileLock(settings.lock, is_singleton=False), pytest.raises(Busy, match="another build"), one_at_a_time(settings):
        pass


def test_a_source_below_its_floor_stops_the_release(server: None, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "daily").mkdir(parents=True)
    (raw / "daily" / "one.txt").write_text("Police arrested a baker in Oslo on Monday.\n", encoding="utf-8")
    (raw / "sources.yml").write_text("daily:\n  floor: 3\n", encoding="utf-8")
    with pytest.raises(TarikhError, match="fewer than its floor of 3"):
        run(Settings(raw, tmp_path / "dataset"))
    assert not (tmp_path / "dataset" / "latest").exists()


def test_only_one_source(server: None, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for source in ("daily", "weekly"):
        (raw / source).mkdir(parents=True)
        (raw / source / "one.txt").write_text(f"Police arrested two bakers, the {source} said on Monday.\n", encoding="utf-8")
    release = Path(run(Settings(raw, tmp_path / "dataset", only="weekly")))
    assert set(table(release, "articles")["source"]) == {"weekly"}


def test_the_release_holds(dataset: Path) -> None:
    assert verify_release(dataset / "latest", SAMPLE, texts_of) is None


def test_a_flipped_byte_is_found(dataset: Path, tmp_path: Path) -> None:
    release = tmp_path / "one"
    shutil.copytree(dataset / "one", release)
    file = release / "tables" / "events.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    lie = verify_release(release, SAMPLE, texts_of)
    assert lie is not None and lie.file == "tables/events.parquet"


def test_a_changed_raw_file_is_found(dataset: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(SAMPLE, raw)
    file = sorted((raw / "sample").glob("*.txt"))[0]
    file.write_text(file.read_text(encoding="utf-8").replace("the", "teh", 1), encoding="utf-8")
    lie = verify_release(dataset / "one", raw, texts_of)
    assert lie is not None and file.name in lie.file


@pytest.mark.parametrize(("name", "column"), [("event_reports", "start"), ("figures", "end"), ("mentions", "start")])
def test_a_moved_offset_is_found(dataset: Path, tmp_path: Path, name: str, column: str) -> None:
    release = tmp_path / "one"
    shutil.copytree(dataset / "one", release)
    data = Stored.of(release / "tables")[name]
    data.loc[3, column] += 1 if column == "end" else -1
    # a thorough liar: the CSV, the descriptors and the checksums agree with the moved offset
    before = sums(release)
    sizes = {file: (release / file).stat().st_size for file in before}
    write_parts(release / f"tables/{name}.parquet", name, [data])
    with (release / f"csv/{name}.csv.gz").open("wb") as out:
        write_csv(out, [data])
    for descriptor in ("datapackage.json", "croissant.json"):
        text = (release / descriptor).read_text(encoding="utf-8")
        for file, sha in sums(release).items():
            # whole numbers only: the digits of a size may stand in another file's hash
            text = re.sub(rf"\b{sizes[file]}\b", str((release / file).stat().st_size), text.replace(before[file], sha))
        (release / descriptor).write_text(text, encoding="utf-8")
    (release / SUMS).write_bytes(format_sums(release_sums(release)))
    lie = verify_release(release, SAMPLE, texts_of)
    assert lie is not None and lie.file == f"tables/{name}.parquet" and lie.row is not None
