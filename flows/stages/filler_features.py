"""What an article tells of a candidate for a role of a violent incident: its words, its syntax, the events near it, its taggers.

Features are short strings; names never stand in them (`<name>` does), so that what is learned of one region's news holds
elsewhere.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from flows.core.annotations import Analysis
from flows.core.lexicons import words
from flows.core.parse import Token
from flows.core.reports import Participant, Report
from flows.stages.filler_candidates import Candidate, by_group, find_candidates, tagged_words
from flows.stages.participants import Cast

LABELS = ("attacker", "organization", "object", "victim", "weapon")
"""What a candidate may be to an incident."""
INCIDENTS = ("attack", "bombing", "kidnapping", "arson", "robbery")
"""Kinds of incident that a tagger may tell."""
TAGGERS = ("roles", "roles-llm")
"""Taggers that tell fillers of incidents without a trigger: the shipped model, and an endpoint where one is configured."""
JUDGED = ("conflict.attack", "conflict.explosion", "conflict.arson", "conflict.abduct", "conflict.threaten")
"""Types whose participants are judged; deaths, injuries and destruction are with an agent or instrument."""
_BODY = ("NOUN", "ADJ", "VERB")
_TOLD_BY_KID = ("amod", "compound", "nummod", "acl", "relcl", "appos", "prep")
_REACH = 3
"""Sentences around a candidate in which events are looked for."""
_LONGEST = 150
"""Content words of a sentence, at most, for them to be features: longer ones are lists."""
_NEVER = -7
"""Bin of the least log odds."""


def label_of(participant: Participant) -> str | None:
    """The label for what a participant is to its event, None if it has none."""
    person = participant.entity_type in ("person", "group")
    if participant.role in ("actor", "agent"):
        return "organization" if participant.entity_type == "organization" else "attacker"
    if participant.role == "target":
        return "victim" if person else "object"
    return {"victim": "victim", "instrument": "weapon"}.get(participant.role)


def is_violent(report: Report) -> bool:
    """Whether a report is of a type that the fillers are about."""
    return report.event_type in JUDGED or report.event_type.startswith("life.") or report.event_type == "infrastructure.destroy"


def is_attack(report: Report) -> bool:
    """Whether a violent report is of the act, not of the harm that came of it."""
    return report.event_type.startswith("conflict")


def log_odds(probability: float) -> float:
    """Log odds, with certainties held at 1 in 10,000."""
    return math.log(max(probability, 1e-4) / (1 - min(probability, 0.9999)))


def odds_bin(probability: float) -> int:
    """Log odds rounded to a whole number from -7 to 7."""
    return max(_NEVER, min(-_NEVER, round(log_odds(probability))))


def _plain(token: Token) -> str:
    return "<name>" if token.pos == "PROPN" else token.lemma.lower()


CHARGED = ("detainee", "accused", "defendant")
"""Roles of those whom justice is after."""


@dataclass(frozen=True)
class Scene:
    """One article with its reports and participants as syntax and lexicon tell them, indexed for the features."""

    analysis: Analysis

    @cached_property
    def cast(self) -> Cast:
        """What words stand for."""
        return Cast(self.analysis)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, in reading order."""
        return find_candidates(self.cast)

    @cached_property
    def groups(self) -> Mapping[str, tuple[int, ...]]:
        """Candidates of the same entity or head noun."""
        return by_group(self.candidates)

    @cached_property
    def speaking(self) -> frozenset[int]:
        """Where each word begins that stands for somebody who says something; not who claims a deed, which is to have done it."""
        said = (s for s in self.analysis.statements if s.rule != "object" or "claim" not in (s.cue or "").lower())
        spans = ((s.speaker_start, s.speaker_end) for s in said)
        told = ((start, end) for start, end in spans if start is not None and end is not None)
        return frozenset(t.start for start, end in told for t in self.analysis.parse.between(start, end) if t.start >= start)

    @cached_property
    def charged(self) -> tuple[frozenset[int], frozenset[int]]:
        """Whom justice is after (`CHARGED`): their entities, and where their words start."""
        own = [p for p in self.analysis.participants if p.role in CHARGED]
        return frozenset(p.entity for p in own if p.entity is not None), frozenset(p.start for p in own)

    @cached_property
    def told(self) -> Mapping[int, tuple[tuple[Participant, Report], ...]]:
        """What rules say of a word: participants with their reports, by the index of the head word."""
        out: dict[int, list[tuple[Participant, Report]]] = {}
        reports = {r.key: r for r in self.analysis.reports}
        for p in self.analysis.participants:
            head = self.analysis.parse.span_head(p.start, p.end)
            if head is not None:
                out.setdefault(head.i, []).append((p, reports[p.report]))
        return {i: tuple(own) for i, own in out.items()}

    @cached_property
    def tagged(self) -> Mapping[int, Mapping[str, float]]:
        """Score of each label that a role tagger gives a word."""
        out: dict[int, dict[str, float]] = {}
        for i, label, score in tagged_words(self.cast, TAGGERS):
            own = out.setdefault(i, {})
            own[label] = max(score, own.get(label, 0.0))
        return out

    @cached_property
    def tagged_groups(self) -> Mapping[str, Mapping[str, float]]:
        """Greatest score of each label over the candidates of a group."""
        out: dict[str, dict[str, float]] = {}
        for candidate in self.candidates:
            own = out.setdefault(candidate.group, {})
            for label, score in self.tagged.get(candidate.token.i, {}).items():
                own[label] = max(score, own.get(label, 0.0))
        return out

    @cached_property
    def violent(self) -> Mapping[int, tuple[tuple[Token, Report], ...]]:
        """Violent reports with their trigger words, by sentence."""
        out: dict[int, list[tuple[Token, Report]]] = {}
        for report in self.analysis.reports:
            token = self.analysis.parse.span_head(report.start, report.end)
            if token is not None and is_violent(report):
                out.setdefault(token.sentence, []).append((token, report))
        return {s: tuple(own) for s, own in out.items()}

    @cached_property
    def sentence_words(self) -> Mapping[int, tuple[str, ...]]:
        """Features of the content words of each sentence."""
        out: dict[int, set[str]] = {}
        for token in self.analysis.parse.tokens:
            if token.pos in _BODY:
                out.setdefault(token.sentence, set()).add(f"sentence={token.lemma.lower()}")
        return {s: tuple(sorted(own)) for s, own in out.items() if len(own) <= _LONGEST}

    @cached_property
    def mentioned(self) -> Mapping[int, int]:
        """How often each entity is mentioned."""
        return Counter(m.entity for m in self.analysis.mentions)

    @cached_property
    def of_article(self) -> tuple[str, ...]:
        """Features of the whole article: its violent events, words that tell what it is about, what taggers say of it."""
        reports = [r for r in self.analysis.reports if r.modality not in ("negated", "denied")]
        kinds = Counter(r.event_type for r in reports)
        lemmas = Counter(t.lemma.lower() for t in self.analysis.parse.tokens)
        length = max(1, len(self.analysis.parse.tokens))
        violent = sum(n for kind, n in kinds.items() if kind in JUDGED or kind == "life.die")
        out = [f"events={k}*{min(3, n)}" for k, n in kinds.items() if k.startswith(("conflict", "life"))]
        out += [f"tells={w}*{min(2, lemmas[w])}" for w in sorted(words("fillers", "telling")) if lemmas[w]]
        out += [f"length={min(5, length // 200)}", f"density={min(6, int(200 * violent / length))}"]
        return (*out, *(f"incident={kind}*{odds_bin(score) // 2}" for kind, score in self.incidents.items()))

    @cached_property
    def incidents(self) -> Mapping[str, float]:
        """How likely taggers think each kind of incident, in the window that tells it best."""
        out: dict[str, float] = {}
        for tag in self.analysis.parse.tagged:
            if tag.tagger == "incidents":
                out[tag.label] = max(tag.score, out.get(tag.label, 0.0))
        return out


