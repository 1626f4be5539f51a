"""What a paragraph is about: words of sport, cooking, reviews ... silence the event words used there in another sense."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml
from flows.core.parse import Token


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of each sentence's paragraph (by sentence index)."""

    by_sentence: tuple[frozenset[str], ...]
    silenced: Mapping[frozenset[str], tuple[str, ...]]

    def at(self, token: Token) -> frozenset[str]:
        """The topics where a token stands."""
        return self.by_sentence[token.sentence]


def find_topics(analysis: Analysis) -> Topics:
    """Decide the topics of every paragraph by its own words."""
    topics = read_yaml("non_events")["topics"]
    parse, text = analysis.parse, analysis.text
    index: dict[str, list[tuple[str, float]]] = {}
    for name, topic in topics.items():
        weak = set(map(str, topic["weak"]))
        for word in map(str, topic["words"]):
            index.setdefault(word, []).append((name, 0.4 if word in weak else 1.0))
    paragraphs: list[list[int]] = []
    last = 0
    for sentence in parse.sentences:
        if not paragraphs or "\n" in text[last : sentence.start]:
            paragraphs.append([])
        paragraphs[-1].append(sentence.index)
        last = sentence.end
    out: list[frozenset[str]] = [frozenset()] * len(parse.sentences)
    for paragraph in paragraphs:
        seen: dict[str, dict[str, float]] = {}
        for token in parse.tokens[parse.sentences[paragraph[0]].first : parse.sentences[paragraph[-1]].last]:
            for name, weight in index.get(token.lemma.lower(), ()) or index.get(token.lower, ()):
                seen.setdefault(name, {})[token.lemma.lower()] = weight
        found = frozenset(name for name, hits in seen.items() if sum(hits.values()) >= topics[name]["need"])
        for i in paragraph:
            out[i] = found
    silenced = {found: tuple(p for name in sorted(found) for p in topics[name]["silences"]) for found in set(out)}
    return Topics(tuple(out), silenced)
