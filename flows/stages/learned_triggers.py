"""What the learned event tagger makes of the triggers of the lexicon: it adds some that no row finds, and doubts some that rows find.

A word is a trigger of a type that is likely enough if no row of its own speaks against it; a trigger of a row is left out where the
tagger takes neither its word nor another of its sentence for such an event. What is told only so must be said of somebody, a day
or a place (`unspecific`).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from flows.core.annotations import Analysis
from flows.core.lexicons import read_csv, read_yaml
from flows.core.parse import Token
from flows.stages.event_lexicon import Row, frames
from flows.stages.event_senses import Topics
from flows.stages.guards import Site, holds
from flows.stages.participants import Cast
from flows.stages.triggers import Trigger, excludes, is_threatened, rows_of, site_of, tells_none

Likely = Mapping[int, Mapping[str, float]]
"""Probability of each type of event for the words that may tell one, by the number of the word."""

_MEANT = 0.5, 0.35
"""Confidence of a trigger: the first, and as much of the second as it is likely."""


def likely_events(analysis: Analysis) -> Likely:
    """What the learned tagger says of the words of an article; nothing where it is not there."""
    out: dict[int, dict[str, float]] = {}
    for tag in analysis.parse.eventful:
        token = analysis.parse.token_at(tag.start) if tag.tagger == "events" else None
        if token is not None:
            out.setdefault(token.i, {})[tag.label] = tag.score
    return out


def without_doubted(analysis: Analysis, told: Sequence[Trigger], likely: Likely) -> tuple[Trigger, ...]:
    """The triggers of the lexicon but those of words that the tagger takes for no event, and no other word of the sentence for one of that type."""
    if not likely:
        return tuple(told)
    tokens = analysis.parse.tokens
    there = {
        (tokens[i].sentence, kind) for i, types in likely.items() for kind, p in types.items() if p >= _bound("backs", kind)
    }
    return tuple(t for t in told if not _is_doubted(t, likely) or (t.token.sentence, t.row.event_type) in there)


def _is_doubted(trigger: Trigger, likely: Likely) -> bool:
    """Whether a word that the tagger was shown often is hardly taken for an event; what it never saw it cannot doubt.

    Less is asked where a row wants more words than one ("set ... on fire").
    """
    idiom = any(not g.negative and g.function not in ("subj", "near") for g in trigger.row.guards)
    bound = _bound("doubted_idiom" if idiom else "doubted", trigger.row.event_type)
    return trigger.token.lemma.lower() in _seen() and sum(likely.get(trigger.token.i, {}).values()) < bound


@cache
def _seen() -> frozenset[str]:
    return frozenset(row["lemma"] for row in read_csv("learned_words"))


def learned_triggers(
    analysis: Analysis, cast: Cast, topics: Topics, told: Sequence[Trigger], likely: Likely
) -> tuple[Trigger, ...]:
    """What the learned tagger adds to the triggers of the lexicon, in reading order.

    Args:
        analysis: The article, with names.
        cast: What its words stand for.
        topics: What its paragraphs are about.
        told: The triggers of the lexicon.
        likely: What the tagger says.
    """
    known = {t.token.i for t in told}
    out: list[Trigger] = []
    for i, types in sorted(likely.items()):
        token = analysis.parse.tokens[i]
        if i in known or cast.in_name(token) or cast.in_date(token) or tells_none(analysis, token):
            continue
        for kind, p in _told(types):
            if kind.startswith(topics.silenced[topics.at(token)]) or is_threatened(analysis, token, kind):
                continue
            site = site_of(analysis, cast, topics, token, noun=token.pos != "VERB")
            if not _is_told_beside(analysis, token, kind, (*told, *out)) and not _is_ruled_out(site, kind):
                out.append(Trigger(token, _row(kind, p, token), site.arguments))
    return tuple(out)


def _told(types: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """The likeliest type of a word that is likely to tell an event, and others that it tells besides ("assassinated")."""
    best = max(types, key=lambda t: (types[t], t))
    if sum(types.values()) >= _bound("least", best):
        yield best, types[best]
        others = ((t, p) for t, p in sorted(types.items()) if t != best and p >= _bound("besides", t))
        yield from ((t, p) for t, p in others if not excludes({best}, t) and not _is_alternative(best, t))


def _is_alternative(one: str, other: str) -> bool:
    """Whether a word tells only one of two types, which the tagger may not tell apart."""
    return any({one, other} <= {*types} for types in read_yaml("learned_triggers")["alternatives"])


def _bound(name: str, event_type: str) -> float:
    """A bound for a type, by type or domain."""
    bounds = read_yaml("learned_triggers")[name]
    return float(next(bounds[k] for k in (event_type, event_type.partition(".")[0], "others") if k in bounds))


def _row(event_type: str, likely: float, token: Token) -> Row:
    noun = token.pos != "VERB"
    low, more = _MEANT
    frame = _usual_frame(event_type, token, noun)
    return Row(event_type, token.lemma.lower(), noun, (), frame, round(low + more * likely, 2), learned=True)


def _usual_frame(event_type: str, token: Token, noun: bool) -> Mapping[str, str]:
    """The frame of most rows of a word for a type (who "joins" is the person, who "names" the authority), else that of the type."""
    own = [r.frame for r in rows_of(token) if r.event_type == event_type and r.noun == noun]
    return next((f for f in own if 2 * own.count(f) > len(own)), frames()[event_type][noun])


def _is_told_beside(analysis: Analysis, token: Token, event_type: str, told: Sequence[Trigger]) -> bool:
    """Whether a word it hangs on or that hangs on it, over one other at most, tells the same or what it would tell besides ("held" of "held talks")."""
    head = analysis.parse.head
    near = {token.head, head(head(token)).i}
    return any(
        (t.row.event_type == event_type or excludes({t.row.event_type}, event_type))
        and t.token.sentence == token.sentence
        and t.token.i != token.i
        and (t.token.i in near or token.i in (t.token.head, head(head(t.token)).i))
        for t in told
    )


def _is_ruled_out(site: Site, event_type: str) -> bool:
    """Whether rows know the word for that type and one says what must not be, or all want other persons than it has."""
    rows = [r for r in rows_of(site.token) if r.event_type == event_type and r.noun == (site.token.pos != "VERB")]
    if any(guard.negative and not holds(site, guard) for row in rows for guard in row.guards):
        return True
    return bool(rows) and all(_wants_others(site, row) for row in rows)


def _wants_others(site: Site, row: Row) -> bool:
    """Whether a row wants somebody as subject or object where the word has a thing that has no name ("the printer died")."""
    for guard in row.guards:
        persons = guard.function in ("subj", "obj") and not guard.negative and {"person", "name"} & {*guard.classes}
        has = site.told_of(guard.function) if persons else ()
        if has and not any(t.pos in ("PROPN", "PRON") for t in has) and not holds(site, guard):
            return True
    return False
