"""The learned name tagger: spans labelled person, organization, place, facility or group, from the encoder's scores.

Each span carries the mean probability of its words.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from flows.core.parse import Parse, Tagged, Token
from flows.nlp.encoder import Scored

FEW = 4
"""Sentences of fewer words (headings, lists) are read whatever their letters."""
FORBIDDEN = -1e4


def tag_names(parse: Parse, read: Sequence[Scored], labels: Sequence[str]) -> tuple[Tagged, ...]:
    """The names of an article.

    Args:
        parse: Its parse.
        read: What the encoder says of it.
        labels: Label of each class.

    Returns:
        Spans with tagger `encoder`, in reading order.
    """
    likely = np.zeros((len(parse.tokens), len(labels)), dtype=np.float32)
    likely[:, 0] = 1.0
    for scored in read:
        first = [k for k, owner in enumerate(scored.window.owners) if owner >= 0]
        likely[[scored.window.owners[k] for k in first]] = scored.names[first]
    begins = np.zeros(len(parse.tokens), dtype=bool)
    begins[[s.first for s in parse.sentences]] = True
    path = best_path(likely, begins, labels)
    return tuple(_spans(parse, [(labels[k], float(likely[i, k])) for i, k in enumerate(path)], "encoder"))


def may_name(tokens: Sequence[Token]) -> bool:
    """Whether a sentence may have a name: a capital within it, a first word that looks like one, other letters, or few words."""
    words = [t for t in tokens if t.text.strip()]
    if len(words) < FEW:
        return bool(words)
    return words[0].pos == "PROPN" or not words[0].text.isascii() or any(t.text[0].isupper() for t in words[1:])


def best_path(likely: np.ndarray, begins: np.ndarray, labels: Sequence[str]) -> list[int]:
    """The likeliest labels of a text in which every `I-` continues a name of its kind (Viterbi).

    Args:
        likely: Probability of each label for each word: (words, labels).
        begins: Whether each word begins a sentence, where no name goes on.
        labels: `O`, `B-kind` and `I-kind`.

    Returns:
        One label index a word.
    """
    starts = [*np.flatnonzero(begins), len(likely)] if len(likely) else []
    starts = starts if not starts or starts[0] == 0 else [0, *starts]
    likeliest = likely.argmax(1).tolist() if len(likely) else []
    path: list[int] = []
    for first, last in itertools.pairwise(starts):
        own = likeliest[first:last]
        # where the likeliest label of each word makes a lawful path, it is the likeliest path
        path += own if _is_lawful(own, labels) else _search(likely[first:last], labels)
    return path


def _is_lawful(path: Sequence[int], labels: Sequence[str]) -> bool:
    return all(_may_follow(left, labels[right]) for left, right in zip(("O", *(labels[k] for k in path)), path, strict=False))


def _search(likely: np.ndarray, labels: Sequence[str]) -> list[int]:
    """The likeliest labels of one sentence."""
    allowed = np.array([[_may_follow(left, right) for right in labels] for left in labels])
    cost = np.where(allowed, 0.0, FORBIDDEN)
    gain = np.log(likely + 1e-5)
    total = gain[0] + np.array([FORBIDDEN if label.startswith("I-") else 0.0 for label in labels])
    back = np.zeros(likely.shape, dtype=np.int64)
    for i in range(1, len(likely)):
        step = total[:, None] + cost
        back[i] = step.argmax(0)
        total = step.max(0) + gain[i]
        total -= total.max()
    path = [int(total.argmax())]
    for i in range(len(likely) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def _may_follow(left: str, right: str) -> bool:
    return not right.startswith("I-") or left[1:] == right[1:]


def _spans(parse: Parse, found: Sequence[tuple[str, float]], tagger: str) -> Iterator[Tagged]:
    """The spans of a consistent path; the score of one is the mean of its words'."""
    first = 0
    while first < len(found):
        prefix, _, kind = found[first][0].partition("-")
        last = first + 1
        while prefix and last < len(found) and found[last][0] == f"I-{kind}":
            last += 1
        if kind not in ("", "other"):
            score = sum(s for _, s in found[first:last]) / (last - first)
            yield Tagged(parse.tokens[first].start, parse.tokens[last - 1].end, kind, tagger, round(score, 4))
        first = last
