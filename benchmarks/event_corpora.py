"""Score triggers and roles on news annotated with KAIROS or RAMS types.

    python benchmarks/event_corpora.py DATA [--half first|second|all] [--misses]

DATA is `*.jsonl` in the form of WikiEvents (Li et al. 2021) or `*.jsonlines` in that of RAMS (Ebner et al. 2020).
`kairos_types.csv` says which of our types are right for one of theirs (the longest prefix counts; none: not ours, not scored),
`kairos_roles.csv` the same of roles. A trigger is right if a report of a right type overlaps it. Precision is of reports whose type
is right for some of theirs, and only of WikiEvents: RAMS tells one event of a passage and leaves others. An argument is scored
where its trigger is right: found if a participant of a right role, in any report of the happening, overlaps it or stands for
an entity that is mentioned there. Precision of participants is of those of right reports whose role is right for some of theirs,
again only of WikiEvents. `--half` takes whole articles, in order of their names.
"""

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.core.reports import Participant, Report
from flows.nlp.reading import read
from flows.readers.clean import find_blocks, normalise
from flows.stages.order import STAGES

HERE = Path(__file__).resolve().parent
LEFT = frozenset(",.;:!?)]}%”’…-–/'\"")
"""Marks that stand close to the word before; of straight double quotes every second does."""
RIGHT = frozenset("([{$“‘-–/")
"""Marks that stand close to the word after."""
CLITIC = re.compile(r"(?:['’](?:s|re|ve|m|d|ll)|n['’]t)$", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True)
class Event:
    """One annotated event: its type, lower case, its trigger, and (role, span) of each argument."""

    kind: str
    trigger: Span
    arguments: tuple[tuple[str, Span], ...]


@dataclass(frozen=True)
class Passage:
    """One annotated text; `article` is the same for passages of one article, `whole` if all its events are annotated."""

    article: str
    text: str
    events: tuple[Event, ...]
    whole: bool


def table(name: str) -> dict[str, frozenset[str]]:
    """What of ours is right for each of theirs."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return {key: frozenset(ours.split()) for key, ours, _ in list(csv.reader(stream))[1:]}


@cache
def types_for(kind: str) -> frozenset[str]:
    """Our types that are right for one of theirs, by its longest prefix in the table."""
    known, parts = table("kairos_types.csv"), kind.split(".")
    return next((known[p] for n in range(len(parts), 0, -1) if (p := ".".join(parts[:n])) in known), frozenset())


@cache
def roles_for(role: str) -> frozenset[str]:
    """Our roles that are right for one of theirs."""
    return table("kairos_roles.csv").get(role, frozenset())


@cache
def scored_roles() -> frozenset[str]:
    """Our roles that are right for some of theirs."""
    return frozenset().union(*table("kairos_roles.csv").values())


def join(sentences: Iterable[Sequence[str]]) -> tuple[str, list[Span]]:
    """Text of tokenized sentences, a paragraph for each, and the span of each token in it."""
    text, spans = "", []
    for sentence in sentences:
        text += "\n\n" if text else ""
        close, quoted = True, False
        for word in map(normalise, sentence):
            opens = word == '"' and not quoted
            quoted ^= word == '"'
            text += "" if close or (word[:1] in LEFT and not opens) or CLITIC.match(word) else " "
            spans.append((len(text), len(text) + len(word)))
            text += word
            close = opens or word[-1:] in RIGHT
    return text, spans


def read_rams(path: Path) -> Iterator[Passage]:
    """Passages of RAMS, each once with all events told of it."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["source_url"], json.dumps(row["sentences"])].append(row)
    for (article, _), own in rows.items():
        text, spans = join(own[0]["sentences"])
        events = []
        for row in own:
            for first, last, types in row["evt_triggers"]:
                links = [(role, at) for trigger, at, role in row["gold_evt_links"] if trigger == [first, last]]
                arguments = tuple((re.sub(r"^evt\d+arg\d+", "", role), (spans[a][0], spans[b][1])) for role, (a, b) in links)
                events.append(Event(types[0][0], (spans[first][0], spans[last][1]), arguments))
        yield Passage(article, text, tuple(events), whole=False)


