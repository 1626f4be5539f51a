"""Triggers that the learned event tagger finds where no row of the lexicon does.

Violence is left to the lexicon and to what is learned of who takes part in it (`event_fillers`); of other types a word is a
trigger if it is likely enough and no row of its own speaks against it. What is told only so must be said of somebody, a day
or a place, as a fact or a plan (`unspecific`).
"""

from collections.abc import Sequence

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Tagged, Token
from flows.stages.event_lexicon import Row, frames
from flows.stages.event_senses import Topics
from flows.stages.guards import Site, holds
from flows.stages.participants import Cast
from flows.stages.triggers import Trigger, excludes, is_threatened, rows_of, site_of, tells_none

_MEANT = 0.5, 0.25
"""Confidence of a trigger: the first, and as much of the second as it is likely."""


def learned_triggers(analysis: Analysis, cast: Cast, topics: Topics, told: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """What the learned tagger adds to the triggers of the lexicon, in reading order.

    Args:
        analysis: The article, with names.
        cast: What its words stand for.
        topics: What its paragraphs are about.
        told: The triggers of the lexicon.
    """
    known = {t.token.i for t in told}
    out: list[Trigger] = []
    for tag in analysis.parse.tagged:
        if tag.tagger != "events" or tag.score < least(tag.label):
            continue
        token = analysis.parse.token_at(tag.start)
        if token is None or token.i in known or cast.in_name(token) or cast.in_date(token) or tells_none(analysis, token):
            continue
        if tag.label.startswith(topics.silenced[topics.at(token)]) or is_threatened(analysis, token, tag.label):
            continue
        site = site_of(analysis, cast, topics, token, noun=token.pos == "NOUN")
        if not _is_told_beside(analysis, token, tag.label, told) and not _is_ruled_out(site, tag.label):
            out.append(Trigger(token, _row(tag, token), site.arguments))
    return tuple(out)


def least(event_type: str) -> float:
    """The least probability of a trigger of a type; of those left to the lexicon none is enough."""
    if event_type in words("learned_triggers", "left_to_rows"):
        return 2.0
    bounds = read_yaml("learned_triggers")["least"]
    return float(next(bounds[k] for k in (event_type, event_type.partition(".")[0], "others") if k in bounds))


def _row(tag: Tagged, token: Token) -> Row:
    noun = token.pos == "NOUN"
    frame = frames()[tag.label][noun]
    low, more = _MEANT
    return Row(tag.label, token.lemma.lower(), noun, (), frame, round(low + more * tag.score, 2), learned=True)


def _is_told_beside(analysis: Analysis, token: Token, event_type: str, told: Sequence[Trigger]) -> bool:
    """Whether a word it hangs on or that hangs on it, over one other at most, tells the same or what it would tell besides ("held" of "held talks")."""
    head = analysis.parse.head
    near = {token.head, head(head(token)).i}
    return any(
        (t.row.event_type == event_type or excludes({t.row.event_type}, event_type))
        and t.token.sentence == token.sentence
        and (t.token.i in near or token.i in (t.token.head, head(head(t.token)).i))
        for t in told
    )


def _is_ruled_out(site: Site, event_type: str) -> bool:
    """Whether rows know the word for that type and one says what must not be, or all want other persons than it has."""
    rows = [r for r in rows_of(site.token) if r.event_type == event_type and r.noun == (site.token.pos == "NOUN")]
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
