"""What a number counts: the noun phrase it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.core.parse import Parse, Token
from flows.stages.figures_hung import BURNING
from flows.stages.figures_lexicon import figure_words
from flows.stages.units import Quantity

_PARENTS = frozenset({"mother", "father", "mum", "mom", "dad", "parent"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
WITHIN = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "NN", "NNS", "NNP", "NNPS", "HYPH", "POS", "RB", "CD", ","})


@dataclass(frozen=True, slots=True)
class Counted:
    """What a quantity counts.

    Attributes:
        head: Its head noun, None where no noun follows.
        start: First code point of the noun with its modifiers.
        end: One past the last.
        node: The token that stands for the quantity in the sentence: the head noun, else the number.
        definite: Whether a possessive or "all" makes the number the size of a known group.
        of: Whether the noun comes by "of" ("two of the men").
    """

    head: Token | None
    start: int | None
    end: int | None
    node: Token
    definite: bool
    of: bool


def find_counted(parse: Parse, q: Quantity) -> Counted:
    """What a quantity counts.

    Args:
        parse: The article's parse.
        q: The quantity.

    Returns:
        The noun phrase behind the number; without one the number stands for itself.
    """
    token = parse.tokens[q.tail]
    last = parse.sentence_of(token).last
    at = token.i + 1
    of = False
    if at < last and parse.tokens[at].lower == "of":
        at, of = at + 1, True
        while at < last and (parse.tokens[at].tag in {"DT", "PRP$", "PDT", "WDT", "CD"} or parse.tokens[at].lower in {"other"}):
            at += 1
        if at < last and parse.tokens[at].tag in {"PRP", "WP"}:
            pronoun = parse.tokens[at]
            return Counted(pronoun, pronoun.start, pronoun.end, _node(parse, q), False, True)
    if at + 1 < last and parse.tokens[at].lower == "or" and parse.tokens[at + 1].lower in {"more", "fewer", "less", "so"}:
        at += 2  # "six or more cases"
    if at + 1 < last and parse.tokens[at].text == "-" and parse.tokens[at + 1].lower == "odd":
        at += 2  # "40-odd families"
    while at < last and parse.tokens[at].lower in {"more", "other", "others", "another", "additional", "-", "+"}:
        if parse.tokens[at].lower == "others":
            return Counted(parse.tokens[at], parse.tokens[at].start, parse.tokens[at].end, parse.tokens[at], False, of)
        at += 1
    first = at
    lead = [t.lower for t in parse.tokens[max(0, q.token - 4) : q.token] if t.text != "-"]
    if lead[-1:] == ["of"] and lead[-2:-1] and lead[-2] in _PARENTS and q.unit is None:
        return Counted(None, None, None, _node(parse, q), False, False)  # "mum-of-three Dana Holt"
    if first < last and parse.tokens[first].lower == "strong" and parse.tokens[first - 1].text == "-":
        return Counted(None, None, None, _node(parse, q), _definite(parse, q), False)  # "a 250-strong mission"
    head = _head_from(parse, first, last, of)
    if head is not None and _is_verb(parse, head, q, first, of):
        head = None
    the = parse.tokens[first - 1 if of else max(0, q.token - 1)].lower == "the"
    if head is None and the and first < last:
        head = parse.tokens[first] if figure_words().has("named_by_what_befell", parse.tokens[first].lower) else None
    if head is None:
        return Counted(None, None, None, _node(parse, q), _definite(parse, q), of)
    node = _node(parse, q) if of else head
    tied = parse.tokens[first - 1].text == "-" and parse.tokens[first].tag in {"NN", "NNS"} and first < head.i
    if tied and parse.tokens[first - 1].end == parse.tokens[first].start:
        head = parse.tokens[first]  # "a five-member committee" has five members
    return Counted(head, parse.tokens[first].start, head.end, node, _definite(parse, q), of)


def _is_verb(parse: Parse, head: Token, q: Quantity, first: int, of: bool) -> bool:
    """Whether a lone singular noun behind a number is none: "eight perish in crash", "hundreds march", "left 15 hurt"."""
    alone = head.i == first and not of and head.tag == "NN" and q.value != 1 and q.unit is None
    words = figure_words()
    befell = words.after.get(head.lower) in {"killed", "injured", "missing"} and head.lower not in words.noun
    # "thousands protest fuel price rise": a vague number is followed by "of" or by no noun of its own
    if q.form == "vague" and not of and q.unit is None and parse.tokens[first].lower in words.subject:
        return parse.tokens[first].i == q.tail + 1
    return alone and ((head.lower == head.lemma and head.lower in words.subject) or befell)


def _head_from(parse: Parse, first: int, last: int, of: bool) -> Token | None:
    """The last noun of the run of modifiers and nouns that begins at a token; behind "of" past the owner of a number of them."""
    words = figure_words()
    head: Token | None = None
    at = first
    while at < last and at < first + 9:
        at = _after_measure(parse, at, last)
        if at >= last:
            break
        token = parse.tokens[at]
        if head is not None and token.tag == "NN" and words.after.get(token.lower) == "abducted":
            break
        if token.lower in BURNING:
            break
        if head is not None and token.tag == "NNP" and (words.has("weekdays", token.lower) or words.has("months", token.lower)):
            break
        if token.text[0].isdigit() and token.text[-1:].lower() in {"k", "m", "b", "n"}:
            break
        if token.tag in NOUNS and not (
            head is not None
            and token.dep in {"nsubj", "nsubjpass", "npadvmod", "appos"}
            and token.head > token.i
            and head.head != token.i
            and not (head.tag == "NNP" and token.tag == "NNS" and token.i == head.i + 1)
        ):
            head = token
        elif token.tag in {"JJ", "JJR", "JJS", "VBN", "VBG", "RB", "RBS", "HYPH"} and (
            head is None
            or parse.tokens[at - 1].tag == "POS"
            or parse.tokens[at - 1].tag.startswith("JJ")
            or (parse.tokens[at - 1].text[:2].isupper() and token.tag == "JJ" and _nouns_follow(parse, at + 1, last))
        ):
            if token.lower in {"last", "next", "this"} and at == first:
                return None
            if token.lower in words.after and not _nouns_follow(parse, at + 1, last):
                return None
        elif (
            token.tag in {"POS"}
            or (of and token.tag == "CD" and parse.tokens[at - 1].tag in {"POS", "CD"} and _numbered(parse, at, last))
            or (token.tag == "HYPH" and head is not None)
            or (token.tag == "CC" and head is None and at > first)
            or (token.tag == "CC" and head is not None and _compound_goes_on(parse, at, last))
        ):
            pass
        else:
            break
        at += 1
    return head


def _after_measure(parse: Parse, at: int, last: int) -> int:
    """Past a hyphened measure between number and noun: "two 19-year-old recruits", "three 40-foot trees"."""
    if parse.tokens[at].tag != "CD" or at + 2 >= last or parse.tokens[at + 1].text != "-":
        return at
    at += 3
    return at + 2 if at + 1 < last and parse.tokens[at].text == "-" else at


def _nouns_follow(parse: Parse, at: int, last: int) -> bool:
    return (
        at < last
        and parse.tokens[at].tag in NOUNS
        and parse.tokens[at].dep not in {"npadvmod", "nmod"}
        and parse.tokens[at].lower not in figure_words().lists["months"]
    )


def _numbered(parse: Parse, at: int, last: int) -> bool:
    """Whether the number that stands at a token has a noun right behind it."""
    while at < last and parse.tokens[at].tag == "CD":
        at += 1
    return _nouns_follow(parse, at, last)


def _compound_goes_on(parse: Parse, at: int, last: int) -> bool:
    """ "Kia and Hyundai vehicles": the noun before the conjunction modifies the one behind it."""
    before = parse.tokens[at - 1]
    return (
        (
            before.dep in {"compound", "nmod", "amod"}
            or (before.tag == "NNP" and at + 2 < last and parse.tokens[at + 2].tag == "NNS")
        )
        and at + 2 < last
        and parse.tokens[at + 1].tag in NOUNS
        and parse.tokens[at + 2].tag in NOUNS
    )


def _node(parse: Parse, q: Quantity) -> Token:
    """The number's own token, lifted to the top of the number ("more than 200")."""
    token = parse.tokens[q.token]
    for _ in range(4):
        if (
            token.dep in {"quantmod", "compound", "nummod", "advmod", "npadvmod"}
            and token.head != token.i
            and parse.head(token).tag == "CD"
        ):
            token = parse.head(token)
    more = parse.head(token)
    return more if token.dep == "nummod" and more.lower == "more" and more.i == token.i + 1 else token


