"""Descriptors of a release: Data Package v2 and MLCommons Croissant 1.0."""

import re
from pathlib import Path
from typing import Any

from flows.core.ids import file_sha256
from flows.publish.info import ReleaseInfo
from schemas.export import CROISSANT, columns, describe, description, table_schema
from schemas.registry import KEYS, TABLES

TITLE = "Tarikh: events from news, with evidence"
SUMMARY = (
    "Who did what to whom, when, where and with what toll, extracted from news articles; every fact is tied to the characters "
    "that state it. Claims keep their status: alleged is not proven, and naming is not guilt."
)
CSV_NOTE = (
    "In CSV a text cell that begins with a formula sign (= + - @, tab, line break) or an apostrophe has one apostrophe put "
    "before it, so that no spreadsheet runs it: take one leading apostrophe off to get the text. Parquet holds the text itself."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


_DATED = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.(\d+))?")


def version_day(version: str) -> str | None:
    """The day a version is named after, None if it bears another name."""
    dated = _DATED.fullmatch(version)
    return "-".join(dated.groups()[:3]) if dated else None


def semantic(version: str) -> str:
    """A dated version as MAJOR.MINOR.PATCH, which Croissant asks for; others as they are."""
    dated = _DATED.fullmatch(version)
    if not dated:
        return version
    year, month, day, nth = dated.groups()
    return f"{year}.{int(month)}.{int(day)}" + (f"+{nth}" if nth else "")


def datapackage(folder: Path, info: ReleaseInfo) -> dict[str, Any]:
    """`datapackage.json` of a release folder."""
    resources = []
    for table in TABLES:
        schema = table_schema(table)
        path = f"csv/{table}.csv.gz"
        resources.append(
            {
                "name": table,
                "type": "table",
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "compression": "gz",
                "title": table.replace("_", " "),
                "description": description(table),
                "bytes": (folder / path).stat().st_size,
                "hash": f"sha256:{file_sha256(folder / path)}",
                "schema": schema,
            }
        )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "tarikh",
        "title": TITLE,
        "description": f"{SUMMARY} {CSV_NOTE}",
        "version": info.version,
        "licenses": [LICENCE],
        "resources": resources,
    }


_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The terms of Croissant 1.0, as every description repeats them."""


def croissant(folder: Path, info: ReleaseInfo) -> dict[str, Any]:
    """`croissant.json` of a release folder."""
    day = version_day(info.version)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "tarikh",
        "description": SUMMARY,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": LICENCE["path"],
        "url": "https://tarikh.example/",
        "version": semantic(info.version),
        "citeAs": f"Tarikh, release {info.version}",
        **({"datePublished": day} if day else {}),
        "distribution": [_croissant_file(folder, table) for table in TABLES],
        "recordSet": [_record_set(table) for table in TABLES],
    }


def _croissant_file(folder: Path, table: str) -> dict[str, Any]:
    path = f"tables/{table}.parquet"
    return {
        "@type": "cr:FileObject",
        "@id": f"{table}-file",
        "name": f"{table}.parquet",
        "contentUrl": path,
        "encodingFormat": "application/x-parquet",
        "sha256": file_sha256(folder / path),
    }


def _record_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": description(table),
        "key": [{"@id": f"{table}/{k}"} for k in KEYS[table]],
        "field": [_croissant_field(table, column) for column in columns(table)],
    }


def _croissant_field(table: str, column: dict[str, Any]) -> dict[str, Any]:
    name, target = column["name"], column.get("references")
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": name,
        "description": describe(column),
        "dataType": CROISSANT[column["kind"]],
        "source": {"fileObject": {"@id": f"{table}-file"}, "extract": {"column": name}},
    }
    if target:
        field["references"] = {"field": {"@id": target.replace(".", "/")}}
    return field
