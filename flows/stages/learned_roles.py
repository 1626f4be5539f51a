"""What the learned argument tagger makes of who takes part in an event, beside what the role frames of the lexicon say."""

from collections.abc import Iterator, Mapping, Sequence

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.core.reports import Participant

Roles = Mapping[str, float]
"""Probability of each role."""
Likely = Mapping[tuple[int, str], Mapping[int, Roles]]
"""Likely roles of words, by where the trigger begins and its type of event, and where the word begins."""

LEARNED = "learned"
"""The function of an argument that no frame tells."""
RULE = f"frame:{LEARNED}"
"""The rule of the participant it becomes."""


def likely_roles(analysis: Analysis) -> Likely:
    """What the learned tagger says of the words of an article, but of violence; nothing where it is not there."""
    out: dict[tuple[int, str], dict[int, dict[str, float]]] = {}
    left = words("event_roles", "left_to_frames")
    for link in analysis.parse.linked:
        if link.event_type.partition(".")[0] in left:
            continue
        out.setdefault((link.trigger, link.event_type), {}).setdefault(link.start, {})[link.role] = link.score
    return out


def learned_arguments(
    parse: Parse, told: Sequence[Participant], likely: Mapping[int, Roles]
) -> Iterator[tuple[str, str, Token]]:
    """What the tagger adds to the participants that frames tell: function, role and word of each.

    More is asked of a word for a role that somebody has already.
    """
    bounds = read_yaml("event_roles")["learned"]
    held = {p.role for p in told}
    for start, roles in sorted(likely.items()):
        role = max(roles, key=lambda r: (roles[r], r))
        token = parse.token_at(start)
        inside = any(p.start <= start < p.end for p in told)
        if token is not None and not inside and roles[role] >= bounds["besides" if role in held else "least"]:
            yield LEARNED, role, token
