"""The words for who speaks: a noun phrase cut to what names somebody, and the name behind a description."""

from functools import lru_cache

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Token
from flows.stages.name_spans import title_words
from flows.stages.statement_lost import NAMED


def noun_from(parse: Parse, first: int) -> Token | None:
    """The last word of the name or noun that begins at a token: "..., said | her brother Tom, who ..."."""
    found = None
    for token in parse.tokens[first : first + 8]:
        if token.pos in ("NOUN", "PROPN", "PRON"):
            found = token
        elif found is not None or token.pos not in ("DET", "ADJ", "NUM"):
            break
    return found


def name_of(parse: Parse, speaker: Token) -> Token | None:
    """The name that follows a speaker's description: "his lawyer, Jane Roe", "the head of the Roe Union, Dan Orrel"."""
    titled = speaker.lemma.lower() in title_words()
    if speaker.pos != "NOUN" and not titled and speaker.lower != "one":
        return None
    # a name behind a comma is at times taken for the next of a list
    single = parse.child(speaker, "cc") is None
    apposed = [t for t in parse.children(speaker, "appos", "conj") if t.dep == "appos" or single]
    if titled:
        firms = [t for p in parse.children(speaker, "prep") for t in parse.children(p, "pobj") if t.pos == "PROPN"]
        apposed += [t for firm in firms for t in parse.children(firm, "appos", "conj") if _is_full(parse, t)]
    known = (
        p for t in parse.children(speaker, "acl") if t.lower == "known" for p in parse.children(t, "prep") if p.lower == "as"
    )
    apposed += [t for p in known for t in parse.children(p, "pobj")]
    named = (t for t in apposed if t.pos == "PROPN" or (t.pos == "NOUN" and t.text[0].isupper()))
    return next((t for t in named if 0 < t.i - speaker.i <= 12), None)


def _is_full(parse: Parse, name: Token) -> bool:
    """Whether a name of two words or more stands alone between commas."""
    run = parse.subtree(name)
    before = parse.tokens[run[0].i - 1].text if run[0].i else ""
    behind = parse.tokens[name.i + 1].text if name.i + 1 < len(parse.tokens) else ""
    return before == "," and behind == "," and name.i - run[0].i >= 1 and all(t.pos == "PROPN" for t in run if t.i <= name.i)


def phrase(parse: Parse, head: Token) -> tuple[int, int]:
    """Code points of a noun phrase without appositions, relative clauses and what follows a comma."""
    first, last = head, head
    firm = parse.child(head, "poss") if head.dep == "pobj" and parse.head(parse.head(head)).pos == "PROPN" else None
    for token in parse.subtree(head):
        if token.i <= head.i:
            if token.i < first.i and (firm is None or token.i > firm.i) and _within(parse, token, head):
                first = token
        elif _within(parse, token, head) and token.i == last.i + 1:
            last = token
    while first.i < head.i and not first.text[0].isalnum():
        first = parse.tokens[first.i + 1]
    while first.i < head.i and first.lower in _days():  # "on Monday President Roe said"
        first = parse.tokens[first.i + 1]
    behind = parse.tokens[last.i + 1 : last.i + 5]
    if (
        behind
        and head.pos == "NOUN"
        and behind[0].lower in NAMED
        and (behind[0].head == head.i or behind[0].lower == "surnamed")
    ):
        last = next((t for t in reversed(behind) if t.pos == "PROPN"), last)  # "a worker surnamed Roe"
    return first.start, last.end


_OUTSIDE = frozenset(
    {"appos", "relcl", "acl", "punct", "advcl", "cc", "conj", "preconj", "parataxis", "ccomp", "advmod", "dep", "case"}
)


@lru_cache(maxsize=1)
def _days() -> frozenset[str]:
    return frozenset(w for w in read_yaml("dates")["weekdays"] if len(w) > 5)


def _is_day(parse: Parse, prep: Token) -> bool:
    """ "The opposition | on Sunday": when it was said, which the parser hangs on who said it."""
    day = parse.child(prep, "pobj")
    return prep.lower == "on" and day is not None and day.lower in _days()


def _within(parse: Parse, token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep in _OUTSIDE and not (token.dep in ("cc", "conj", "punct") and token.i < head.i):
            return False
        if token.head == token.i or (
            token.dep == "prep" and (parse.child(token, "pcomp") is not None or token.lower == "as" or _is_day(parse, token))
        ):
            return False  # "prosecutors | of stealing money"
        token = parse.head(token)
    return True
