"""Participants of violent events, by what the whole article tells of who fills which role (`fillers`).

Syntax and lexicon tie participants to triggers; the learned fillers judge each of them, doubtful ones are left out, and fillers
that no rule tied are added to the nearest report that can hold them.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.core.annotations import Analysis
from flows.core.parse import Token
from flows.core.reports import Participant, Report
from flows.core.sectors import sector_of_noun
from flows.stages.event_lexicon import roles_of
from flows.stages.filler_candidates import Candidate
from flows.stages.filler_features import JUDGED, Scene, is_attack, is_violent, label_of
from flows.stages.fillers import Filler, find_fillers

PREFIX = "filler:"
"""How the rule of an added participant begins; its label follows."""
DOUBTED = 0.25
"""Participants without a name whose filler is less likely are not stated, whatever rules say ..."""
DOUBTED_DIRECT = 0.08
"""... but less is asked of the subject, object or agent of a verb of violence (`_DIRECT`), and of its aim (`_AIMED`)."""
_DIRECT = ("frame:subj", "frame:obj", "frame:by", "frame:agent")
_AIMED = ("frame:on", "frame:at", "frame:against", "frame:upon")
_STRUCK = ("frame:on", "frame:against", "frame:upon")
"""Of these, what is never the place of it ("stabbed at her home")."""
_WHERE = ("frame:at", "frame:in", "frame:near", "frame:outside", "frame:inside")
"""What is mostly the place of it, where a place follows ("bombs were hurled at a church at Orla")."""
_DETERMINERS = ("det", "nummod", "poss", "quantmod")
_ANY = frozenset({"any", "no", "all", "some", "every"})
SURE: Mapping[str, float] = {"attacker": 0.4, "organization": 0.3, "object": 0.35, "victim": 0.45, "weapon": 0.4}
"""Fillers that no rule tied are stated from this probability, by label: told from news of other regions, where it was too low."""
KNOWN = 0.3
"""Where an article tells a filler so likely, common nouns that may be the same to the event are left out, whatever syntax says."""
SURE_OF_A_PERSON = 0.5
"""A person with a name is called an attacker only from this probability."""
_FITTING: Mapping[str, tuple[str, ...]] = {
    "attacker": ("actor", "agent"),
    "organization": ("actor", "agent"),
    "object": ("target",),
    "victim": ("victim", "target"),
    "weapon": ("instrument",),
}
"""Roles of a report that a filler of each label may have, best first."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "attacker": ("person", "group"),
    "organization": ("organization",),
    "object": ("facility", "vehicle", "organization", "place", "other"),
    "victim": ("person", "group"),
    "weapon": ("weapon", "vehicle", "other"),
}
"""Entity types that a filler of each label may have; the first is taken for one whose words tell another."""
_ALIKE = (("attacker", "organization"), ("victim", "object"), ("weapon",))
"""Labels that one participant may have by turns."""
_ACTING = ("attacker", "organization")
_OF_THE_STATE = ("MIL", "COP", "GOV")
"""Sectors of those who act for a state."""
_TELLING_OF_IT = ("conflict.", "life.", "infrastructure.", "disaster.", "justice.")
"""Types of reports that tell what a filler did or suffered: it is tied to no other then."""
_REACH = 2
"""Sentences between a filler and the report it is tied to, at most."""
_REACH_OF_HARM = 8
"""The same, where it is told to have been harmed nearby and the attack is looked for."""


def judge_participants(analysis: Analysis) -> Analysis:
    """Weigh the participants of violent reports, and add those that no rule tied.

    Args:
        analysis: An article with reports and the participants that syntax and lexicon tell.

    Returns:
        The same with other `participants`, in the order of reports; the confidence of a judged one is its probability.
    """
    scene = Scene(analysis)
    if not scene.violent:
        return analysis
    fillers: Sequence[Filler] = find_fillers(scene)
    likely = _Likely(scene, fillers)
    kept = [
        p if s is None else replace(p, confidence=round(s, 3)) for p, s in likely.participants() if s is None or s >= _least(p)
    ]
    if _is_disaster(analysis.reports):
        fillers = ()
    struck = _disaster_sentences(scene)
    fillers = [f for f in fillers if any(scene.candidates[k].token.sentence not in struck for k in f.members)]
    added = [p for f in fillers if f.probability >= _needed(scene, f) for p in _tie(scene, f, kept)]
    return analysis.adding(participants=tuple(sorted((*kept, *added), key=lambda p: p.report)))


def _disaster_sentences(scene: Scene) -> frozenset[int]:
    """Sentences that tell of a flood or a crash and of no attack: who died there is the victim of none."""
    told: dict[int, set[str]] = {}
    for report in scene.analysis.reports:
        sentence = scene.analysis.parse.sentence_at(report.start)
        if sentence is not None:
            kind = "attack" if is_attack(report) else report.event_type.partition(".")[0]
            told.setdefault(sentence.index, set()).add(kind)
    return frozenset(i for i, kinds in told.items() if "disaster" in kinds and "attack" not in kinds)


