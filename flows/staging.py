"""From the working store to validated tables: what the driver does once every article is extracted."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from flows.core.annotations import Analysis
from flows.core.corrections import read_corrections
from flows.core.errors import TarikhError
from flows.core.ids import digest
from flows.core.lexicons import lexicons_sha256
from flows.core.offices import ListedOffice
from flows.core.reports import STANDING
from flows.core.resolution import EntityRecord, HappeningRecord, Judgement, Resolution
from flows.core.store import Header, Refused, Store
from flows.extraction import analysis_key, extraction_fingerprint, extractor_fingerprint, models
from flows.publish.checksums import raw_sums
from flows.publish.hidden_paths import hidden_paths, without_files, without_paths
from flows.publish.info import ReleaseInfo
from flows.readers.passports import read_passports
from flows.readers.reference import read_offices
from flows.resolve.duplicates import Sketch, near_duplicates
from flows.resolve.entities import resolve_entities
from flows.resolve.events import merge_happenings
from flows.resolve.offices import Stated, collect_offices, stated_offices
from flows.resolve.records import entity_records, happening_records, is_evidence
from flows.resolve.shelf import HELD_HAPPENINGS, Shelf
from flows.settings import Settings
from flows.tables.assembly import assemble
from flows.tables.correct import apply_corrections, taken_articles
from flows.tables.frames import frame
from flows.tables.harm import ATTACK
from flows.tables.parts import Frames, Stored, having, parts
from flows.tables.texts import StoredTexts
from flows.tables.validate import check_conservation, validate
from schemas.registry import SCHEMA_VERSION

Step = Callable[[str], AbstractContextManager[None]]
"""What gives a context for a step of a build by the step's name."""
HELD = 1_000
"""Analyses held in memory between the steps, each of which reads them all."""


class BuildError(TarikhError):
    """A build cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Staged:
    """A release that is ready to be published but for its version and what changed since the last one.

    Attributes:
        frames: Validated tables.
        info: What the release says of itself; `version` is empty.
        texts: Article texts by id.
    """

    frames: Frames
    info: ReleaseInfo
    texts: Mapping[str, str]


def _analyses(store: Store, headers: Sequence[Header]) -> Iterator[Analysis]:
    for header in headers:
        analysis = store.analysis(analysis_key(header.key))
        if analysis is None:
            raise BuildError(
                f"{store.path}: the analysis of {header.raw_path} is not there (were lexicons edited during the run?): run again, "
                "and delete the file if it stays"
            )
        yield analysis


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """The human judgements of `raw/judgements.csv`, none if there is no such file.

    Raises:
        BuildError: A row lacks a cell or has an unknown verdict.
    """
    if not path.is_file():
        return ()
    out = []
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            try:
                one = Judgement(row["left"], row["right"], row["verdict"], row["who"], row["when"], row["why"])
            except KeyError as error:
                raise BuildError(f"judgements.csv: no column {error}: the header is left,right,verdict,who,when,why") from None
            if one.verdict not in ("same", "different", "unsure"):
                raise BuildError(f"judgements.csv: {one.left} / {one.right}: verdict must be same, different or unsure")
            out.append(one)
    return tuple(out)


def resolve_corpus(
    store: Store, headers: Sequence[Header], judgements: Sequence[Judgement], listed: Sequence[ListedOffice] = ()
) -> Resolution:
    """Decide across articles: near-duplicates, entities, events, who held which office when."""
    repeats = near_duplicates(tuple(Sketch(h.article_id, (h.published_at or "")[:10] or None, h.sketch) for h in headers))
    records = Shelf(EntityRecord, store.path.parent, shared="companions")
    stated: list[Stated] = []
    for analysis in _analyses(store, headers):
        records.extend(entity_records(analysis))
        stated += stated_offices(analysis)
    entities, missed_entities = resolve_entities(records, judgements)
    del records
    ids = Resolution(entities=entities).entity_ids()
    known = {e.entity_id: replace(e, members=(), names=()) for e in entities if is_evidence(e)}
    happenings = Shelf(HappeningRecord, store.path.parent, HELD_HAPPENINGS)
    attacks: set[tuple[str, int]] = set()
    for analysis in _analyses(store, headers):
        happenings.extend(happening_records(analysis, ids, known))
        attacks |= {
            (analysis.document.article_id, r.happening)
            for r in analysis.reports
            if r.event_type == ATTACK and r.modality in STANDING
        }
    del known
    events, missed_events = merge_happenings(happenings, repeats)
    attacked = frozenset(e.event_id for e in events if not attacks.isdisjoint(e.members))
    offices = collect_offices(stated, entities, ids, listed)
    counts = {"entity": missed_entities.count, "event": missed_events.count}
    near = (*missed_entities.pairs, *missed_events.pairs)
    return Resolution(entities, events, repeats, near, offices, attacked, counts)


def make_tables(store: Store, headers: Sequence[Header], resolution: Resolution, folder: Path) -> tuple[Stored, StoredTexts]:
    """All tables of the extracted articles, and the articles' texts, left in a folder."""
    return assemble(_analyses(store, headers), resolution, folder)


