"""The learned role tagger: who and what fills the roles of violent incidents, as int8 ONNX run on the CPU by onnxruntime.

It reads only windows that have a word of violence (`flows/lexicons/incident_words.yml`), so that other news costs nothing. Every word
that may fill a role is told with its probability, for the stages to weigh; nothing is decided here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Tagged
from flows.nlp.roles import INCIDENTS, LABELS, ROLES
from flows.nlp.tagger import FOLDER, Window, load_model, softmax, windows_of

LEAST = 0.01
"""Words less likely than this to fill a role are not told."""
UNLIKELY = 0.05
"""Incidents less likely than this are not told."""


@dataclass(frozen=True)
class RoleTagger:
    """A loaded model.

    Attributes:
        name: Name and hash, for fingerprints.
    """

    name: str
    _session: Any
    _tokenizer: Any

    def tag(self, parse: Parse) -> tuple[Tagged, ...]:
        """The words of an article that may fill a role, and the kinds of incident each window may tell.

        Args:
            parse: The article's parse.

        Returns:
            Spans with tagger `roles` (one word each) and `incidents` (one window each), in reading order.
        """
        windows = (w for w in windows_of(parse, parse.sentences, self._tokenizer) if tells_violence(parse, w))
        told = [t for window in windows for t in _told(parse, window, *self._run(window))]
        return tuple(sorted(told, key=lambda t: (t.start, t.tagger, t.label)))

    def _run(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each of `ROLES` for each piece, and of each of `INCIDENTS`."""
        roles, incidents = self._session.run(None, window.inputs)
        likely = softmax(roles[0])
        of_role = np.stack([likely[:, [k for k, label in enumerate(LABELS) if label[2:] == r]].sum(-1) for r in ROLES], -1)
        # rounded, so that the last bit of a float never decides what a release says
        return of_role.round(4), (1 / (1 + np.exp(-incidents[0]))).round(4)


def _told(parse: Parse, window: Window, roles: np.ndarray, incidents: np.ndarray) -> list[Tagged]:
    owned = [(k, parse.tokens[owner]) for k, owner in enumerate(window.owners) if owner >= 0]
    words = [
        Tagged(token.start, token.end, role, "roles", float(roles[k, n]))
        for k, token in owned
        for n, role in enumerate(ROLES)
        if roles[k, n] >= LEAST
    ]
    start, end = min(t.start for _, t in owned), max(t.end for _, t in owned)
    pairs = zip(INCIDENTS, incidents, strict=True)
    return words + [Tagged(start, end, kind, "incidents", float(s)) for kind, s in pairs if s >= UNLIKELY]


def tells_violence(parse: Parse, window: Window) -> bool:
    """Whether a window has a word of violence."""
    words = _words()
    return any(owner >= 0 and words.match(parse.tokens[owner].lower) for owner in window.owners)


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    known = read_yaml("incident_words")
    return re.compile("|".join((*map(re.escape, known["stems"]), *(rf"{re.escape(word)}$" for word in known["words"]))))


@lru_cache(maxsize=1)
def load_role_tagger() -> RoleTagger | None:
    """The shipped model, None if it is not there (syntax and lexicon serve alone then)."""
    if not (FOLDER / "roles.onnx").is_file():
        return None
    return RoleTagger(*load_model("roles"))
