"""The learned role tagger: who and what fills the roles of violent incidents, as int8 ONNX run on the CPU by onnxruntime.

It reads only articles that have a word of violence (`flows/lexicons/incident_words.yml`), so that other news costs nothing. Its
windows are those of the name tagger (`flows/nlp/tagger.py`). Every word that may fill a role is told with its probability, for the
stages to weigh; nothing is decided here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from flows.core.ids import file_sha256
from flows.core.lexicons import read_yaml
from flows.core.parse import Parse, Tagged
from flows.nlp.roles import INCIDENTS, LABELS, ROLES
from flows.nlp.tagger import BATCH, FOLDER, Window, windows_of

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
        if not has_violence(parse):
            return ()
        # int8 scales depend on everything in a batch: one of a single article makes its spans its own
        windows = sorted(windows_of(parse, self._tokenizer), key=lambda w: len(w.pieces))
        out: list[Tagged] = []
        for at in range(0, len(windows), BATCH):
            group = windows[at : at + BATCH]
            for window, roles, incidents in zip(group, *self._run(group), strict=True):
                out += _told(parse, window, roles, incidents)
        return tuple(sorted(out, key=lambda t: (t.start, t.tagger, t.label)))

    def _run(self, windows: list[Window]) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each of `ROLES` for each piece, and of each of `INCIDENTS` for each window."""
        longest = max(len(w.pieces) for w in windows)
        pieces = np.zeros((len(windows), longest), dtype=np.int64)
        shapes, mask = np.zeros_like(pieces), np.zeros_like(pieces)
        for n, w in enumerate(windows):
            pieces[n, : len(w.pieces)], shapes[n, : len(w.shapes)], mask[n, : len(w.pieces)] = w.pieces, w.shapes, 1
        roles, incidents = self._session.run(None, {"pieces": pieces, "shapes": shapes, "mask": mask})
        raised = np.exp(roles - roles.max(-1, keepdims=True))
        likely = raised / raised.sum(-1, keepdims=True)
        of_role = np.stack([likely[..., [k for k, label in enumerate(LABELS) if label[2:] == r]].sum(-1) for r in ROLES], -1)
        # rounded, so that the last bit of a float never decides what a release says
        return of_role.round(4), (1 / (1 + np.exp(-incidents))).round(4)


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


def has_violence(parse: Parse) -> bool:
    """Whether an article has a word of violence."""
    stems = _stems()
    return any(stems.match(t.lower) for t in parse.tokens)


@lru_cache(maxsize=1)
def _stems() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, read_yaml("incident_words")["stems"])))


@lru_cache(maxsize=1)
def load_role_tagger() -> RoleTagger | None:
    """The shipped model, None if it is not there (syntax and lexicon serve alone then)."""
    model = FOLDER / "roles.onnx"
    if not model.is_file():
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return RoleTagger(f"roles-{file_sha256(model)[:12]}", session, tokenizer)
