"""The grammar of time expressions: patterns over classes of lexemes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.core.lexicons import read_yaml
from flows.stages.date_absolute import ABSOLUTE
from flows.stages.date_lexer import LETTERS, Lexeme
from flows.stages.date_readings import Found, Reading
from flows.stages.date_relative import RELATIVE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading with its code points and the rule that made it.

    Attributes:
        start: First code point.
        end: One past the last.
        rule: Name of the rule.
        reading: What it says.
        before: The lexeme right before it in lower case, empty at the beginning.
        before_start: First code point of that lexeme, the candidate's own start where there is none.
    """

    start: int
    end: int
    rule: str
    reading: Reading
    before: str = ""
    before_start: int = 0


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, re.Pattern[str], Callable[[Found], Reading | None]], ...]:
    grammar, readers = read_yaml("dates_grammar"), ABSOLUTE | RELATIVE
    return tuple(
        (rule["rule"], re.compile(_spell(rule["pattern"], grammar["macros"])), readers[rule["read"]])
        for rule in grammar["rules"]
    )


def _spell(pattern: str, macros: dict[str, str]) -> str:
    for name, body in macros.items():
        pattern = pattern.replace(f"{{{name}}}", body)
    return re.sub(r"[A-Z]{2,}", lambda name: LETTERS[name.group()], pattern).replace(" ", "")


def find_candidates(lexemes: tuple[Lexeme, ...]) -> Iterator[Candidate]:
    """The time expressions among lexemes, in order and not overlapping: at each place the longest reading wins."""
    letters = "".join(LETTERS[x.name] for x in lexemes)
    matches = []
    for order, (name, pattern, maker) in enumerate(_rules()):
        for match in pattern.finditer(letters):
            reading = maker(Found(match, lexemes))
            if reading is not None:
                matches.append((match.start(), -match.end(), order, name, reading))
    end = 0
    for first, minus_last, _, name, reading in sorted(matches, key=lambda m: m[:3]):
        if first >= end:
            end = -minus_last
            start = lexemes[first].start
            before, before_start = (lexemes[first - 1].text.lower(), lexemes[first - 1].start) if first else ("", start)
            yield Candidate(start, lexemes[end - 1].end, name, reading, before, before_start)