def features(scene: Scene, k: int) -> Iterator[str]:
    """What is told of the `k`-th candidate, but for the features of the article (`Scene.of_article`)."""
    yield from own_features(scene, k)
    yield from scene.sentence_words.get(scene.candidates[k].token.sentence, ())


def own_features(scene: Scene, k: int) -> list[str]:
    """The same without the words of its sentence (`Scene.sentence_words`), which all candidates there share."""
    candidate = scene.candidates[k]
    return [
        *_of_words(scene, candidate),
        *_of_syntax(scene.analysis, candidate),
        *_of_place(scene, candidate),
        *_of_events(scene, candidate),
        *_of_rules(scene, candidate),
        *_of_taggers(scene, candidate),
    ]


def _of_words(scene: Scene, candidate: Candidate) -> Iterator[str]:
    token, parse = candidate.token, scene.analysis.parse
    yield from (f"kind={candidate.kind}", f"head={_plain(token)}", f"pos={token.pos}", f"tag={token.tag}", f"dep={token.dep}")
    inside = parse.between(candidate.start, candidate.end)
    for t in inside:
        if t.i != token.i and t.pos in (*_BODY, "NUM"):
            yield f"inside={_plain(t)}"
    yield f"words={min(5, len(inside))}"
    entity = scene.cast.entity(token)
    if entity is not None:
        yield from (
            f"type={entity.type}",
            f"feature={entity.feature}",
            f"sector={entity.actor_type}",
            f"mentions={min(6, scene.mentioned[entity.key])}",
            f"country={entity.country is not None}",
            f"acronym={entity.name.isupper() and len(entity.name) < 8}",
        )
    first = inside[0].i if inside else token.i
    last = inside[-1].i if inside else token.i
    for distance in (1, 2, 3):
        if first >= distance:
            yield f"before{distance}={_plain(parse.tokens[first - distance])}"
        if last + distance < len(parse.tokens):
            yield f"after{distance}={_plain(parse.tokens[last + distance])}"