def _is_disaster(reports: Sequence[Report]) -> bool:
    """Whether those who died are a flood's or a crash's, whose victims the fillers, learned from terror, do not know."""
    return any(r.event_type.startswith("disaster.") for r in reports) and not any(is_attack(r) for r in reports)


def _least(participant: Participant) -> float:
    """The probability from which a participant of rules is stated."""
    return DOUBTED_DIRECT if participant.rule in (*_DIRECT, *_AIMED) else DOUBTED


def _needed(scene: Scene, filler: Filler) -> float:
    """The probability from which a filler is stated."""
    named = any(scene.candidates[k].entity is not None and scene.candidates[k].kind == "person" for k in filler.members)
    return SURE_OF_A_PERSON if named and filler.label == "attacker" else SURE[filler.label]


@dataclass(frozen=True)
class _Likely:
    """The probability of a participant by the filler it tells."""

    scene: Scene
    fillers: Sequence[Filler]

    def participants(self) -> Iterator[tuple[Participant, float | None]]:
        """Each participant with its probability; None for those that are not judged: of other types, and those that stand.

        The models were learned from terror in one region. What syntax says stands where they may know too little: of whoever
        has a name, of a certain somebody or something that does or suffers it or is aimed at, of what it is done with, and of the forces of a
        state, whose deeds and losses in war are not told as terror. Where the article tells somebody
        or something likelier (`KNOWN`), common nouns but weapons and forces do not.
        """
        by_word: dict[tuple[str, int], float] = {}
        by_entity: dict[tuple[str, int], float] = {}
        for f in self.fillers:
            for k in f.members:
                candidate = self.scene.candidates[k]
                _raise(by_word, (f.label, candidate.token.i), f.probability)
                if candidate.entity is not None:
                    _raise(by_entity, (f.label, candidate.entity), f.probability)
        judged = {r.key for r in self.scene.analysis.reports if self._is_judged(r)}
        for p in self.scene.analysis.participants:
            label, head = label_of(p), self.scene.analysis.parse.span_head(p.start, p.end)
            if p.report not in judged or label is None or head is None:
                yield p, None
                continue
            alike = next(own for own in _ALIKE if label in own)
            probability = max(by_word.get((name, head.i), 0.0) for name in alike)
            if p.entity is not None:
                probability = max(probability, *(by_entity.get((name, p.entity), 0.0) for name in alike))
            yield p, None if probability < _least(p) and self._stands(p, head) else probability

    def _stands(self, participant: Participant, head: Token) -> bool:
        if participant.entity_type == "place" and participant.rule in _WHERE:
            return False
        return (
            participant.entity is not None
            or participant.rule in ("frame:with", "frame:inf_obj", "frame:nation")
            or self._is_force(participant, head)
            or (
                participant.role != "instrument"
                and not self._has_likelier(participant)
                and self._is_argument(participant, head)
                and self._is_certain(head)
            )
        )

    def _has_likelier(self, participant: Participant) -> bool:
        """Whether the article tells somebody or something that is far likelier to be what a doubted participant is."""
        label = label_of(participant)
        return any(f.probability >= KNOWN for f in self.fillers if any(label in own and f.label in own for own in _ALIKE))

    def _is_argument(self, participant: Participant, head: Token) -> bool:
        """Whether a verb has it as its subject, object or aim: "fired on a crowd", not "attacks on the economy"."""
        if participant.rule in _STRUCK:
            parse = self.scene.analysis.parse
            return parse.head(parse.head(head)).tag.startswith("VB")
        return participant.rule in _DIRECT

    def _is_certain(self, head: Token) -> bool:
        """Whether a noun tells of somebody or something certain: "a convoy", "the three", not "hostages" or "any house"."""
        kept = {child.lower for name in _DETERMINERS for child in self.scene.analysis.parse.children(head, name)}
        return head.tag.startswith(("NN", "CD")) and bool(kept - _ANY)

    def _is_force(self, participant: Participant, head: Token) -> bool:
        words = self.scene.analysis.words(participant.start, participant.end)
        return sector_of_noun(words, head.lemma.lower()) in _OF_THE_STATE

    def _is_judged(self, report: Report) -> bool:
        return report.event_type in JUDGED or (
            (report.event_type.startswith("life.") or report.event_type == "infrastructure.destroy")
            and any(
                p.role in ("actor", "agent", "instrument") for p in self.scene.analysis.participants if p.report == report.key
            )
        )


def _raise(table: dict[tuple[str, int], float], key: tuple[str, int], value: float) -> None:
    table[key] = max(value, table.get(key, 0.0))