def _kind_beside(parse: Parse, counted: Counted, types: Mapping[str, str]) -> str | None:
    """The kind of a number without a noun: of the body it is the size of, or of what it is said to be ("75 were women")."""
    holder = holder_of(parse, counted.node)
    if holder is not None:
        return "person"
    verb = parse.head(counted.node)
    if counted.head is not None or counted.node.dep != "nsubj" or verb.lemma != "be":
        return None
    said = parse.child(verb, "attr")
    return types.get(said.lemma.lower()) if said is not None else None


def holder_of(parse: Parse, node: Token) -> Token | None:
    """The body of people whose size a bare number gives: "a crowd of 500", "a crowd estimated at 500"."""
    if node.tag != "CD" or node.dep not in {"pobj", "nummod"}:
        return None
    at = parse.head(node)
    for _ in range(2):
        if at.pos in {"NOUN", "PROPN"}:
            break
        at = parse.head(at)
    return at if at.i < node.i and at.lemma.lower() in figure_words().holders else None


def _definite(parse: Parse, q: Quantity) -> bool:
    at = q.token - 1
    sentence = parse.tokens[q.token].sentence
    for _ in range(2):
        if at < 0 or parse.tokens[at].sentence != sentence:
            return False
        token = parse.tokens[at]
        if token.tag in {"PRP$", "POS"} or token.lower in {"all", "both", "these", "those"}:
            return True
        if token.lower not in {"the", "other", "first", "last", "remaining"}:
            return False
        at -= 1
    return False


def counted_type(parse: Parse, counted: Counted) -> str | None:
    """The kind of what is counted, by its head noun first, then by the other words of the phrase, last first."""
    types = figure_words().counted_types
    if counted.head is None or counted.start is None or counted.head.tag == "PRP":
        return _kind_beside(parse, counted, types)
    phrase = parse.between(counted.start, counted.head.end)
    tail = " ".join(t.lemma.lower() for t in phrase[-2:])
    kind = types.get(tail) or types.get(counted.head.lemma.lower()) or types.get(counted.head.lower)
    if kind in {"person", "other", "suspect"} or counted.head.lemma.lower() in {"officer", "member"}:
        finer = next((types[t.lemma.lower()] for t in reversed(phrase[:-1]) if t.lemma.lower() in types), None)
        if finer is not None and finer not in {"person", "structure", "vehicle", "weapon", "animal"}:
            return finer
    return kind
