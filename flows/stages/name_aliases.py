"""Names that an article says are of one thing: "X, also known as Y", "X (formerly Y)", "Y, whose real name is X"."""

from collections.abc import Iterator, Mapping, Sequence

from flows.core.lexicons import words
from flows.core.parse import Parse, Token
from flows.stages.name_typing import Typed

MOST_BETWEEN = 8
"""Most tokens between two names that a phrase of naming ties."""
PAIRS = frozenset(
    {("organization", "group"), ("group", "organization"), ("facility", "organization"), ("organization", "facility")}
)
"""Types that one thing may be given under two names."""
APART = frozenset({",", "(", "-", "–", "—", "["})
QUALIFIES = frozenset({"poss", "compound", "amod", "nmod"})


def stated_aliases(parse: Parse, names: Sequence[Typed], fuller: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of names that a phrase between them says are of one thing, that it is said of first.

    Args:
        parse: The article.
        names: Its names.
        fuller: For bare names of persons, the fuller names they may stand for.

    Yields:
        Indexes in `names`.
    """
    spans = sorted((s.first, s.last, i) for i, name in enumerate(names) for s in name.spans)
    for (_, end, i), (start, last, j) in zip(spans, spans[1:], strict=False):
        if i == j or not 0 < start - end <= MOST_BETWEEN or parse.tokens[end - 1].sentence != parse.tokens[start].sentence:
            continue
        phrase = _phrase(parse.tokens[end:start])
        if phrase not in words("names", "aliases", "sure") and not (
            phrase in words("names", "aliases", "of_like") and names[i].type == names[j].type
        ):
            continue
        left, right = _owner(i, fuller), _owner(j, fuller)
        if left is None or right is None or left == right or not _may_be_one(names[left], names[right]):
            continue
        if not _is_part(parse, last) and _is_said_of(parse, end, start):
            yield left, right


def _phrase(between: Sequence[Token]) -> str:
    said = (t.lower for t in between if any(c.isalpha() for c in t.text))
    return " ".join(w for w in said if w not in words("names", "aliases", "fillers"))


def _is_part(parse: Parse, last: int) -> bool:
    """Whether a name only qualifies what follows: "known as Ruritania's rose"."""
    token = parse.tokens[last - 1]
    return token.dep in QUALIFIES and token.head >= last


def _is_said_of(parse: Parse, end: int, start: int) -> bool:
    """Whether what stands between two names is said of the first: not so in "a village in Ruritania known as Strelsau"."""
    left = parse.tokens[end - 1]
    if left.dep != "pobj":
        return True
    verb = next((t for t in parse.tokens[end:start] if t.tag.startswith("VB")), None)
    return parse.tokens[end].text in APART and (verb is None or verb.head == left.i)


def _owner(i: int, fuller: Mapping[int, Sequence[int]]) -> int | None:
    """The name itself, or the one fuller name it stands for, None where there are several."""
    owners = fuller.get(i, (i,))
    return owners[0] if len(owners) == 1 else None


def _may_be_one(left: Typed, right: Typed) -> bool:
    """Whether two names may be of one thing; a person's other name is seldom taken for one by its words."""
    return left.type == right.type or (left.type, right.type) in PAIRS or "person" in (left.type, right.type)
