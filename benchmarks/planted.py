"""Invented corpora with known truth: what merging across articles makes of them.

    python benchmarks/planted.py [--seed N ...] [--events N]

Each planted event is told by five sources in other words, with other tolls and spellings. Planted too: pairs of events of
one kind in one town on one day, anniversaries, corrections, retractions and namesakes in two countries. The real
extraction reads them; scored are event reports and named persons and towns by B-cubed.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.core.resolution import Resolution
from flows.nlp.parser import Parser, load_parser
from flows.readers.clean import find_blocks, normalise
from flows.resolve.entities import resolve_entities
from flows.resolve.event_kinds import family
from flows.resolve.events import merge_happenings
from flows.resolve.records import entity_records, happening_records
from flows.stages.order import STAGES

SOURCES = ("herald", "courier", "tribune", "observer", "wire")
EXACT = "%-d %B %Y"


@dataclass(frozen=True, slots=True)
class Planted:
    """One article and its truth.

    Attributes:
        document: The article.
        event_type: The type of the event it tells.
        event: Its number.
        persons: The truth of each name it uses, by the name as written.
        town: The town it names.
    """

    document: Document
    event_type: str
    event: str
    persons: Mapping[str, str]
    town: str


@dataclass(frozen=True, slots=True)
class BCubed:
    """Precision, recall and their harmonic mean over items."""

    precision: float
    recall: float
    items: int

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def words() -> dict[str, Any]:
    """The words corpora are made of."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return found


