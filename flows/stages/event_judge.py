"""Which violent happenings stand as events of their own: a linear model over how they are told.

News mentions violence that is no event: crimes somebody is doing time for, what "they" always do, what might have been, figures of
speech. A logistic regression (`flows/lexicons/event_weights.csv`, learned by `flows/nlp/training/train_events.py`) judges happenings by
type, modality, words and syntax of the triggers, date, place and participants; what it doubts is left out, unless the text is too
short to judge, or makes the happening certain (`is_certain`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from flows.core.annotations import Analysis, Participant, Report
from flows.core.lexicons import read_csv
from flows.core.parse import Token
from flows.core.sectors import sector_of_noun
from flows.stages.filler_features import JUDGED, Scene, is_violent, label_of, log_odds
from flows.stages.fillers import Filler
from flows.stages.unspecific import keep_reports

DOUBTED = 0.45
"""Happenings less likely than this are left out."""
SHORT = 5
"""Sentences of a text that are enough to judge by."""
_LEADING = 2
_AGO = ((0, "ahead"), (2, "now"), (8, "week"), (61, "months"), (366, "year"))
"""Names of how many days ago something was, less than each."""
_HARMED = ("killed", "injured")
_SUFFERING = ("victim", "target")
_ACTING = ("actor", "agent")
_MOST_ODDS = 18.5
"""What log odds are divided by, for all facts to be about alike."""


def leave_out_doubted(analysis: Analysis, scene: Scene, fillers: Sequence[Filler]) -> Analysis:
    """Leave out happenings of violence that are hardly events.

    Args:
        analysis: An article with reports and participants that were judged.
        scene: The article as syntax and lexicon tell it.
        fillers: What `find_fillers` says of it.

    Returns:
        The same without those `reports`; the keys of the others are numbered anew, in `participants` and `figures` too.
    """
    story = Story(analysis, scene, fillers)
    if len(analysis.parse.sentences) < SHORT:
        return analysis
    doubted = {
        number
        for number, reports in story.happenings.items()
        if story.is_judged(reports) and not story.is_certain(reports) and likelihood(story.facts(reports)) < DOUBTED
    }
    return keep_reports(analysis, [r for r in analysis.reports if r.happening not in doubted or not is_violent(r)])


def likelihood(facts: Mapping[str, float]) -> float:
    """The probability that a happening is an event of its own."""
    known = weights()
    score = known["bias"] + sum(known[name] * value for name, value in facts.items() if name in known)
    return 1 / (1 + math.exp(-score))


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Weight of each fact, and `bias`."""
    return {row["fact"]: float(row["weight"]) for row in read_csv("event_weights")}


