"""A parsed text as plain data, so that stages need no language library.

Dependency labels are those of spaCy's English pipelines (ClearNLP style: nsubj, nsubjpass, dobj, pobj, prep, agent,
relcl, acl, appos, conj, advcl, ccomp, xcomp, compound, poss, nummod, amod ...); `tag` is Penn Treebank, `pos` Universal.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark.

    Attributes:
        i: Index in the parse.
        start: First code point in the article's text.
        end: One past the last.
        text: The words as written.
        lemma: Dictionary form, lower case but for names.
        tag: Penn Treebank tag.
        pos: Universal part of speech.
        dep: Relation to the head.
        head: Index of the head; its own index for a root.
        sentence: Index of its sentence.
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    tag: str
    pos: str
    dep: str
    head: int
    sentence: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: token indexes `first` to `last` (exclusive) and code points `start` to `end`."""

    index: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span that a statistical tagger labelled.

    Attributes:
        start: First code point.
        end: One past the last.
        label: The tagger's own label (spaCy: OntoNotes PERSON, ORG, GPE, LOC, FAC, NORP, DATE, CARDINAL ...;
            encoder: person, organization, place, facility ...).
        tagger: Which tagger said so ("spacy", "encoder").
        score: Its probability where it gives one, else 1.
    """

    start: int
    end: int
    label: str
    tagger: str
    score: float = 1.0


@dataclass(frozen=True)
class Linked:
    """A word that a statistical tagger takes for who or what takes part in the event another word of its sentence tells.

    Attributes:
        trigger: First code point of the word that tells the event.
        event_type: Its type.
        start: First code point of the word that takes part.
        role: The role it may have.
        score: How likely that is.
    """

    trigger: int
    event_type: str
    start: int
    role: str
    score: float


@dataclass(frozen=True)
class Parse:
    """Tokens and sentences of the factual blocks of one article, in reading order.

    No sentence crosses a block. Furniture has no tokens.

    Attributes:
        tokens: The words.
        sentences: The sentences.
        tagged: Names, and likely roles and kinds of violent incidents.
        eventful: Words that may tell an event, with its likely types (tagger `events`) and modalities (tagger `modality`).
        linked: Words that may take part in such an event.
    """

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    tagged: tuple[Tagged, ...] = ()
    eventful: tuple[Tagged, ...] = ()
    linked: tuple[Linked, ...] = ()

    @cached_property
    def _children(self) -> tuple[tuple[Token, ...], ...]:
        kids: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                kids[token.head].append(token)
        return tuple(tuple(k) for k in kids)

    @cached_property
    def _edges(self) -> tuple[tuple[int, int], ...]:
        left = list(range(len(self.tokens)))
        right = list(range(len(self.tokens)))
        for token in self.tokens:
            i, seen = token.i, 0
            while seen <= len(self.tokens):
                left[i], right[i] = min(left[i], token.i), max(right[i], token.i)
                if self.tokens[i].head == i:
                    break
                i, seen = self.tokens[i].head, seen + 1
        return tuple(zip(left, right, strict=True))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(sentence.start for sentence in self.sentences)

    def head(self, token: Token) -> Token:
        """The token's head (itself for a root)."""
        return self.tokens[token.head]

    def children(self, token: Token, *deps: str) -> tuple[Token, ...]:
        """Direct dependants in reading order, only those with one of `deps` if any are given."""
        kids = self._children[token.i]
        return tuple([k for k in kids if k.dep in deps]) if deps and kids else kids

    def child(self, token: Token, *deps: str) -> Token | None:
        """The first dependant with one of `deps`, if any."""
        return next((k for k in self._children[token.i] if not deps or k.dep in deps), None)

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Heads upwards, nearest first, the root last; nothing for a root."""
        while token.head != token.i:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token) -> tuple[Token, ...]:
        """The tokens from the left-most to the right-most descendant (the token included), as one run of text."""
        left, right = self._edges[token.i]
        return self.tokens[left : right + 1]

    def conjuncts(self, token: Token) -> tuple[Token, ...]:
        """The token and everything coordinated with it to its right ("A, B and C" from A), in reading order."""
        out, todo = [token], [token]
        while todo:
            host = todo.pop(0)
            joined = [*self.children(host, "conj"), *(k for k in self.children(host, "appos") if self._is_listed(host, k))]
            out += joined
            todo += joined
        return tuple(sorted(out, key=lambda t: t.i))

    def _is_listed(self, host: Token, apposed: Token) -> bool:
        """Whether an apposition is the next name of a list: parsers read the B of "A, B and C" as apposed to A."""
        names = ("NNP", "NNPS")
        return (
            host.tag in names
            and apposed.tag in names
            and any(k.tag in names for k in self.children(apposed, "conj"))
            and any(k.text == "," and host.i < k.i < apposed.i for k in self.children(host, "punct"))
        )

    def sentence_of(self, token: Token) -> Sentence:
        """The sentence that holds a token."""
        return self.sentences[token.sentence]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers a code point, if any."""
        k = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[k] if k >= 0 and offset < self.sentences[k].end else None

    def tokens_of(self, sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def token_at(self, offset: int) -> Token | None:
        """The token that covers a code point, if any."""
        k = bisect_right(self._starts, offset) - 1
        return self.tokens[k] if k >= 0 and offset < self.tokens[k].end else None

    def hyphened(self, token: Token) -> tuple[Token, ...]:
        """The tokens of the word with hyphens that ends with one ("sit", "-", "in"); none where it stands by itself."""
        first = token.i
        while first >= 2 and self.tokens[first - 1].text == "-" and self.tokens[first - 2].end == self.tokens[first].start - 1:
            first -= 2
        return self.tokens[first : token.i + 1] if first < token.i else ()

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that overlap the code points `start` to `end`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self.tokens) and self.tokens[first].end <= start:
            first += 1
        last = first
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return self.tokens[first:last]

    def span_head(self, start: int, end: int) -> Token | None:
        """The syntactic head of a span: its token whose head lies outside (the first such), if any."""
        inside = self.between(start, end)
        indexes = {t.i for t in inside}
        return next((t for t in inside if t.head not in indexes or t.head == t.i), None)