def _of_syntax(analysis: Analysis, candidate: Candidate) -> Iterator[str]:
    parse, token = analysis.parse, candidate.token
    children = parse.children(token)
    determiners = [t.lower for t in children if t.dep in ("det", "poss", "predet")]
    yield f"det={'|'.join(determiners[:2]) or '-'}"
    for kid in children:
        if kid.dep in _TOLD_BY_KID:
            yield f"kid={kid.dep}:{'#' if kid.dep == 'nummod' else _plain(kid)}"
        if kid.dep == "prep":
            inner = parse.child(kid, "pobj")
            if inner is not None:
                yield f"kid={kid.lower}:{_plain(inner)}"
    top = token
    for _ in range(5):
        if top.dep not in ("conj", "appos") or top.head == top.i:
            break
        top = parse.tokens[top.head]
    if top.i != token.i:
        yield from (f"beside={token.dep}", f"beside={_plain(top)}")
    governor = parse.tokens[top.head]
    above = parse.tokens[governor.head]
    yield from (f"governor={top.dep}:{_plain(governor)}", f"governor={_plain(governor)}", f"function={top.dep}")
    if governor.pos == "ADP":
        yield from (f"above={governor.lower}:{_plain(above)}", f"above={_plain(above)}", f"adposition={governor.lower}")
        if above.pos == "NOUN":
            yield f"above2={above.dep}:{_plain(parse.tokens[above.head])}"
    else:
        yield f"above={governor.dep}:{_plain(above)}"


def _of_place(scene: Scene, candidate: Candidate) -> Iterator[str]:
    sentence = candidate.token.sentence
    yield f"position={min(10, sentence)}"
    yield f"part={int(5 * sentence / max(1, len(scene.analysis.parse.sentences)))}"
    yield f"repeated={min(4, len(scene.groups[candidate.group]))}"


def _of_events(scene: Scene, candidate: Candidate) -> Iterator[str]:
    token = candidate.token
    for distance in range(_REACH + 1):
        near = [
            pair
            for s in dict.fromkeys((token.sentence - distance, token.sentence + distance))
            for pair in scene.violent.get(s, ())
        ]
        for trigger, report in near[:20]:
            yield f"near{distance}={report.event_type}"
            if distance == 0:
                yield from (f"trigger={trigger.lemma.lower()}", f"modality={report.modality}")
                path = dependency_path(scene.analysis, token, trigger)
                if path is not None:
                    yield from (f"path={path}", f"path={path}:{report.event_type}", f"path={path}:{trigger.lemma.lower()}")
        if near:
            yield f"distance={distance}"
            return
    yield "distance=far"


def dependency_path(analysis: Analysis, a: Token, b: Token, longest: int = 4) -> str | None:
    """The dependency labels from one word up and down to another, None if they are more than `longest` steps apart."""
    up, down = _chain(analysis, a), _chain(analysis, b)
    place = {t.i: n for n, t in enumerate(up)}
    for m, t in enumerate(down):
        if t.i in place:
            n = place[t.i]
            if n + m > longest:
                return None
            return "/".join([f"{x.dep}^" for x in up[:n]] + [f"{x.dep}v" for x in reversed(down[:m])])
    return None


def _chain(analysis: Analysis, token: Token) -> list[Token]:
    out = [token]
    while out[-1].head != out[-1].i and len(out) < 8:
        out.append(analysis.parse.tokens[out[-1].head])
    return out


def _of_rules(scene: Scene, candidate: Candidate) -> Iterator[str]:
    told: Sequence[tuple[Participant, Report]] = scene.told.get(candidate.token.i, ())
    if not told:
        yield "rules=-"
    for p, report in told:
        yield f"rules={label_of(p)}"
        yield f"rules={report.event_type}:{p.role}"
        yield f"rules={p.rule}:{p.role}"
        yield f"rules={report.rule}:{p.role}"
        yield f"rules={report.modality}"


def _of_taggers(scene: Scene, candidate: Candidate) -> Iterator[str]:
    for told, own in (("tagged", scene.tagged.get(candidate.token.i, {})), ("anywhere", scene.tagged_groups[candidate.group])):
        if own:
            yield from (_tagged(told, label, odds_bin(own[label]) if label in own else _NEVER) for label in LABELS)
        else:
            yield from _untagged(told)


@cache
def _tagged(told: str, label: str, odds: int) -> str:
    return f"{told}={label}:{odds}"


@cache
def _untagged(told: str) -> tuple[str, ...]:
    """What is told of a word that no tagger speaks of."""
    return tuple(_tagged(told, label, _NEVER) for label in LABELS)
