"""Words, numbers and marks of a text as the letters that the date grammar is written over."""

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.core.lexicons import read_yaml

NAMES = tuple(
    """
    MONTH WEEKDAY DAY YEAR NUMBER ORDINAL CARD ART THE UNIT SEASON DAYPART EDGE BOUND EARLIER LATER LAST PAST PREV NEXT FOLLOW
    COMING THIS CURRENT THAT SAME AGO BEFORE AFTER DEICTIC HOLIDAY DATE CLOCK AMPM DECADE FISCAL OF IN ON AT BY COMMA HYPHEN TO
    AND POSS FROM BETWEEN SINCE UNTIL ABOUT THAN FULL VAGUE OR SO PERCENT EVERY NOW HENCE ZONE LOCAL TIME REF QCODE SLASH OTHER
    """.split()  # noqa: SIM905
)
"""Classes of lexemes; the grammar's patterns spell them out."""

LETTERS = {name: chr(0x100 + n) for n, name in enumerate(NAMES)}
"""One private letter for each class, so that a text becomes a string that regular expressions can read."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word, number or mark: its class, its code points and its value (month number, weekday, count ...)."""

    name: str
    start: int
    end: int
    text: str
    value: int | str | None = None


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, int | str | None]]:
    data = read_yaml("dates")
    words: dict[str, tuple[str, int | str | None]] = {}
    for name, listed in data["classes"].items():
        words.update((word, (name, word)) for word in listed)
    for name, key in (("CARD", "cardinals"), ("ORDINAL", "ordinals"), ("UNIT", "units"), ("SEASON", "seasons")):
        words.update((word, (name, value)) for word, value in data[key].items())
    words.update((word, ("DECADE", 1900 + 10 * tens)) for word, tens in data["decades"].items())
    words.update((word, ("DAYPART", word)) for word in data["dayparts"])
    words.update((word, ("DEICTIC", days)) for word, days in data["deictic"].items())
    for kind, listed in data["references"].items():
        words.update((word, ("NOW" if word == "now" else "REF", kind)) for word in listed)
    words.update((word, ("MONTH", number)) for word, number in data["months"].items())
    words.update((word, ("WEEKDAY", number)) for word, number in data["weekdays"].items())
    return words


@lru_cache(maxsize=1)
def _capitalised() -> frozenset[str]:
    data = read_yaml("dates")
    return frozenset(data["ambiguous_months"]) | frozenset(data["ambiguous_weekdays"])


@lru_cache(maxsize=1)
def _lexer() -> re.Pattern[str]:
    holidays = sorted(read_yaml("dates")["holidays"], key=len, reverse=True)
    names = "|".join(re.escape(name).replace("'", "['’]") for name in holidays)
    return re.compile(
        rf"""
        (?P<holiday>\b(?:{names})\b)
        |(?P<date>(?<![\w/.-])(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}(?=\b|T)|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}})\b|\d{{4}}/\d{{1,2}}/\d{{1,2}}\b))(?![/-]\w)
        |(?P<clock>\b\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?=\b|[ap]m\b)|\b\d{{1,2}}\.\d{{2}}(?=\s?[ap]\.?m\b))
        |(?P<ampm>(?<![a-z])[ap]\.\s?m\.|(?<![a-z])[ap]m\b|\bo['’]clock\b)
        |(?P<decade>\b(?:1[0-9]|20)\d0['’]?s\b|['’‘]?\b[2-9]0s\b)
        |(?P<short>['’‘]\d\d\b(?!['’]))
        |(?P<ordinal>\b\d{{1,2}}(?:st|nd|rd|th)\b)
        |(?P<qcode>\bq[1-4]\b)
        |(?P<number>\d+(?:[.,]\d+)*)
        |(?P<poss>['’]s?\b|['’](?=\s))
        |(?P<word>[^\W\d_]+)
        |(?P<mark>\S)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


_MARKS = {",": "COMMA", "-": "HYPHEN", "–": "HYPHEN", "—": "HYPHEN", "%": "PERCENT", "/": "SLASH"}
_MONEY = frozenset("$€£¥₹₽#№")


def read_lexemes(text: str, start: int, end: int) -> tuple[Lexeme, ...]:
    """The lexemes of a stretch of text, in order, with code points of the whole text."""
    out: list[Lexeme] = []
    for match in _lexer().finditer(text, start, end):
        kind, said = str(match.lastgroup), match.group()
        name, value = _class_of(kind, said, text, match.start())
        stop = match.end()
        # "Jan." and "Mon." take their full stop with them
        if (
            name in ("MONTH", "WEEKDAY")
            and len(said) <= 5
            and said.lower() not in _FULL
            and text[stop : stop + 1] == "."
            and stop < end
        ):
            stop += 1
            if out and out[-1].start >= match.start():
                continue
        if kind == "mark" and said == "." and out and out[-1].end == stop:
            continue
        out.append(Lexeme(name, match.start(), stop, text[match.start() : stop], value))
    return tuple(out)


_FULL = frozenset({"march", "april", "may", "june", "july"})


def _class_of(kind: str, said: str, text: str, at: int) -> tuple[str, int | str | None]:
    if kind == "word":
        lower = said.lower()
        name, value = _words().get(lower, ("OTHER", None))
        if lower in _capitalised() and not said[0].isupper():
            return "OTHER", None
        if (
            name == "WEEKDAY"
            and lower in _capitalised()
            and len(lower) == 3
            and lower in ("sun", "sat", "wed", "mon")
            and text[at + 3 : at + 4] != "."
        ):
            return "OTHER", None
        return name, value
    if kind == "number":
        return _number(said, text, at)
    if kind == "qcode":
        return "QCODE", int(said[1])
    if kind == "ordinal":
        number = int(said[:-2])
        return ("ORDINAL", number) if number else ("OTHER", None)
    if kind == "decade":
        digits = re.sub(r"\D", "", said)
        return "DECADE", int(digits) if len(digits) == 4 else 1900 + int(digits)
    if kind == "short":
        number = int(said[1:])
        return "YEAR", 1900 + number if number > 40 else 2000 + number
    if kind == "mark":
        return _MARKS.get(said, "OTHER"), None
    return {"holiday": "HOLIDAY", "date": "DATE", "clock": "CLOCK", "ampm": "AMPM", "poss": "POSS"}[kind], said.lower().replace(
        "’", "'"
    )


def _number(said: str, text: str, at: int) -> tuple[str, int | None]:
    before = text[at - 1] if at else " "
    if not said.isdigit() or before in _MONEY or before in "_/@" or (before.isalpha() and before.isascii()):
        return "OTHER", None
    number = int(said) if len(said) < 6 else 0
    if len(said) <= 2 and 1 <= number <= 31:
        return "DAY", number
    if len(said) == 4 and 1000 <= number <= 2100:
        return "YEAR", number
    return ("NUMBER", number) if len(said) <= 3 else ("OTHER", None)
