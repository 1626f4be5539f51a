"""Proving a release: checksums, schema, keys, references, copies and every evidence span; the first lie is named."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow as pa
import pyarrow.parquet as pq

from flows.core.errors import TarikhError
from flows.core.ids import file_sha256, text_sha256
from flows.publish.checksums import RAW_SUMS, SUMS, files_below, parse_sums
from flows.publish.formats import TEXTS, csv_text, points
from schemas.export import arrow_schema
from schemas.registry import KEYS, SCHEMA_VERSION, SPANS, TABLES, references

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Lie:
    """The first thing found that does not hold.

    Attributes:
        file: File of the release, or of the raw folder.
        row: Key of the row, None for a whole file.
        what: What does not hold.
    """

    file: str
    row: str | None
    what: str

    def __str__(self) -> str:
        """One line."""
        return " ".join(f"{self.file}: {f'{self.row}: ' if self.row else ''}{self.what}".split())


def release_folder(path: Path) -> Path:
    """The folder of a release, also where `latest` is a text file that names it.

    Raises:
        TarikhError: There is no release.
    """
    if path.is_file():
        path = path.parent / path.read_text(encoding="utf-8").strip()
    if not path.is_dir():
        raise TarikhError(f"{path}: no release here: give a release folder, such as dataset/latest")
    return path


def verify_release(release: Path, raw: Path | None, read_texts: Callable[[Path], Mapping[str, str]]) -> Lie | None:
    """Check a release against itself and against the raw inputs.

    Args:
        release: The release's folder.
        raw: The raw folder, None to check the release against itself only.
        read_texts: Reads the normalised text of every article of a raw folder, by article id.

    Returns:
        The first lie, None if everything holds.

    Raises:
        TarikhError: There is no release or no raw folder.
    """
    folder = release_folder(release)
    lie = find_lie(folder, None)
    if lie or raw is None:
        return lie
    if not raw.is_dir():
        raise TarikhError(f"{raw}: no such folder: give --raw the folder the release was built from")
    lie = next(_raw_lies(folder, raw), None)
    if lie:
        return lie
    frames = {table: _read(folder, table)[1] for table in ("articles", *SPANS)}
    return next(_evidence_lies(frames, read_texts(raw)), None)


def find_lie(folder: Path, texts: Mapping[str, str] | None) -> Lie | None:
    """The first lie of a release folder.

    Args:
        folder: The release.
        texts: Article texts by id to hold evidence against, None to leave that out.
    """
    lie = next(_checksum_lies(folder), None) or next(_file_lies(folder), None)
    if lie:
        return lie
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        lie, frames[table] = _read(folder, table)
        if lie:
            return lie
    checks = [
        _row_lies(frames),
        _reference_lies(frames),
        _redirect_lies(frames),
        _copy_lies(folder, frames),
        _descriptor_lies(folder, frames),
    ]
    if texts is not None:
        checks.append(_evidence_lies(frames, texts))
    return next((lie for check in checks for lie in check), None)


def _checksum_lies(folder: Path) -> Iterator[Lie]:
    sums = folder / SUMS
    if not sums.is_file():
        yield Lie(SUMS, None, "is missing")
        return
    try:
        listed = parse_sums(sums.read_bytes())
    except (ValueError, UnicodeDecodeError) as error:
        yield Lie(SUMS, None, str(error))
        return
    present = set(files_below(folder)) - {SUMS}
    for name, sha in listed.items():
        if name not in present:
            yield Lie(name, None, f"is listed in {SUMS} but missing")
        elif (folder / name).is_symlink() or not (folder / name).is_file():
            yield Lie(name, None, "is no plain file")
        elif file_sha256(folder / name) != sha:
            yield Lie(name, None, f"its bytes do not have the SHA-256 that {SUMS} states")
    for name in sorted(present - set(listed)):
        yield Lie(name, None, f"is not listed in {SUMS}")


def _file_lies(folder: Path) -> Iterator[Lie]:
    expected = {f"tables/{t}.parquet" for t in TABLES} | {f"csv/{t}.csv.gz" for t in TABLES}
    expected |= {"events.geoparquet", "report.json", "quality.json", "datapackage.json", "croissant.json"}
    present = set(files_below(folder))
    yield from (Lie(name, None, "is missing") for name in sorted(expected - present))
    strays = sorted(name for name in present - expected if name.startswith(("tables/", "csv/")))
    yield from (Lie(name, None, "is no table of the registry") for name in strays)


def _read(folder: Path, table: str) -> tuple[Lie | None, pd.DataFrame]:
    name = f"tables/{table}.parquet"
    try:
        data = pq.read_table(folder / name)
    except (pa.ArrowException, OSError) as error:
        return Lie(name, None, f"cannot be read: {str(error).splitlines()[0]}"), pd.DataFrame()
    schema = arrow_schema(table)
    for wanted, found in zip_longest(schema, data.schema):
        if wanted is None or found is None or not wanted.equals(found, check_metadata=True):
            column = (wanted or found).name
            return Lie(name, None, f"column {column} is not as schema {SCHEMA_VERSION} declares it"), pd.DataFrame()
    kinds = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
    return None, data.to_pandas(types_mapper={**kinds, pa.bool_(): pd.BooleanDtype()}.get)


def row_key(table: str, row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    """The key of a row as one string, as `changes.key` has it."""
    return "/".join("" if pd.isna(row[k]) else str(row[k]) for k in KEYS[table])


def schema_lie(table: str, data: pd.DataFrame) -> Lie | None:
    """The first row of a table that breaks a rule of its schema."""
    file = f"tables/{table}.parquet"
    try:
        TABLES[table].validate(data, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        at = cases[cases["index"].notna()].sort_values("index", kind="stable")
        if at.empty:
            return Lie(file, None, f"{cases.iloc[0]['column']}: {cases.iloc[0]['check']}")
        case = at.iloc[0]
        row = row_key(table, data.loc[case["index"]])
        whole_row = case["schema_context"] == "DataFrameSchema"
        value = case["failure_case"]
        shown = repr(value) if isinstance(value, str) else str(value)
        broken = "the row" if whole_row else f"{case['column']} is {shown}, which"
        return Lie(file, row, f"{broken} breaks {str(case['check'])[:80]}")
    return None


def _row_lies(frames: Frames) -> Iterator[Lie]:
    for table, data in frames.items():
        file = f"tables/{table}.parquet"
        lie = schema_lie(table, data)
        if lie:
            yield lie
            return
        keys = list(KEYS[table])
        for index in data.index[data.duplicated(keys)]:
            yield Lie(file, row_key(table, data.loc[index]), "the key occurs twice")
        if not data[keys].equals(data[keys].sort_values(keys, kind="stable", ignore_index=True)):
            yield Lie(file, None, f"is not sorted by {', '.join(keys)}")


def _reference_lies(frames: Frames) -> Iterator[Lie]:
    for table, column, target, target_column in references():
        data = frames[table]
        bad = data[column].notna() & ~data[column].isin(frames[target][target_column])
        for index in data.index[bad]:
            row = row_key(table, data.loc[index])
            yield Lie(f"tables/{table}.parquet", row, f"{column} {data.loc[index, column]} is not in {target}")


def _redirect_lies(frames: Frames) -> Iterator[Lie]:
    live = {i for table, key in KEYS.items() if len(key) == 1 and table != "redirects" for i in frames[table][key[0]]}
    for old, new in zip(frames["redirects"]["old_id"], frames["redirects"]["new_id"], strict=True):
        if old in live:
            yield Lie("tables/redirects.parquet", old, "the id is redirected and in use")
        if not pd.isna(new) and new not in live:
            yield Lie("tables/redirects.parquet", old, f"new_id {new} is in no table")


def _records(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""))


def _copy_lies(folder: Path, frames: Frames) -> Iterator[Lie]:
    for table, data in frames.items():
        name = f"csv/{table}.csv.gz"
        try:
            found = gzip.decompress((folder / name).read_bytes()).decode("utf-8")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            yield Lie(name, None, f"cannot be read: {error}")
            return
        wanted = csv_text(data)
        if found != wanted:
            try:
                pairs = zip_longest(_records(found), _records(wanted))
                n = next((n for n, (a, b) in enumerate(pairs) if a != b), None)
            except csv.Error:
                n = None
            row = row_key(table, data.iloc[n - 1]) if n is not None and 0 < n <= len(data) else None
            where = "its text is" if n is None else f"record {n} is"
            yield Lie(name, row, f"{where} not what tables/{table}.parquet says")
            return
    name, events = "events.geoparquet", frames["events"]
    try:
        located = pq.read_table(folder / name)
    except (pa.ArrowException, OSError) as error:
        yield Lie(name, None, f"cannot be read: {str(error).splitlines()[0]}")
        return
    columns = list(events.columns)
    if located.schema.names != [*columns, "geometry"] or not located.select(columns).equals(
        pq.read_table(folder / "tables/events.parquet")
    ):
        yield Lie(name, None, "is not what tables/events.parquet says")
        return
    for n, (point, wanted_point) in enumerate(zip(located["geometry"].to_pylist(), points(events), strict=True)):
        if point != wanted_point:
            yield Lie(name, str(events["event_id"].iloc[n]), "geometry is not at latitude and longitude")


def _json_of(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def _descriptor_lies(folder: Path, frames: Frames) -> Iterator[Lie]:
    for name in ("report.json", "quality.json", "datapackage.json", "croissant.json"):
        try:
            _json_of(folder, name)
        except ValueError as error:
            yield Lie(name, None, f"is not JSON: {error}")
            return
    report, package, card = (_json_of(folder, f"{n}.json") for n in ("report", "datapackage", "croissant"))
    for table, data in frames.items():
        if report.get("rows", {}).get(table) != len(data):
            yield Lie("report.json", None, f"states {report.get('rows', {}).get(table)} rows of {table}, there are {len(data)}")
    if package.get("version") != report.get("version"):
        yield Lie("datapackage.json", None, f"states version {package.get('version')}, report.json {report.get('version')}")
    stated = {r.get("path"): str(r.get("hash")).removeprefix("sha256:") for r in package.get("resources", [])}
    copies = {f.get("contentUrl"): f.get("sha256") for f in card.get("distribution", [])}
    for name, hashes, kind in (("datapackage.json", stated, "csv/{}.csv.gz"), ("croissant.json", copies, "tables/{}.parquet")):
        for table in TABLES:
            path = kind.format(table)
            if hashes.get(path) != file_sha256(folder / path):
                yield Lie(name, None, f"does not state the SHA-256 of {path}")
    if (folder / "texts.parquet").is_file():
        yield from _text_lies(folder, frames["articles"])


def _text_lies(folder: Path, articles: pd.DataFrame) -> Iterator[Lie]:
    data = pq.read_table(folder / "texts.parquet")
    if not data.schema.equals(TEXTS):
        yield Lie("texts.parquet", None, "its columns are not article_id and text")
        return
    shas = dict(zip(articles["article_id"], articles["text_sha256"], strict=True))
    for article, text in zip(data["article_id"].to_pylist(), data["text"].to_pylist(), strict=True):
        if shas.get(article) != text_sha256(text):
            yield Lie("texts.parquet", article, "the text does not have the SHA-256 that articles.text_sha256 states")


def _raw_lies(folder: Path, raw: Path) -> Iterator[Lie]:
    if not (folder / RAW_SUMS).is_file():
        return
    try:
        listed = parse_sums((folder / RAW_SUMS).read_bytes())
    except (ValueError, UnicodeDecodeError) as error:
        yield Lie(RAW_SUMS, None, str(error))
        return
    for name, sha in listed.items():
        if not (raw / name).is_file():
            yield Lie(f"{raw.name}/{name}", None, "the release was built from this file, which is missing")
        elif file_sha256(raw / name) != sha:
            yield Lie(f"{raw.name}/{name}", None, "its bytes are not those the release was built from")


def _evidence_lies(frames: Frames, texts: Mapping[str, str]) -> Iterator[Lie]:
    file = "tables/articles.parquet"
    articles = frames["articles"]
    for article, sha, count, path in zip(
        *(articles[c] for c in ("article_id", "text_sha256", "char_count", "raw_path")), strict=True
    ):
        if article not in texts:
            yield Lie(file, article, f"no such article in the raw inputs (it was read from {path})")
        elif text_sha256(texts[article]) != sha:
            yield Lie(file, article, f"text_sha256 is not that of the text in {path}")
        elif len(texts[article]) != count:
            yield Lie(file, article, f"char_count is {count}, the text has {len(texts[article])}")
    for table, spans in SPANS.items():
        data = frames[table]
        for start, end, words in spans:
            columns = (data[c] for c in ("article_id", start, end, words))
            for n, (article, s, e, w) in enumerate(zip(*columns, strict=True)):
                what = _span_fault(texts.get(article, ""), s, e, w)
                if what:
                    row = row_key(table, data.iloc[n])
                    yield Lie(f"tables/{table}.parquet", row, f"{start}={s}, {end}={e}: {what}")
    yield from _sentence_lies(frames["event_reports"], texts)


def _sentence_lies(reports: pd.DataFrame, texts: Mapping[str, str]) -> Iterator[Lie]:
    """A sentence holds the first character of its trigger and lies within the text."""
    names = ("report_id", "article_id", "start", "sentence_start", "sentence_end")
    for report, article, start, first, last in zip(*(reports[c] for c in names), strict=True):
        absent = pd.isna(first) + pd.isna(last)
        if absent == 1 or (not absent and not 0 <= first <= start < last <= len(texts.get(article, ""))):
            what = f"sentence_start={first}, sentence_end={last}: does not surround the trigger"
            yield Lie("tables/event_reports.parquet", report, what)


def _span_fault(text: str, start: Any, end: Any, words: Any) -> str | None:
    """What is wrong with one span, None if nothing is; a span is whole or absent."""
    absent = [pd.isna(x) for x in (start, end, words)]
    if all(absent):
        return None
    if any(absent):
        return "start, end and words are not all there"
    if not 0 <= start < end <= len(text):
        return f"is outside the text of {len(text)} characters"
    found = text[start:end]
    return None if found == words else f"the text says {found[:60]!r}, the row {str(words)[:60]!r}"
