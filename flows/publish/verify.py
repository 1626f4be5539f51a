"""Proving a release: checksums, schema, keys, references, copies and every evidence span; the first lie is named."""

import json
from collections.abc import Callable, Iterator, Mapping
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
from flows.publish.copies import copy_lies
from flows.publish.formats import TEXTS
from flows.publish.lies import Lie, row_key
from flows.tables.frames import cells
from flows.tables.parts import PART, Frames, Stored, count, parts
from flows.tables.validate import Keys
from schemas.export import arrow_schema
from schemas.registry import KEYS, SCHEMA_VERSION, SPANS, TABLES, references


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
    return next(_evidence_lies(Stored.of(folder / "tables"), read_texts(raw)), None)


def find_lie(folder: Path, texts: Mapping[str, str] | None) -> Lie | None:
    """The first lie of a release folder.

    Args:
        folder: The release.
        texts: Article texts by id to hold evidence against, None to leave that out.
    """
    lie = next(_checksum_lies(folder), None) or next(_file_lies(folder), None)
    if lie:
        return lie
    lie = next((lie for table in TABLES if (lie := _broken(folder, table))), None)
    if lie:
        return lie
    frames = Stored.of(folder / "tables")
    checks = [
        _row_lies(frames),
        _reference_lies(frames),
        _redirect_lies(frames),
        copy_lies(folder, frames),
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


def _broken(folder: Path, table: str) -> Lie | None:
    """What keeps a table from being read as the schema declares it."""
    name = f"tables/{table}.parquet"
    try:
        with pq.ParquetFile(folder / name) as file:
            found_schema = file.schema_arrow
            for _ in file.iter_batches(PART):
                pass
    except (pa.ArrowException, OSError) as error:
        return Lie(name, None, f"cannot be read: {str(error).splitlines()[0]}")
    for wanted, found in zip_longest(arrow_schema(table), found_schema):
        if wanted is None or found is None or not wanted.equals(found, check_metadata=True):
            column = (wanted or found).name
            return Lie(name, None, f"column {column} is not as schema {SCHEMA_VERSION} declares it")
    return None


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
    for table in frames:
        file, keys = f"tables/{table}.parquet", list(KEYS[table])
        before: pd.DataFrame | None = None
        for data in parts(frames, table):
            lie = schema_lie(table, data)
            if lie:
                yield lie
                return
            listed = data if before is None else pd.concat([before, data], ignore_index=True)
            for index in listed.index[listed.duplicated(keys)]:
                yield Lie(file, row_key(table, listed.loc[index]), "the key occurs twice")
            if not listed[keys].equals(listed[keys].sort_values(keys, kind="stable", ignore_index=True)):
                yield Lie(file, None, f"is not sorted by {', '.join(keys)}")
            before = data.iloc[-1:]


def _reference_lies(frames: Frames) -> Iterator[Lie]:
    keys = Keys(frames)
    for table, column, target, target_column in references():
        for part in parts(frames, table, list(dict.fromkeys([*KEYS[table], column]))):
            for index in part.index[keys.missing(part[column], target, target_column)]:
                row = row_key(table, part.loc[index])
                yield Lie(f"tables/{table}.parquet", row, f"{column} {part.loc[index, column]} is not in {target}")


def _redirect_lies(frames: Frames) -> Iterator[Lie]:
    told = frames["redirects"]
    asked = {*told["old_id"], *told["new_id"].dropna()}
    live: set[str] = set()
    for table, key in KEYS.items():
        if asked and len(key) == 1 and table != "redirects":
            for part in parts(frames, table, key):
                live.update(part.loc[part[key[0]].isin(asked), key[0]])
    for old, new in zip(told["old_id"], told["new_id"], strict=True):
        if old in live:
            yield Lie("tables/redirects.parquet", old, "the id is redirected and in use")
        if not pd.isna(new) and new not in live:
            yield Lie("tables/redirects.parquet", old, f"new_id {new} is in no table")


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
    for table in frames:
        stated_rows, rows = report.get("rows", {}).get(table), count(frames, table)
        if stated_rows != rows:
            yield Lie("report.json", None, f"states {stated_rows} rows of {table}, there are {rows}")
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
        yield from _text_lies(folder, frames)


def _text_lies(folder: Path, frames: Frames) -> Iterator[Lie]:
    shas: dict[str, str] = {}
    for part in parts(frames, "articles", ("article_id", "text_sha256")):
        shas.update(zip(part["article_id"], part["text_sha256"], strict=True))
    with pq.ParquetFile(folder / "texts.parquet") as file:
        if not file.schema_arrow.equals(TEXTS):
            yield Lie("texts.parquet", None, "its columns are not article_id and text")
            return
        for batch in file.iter_batches(1000):
            for article, text in zip(batch["article_id"].to_pylist(), batch["text"].to_pylist(), strict=True):
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
    names = ("article_id", "text_sha256", "char_count", "raw_path")
    for part in parts(frames, "articles", names):
        for article, sha, length, path in zip(*(part[c] for c in names), strict=True):
            text = texts.get(article)
            if text is None:
                yield Lie(file, article, f"no such article in the raw inputs (it was read from {path})")
            elif text_sha256(text) != sha:
                yield Lie(file, article, f"text_sha256 is not that of the text in {path}")
            elif len(text) != length:
                yield Lie(file, article, f"char_count is {length}, the text has {len(text)}")
    for table, spans in SPANS.items():
        sentence = ("sentence_start", "sentence_end") if table == "event_reports" else ()
        columns = dict.fromkeys([*KEYS[table], "article_id", *(c for span in spans for c in span), *sentence])
        for part in parts(frames, table, list(columns)):
            lies = [(n, lie) for n, lie in _span_lies(table, part, texts)]
            yield from (lie for _, lie in sorted(lies, key=lambda found: found[0]))


def _span_lies(table: str, part: pd.DataFrame, texts: Mapping[str, str]) -> Iterator[tuple[int, Lie]]:
    """The rows whose words are not where they say, by number; a text is read once for all rows that rest on it."""
    file = f"tables/{table}.parquet"
    told = dict(zip(map(str, part.columns), cells(part), strict=True))
    articles = told["article_id"]
    spans = [(start, end, told[start], told[end], told[words]) for start, end, words in SPANS[table]]
    sentences = (told["start"], told["sentence_start"], told["sentence_end"]) if "sentence_start" in told else ()
    known, text = None, ""
    for n in sorted(range(len(part)), key=articles.__getitem__):
        if articles[n] != known:
            known, text = articles[n], texts.get(articles[n], "")
        for start, end, starts, ends, words in spans:
            what = _span_fault(text, starts[n], ends[n], words[n])
            if what:
                yield n, Lie(file, row_key(table, part.iloc[n]), f"{start}={starts[n]}, {end}={ends[n]}: {what}")
        if sentences and _is_apart(text, *(column[n] for column in sentences)):
            bounds = f"sentence_start={sentences[1][n]}, sentence_end={sentences[2][n]}"
            yield n, Lie(file, row_key(table, part.iloc[n]), f"{bounds}: does not surround the trigger")


def _is_apart(text: str, start: int, first: int | None, last: int | None) -> bool:
    """Whether a sentence does not hold the first character of its trigger, or does not lie within the text."""
    if first is None or last is None:
        return first is not last
    return not 0 <= first <= start < last <= len(text)


def _span_fault(text: str, start: int | None, end: int | None, words: str | None) -> str | None:
    """What is wrong with one span, None if nothing is; a span is whole or absent."""
    if start is None or end is None or words is None:
        return None if start is None and end is None and words is None else "start, end and words are not all there"
    if not 0 <= start < end <= len(text):
        return f"is outside the text of {len(text)} characters"
    found = text[start:end]
    return None if found == words else f"the text says {found[:60]!r}, the row {words[:60]!r}"
