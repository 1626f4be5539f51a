"""A small invented release: two articles, one event told as fact, one alleged arrest."""

from pathlib import Path

import pandas as pd

from flows.core.ids import make_id, text_sha256
from flows.publish.info import ReleaseInfo
from flows.tables.frames import frame
from schemas.registry import SCHEMA_VERSION, TABLES

RAW = {
    "free/one.txt": (
        "Flood in Verrin kills three\n\nThree people died when the river Ossa flooded Verrin on 4 March 2021, "
        "mayor Dara Quill said.\n"
    ),
    "closed/two.txt": (
        "Official held in Verrin\n\nPolice allegedly detained deputy minister Orlan Teskey in Verrin on Friday over the dam that "
        "broke last week, two people who asked not to be named told this newspaper after a long day of questions and answers "
        "in the half-empty town.\n"
    ),
}
ART = {name: make_id("art", name) for name in RAW}
ONE, TWO = ART.values()
VERRIN, QUILL, TESKEY = (make_id("ent", n) for n in ("Verrin", "Quill", "Teskey"))
FLOOD, ARREST = make_id("evt", "flood"), make_id("evt", "arrest")
FORMULA_TITLE = '=HYPERLINK("http://bad.example","click")'


def read_raw(raw: Path) -> dict[str, str]:
    """The stand-in for the readers: each file is one article, as it is."""
    return {
        make_id("art", p.relative_to(raw).as_posix()): p.read_bytes().decode("utf-8", "replace")
        for p in sorted(raw.rglob("*.txt"))
    }


def span(article: str, words: str, start: str = "start", end: str = "end", text: str = "text") -> dict:
    whole = {ART[name]: body for name, body in RAW.items()}[article]
    at = whole.index(words)
    return {"article_id": article, start: at, end: at + len(words), text: words}


def _mention(article: str, words: str, entity: str) -> dict:
    where = span(article, words)
    about = {"mention_type": "name", "sentence": 1, "rule": "test", "confidence": 0.9}
    return {"mention_id": make_id("men", article, where["start"]), "entity_id": entity, **where, **about}


def make_frames() -> dict[str, pd.DataFrame]:
    """All tables of the release, dtypes and order of the registry."""
    articles = [
        {
            "article_id": ART[name],
            "source": name.split("/")[0],
            "url": f"https://news.example/{name}",
            "title": FORMULA_TITLE if name.startswith("free") else "'quoted' title",
            "authors": "@someone" if name.startswith("free") else None,
            "published_at": "2021-03-05",
            "published_method": "metadata",
            "published_earliest": "2021-03-05",
            "published_latest": "2021-03-05",
            "language": "en",
            "char_count": len(body),
            "sentence_count": 2,
            "text_sha256": text_sha256(body),
            "raw_path": name,
        }
        for name, body in RAW.items()
    ]
    entities = [
        {"entity_id": VERRIN, "entity_type": "place", "name": "Verrin", "latitude": -12.5, "longitude": 40.25},
        {"entity_id": QUILL, "entity_type": "person", "name": "Dara Quill"},
        {"entity_id": TESKEY, "entity_type": "person", "name": "Orlan Teskey", "actor_type": "GOV"},
    ]
    common = {"geo_precision": "none", "mention_count": 1, "article_count": 1, "merge_reason": "single", "confidence": 0.8}
    events = [
        {"event_id": FLOOD, "event_type": "disaster.natural", "modality": "actual", "place_id": VERRIN, "place_name": "Verrin"}
        | {"latitude": -12.5, "longitude": 40.25, "date_edtf": "2021-03-04", "deaths_best": 3, "geo_precision": "city"},
        {"event_id": ARREST, "event_type": "justice.arrest", "modality": "alleged", "geo_precision": "none"},
    ]
    counts = {"where_prec": 7, "report_count": 1, "article_count": 1, "source_count": 1, "merge_reason": "single"}
    words = {
        FLOOD: (ONE, "flooded", "Three people died when the river Ossa flooded Verrin on 4 March 2021, mayor Dara Quill said."),
        ARREST: (TWO, "detained", RAW["closed/two.txt"].split("\n\n")[1].strip()),
    }
    reports = [
        {
            "report_id": make_id("rep", event),
            "event_id": event,
            **span(article, trigger),
            **{k: v for k, v in span(article, sentence, "sentence_start", "sentence_end", "_").items() if k != "_"},
            "event_type": "disaster.natural" if event == FLOOD else "justice.arrest",
            "modality": "actual" if event == FLOOD else "alleged",
            "rule": "test",
            "confidence": 0.8,
        }
        for event, (article, trigger, sentence) in words.items()
    ]
    mention = [_mention(ONE, "Verrin", VERRIN), _mention(ONE, "Dara Quill", QUILL), _mention(TWO, "Orlan Teskey", TESKEY)]
    participant = {"report_id": make_id("rep", ARREST), "event_id": ARREST, "role": "detainee", "entity_id": TESKEY}
    given = {
        "articles": articles,
        "entities": [common | e for e in entities],
        "entity_names": [
            {"entity_id": e["entity_id"], "name": e["name"], "script": "Latn", "is_canonical": True, "mention_count": 1}
            | {"search_key": e["name"].lower()}
            for e in entities
        ],
        "mentions": mention,
        "dates": [
            {"date_id": make_id("dat", 1), **span(ONE, "4 March 2021"), "date_edtf": "2021-03-04", "date_start": "2021-03-04"}
            | {"date_end": "2021-03-04", "date_precision": "day", "anchor": "none", "rule": "test", "confidence": 1.0},
        ],
        "events": [
            common | counts | {"date_precision": "day" if e["event_id"] == FLOOD else "none"} | e | {"summary": "-- flood"}
            for e in events
        ],
        "event_reports": reports,
        "participants": [
            participant
            | {"mention_id": mention[2]["mention_id"], **span(TWO, "Orlan Teskey"), "entity_type": "person"}
            | {"rule": "test", "confidence": 0.75}
        ],
        "figures": [
            {
                "figure_id": make_id("fig", 1),
                "event_id": FLOOD,
                "report_id": make_id("rep", FLOOD),
                **span(ONE, "Three people died"),
            }
            | {"measure": "killed", "value": 3, "value_min": 3, "value_max": 3, "modifier": "exact", "counted": "people"}
            | {"scope": "single", "unit": "person", "rule": "test", "confidence": 0.9}
        ],
        "timelines": [
            {
                "entity_id": TESKEY,
                "step": "detained",
                "modality": "alleged",
                "event_id": ARREST,
                "article_count": 1,
                "source_count": 1,
            }
        ],
        "quarantine": [{"stage": "read", "key": "bad.txt", "reason": "binary", "detail": "-1 line", "raw_path": "bad.txt"}],
    }
    return {table: frame(table, given.get(table, ())) for table in TABLES}


def make_info(version: str = "2026.01.02", **given: object) -> ReleaseInfo:
    values = {"schema_version": SCHEMA_VERSION, "previous": None, "fingerprint": "f" * 16, "inputs": 3, "releasable": ("free",)}
    return ReleaseInfo(version=version, **(values | given))


def write_raw(folder: Path) -> None:
    for name, body in RAW.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8", newline="")