class _Maker:
    """Writes articles; every choice comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = words()
        self.articles: list[Planted] = []
        self.names = [f"{g} {f}" for g in self.words["given"] for f in self.words["family"]]
        self.rng.shuffle(self.names)

    def facts(self, number: int, event_type: str, **given: Any) -> dict[str, Any]:
        """The facts of one event."""
        town, country = self.words["towns"][number % len(self.words["towns"])]
        facts = {
            "id": f"event {number}",
            "type": event_type,
            "town": town,
            "country": country,
            "date": date(2031, 1, 6) + timedelta(days=17 * number + self.rng.randrange(5)),
            "killed": self.rng.randrange(3, 40),
            "injured": self.rng.randrange(41, 90),
            **{k: self.names.pop() for k in ("official", "witness", "suspect")},
            **{k: self.rng.choice(self.words[k + "s"]) for k in ("office", "site", "crime", "cause")},
            "victims": self.rng.choice(self.words["victims"]),
        }
        return facts | given

    def spelled(self, name: str) -> str:
        """Another spelling of a name, where there is one."""
        given, _, surname = name.partition(" ")
        for old, new in self.words["spellings"]:
            if old in surname[1:]:
                return f"{given} {surname[0]}{surname[1:].replace(old, new, 1)}"
        return name

    def write(self, facts: Mapping[str, Any], source: str, template: str, days: int = 1, **given: Any) -> None:
        """Add one article, published some days after the event."""
        published = facts["date"] + timedelta(days=days)
        told = dict(facts) | given
        persons = {}
        for role in ("official", "witness", "suspect"):
            name = told[role]
            told[role] = self.spelled(name) if source == "observer" else name
            persons[told[role]] = facts.get(f"{role}_id", f"{name} {facts['country']}")
        weekday, exact = facts["date"].strftime("on %A"), facts["date"].strftime(f"on {EXACT}")
        told |= {
            "when": weekday if days < 6 and source in SOURCES[:3] else exact,
            "date": facts["date"].strftime(EXACT),
            "published_words": published.strftime("on %A"),
        }
        filler = self.rng.sample(self.words["filler"], 2)
        body = " ".join((_capitals(template.format(**told)), *filler))
        text = normalise(body)
        number = len(self.articles)
        document = Document(
            f"art_planted{number:05d}", source, f"https://{source}.example/{number}", None, (), published.isoformat(), "metadata",
            "en", text, find_blocks(text, None), f"{source}/{number}.txt", None, Passport(source),
        )  # fmt: skip
        kept = {name: who for name, who in persons.items() if name in text}
        self.articles.append(Planted(document, facts["type"], str(told["id"]), kept, facts["town"]))

    def tell(self, facts: Mapping[str, Any]) -> None:
        """The same event in five sources, with tolls that grow."""
        for i, (source, template) in enumerate(zip(SOURCES, self.words["events"][facts["type"]], strict=True)):
            late = i // 2
            self.write(facts, source, template, 1 + late % 3, killed=facts["killed"] + late, injured=facts["injured"] - late)


def _capitals(text: str) -> str:
    """The text with a capital after each full stop."""
    return ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))


def make_corpus(seed: int, events: int = 10) -> tuple[Planted, ...]:
    """A corpus of articles with known truth.

    Args:
        seed: Of every choice.
        events: Plain events, each told five times; the traps come on top.
    """
    maker = _Maker(seed)
    kinds = sorted(maker.words["events"])
    for n in range(events):
        maker.tell(maker.facts(n, kinds[n % len(kinds)]))
    first = maker.facts(events, "conflict.explosion")
    second = maker.facts(events, "conflict.explosion", id="other bomb", date=first["date"], killed=first["killed"] + 55)
    sites = maker.rng.sample(maker.words["sites"], 2)
    maker.tell(first | {"site": sites[0]})
    maker.tell(second | {"site": sites[1]})
    later = {"id": "second year", "date": first["date"].replace(year=first["date"].year + 1)}
    maker.write(first | {"site": sites[0]}, "herald", maker.words["anniversary"], 365)
    maker.tell(maker.facts(events, "conflict.explosion", **later))
    maker.write(first | {"site": sites[0]}, "wire", maker.words["correction"], 2, wrong=first["killed"] + 30)
    third = maker.facts(events + 1, "conflict.explosion")
    maker.write(third | {"id": "false report"}, "courier", maker.words["events"]["conflict.explosion"][0], 1)
    maker.write(third | {"id": "retraction"}, "courier", maker.words["retraction"], 2)
    namesake = maker.names.pop()
    for n in (events + 2, events + 3):
        maker.tell(maker.facts(n, "justice.arrest", official=namesake))
    return tuple(maker.articles)


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> BCubed:
    """B-cubed of a grouping against the truth.

    Args:
        pairs: For each item its group and its true group.
    """
    ours, theirs, both = defaultdict(int), defaultdict(int), defaultdict(int)
    for group, truth in pairs:
        ours[group] += 1
        theirs[truth] += 1
        both[group, truth] += 1
    n = max(1, len(pairs))
    return BCubed(sum(both[p] / ours[p[0]] for p in pairs) / n, sum(both[p] / theirs[p[1]] for p in pairs) / n, len(pairs))


def resolve(analyses: Sequence[Analysis]) -> Resolution:
    """Entities and events of a corpus."""
    entities, _ = resolve_entities([r for a in analyses for r in entity_records(a)])
    partial = Resolution(entities=entities)
    ids, known = partial.entity_ids(), {e.entity_id: e for e in entities}
    events, missed = merge_happenings([h for a in analyses for h in happening_records(a, ids, known)], {})
    return Resolution(entities, events, {}, missed.pairs)


def event_items(corpus: Sequence[Planted], analyses: Sequence[Analysis], found: Resolution) -> Iterator[tuple[str, str]]:
    """The event of each report of the planted kind, and the planted event."""
    ids = found.event_ids()
    for planted, analysis in zip(corpus, analyses, strict=True):
        for report in analysis.reports:
            if family(report.event_type) == family(planted.event_type):
                yield ids[planted.document.article_id, report.key], planted.event


def entity_items(corpus: Sequence[Planted], analyses: Sequence[Analysis], found: Resolution) -> Iterator[tuple[str, str]]:
    """The entity of each person and town of an article, and who or what it is."""
    ids = found.entity_ids()
    for planted, analysis in zip(corpus, analyses, strict=True):
        for entity in analysis.entities:
            truth = planted.persons.get(entity.name) or (planted.town if entity.name == planted.town else None)
            if truth:
                yield ids[planted.document.article_id, entity.key], truth


def score(seed: int, events: int, parse: Callable[[Sequence[Document]], Sequence[Analysis]]) -> tuple[BCubed, BCubed]:
    """B-cubed of events and of entities on one planted corpus."""
    corpus = make_corpus(seed, events)
    analyses = parse([p.document for p in corpus])
    found = resolve(analyses)
    return b_cubed(list(event_items(corpus, analyses, found))), b_cubed(list(entity_items(corpus, analyses, found)))


def extract(parser: Parser, documents: Sequence[Document]) -> list[Analysis]:
    """The real extraction."""
    parses = parser.parse(list(documents))
    return [run_stages(Analysis(d, parse), STAGES) for d, parse in zip(documents, parses, strict=True)]


def main() -> None:
    """Print the scores of some corpora."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--events", type=int, default=20)
    args = parser.parse_args()
    model = load_parser()
    for seed in args.seed:
        for name, s in zip(("events", "entities"), score(seed, args.events, lambda d: extract(model, d)), strict=True):
            print(f"seed {seed} {name:8} B-cubed P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f} ({s.items} items)")


if __name__ == "__main__":
    main()