@dataclass(frozen=True)
class Story:
    """An article with its violent happenings, and what the learned fillers say of it."""

    analysis: Analysis
    scene: Scene
    fillers: Sequence[Filler]

    @cached_property
    def happenings(self) -> Mapping[int, tuple[Report, ...]]:
        """Violent reports by happening."""
        out: dict[int, list[Report]] = {}
        for report in self.analysis.reports:
            if is_violent(report):
                out.setdefault(report.happening, []).append(report)
        return {number: tuple(own) for number, own in out.items()}

    @cached_property
    def participants(self) -> Mapping[int, tuple[Participant, ...]]:
        """Participants by report."""
        out: dict[int, list[Participant]] = {}
        for p in self.analysis.participants:
            out.setdefault(p.report, []).append(p)
        return {key: tuple(own) for key, own in out.items()}

    @cached_property
    def likely(self) -> Mapping[int, float]:
        """The probability of the likeliest filler that a word stands for."""
        out: dict[int, float] = {}
        for filler in self.fillers:
            for k in filler.members:
                word = self.scene.candidates[k].token.i
                out[word] = max(filler.probability, out.get(word, 0.0))
        return out

    @cached_property
    def counted(self) -> frozenset[int]:
        """Reports that a number of killed or injured belongs to."""
        return frozenset(f.report for f in self.analysis.figures if f.measure in _HARMED and f.report is not None)

    def is_judged(self, reports: Sequence[Report]) -> bool:
        """Whether a happening is an attack, or harm that somebody or something did."""
        return any(
            r.modality not in ("negated", "denied")
            and (r.event_type in JUDGED or any(p.role in (*_ACTING, "instrument") for p in self.participants.get(r.key, ())))
            for r in reports
        )

    def is_certain(self, reports: Sequence[Report]) -> bool:
        """Whether a clause dates a happening, somebody with a name suffers it, those who do are counted, or it is told in full (`_is_full`)."""
        own = [p for r in reports for p in self.participants.get(r.key, ())]
        return (
            any(r.edtf is not None and (r.date_method or "").startswith("same") for r in reports)
            or any(r.key in self.counted for r in reports)
            or any(p.number is not None for p in own)
            or any(p.role in _SUFFERING and p.entity is not None and p.entity_type == "person" for p in own)
            or any(self._is_full(r) for r in reports)
        )

    def _is_full(self, report: Report) -> bool:
        """Whether the first sentence tells a report, a verb in the past with who did it and who suffered it, or somebody with a name threatens."""
        token = self.analysis.parse.token_at(report.start)
        if token is None or report.modality != "actual":
            return False
        roles = {p.role for p in self.participants.get(report.key, ())}
        if report.event_type == "conflict.threaten" and any(
            p.role in _ACTING and p.entity is not None for p in self.participants.get(report.key, ())
        ):
            return True  # the keys know threats of terror only, not those of governments and politicians
        return token.sentence == 0 or (token.tag == "VBD" and bool(roles & {*_ACTING}) and bool(roles & {*_SUFFERING}))

    def facts(self, reports: Sequence[Report]) -> dict[str, float]:
        """What is told of a happening, each 0 to 1."""
        tokens = [t for r in reports if (t := self.analysis.parse.token_at(r.start)) is not None]
        out = dict.fromkeys(self._told(reports, tokens), 1.0)
        first = min((t.sentence for t in tokens), default=0)
        out |= {
            "reports": min(4, len(reports)) / 4,
            "first": min(10, first) / 10,
            "part": first / max(1, len(self.analysis.parse.sentences)),
            "length": min(40, len(self.analysis.parse.sentences)) / 40,
            "confidence": max(r.confidence for r in reports),
        }
        likely: dict[str, float] = {}
        for p in (p for r in reports for p in self.participants.get(r.key, ())):
            head, label = self.analysis.parse.span_head(p.start, p.end), str(label_of(p))
            if head is not None:
                likely[label] = max(self.likely.get(head.i, 0.0), likely.get(label, 0.0))
        out |= {f"likely={label}": _odds(p) for label, p in likely.items()}
        out["likeliest"] = _odds(max(likely.values(), default=0.0))
        return out | self._of_article

    @cached_property
    def _of_article(self) -> dict[str, float]:
        best: dict[str, float] = {}
        for filler in self.fillers:
            best[filler.label] = max(filler.probability, best.get(filler.label, 0.0))
        out = {f"best={label}": _odds(p) for label, p in best.items()}
        out["best"] = _odds(max(best.values(), default=0.0))
        return out | {f"incident={kind}": p for kind, p in self.scene.incidents.items()}

    def _told(self, reports: Sequence[Report], tokens: Sequence[Token]) -> Iterator[str]:
        for r in reports:
            yield from (f"type={r.event_type}", f"modality={r.modality}")
            yield from (f"dated={r.date_method}", f"placed={r.place_method}")
            if r.edtf:
                yield from ("date", *(["day"] if len(r.edtf) == len("2000-01-01") else ()))
            if r.statement is not None:
                yield "stated"
            for p in self.participants.get(r.key, ()):
                yield from self._of_participant(p)
        if all(r.modality == "actual" for r in reports):
            yield "actual"
        yield from self._of_time(reports)
        titles = [(b.start, b.end) for b in self.analysis.document.blocks if b.kind == "title"]
        for t in tokens:
            yield from _of_trigger(self.analysis, t)
            if t.sentence <= _LEADING:
                yield "lead"
            if any(start <= t.start < end for start, end in titles):
                yield "title"

    def _of_participant(self, participant: Participant) -> Iterator[str]:
        label = label_of(participant)
        yield from (f"has={label}", f"kind={label}:{participant.entity_type}")
        head = self.analysis.parse.span_head(participant.start, participant.end)
        words = self.analysis.words(participant.start, participant.end)
        sector = sector_of_noun(words, head.lemma.lower()) if head is not None else None
        if sector is not None:
            yield f"sector={label}:{sector}"
        if participant.number is not None:
            yield "counted"
        if participant.entity is not None:
            yield f"named={label}"

    def _of_time(self, reports: Sequence[Report]) -> Iterator[str]:
        published = _day(self.analysis.document.published_at)
        days = [day for r in reports if (day := _day(r.edtf)) is not None]
        if published is not None and days:
            ago = min((published - day).days for day in days)
            yield f"ago={next((name for most, name in _AGO if ago < most), 'long')}"
        years = [int(r.edtf[:4]) for r in reports if r.edtf and r.edtf[:4].isdigit()]
        if published is not None and years:
            yield f"years={min(5, max(0, published.year - max(years)))}"


def _of_trigger(analysis: Analysis, token: Token) -> Iterator[str]:
    head = analysis.parse.head(token)
    determiners = [t.lower for t in analysis.parse.children(token, "det", "poss") if t.pos != "PROPN"]
    yield from (f"lemma={token.lemma.lower()}", f"tag={token.tag}", f"function={token.dep}")
    yield from (
        f"det={determiners[0] if determiners else '-'}",
        f"under={'<name>' if head.pos == 'PROPN' else head.lemma.lower()}",
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _odds(probability: float) -> float:
    return (log_odds(probability) + _MOST_ODDS / 2) / _MOST_ODDS
