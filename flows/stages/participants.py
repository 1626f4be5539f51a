"""Participants: whose words fill a role, who or what they stand for, and how many they count."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flows.core.annotations import Analysis, Entity, Figure, Mention
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Token
from flows.stages.event_clauses import is_verbal, surface_subject
from flows.stages.event_lexicon import noun_classes

_KINDS = ("vehicle", "weapon", "facility", "organization", "group", "place", "person")
_TRACKING = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "dep", "prep", "preconj"})
_PERSONAL = frozenset(
    [
        "he",
        "she",
        "him",
        "her",
        "his",
        "they",
        "them",
        "their",
        "i",
        "we",
        "us",
        "me",
        "you",
        "who",
        "whom",
        "himself",
        "herself",
        "themselves",
    ]
)

_QUOTES = frozenset('"“”„«»')

LONGEST_DEED = 12
"""Most words of a deed told by a verb ("for plotting to overthrow the government")."""


@dataclass(frozen=True)
class Cast:
    """What the words of one article stand for, indexed by token."""

    analysis: Analysis

    @cached_property
    def _by_head(self) -> dict[int, Mention]:
        """The longest mention that has a token as its syntactic head, else its last token."""
        out: dict[int, Mention] = {}
        for mention in sorted(self.analysis.mentions, key=lambda m: (m.type == "name", m.end - m.start, -m.start)):
            head = self.analysis.parse.span_head(mention.start, mention.end)
            if head is not None:
                out[head.i] = mention
        return out

    @cached_property
    def _named(self) -> dict[int, Mention]:
        out: dict[int, Mention] = {}
        for mention in self.analysis.mentions:
            if mention.type == "name":
                out.update({t.i: mention for t in self.analysis.parse.between(mention.start, mention.end)})
        return out

    @cached_property
    def _entities(self) -> dict[int, Entity]:
        return {e.key: e for e in self.analysis.entities}

    @cached_property
    def _figure_starts(self) -> tuple[tuple[int, ...], tuple[Figure, ...]]:
        counted = sorted((f for f in self.analysis.figures if f.counted_start is not None), key=lambda f: f.counted_start or 0)
        return tuple(f.counted_start or 0 for f in counted), tuple(counted)

    def mention(self, token: Token) -> Mention | None:
        """The mention a token heads, or the name it stands in."""
        return self._by_head.get(token.i) or self._named.get(token.i)

    def entity(self, token: Token) -> Entity | None:
        """The entity a token's mention stands for."""
        mention = self.mention(token)
        return self._entities.get(mention.entity) if mention else None

    def apposed(self, token: Token) -> Entity | None:
        """The entity of the name beside a noun that describes it ("Ana Sol, a teacher", "the mayor, Ana Sol")."""
        if token.i in self._named:
            return None
        parse = self.analysis.parse
        named = parse.head(token) if token.dep == "appos" else self.named_by(token)[0]
        # a name in a list is described by what follows it ("A, leader of X and B, a teacher")
        entity = self.entity(named) if named.i in self._named and named.i != token.i else None
        return entity if entity is not None and self.kind(token) == entity.type else None

    def is_name(self, token: Token) -> bool:
        """Whether a token stands in a name (or is a proper noun no name covers)."""
        return token.i in self._named or token.pos == "PROPN"

    def in_name(self, token: Token) -> bool:
        """Whether a token is a part of a name."""
        return token.i in self._named

    def kind(self, token: Token) -> str:
        """Entity type of what a token stands for: the entity's, else by its noun, else `other`."""
        entity = self.entity(token)
        if entity is not None:
            return entity.type
        if token.lower in _PERSONAL or (token.lower == "another" and token.pos == "PRON"):
            return "person"
        lemma = token.lemma.lower()
        classes = noun_classes()
        if lemma in classes["partitive"]:
            for prep in self.analysis.parse.children(token, "prep"):
                if prep.lower == "of":
                    inner = self.analysis.parse.child(prep, "pobj")
                    if inner is not None:
                        return self.kind(inner)
        if token.i in self._money:
            return "other"
        if token.lower in classes["nominal"] and any(d.lower == "the" for d in self.analysis.parse.children(token, "det")):
            return "person"  # "ferried the injured to hospital"
        if lemma == "old" and self.analysis.parse.child(token, "npadvmod") is not None:
            return "person"  # "charged the 52-year-old"
        if token.pos == "NUM":
            return "other" if any(t.pos == "SYM" for t in self.analysis.parse.children(token)) else "person"
        for kind in _KINDS:
            if lemma in classes[kind]:
                return kind
        if lemma.endswith(("ist", "eer", "ian")) or lemma.endswith(
            ("woman", "man", "people", "girl", "boy", "child", "worker", "goer", "holder", "keeper", "fighter")
        ):
            return "person"
        return "other"

    @cached_property
    def _money(self) -> dict[int, Figure]:
        between = self.analysis.parse.between
        return {t.i: f for f in self.analysis.figures if f.measure == "money" for t in between(f.start, f.end)}

    def is_money(self, token: Token) -> bool:
        """Whether a token stands in a sum of money."""
        return token.i in self._money

    @cached_property
    def _quoted(self) -> tuple[tuple[int, int], ...]:
        return tuple((s.start, s.end) for s in self.analysis.statements if s.kind == "direct")

    @cached_property
    def _dated(self) -> frozenset[int]:
        between = self.analysis.parse.between
        return frozenset(t.i for d in self.analysis.dates for t in between(d.start, d.end))

    def in_date(self, token: Token) -> bool:
        """Whether a token stands in a time expression."""
        return token.i in self._dated

    def speaker_meant(self, token: Token, depth: int = 3) -> Token | None:
        """Whom "they" or "it" without an entity means in what is said: "Police said they had made 19 arrests"."""
        if token.lower not in ("they", "it") or token.dep not in ("nsubj", "nsubjpass") or self.entity(token) is not None:
            return None
        parse = self.analysis.parse
        clause = parse.head(token)
        while clause.dep in ("xcomp", "conj"):
            clause = parse.head(clause)
        said = parse.head(clause)
        if clause.dep != "ccomp" or said.lemma.lower() not in words("event_places", "speech"):
            return self._body_before(token) if token.lower == "it" else None
        speaker = next(iter(surface_subject(parse, said)), None)
        if speaker is not None and speaker.lower == "it" and depth:
            return self.speaker_meant(speaker, depth - 1)
        if speaker is None or speaker.pos == "PRON":
            return None
        plural = self._is_body(speaker) or speaker.tag in ("NNS", "NNPS")
        return speaker if (plural if token.lower == "they" else self._is_body(speaker)) else None

    def _is_body(self, token: Token) -> bool:
        """Whether a word stands for one organization, state or group."""
        several = token.tag in ("NNS", "NNPS") and self.entity(token) is None
        return self.kind(token) in ("organization", "place", "group") and not several

    def _body_before(self, token: Token) -> Token | None:
        """The organization or state that the sentence before is about, where "it" opens the next one of the paragraph."""
        parse = self.analysis.parse
        here = parse.sentence_of(token)
        clause = parse.head(token)
        if not here.index or (clause.dep != "ROOT" and parse.head(clause).dep != "ROOT"):
            return None
        before = parse.sentences[here.index - 1]
        if any(t.dep in ("nsubj", "nsubjpass") and t.pos != "PRON" for t in parse.tokens_of(here) if t.i < token.i):
            return None
        roots = (t for t in parse.tokens_of(before) if t.dep == "ROOT" and is_verbal(t))
        about = next((s for root in roots for s in surface_subject(parse, root)), None)
        return about if about is not None and about.pos != "PRON" and self._is_body(about) else None

    def plural_meant(self, token: Token, suffers: bool) -> Token | None:
        """Whom "they" or "them" without an entity means: the persons told before in the same part.

        Args:
            token: The pronoun.
            suffers: Whether something is done to them: then those something was done to come first, else those who did something.
        """
        if token.lower not in ("they", "them") or self.entity(token) is not None:
            return None
        parse = self.analysis.parse
        here = parse.sentence_of(token)
        # a speaker's "they" are others
        if any(start <= token.start < end for start, end in self._quoted) or any(
            t.text in _QUOTES for t in parse.tokens_of(here) if t.i < token.i
        ):
            return None
        above = {t.i for t in parse.ancestors(token)} if token.dep not in ("nsubj", "nsubjpass") else set()
        before = parse.sentences[here.index - 1] if here.index else None
        for sentence in (here, before):
            if sentence is None:
                continue
            told = [t for t in parse.tokens_of(sentence) if t.i < token.i and t.head not in above and self._are_several(t)]
            patients = [t for t in told if t.dep in ("dobj", "nsubjpass")]
            doers = [t for t in told if t.dep == "nsubj"]
            for group in (patients[-1:], doers[-1:]) if suffers else (doers[:1], patients[-1:]):
                if group:
                    return group[0]
        return None

    def _are_several(self, token: Token) -> bool:
        """Whether a token heads a phrase for several persons."""
        if token.dep not in ("nsubj", "nsubjpass", "dobj") or token.pos == "PRON":
            return False
        if self.analysis.parse.head(token).lemma.lower() in words("event_places", "speech"):
            return False
        plural = token.tag in ("NNS", "NNPS", "CD") or any(t.dep == "conj" for t in self.analysis.parse.children(token))
        return plural and token.i not in self._money and self.kind(token) in ("person", "group")

    def included(self, token: Token) -> tuple[Token, ...]:
        """The persons named as some of those a plural noun tells ("five activists, including Ana Velsko")."""
        parse = self.analysis.parse
        inside = (
            obj for prep in parse.children(token, "prep") if prep.lower == "including" for obj in parse.children(prep, "pobj")
        )
        named = (name for obj in inside for one in parse.conjuncts(obj) for name in self.named_by(one))
        return tuple(t for t in named if t.i in self._named and self.kind(t) == "person")

    def _behind(self, token: Token) -> Iterator[Token]:
        """What an office is of, and where that is ("the director of a jail in Olvar, ..."): a name after it may hang on the last of them."""
        parse = self.analysis.parse
        for _ in range(3):
            preps = (p for p in parse.children(token, "prep") if p.lower in ("of", "in", "at", "for"))
            inner = next((o for p in preps for o in parse.children(p, "pobj")), None)
            if inner is None:
                return
            yield inner
            token = inner

    def joined(self, token: Token) -> tuple[Token, ...]:
        """The persons before one with a title, whom the parser takes for a part of the name ("Minister Ann Roe and Minister Cy Poe")."""
        if token.i not in self._named or self.kind(token) != "person":
            return ()
        parse = self.analysis.parse
        before = (
            t for t in parse.children(token, "nmod", "compound") if t.i in self._named and parse.child(t, "cc") is not None
        )
        return tuple(t for t in before if self.kind(t) == "person" and self._named[t.i] != self._named[token.i])

    def named_by(self, token: Token) -> tuple[Token, ...]:
        """The persons named in apposition to a noun that counts or names them ("three deputies - A, B and C"); else the token."""
        parse = self.analysis.parse
        if token.i in self._named:
            return (token,)
        # "the chief of staff, General Mako Ruun": the name hangs on the end of the office
        hosts = [token, *self._behind(token)]
        hosts = hosts if token.lemma.lower() in noun_classes()["office"] or token.pos == "NUM" else hosts[:1]
        apposed = [t for host in hosts for appos in parse.children(host, "appos") for t in parse.conjuncts(appos)]
        apposed += [t for first in apposed for kid in parse.children(first, "appos") for t in parse.conjuncts(kid)]
        # "the airline's founder, Ana Sol": a word that no class knows is what the name is
        first = next((self.kind(t) for t in apposed if t.i in self._named), "other")
        own = first if self.kind(token) == "other" and first == "person" and token.tag == "NN" else self.kind(token)
        named = tuple(t for t in dict.fromkeys(apposed) if t.i in self._named and self.kind(t) in (own, "organization"))
        # one name after several is what the parser makes of a new clause, or of one of them
        alone = len(named) == 1 and not (token.tag == "NNS" and self.kind(token) == "person")
        return named if alone or (len(named) > 1 and token.tag in ("NNS", "NNPS", "CD")) else (token,)

    def span(self, token: Token, whole: bool = False) -> tuple[int, int]:
        """The words of the noun phrase a token heads, without articles and what trails it (`whole`: with its of-phrase)."""
        parse = self.analysis.parse
        mention = self.mention(token)
        if mention is not None and mention.type == "name" and token.i in self._named:
            return mention.start, mention.end
        if token.i in self._money:
            return self._money[token.i].start, self._money[token.i].end
        if is_verbal(token) and token.dep == "pcomp":
            deed = [t for t in parse.subtree(token) if token.i <= t.i < token.i + LONGEST_DEED]
            later = next(
                (n for n, t in enumerate(deed[1:], 1) if t.tag in ("VBD", "VBN") and deed[n - 1].pos == "CCONJ"), len(deed)
            )
            deed = deed[:later]
            while deed[-1].pos in ("PUNCT", "SPACE", "CCONJ", "ADP"):
                deed.pop()
            return token.start, deed[-1].end
        left = [
            t
            for t in parse.children(token)
            if (t.i < token.i and t.dep not in _TRACKING and not is_verbal(t)) or (t.i < token.i and t.dep == "amod")
        ]
        first = token
        for kid in left:
            run = parse.subtree(kid)
            first = min(first, run[0], key=lambda t: t.i)
        inside = parse.tokens[first.i : token.i + 1]
        while len(inside) > 1 and (
            (inside[0].dep in ("det", "predet", "punct", "cc") and inside[0].lower != "another")
            or inside[0].pos in ("PUNCT", "SPACE")
            or (inside[0].lower in words("event_syntax", "resultative") and is_verbal(parse.tokens[inside[0].i - 1]))
        ):
            inside = inside[1:]
        start, end = inside[0].start, token.end
        if whole or token.pos == "NUM" or token.lemma.lower() in noun_classes()["partitive"]:
            for prep in parse.children(token, "prep"):
                inner = parse.child(prep, "pobj")
                jail = prep.lower == "in" and inner is not None and inner.lemma.lower() in ("prison", "jail", "custody")
                if (prep.lower == "of" or jail) and inner is not None and prep.i == token.i + 1:
                    end = max(end, self.span(inner)[1] if inner.i > token.i else end)
        return start, end

    def number(self, token: Token) -> float | None:
        """How many a noun phrase counts, by the figures, else by its number word."""
        starts, figures = self._figure_starts
        k = bisect_right(starts, token.start) - 1
        for figure in figures[max(0, k - 1) : k + 1]:
            if (figure.counted_start or 0) <= token.start < (figure.counted_end or 0):
                return figure.value
        kid = self.analysis.parse.child(token, "nummod")
        if kid is None:
            return None
        digits = kid.text.replace(",", "")
        known = read_yaml("event_syntax")["numbers"].get(kid.lower)
        return float(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 12 else known