def read_wikievents(path: Path) -> Iterator[Passage]:
    """Articles of WikiEvents, a paragraph for each sentence: theirs are not kept, and furniture must not silence a whole text."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans = "", []
        for tokens, _ in row["sentences"]:
            before = tokens[0][1]
            for word, start, end in tokens:
                text += " " * (start > before)
                spans.append((len(text), len(text) + len(normalise(word))))
                text, before = text + normalise(word), end
            text += "\n\n"
        entities = {e["id"]: (spans[e["start"]][0], spans[e["end"] - 1][1]) for e in row["entity_mentions"]}
        events = tuple(
            Event(
                e["event_type"].lower(),
                (spans[e["trigger"]["start"]][0], spans[e["trigger"]["end"] - 1][1]),
                tuple((a["role"].lower(), entities[a["entity_id"]]) for a in e["arguments"] if a["entity_id"] in entities),
            )
            for e in row["event_mentions"]
        )
        yield Passage(row["doc_id"], text.rstrip(), events, whole=True)


def half_of(passages: Sequence[Passage], half: str) -> list[Passage]:
    """Passages of the first or second half of the articles, or all."""
    names = sorted({p.article for p in passages})
    cut = len(names) // 2
    kept = set({"first": names[:cut], "second": names[cut:], "all": names}[half])
    return [p for p in passages if p.article in kept]


def analyse(passages: Sequence[Passage]) -> list[Analysis]:
    """Every layer of each passage."""
    documents = []
    for n, p in enumerate(passages):
        if normalise(p.text) != p.text:
            raise ValueError(f"text of {p.article} changes when normalised: offsets would not hold")
        blocks = find_blocks(p.text, None)
        source = Passport("corpus")
        documents.append(
            Document(f"art_{n}", "corpus", None, None, (), None, None, "en", p.text, blocks, f"{n}.txt", None, source)
        )
    return [run_stages(Analysis(d, parse), STAGES) for d, parse in zip(documents, read(documents), strict=True)]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def domain(kind: str) -> str:
    """The first two parts of one of their types."""
    return ".".join(kind.split(".")[:2])


def right_report(event: Event, reports: Iterable[Report]) -> Report | None:
    """The report that tells an annotated event, None if none does."""
    right = types_for(event.kind)
    return next((r for r in reports if r.event_type in right and overlap((r.start, r.end), event.trigger)), None)


def spans_of(analysis: Analysis, spans: Iterable[Span], entities: Iterable[int | None]) -> list[Span]:
    """Spans and every mention of the entities."""
    named = set(entities) - {None}
    return [*spans, *((m.start, m.end) for m in analysis.mentions if m.entity in named)]


def find_argument(analysis: Analysis, report: Report, role: str, span: Span) -> bool:
    """Whether a happening has an annotated argument."""
    reports = [r for r in analysis.reports if r.happening == report.happening]
    keys = {r.key for r in reports}
    if role == "place":
        places = [(r.place_start, r.place_end) for r in reports if r.place_start is not None and r.place_end is not None]
        spans = spans_of(analysis, places, (r.place for r in reports))
    else:
        own = [p for p in analysis.participants if p.report in keys and p.role in roles_for(role)]
        spans = spans_of(analysis, ((p.start, p.end) for p in own), (p.entity for p in own))
    return any(overlap(s, span) for s in spans)


def is_argument(analysis: Analysis, participant: Participant, event: Event) -> bool:
    """Whether a participant is an annotated argument of an event, in a right role."""
    spans = spans_of(analysis, [(participant.start, participant.end)], [participant.entity])
    own = [span for role, span in event.arguments if participant.role in roles_for(role)]
    return any(overlap(s, span) for s in spans for span in own)


def quote(text: str, span: Span) -> str:
    """The words of a span and those around them."""
    start, end = span
    return f"{text[start:end]} | {text[max(0, start - 60) : end + 60]}".replace("\n", " ")


def score(passages: Sequence[Passage], analyses: Sequence[Analysis], misses: bool) -> dict[str, Counter[str]]:
    """Counts by their type ("trigger ...") and role ("argument ..."), by our type ("report ...") and role ("participant ...")."""
    n: dict[str, Counter[str]] = defaultdict(Counter)
    scored = frozenset().union(*(types_for(e.kind) for p in passages for e in p.events))
    for passage, analysis in zip(passages, analyses, strict=True):
        for event in passage.events:
            if not types_for(event.kind):
                n["beyond"][domain(event.kind)] += 1
                continue
            report = right_report(event, analysis.reports)
            seen = any(overlap((r.start, r.end), event.trigger) for r in analysis.reports)
            n[f"trigger {domain(event.kind)}"].update(gold=1, seen=int(seen), right=int(report is not None))
            if report is None:
                if misses:
                    print("missed", event.kind, "|", quote(passage.text, event.trigger))
                continue
            for role, span in event.arguments:
                if role == "place" or roles_for(role):
                    n[f"argument {role}"].update(gold=1, right=int(find_argument(analysis, report, role, span)))
            for p in analysis.participants if passage.whole else ():
                if p.report == report.key and p.role in scored_roles():
                    n[f"participant {p.role}"].update(told=1, right=int(is_argument(analysis, p, event)))
        for told in analysis.reports if passage.whole else ():
            if told.event_type in scored:
                at = (told.start, told.end)
                good = any(told.event_type in types_for(e.kind) and overlap(at, e.trigger) for e in passage.events)
                n[f"report {told.event_type}"].update(told=1, right=int(good))
                if misses and not good:
                    print("extra", told.event_type, "|", quote(passage.text, at))
    return n


def show(n: dict[str, Counter[str]]) -> None:
    """Print a line for each key and for each kind of key."""
    for kind, base in (("trigger", "gold"), ("report", "told"), ("argument", "gold"), ("participant", "told")):
        own = {k: c for k, c in n.items() if k.startswith(kind)}
        total: Counter[str] = sum(own.values(), Counter())
        for key, c in (*sorted(own.items(), key=lambda item: -item[1][base]), (f"{kind} all", total)):
            if c[base]:
                seen = f" (a report of any type {c['seen'] / c[base]:.3f})" if kind == "trigger" else ""
                print(f"{key:55s} {c[base]:4d}  right {c['right']:4d}  {c['right'] / c[base]:.3f}{seen}")
    print("not ours:", sum(n["beyond"].values()), dict(n["beyond"].most_common()))


def main() -> None:
    """Parse the arguments, analyse, score."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path), ap.add_argument("--half", choices=("first", "second", "all"), default="first")
    ap.add_argument("--misses", action="store_true")
    args = ap.parse_args()
    passages = half_of(list((read_rams if args.data.suffix == ".jsonlines" else read_wikievents)(args.data)), args.half)
    print(f"{len(passages)} passages of {len({p.article for p in passages})} articles")
    show(score(passages, analyse(passages), args.misses))


if __name__ == "__main__":
    main()