def _assertions(counts: Mapping[str, int], raw: Path, only: str | None) -> tuple[str, ...]:
    """Warnings of ceilings.

    Raises:
        BuildError: A source gave fewer articles than its floor.
    """
    warnings = []
    for source, passport in sorted(read_passports(raw).items()):
        n = counts.get(source, 0)
        if passport.floor is not None and n < passport.floor and only is None:
            raise BuildError(
                f"sources.yml: {source}: {n} articles, fewer than its floor of {passport.floor}: see quarantine, or mend the floor"
            )
        if passport.ceiling is not None and n > passport.ceiling:
            warnings.append(f"{source}: {n} articles, more than its ceiling of {passport.ceiling}")
    return tuple(warnings)


def stage_release(
    settings: Settings,
    found: int,
    headers: Sequence[Header],
    refused: Sequence[Refused],
    step: Step = lambda _: nullcontext(),
) -> Staged:
    """Resolve, make tables, correct and validate them.

    Args:
        settings: The build's settings.
        found: Records found in the raw folder.
        headers: Articles to publish, by article id; articles whose extraction failed are in `refused` and left out.
        refused: Everything refused so far.
        step: A context for each step by its name, such as one that takes its time.

    Returns:
        The staged release.

    Raises:
        BuildError: Inputs were lost, a floor was missed, or the store is damaged.
    """
    failed = {r.key for r in refused if r.stage == "extract"}
    corrections = read_corrections(settings.raw / "corrections.yml")
    removed, removals = taken_articles((h for h in headers if h.article_id not in failed), corrections)
    gone = {article for one in removed for article in one.keys}
    kept = [h for h in headers if h.article_id not in failed | gone]
    with closing(Store(settings.store, held=HELD)) as store:
        judgements = read_judgements(settings.raw / "judgements.csv")
        listed = read_offices(settings.raw)
        with step("resolve"):
            resolution = resolve_corpus(store, kept, judgements, listed)
        with step("tables"):
            frames, texts = make_tables(store, kept, resolution, settings.work / "made")
    lost = check_conservation(found, len(kept), len(refused) + len(gone))
    if lost:
        raise BuildError(f"{settings.raw}: {lost}: run again, and report it if it stays")
    corrected, applied, taken = apply_corrections(frames, corrections)
    with step("validate"):
        valid = validate(corrected, texts, settings.work / "held")
    told: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for part in parts(valid.frames, "articles", ("article_id", "raw_path", "source")):
        told.update(zip(part["article_id"], part["raw_path"], strict=True))
        counts.update(part["source"])
    hidden = hidden_paths(headers, frozenset(gone), told)
    named = without_paths((*refused, *removals, *taken, *valid.refused), hidden)
    everything = {(r.stage, r.key, r.reason, r.detail): r for r in named}
    quarantine = frame("quarantine", (asdict(r) for r in everything.values()))
    whole = having(valid.frames, {"quarantine": quarantine, "changes": frame("changes", ())})
    passports = read_passports(settings.raw)
    info = ReleaseInfo(
        version="",
        schema_version=SCHEMA_VERSION,
        previous=None,
        fingerprint=extraction_fingerprint(),
        inputs=found,
        corrections=tuple(asdict(a) for a in (*removed, *applied)),
        assertions=_assertions(counts, settings.raw, settings.only),
        near_misses=tuple(asdict(m) for m in resolution.near_misses),
        near_miss_counts=resolution.near_miss_counts,
        releasable=tuple(sorted(s for s, p in passports.items() if p.text_may_be_released)),
        fingerprints={
            "extractor": extractor_fingerprint(),
            "lexicon": lexicons_sha256(),
            "model": models(),
            "judgement": digest(*(repr(j) for j in judgements)),
            "reference": digest(*(repr(office) for office in listed)),
        },
        raw_files=without_files(raw_sums(settings.raw), hidden, refused) if settings.only is None else (),
    )
    return Staged(whole, info, texts)