def _tie(scene: Scene, filler: Filler, kept: Sequence[Participant]) -> Iterator[Participant]:
    """The participants that a filler adds: its likeliest member near a report that can hold it; none if one tells it already.

    Who or what is only told to have been harmed is tied to the attack as well, where one is near.
    """
    # who says it is the witness, not the victim
    members = [c for c in map(scene.candidates.__getitem__, filler.members) if c.start not in scene.speaking]
    if filler.label == "victim" and _is_charged(scene, members):
        return
    heads = {c.token.i for c in members}
    entities = {c.entity for c in members if c.entity is not None}
    reports = scene.analysis.reports
    # who decrees or negotiates may have done it as well, who arrests hardly
    told = (p for p in kept if label_of(p) == filler.label and reports[p.report].event_type.startswith(_TELLING_OF_IT))
    held = {p.report for p in told if p.entity in entities or _head(scene, p) in heads}
    if not held:
        first = next(_near(scene, filler, members, _FITTING[filler.label], is_violent), None)
        if first is not None:
            yield first
            held = {first.report}
    harmed = any(reports[r].event_type != "conflict.abduct" for r in held) and not any(_may_harm(reports[r]) for r in held)
    if harmed and filler.label in ("victim", "object"):
        harming = {_who(scene, p) for p in kept if p.report in held and label_of(p) in _ACTING}
        near = _near(
            scene,
            filler,
            members,
            ("target",),
            lambda r: _may_harm(r) and _is_theirs(scene, r, harming, members, kept),
            _REACH_OF_HARM,
        )
        yield from itertools.islice(near, 1)


def _is_theirs(
    scene: Scene, report: Report, harming: set[str], members: Sequence[Candidate], kept: Sequence[Participant]
) -> bool:
    """Whether an attack may be what some did who are told to have done harm: nobody else's, and not told apart of them."""
    acting = {_who(scene, p) for p in kept if p.report == report.key and label_of(p) in _ACTING}
    if not harming or acting:
        return not harming or bool(acting & harming)
    return any(report == other for c in members for _, other in scene.violent.get(c.token.sentence, ()))


def _is_charged(scene: Scene, members: Sequence[Candidate]) -> bool:
    """Whether justice is after a filler: none such is made a victim on likelihood."""
    entities, starts = scene.charged
    return any(c.entity in entities or c.start in starts for c in members)


def _may_harm(report: Report) -> bool:
    """Whether a report tells an act that harms at once, as abductions and threats do not."""
    return is_attack(report) and report.event_type not in ("conflict.abduct", "conflict.threaten")


def _near(
    scene: Scene,
    filler: Filler,
    members: Sequence[Candidate],
    roles: Sequence[str],
    fits: Callable[[Report], bool],
    reach: int = _REACH,
) -> Iterator[Participant]:
    """Each member of a filler as a participant of the nearest report that fits."""
    for candidate in members:
        near = _nearest(scene, candidate.token, roles, fits, reach)
        if near is not None:
            yield _participant(scene, *near, filler, candidate)


def _who(scene: Scene, participant: Participant) -> str:
    """Something that two participants have in common if they are one: the entity, else the words."""
    if participant.entity is not None:
        return f"entity {participant.entity}"
    return scene.analysis.words(participant.start, participant.end).lower()


def _head(scene: Scene, participant: Participant) -> int | None:
    head = scene.analysis.parse.span_head(participant.start, participant.end)
    return head.i if head is not None else None


def _nearest(
    scene: Scene, word: Token, roles: Sequence[str], fits: Callable[[Report], bool], reach: int
) -> tuple[Report, str] | None:
    """The nearest report that fits and may have one of some roles, with the role; who did it, and with what, did the attack, so
    that attacks come before deaths, for others only in one sentence."""
    acting = bool({"actor", "instrument"} & set(roles))
    near = []
    for distance in range(reach + 1):
        fitting = [
            (acting and not is_attack(report), distance, not is_attack(report), abs(token.i - word.i), report.key, report, role)
            for sentence in dict.fromkeys((word.sentence - distance, word.sentence + distance))
            for token, report in scene.violent.get(sentence, ())
            if fits(report)
            and report.modality not in ("negated", "denied")
            and (role := next((r for r in roles if r in roles_of(report.event_type)), None)) is not None
        ]
        near += fitting
    if not near:
        return None
    *_, report, role = min(near, key=lambda f: f[:5])
    return report, role


def _participant(scene: Scene, report: Report, role: str, filler: Filler, candidate: Candidate) -> Participant:
    mention, entity = (
        scene.cast.mention(candidate.token),
        scene.cast.entity(candidate.token) or scene.cast.apposed(candidate.token),
    )
    kinds = _KINDS[filler.label]
    return Participant(
        report.key,
        role,
        candidate.start,
        candidate.end,
        entity.key if entity else None,
        mention.key if mention else None,
        candidate.kind if candidate.kind in kinds else kinds[0],
        entity.actor_type if entity else None,
        entity.country if entity else None,
        scene.cast.number(candidate.token),
        PREFIX + filler.label,
        round(filler.probability, 3),
    )
