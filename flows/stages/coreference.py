"""References: pronouns and descriptions tied to the entities they stand for, where the text is clear.

A pronoun takes the most salient candidate of the last sentences that fits in gender and syntax, but only if it leads by a
margin; a person without a name ("a woman") competes, and where it wins nothing is linked. Descriptions ("the minister")
need one entity that the article calls so.
"""

from dataclasses import dataclass

from flows.core.annotations import Analysis, Mention
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Parse, Token
from flows.stages.coreference_candidates import Candidate, Reading, read_persons
from flows.stages.coreference_descriptions import link_descriptions
from flows.stages.quotes import Quotation, overlapping

TOO_LONG = 40
"""Most candidates weighed for one pronoun, the latest."""


CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp", "csubj"})


@dataclass(frozen=True, slots=True)
class Link:
    """A reference found: first and last (exclusive) token, the entity, how, and how sure."""

    first: int
    last: int
    entity: int
    type: str
    rule: str
    confidence: float


def link_references(analysis: Analysis) -> Analysis:
    """Tie pronouns and descriptions to entities.

    Args:
        analysis: With entities and mentions of names, positions if known.

    Returns:
        The same with nominal and pronoun mentions added after the names.
    """
    reading = read_persons(analysis)
    found = [*link_descriptions(analysis, reading)]
    for d in found:
        reading.add(Candidate(d.first, d.last, d.entity, named=False))
    links = [Link(d.first, d.last, d.entity, "nominal", d.rule, d.confidence) for d in found]
    genders = read_yaml("pronouns")["pronouns"]
    for token in analysis.parse.tokens:
        gender = genders.get(token.lower)
        if gender and token.pos in ("PRON", "DET") and (link := _antecedent(analysis, reading, token, gender)):
            reading.add(Candidate(token.i, token.i + 1, link.entity, named=False))
            links.append(link)
    tokens, first = analysis.parse.tokens, len(analysis.mentions)
    ordered = sorted(links, key=lambda x: (x.first, x.last))
    added = tuple(
        Mention(first + n, tokens[x.first].start, tokens[x.last - 1].end, x.entity, x.type, x.rule, x.confidence)  # type: ignore[arg-type]
        for n, x in enumerate(ordered)
    )
    return analysis.adding(mentions=(*analysis.mentions, *added))


def _antecedent(analysis: Analysis, reading: Reading, token: Token, gender: str) -> Link | None:
    settings = read_yaml("pronouns")
    if gender == "n" and _stands_for_clause(analysis, token, settings["clausal"]):
        return None
    scores: dict[int | None, float] = {}
    inside = overlapping(reading.quotations, token.start, token.end)
    for candidate in reading.before(token, settings["reach"])[-TOO_LONG:]:
        if candidate.entity is not None and not reading.fits(candidate.entity, gender):
            continue
        if candidate.entity is None and gender == "n":
            continue
        if _is_barred(analysis, token, candidate) or _speaks(reading, token, candidate, inside):
            continue
        score = _salience(analysis, reading, token, candidate, gender, inside)
        scores[candidate.entity] = max(scores.get(candidate.entity, 0.0), score)
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda s: (-s[1], s[0] if s[0] is not None else -1))
    best, score = ranked[0]
    lead = score - ranked[1][1] if len(ranked) > 1 else 2.0
    if best is None or lead < settings["margin"] or score <= (1.5 if gender == "n" else 0.0):
        return None
    rule = "only_candidate" if len(ranked) == 1 else "most_salient"
    return Link(token.i, token.i + 1, best, "pronoun", rule, round(min(0.95, 0.6 + 0.12 * lead), 2))


def _salience(
    analysis: Analysis, reading: Reading, token: Token, candidate: Candidate, gender: str, inside: tuple[Quotation, ...]
) -> float:
    w: dict[str, float] = read_yaml("pronouns")["weights"]
    head = reading.head(candidate)
    role = _role(analysis.parse, head)
    score = w[role] - w["sentence"] * (token.sentence - head.sentence) - w["depth"] * min(2, _depth(reading, head))
    if role in ("subject", "passive_subject") and token.dep in ("nsubj", "nsubjpass"):
        score += w["same_role"]
    if candidate.entity is not None:
        known = reading.gender.get(candidate.entity)
        score += w["known_gender"] if known == gender else 0.0
        score += w["theme"] * min(reading.count[candidate.entity], 4) / 4
    quoted = overlapping(reading.quotations, head.start, head.end)
    if quoted and quoted != inside:
        score += w["quoted"]
    return score


def _depth(reading: Reading, token: Token) -> int:
    """How many clauses a token is embedded in."""
    return sum(t.dep in CLAUSES for t in reading.parse.ancestors(token))


def _speaks(reading: Reading, token: Token, candidate: Candidate, inside: tuple[Quotation, ...]) -> bool:
    """Whether the candidate says the quotation that the pronoun stands in: no one speaks of himself as "he"."""
    head = reading.head(candidate)
    if not inside or any(q.start <= head.start < q.end for q in inside) or abs(head.sentence - token.sentence) > 2:
        return False
    return head.dep == "nsubj" and reading.parse.head(head).lemma in words("names", "say_verbs")


def _role(parse: Parse, head: Token) -> str:
    """What a phrase is to its verb; each of some joined by "and" is what the first is."""
    while head.dep == "conj" and head.head < head.i:
        head = parse.head(head)
    roles = {"nsubj": "subject", "nsubjpass": "passive_subject", "dobj": "object", "poss": "possessor", "agent": "object"}
    return roles.get(head.dep, "other")


def _is_barred(analysis: Analysis, token: Token, candidate: Candidate) -> bool:
    """Whether syntax forbids it: the object of a verb is not its subject ("he met him"), nor an owner part of what it owns."""
    parse = analysis.parse
    head = parse.span_head(parse.tokens[candidate.first].start, parse.tokens[candidate.last - 1].end)
    if head is None or head.sentence != token.sentence or token.lower.endswith("self"):
        return False
    if token.dep == "poss" and _is_of_deed(parse, token, head):
        return True
    if token.dep == "poss":
        return parse.head(token).i == head.i or (parse.head(token).head == head.i and parse.head(token).dep == "appos")
    verb = parse.head(token)
    if verb.dep in ("prep", "agent", "dative"):
        return False
    return verb.i == parse.head(head).i and token.i != head.i and head.dep != token.dep


def _is_of_deed(parse: Parse, token: Token, subject: Token) -> bool:
    """Whether an owner is in the deed that a subject lays at somebody: in "X accused him of hiding his son" it is him."""
    deed = next((t for t in parse.ancestors(token) if t.pos == "VERB"), None)
    if deed is None or deed.tag != "VBG" or deed.dep != "pcomp":
        return False
    blames = parse.head(parse.head(deed))
    laid = blames.lemma.lower() in read_yaml("event_syntax")["blamed_object"] and parse.child(blames, "dobj") is not None
    return laid and subject.dep == "nsubj" and subject.head == blames.i


def _stands_for_clause(analysis: Analysis, token: Token, clausal: list[str]) -> bool:
    """Whether "it" refers to nothing named: expletives, weather, "it is said that", objects of verbs."""
    if token.lower != "it":
        return False
    if token.dep != "nsubj":
        return True
    verb = analysis.parse.head(token)
    kids = {k.dep for k in analysis.parse.children(verb)}
    return verb.lemma in (*clausal, "be", "become") or ("ccomp" in kids and verb.lemma in clausal)
