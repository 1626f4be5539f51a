"""The page of a release: one static file that needs nothing else."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template

from flows.publish.info import ReleaseInfo
from flows.tables.frames import plain_rows
from flows.tables.parts import Frames, columns_of, count, parts
from schemas.export import description

SAMPLE = 12
"""Events shown."""
QUOTED_WORDS = 25
"""Most words quoted of an article whose text may not be released."""
TEMPLATE = Path(__file__).with_name("site.html.j2")


@dataclass(frozen=True, slots=True)
class Shown:
    """One event of the sample: its row, and words before, of and after the trigger of one report."""

    event: Mapping[str, Any]
    before: str
    trigger: str
    after: str
    source: str
    url: str | None


@cache
def _template() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )


def _records(data: pd.DataFrame) -> list[dict[str, Any]]:
    return list(plain_rows(data))


def quote(text: str, sentence: tuple[int, int], trigger: tuple[int, int], words: int | None) -> tuple[str, str, str]:
    """The sentence around a trigger, in three parts.

    Args:
        text: The article's text.
        sentence: Span of the sentence.
        trigger: Span of the trigger.
        words: Most words to quote in all, None for the whole sentence.
    """
    before, middle, after = text[sentence[0] : trigger[0]], text[trigger[0] : trigger[1]], text[trigger[1] : sentence[1]]
    if words is None:
        return before, middle, after
    own = middle.split()[:words]
    left, right = before.split(), after.split()
    room = words - len(own)
    take_left = min(len(left), max(room // 2, room - len(right)))
    take_right = min(len(right), room - take_left)
    start = " ".join(left[len(left) - take_left :])
    end = " ".join(right[:take_right])
    glue_left = " " if start and before[-1:].isspace() else ""
    glue_right = " " if end and after[:1].isspace() else ""
    start = ("… " if take_left < len(left) else "") + start + glue_left
    end = glue_right + end + (" …" if take_right < len(right) else "")
    return start, " ".join(own), end


def web_url(url: str | None) -> str | None:
    """The URL if it is one of the web: a page must not link to scripts or files."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _foremost(frames: Frames) -> pd.DataFrame:
    """Two events a type, the most reported first."""
    best: list[pd.DataFrame] = []
    for part in parts(frames, "events"):
        events = pd.concat([*best, part]).sort_values(
            ["report_count", "confidence", "event_id"], ascending=[False, False, True], kind="stable"
        )
        best = [events[events.groupby("event_type").cumcount() < 2]]
    return best[0]


def _surest(frames: Frames, events: Collection[str]) -> dict[str, dict[str, Any]]:
    """The surest report of each of some events."""
    best: dict[str, dict[str, Any]] = {}
    for part in parts(frames, "event_reports"):
        told = part[part["event_id"].isin(events)].dropna(subset=["sentence_start", "sentence_end"])
        for row in _records(told):
            known = best.get(row["event_id"])
            if known is None or (-row["confidence"], row["report_id"]) < (-known["confidence"], known["report_id"]):
                best[row["event_id"]] = row
    return best


def sample(frames: Frames, info: ReleaseInfo, texts: Mapping[str, str]) -> Iterator[Shown]:
    """A few events of different types, the most reported first, each with a report that can be quoted."""
    events = _foremost(frames)
    report_of = _surest(frames, set(events["event_id"]))
    wanted = {report["article_id"] for report in report_of.values()}
    articles = {
        row["article_id"]: row for part in parts(frames, "articles") for row in _records(part[part["article_id"].isin(wanted)])
    }
    shown = 0
    for event in _records(events):
        report = report_of.get(event["event_id"])
        if report is None or report["article_id"] not in texts or shown == SAMPLE:
            continue
        article = articles[report["article_id"]]
        words = None if article["source"] in info.releasable else QUOTED_WORDS
        sentence, trigger = (report["sentence_start"], report["sentence_end"]), (report["start"], report["end"])
        around = quote(texts[report["article_id"]], sentence, trigger, words)
        yield Shown(event, *around, article["source"], web_url(article["url"]))
        shown += 1


def page(frames: Frames, info: ReleaseInfo, texts: Mapping[str, str]) -> str:
    """`index.html` of a release.

    Args:
        frames: All tables by name.
        info: What the release says of itself.
        texts: Article texts by id, for the evidence of the sample.
    """
    tables = [
        {"name": t, "rows": count(frames, t), "columns": len(columns_of(frames, t)), "about": description(t)} for t in frames
    ]
    scores = [
        {"gold": gold, "what": what, **figures}
        for gold, found in info.quality.get("scores", {}).items()
        for what, figures in found.items()
    ]
    calibrated = [{"table": table, **about} for table, about in info.quality.get("calibration", {}).items()]
    return _template().render(
        info=info,
        tables=tables,
        articles=count(frames, "articles"),
        events=count(frames, "events"),
        sources=len({s for part in parts(frames, "articles", ["source"]) for s in part["source"]}),
        sample=list(sample(frames, info, texts)),
        scores=scores,
        calibrated=calibrated,
    )
