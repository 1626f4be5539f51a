"""Votes told as two numbers: "passed the bill 163 to 152", "voted 7-2", "44 in favour and 31 against"."""

from collections.abc import Sequence

from flows.core.parse import Parse, Token
from flows.stages.figures_lexicon import figure_words
from flows.stages.figures_sentences import Measured
from flows.stages.numbers import Atom, is_digits, number_words, read_numbers
from flows.stages.units import Quantity

_LINKS = frozenset({"to", "-", "–"})
_RATIOS = frozenset({"ratio", "odds", "outnumber", "outnumbered", "score", "scoreline"})
_LEAD = 6
"""Atoms before two numbers that may tell what they are."""


def odds(atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a number is one of two that tell a ratio: "by nine to one", "outnumbered them three to one"."""
    if q.unit is not None or (other := _other(atoms, q)) is None:
        return False
    if q.form == "words" and 1.0 in (other, q.value):
        return True
    return bool({a.lower for a in atoms[max(0, q.begin - _LEAD) : q.begin]} & _RATIOS)


def tally_of(parse: Parse, atoms: Sequence[Atom], q: Quantity) -> Measured | None:
    """The votes that a number counts, where a sentence tells how a vote went.

    Args:
        parse: The article's parse.
        atoms: Atoms of the number's sentence.
        q: The number.

    Returns:
        The measure `votes` with the word that tells of the vote; None for any other number.
    """
    if q.unit is not None or q.value is None or not float(q.value).is_integer() or q.modifier == "range" or q.signed:
        return None
    if odds(atoms, q) or (_other(atoms, q) is None and not _sided(atoms, q)):
        return None
    token = parse.tokens[q.token]
    voted = (t for t in parse.tokens_of(parse.sentence_of(token)) if figure_words().has("voted_on", t.lemma.lower()))
    vote = min(voted, key=lambda t: abs(t.i - token.i), default=None)
    return Measured("votes", vote, "tally", 0.85) if vote is not None else None


def _other(atoms: Sequence[Atom], q: Quantity) -> float | None:
    """The value of the number that "to" or a dash ties to this one."""
    for link, first in ((q.last, q.last + 1), (q.begin - 1, q.begin - 2)):
        if min(link, first) < 0 or max(link, first) >= len(atoms) or atoms[link].lower not in _LINKS:
            continue
        atom = atoms[first]
        if not is_digits(atom) and atom.lower not in number_words().ones and atom.lower not in number_words().tens:
            continue
        dashed = atoms[link].text in {"-", "–"}
        if dashed and not (atoms[link].glued and atoms[link + 1].glued):
            continue
        return next((n.value for n in read_numbers([atom])), None)
    return None


def _sided(atoms: Sequence[Atom], q: Quantity) -> bool:
    """Whether a number is of those for or against: "44 in favour", "31 against", "12 abstaining"."""
    after = [a.lower for a in atoms[q.last : q.last + 3]] + ["", "", ""]
    if after[0] in {"for", "against"}:
        return after[1] in {"", ",", ".", ";", "and", "with"}
    return after[:2] in (["in", "favour"], ["in", "favor"]) or after[0] in {"abstaining", "abstained", "abstentions"}


def voters_of(parse: Parse, verb: Token) -> Measured | None:
    """Those who are told to vote for or against something: "Ten states voted for the measures"."""
    sides = {p.lower for p in parse.children(verb, "prep")}
    return Measured("votes", verb, "subject", 0.8) if verb.lemma == "vote" and sides & {"for", "against"} else None
