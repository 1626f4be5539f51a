"""The event lexicon: which words are triggers of which event type, and which syntactic function tells which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flows.core.lexicons import read_yaml
from flows.core.reports import Modality
from schemas.vocab import by_code

DOMAINS = (
    "conflict",
    "life",
    "justice",
    "personnel",
    "politics",
    "diplomacy",
    "movement",
    "disaster",
    "economy",
    "infrastructure",
)

LEARNED = "learned"
"""How rules begin that are no row of the lexicon."""
_SLOW = ("near", "pobj", "between")
"""Functions whose words are looked for last."""
_PLAIN = frozenset({"lemma", "frame", "conf", "modality"})


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on a trigger: some (or no) word of a function is in a set.

    Attributes:
        function: Syntactic function asked for ("obj", "prep", "next", "topic" ...).
        wanted: Lemmas, or classes of words that begin with + ("+person").
        negative: Whether none may be there instead of one having to.
        classes: The classes wanted, without their +.
    """

    function: str
    wanted: frozenset[str]
    negative: bool
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the trigger lexicon.

    Attributes:
        event_type: `domain.type`.
        lemma: The trigger's lemma.
        noun: Whether the trigger is a noun.
        guards: Conditions, all of which must hold.
        frame: Role by syntactic function.
        confidence: 0 to 1.
        modality: How real the event is whatever the sentence says ("faces ten years in jail"); None: as it says.
        learned: Whether no row of the lexicon says so, but the learned event tagger.
    """

    event_type: str
    lemma: str
    noun: bool
    guards: tuple[Guard, ...]
    frame: Mapping[str, str]
    confidence: float
    modality: Modality | None = None
    learned: bool = False

    @property
    def rule(self) -> str:
        """Name of the row, for a report's `rule`."""
        return f"{LEARNED if self.learned else 'lexicon'}:{self.event_type}:{self.lemma}{'#n' if self.noun else '#v'}"


def _guards(row: Mapping[str, Any]) -> tuple[Guard, ...]:
    out = []
    for key, value in row.items():
        if key not in _PLAIN:
            wanted = frozenset(str(v) for v in value) if isinstance(value, list) else frozenset({str(value).lower()})
            function = key.removeprefix("not_").removesuffix("_not")
            classes = tuple(sorted(w[1:] for w in wanted if w.startswith("+")))
            out.append(Guard(function, wanted, function != key, classes))
    # what must be there tells most, and whole sentences are searched last
    return tuple(sorted(out, key=lambda g: (g.function in _SLOW, g.negative, bool(g.classes))))


def _rows(event_type: str, block: Mapping[str, Any]) -> list[Row]:
    out = []
    for part, noun, frame in (("verbs", False, block["frame"]), ("nouns", True, block["noun_frame"])):
        for row in block[part]:
            lemmas = row["lemma"] if isinstance(row["lemma"], list) else [row["lemma"]]
            own = {**frame, **row.get("frame", {})}
            out += [
                Row(event_type, str(lemma), noun, _guards(row), own, row.get("conf", 0.9), row.get("modality"))
                for lemma in lemmas
            ]
    return out


@lru_cache(maxsize=1)
def rows_by_lemma() -> Mapping[str, tuple[Row, ...]]:
    """Every row of `flows/lexicons/events`, by lemma, the most constrained first."""
    out: dict[str, list[Row]] = {}
    for domain in DOMAINS:
        for event_type, block in read_yaml(f"events/{domain}").items():
            for row in _rows(event_type, block):
                out.setdefault(row.lemma, []).append(row)
    return {lemma: tuple(sorted(rows, key=lambda r: -len(r.guards))) for lemma, rows in out.items()}


@lru_cache(maxsize=1)
def frames() -> Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]:
    """Role by syntactic function of verbs and of nouns, by event type."""
    blocks = (item for domain in DOMAINS for item in read_yaml(f"events/{domain}").items())
    return {event_type: (block["frame"], block["noun_frame"]) for event_type, block in blocks}


@lru_cache(maxsize=1)
def examples() -> tuple[tuple[str, str, str | None], ...]:
    """Every example sentence of the lexicon: event type, sentence, words of one participant (None if it names none)."""
    return tuple(
        (event_type, example["text"], next((v for k, v in example.items() if k != "text"), None))
        for domain in DOMAINS
        for event_type, block in read_yaml(f"events/{domain}").items()
        for example in block["examples"]
    )


@lru_cache(maxsize=1)
def noun_classes() -> Mapping[str, frozenset[str]]:
    """Lemmas by class of `participants.yml` (person, group, weapon, facility ...)."""
    return {name: frozenset(str(w) for w in words) for name, words in read_yaml("participants").items()}


@cache
def roles_of(event_type: str) -> frozenset[str]:
    """The roles an event type may have (`schemas/vocab/event_types.csv`; any may have a beneficiary and a reason)."""
    return frozenset(by_code("event_types")[event_type]["roles"].split()) | {"beneficiary", "reason"}
