"""What a whole war, epidemic or the years since a day have brought: no one day or town is that of such a sum."""

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.core.reports import Report

_HAVE = frozenset({"has", "have", "had", "'ve", "’ve"})
_SUMMED = frozenset({"life.die", "life.injure", "movement.displace", "movement.flee", "infrastructure.destroy"})
"""Types of events of which an article adds up what a war has brought."""


def is_of_lasting(parse: Parse, trigger: Token) -> bool:
    """Whether a verb of the perfect tells what something long has brought ("9,000 have been killed in the war")."""
    if not any(h.lower in _HAVE for h in parse.children(trigger, "aux")):
        return False
    causes = [*parse.children(trigger, "nsubj")]
    causes += [c for p in parse.children(trigger, "prep", "agent") for c in parse.children(p, "pobj")]
    return any(c.lemma.lower() in read_yaml("event_dates")["lasting"] for c in causes)


def sums_up(analysis: Analysis, report: Report) -> bool:
    """Whether a report sums up a time that lasts ("has killed 7,000 since 2015", "have died in the war")."""
    parse = analysis.parse
    token = parse.span_head(report.start, report.end)
    if report.event_type not in _SUMMED or token is None or not any(h.lower in _HAVE for h in parse.children(token, "aux")):
        return False
    sentence = parse.sentence_of(token)
    open_ended = any(sentence.start <= d.start < sentence.end and (d.edtf or "").endswith("/..") for d in analysis.dates)
    return open_ended or is_of_lasting(parse, token)
