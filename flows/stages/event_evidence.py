"""How sure a participant of a violent event is: a linear model over what its words, its trigger and its article tell.

The weights (`flows/lexicons/event_weights.csv`) are learned by `flows/nlp/training/train_events.py`; they hold no names.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from flows.core.annotations import Analysis, Participant, Report
from flows.core.lexicons import read_csv
from flows.stages.event_lexicon import noun_classes, words

JUDGED = ("conflict.attack", "conflict.explosion", "conflict.arson", "conflict.abduct", "conflict.threaten")
"""Types whose participants are judged; deaths and injuries are with an agent or instrument."""


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Weight by feature."""
    return {row["feature"]: float(row["weight"]) for row in read_csv("event_weights")}


def is_judged(report: Report, own: Sequence[Participant]) -> bool:
    """Whether the model was made for a report."""
    return report.event_type in JUDGED or (
        report.event_type.startswith("life.") and any(p.role in ("agent", "instrument") for p in own)
    )


def article_features(analysis: Analysis, reports: Sequence[Report]) -> tuple[str, ...]:
    """What the whole article tells: how many of its events are violent, of which types, and how it names the violent."""
    kinds = Counter(r.event_type for r in reports if r.modality not in ("negated", "denied"))
    out = [f"doc:{kind}:{min(3, n)}" for kind, n in kinds.items() if kind.startswith(("conflict", "life"))]
    lemmas = Counter(t.lemma.lower() for t in analysis.parse.tokens)
    length = max(1, len(analysis.parse.tokens))
    telling = words("event_evidence", "telling")
    out += [f"lemma:{w}:{min(2, lemmas[w])}" for w in sorted(telling) if lemmas[w]]
    out.append(f"length:{min(5, length // 200)}")
    out.append(f"density:{min(6, int(200 * sum(n for k, n in kinds.items() if k in JUDGED or k == 'life.die') / length))}")
    return tuple(out)


def features(
    analysis: Analysis, report: Report, participant: Participant, own: Sequence[Participant], repeated: int
) -> Iterator[str]:
    """What is told of one participant of one report.

    Args:
        analysis: The article.
        report: The report.
        participant: One of its participants.
        own: All its participants.
        repeated: How many reports of the article tell the same words in the same role.
    """
    parse = analysis.parse
    role = participant.role
    token = parse.span_head(participant.start, participant.end)
    trigger = parse.token_at(report.start)
    if token is None or trigger is None:
        return
    lemma = token.lemma.lower()
    known = [name for name, members in noun_classes().items() if lemma in members]
    yield f"role:{role}"
    yield f"type:{report.event_type}:{role}"
    yield f"rule:{participant.rule}:{role}"
    yield f"trigger:{report.rule}"
    yield f"trigger:{report.rule}:{role}"
    yield f"modality:{report.modality}"
    yield f"kind:{participant.entity_type}:{role}"
    yield f"named:{participant.entity is not None}:{token.pos}:{role}"
    if known and token.pos != "PROPN":
        yield f"head:{lemma}:{role}"
        yield f"head:{lemma}"
    for kid in parse.children(token, "amod", "compound", "nummod", "det", "poss"):
        if kid.pos != "PROPN" and kid.lemma.lower() in words("event_evidence", "telling") | words(
            "event_evidence", "modifiers"
        ):
            yield f"modifier:{kid.lemma.lower()}:{role}"
    yield f"plural:{token.tag in ('NNS', 'NNPS')}:{role}"
    yield f"tag:{trigger.tag}"
    yield f"dated:{report.date_precision}:{report.date_method}"
    yield f"placed:{report.place_method}"
    yield f"said:{report.statement is not None}"
    yield f"sentence:{min(8, trigger.sentence)}"
    yield f"repeated:{min(3, repeated)}:{role}"
    for other in sorted({p.role for p in own} - {role}):
        yield f"with:{other}:{role}"
    yield f"alone:{len(own) == 1}:{role}"


def judge(analysis: Analysis, reports: Sequence[Report], participants: Sequence[Participant]) -> tuple[float | None, ...]:
    """The probability that each participant is one of a real, specific violent incident; None where the model does not judge."""
    table = weights()
    base = sum(table.get(f, 0.0) for f in article_features(analysis, reports)) + table.get("bias", 0.0)
    of_report: dict[int, list[Participant]] = {}
    for p in participants:
        of_report.setdefault(p.report, []).append(p)
    text = Counter((p.role, analysis.words(p.start, p.end).lower()) for p in participants)
    by_key = {r.key: r for r in reports}
    out: list[float | None] = []
    for p in participants:
        report, own = by_key[p.report], of_report[p.report]
        if not is_judged(report, own):
            out.append(None)
            continue
        repeated = text[(p.role, analysis.words(p.start, p.end).lower())]
        score = base + sum(table.get(f, 0.0) for f in features(analysis, report, p, own, repeated))
        out.append(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))
    return tuple(out)
