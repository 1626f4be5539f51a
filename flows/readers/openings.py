"""How news text opens: datelines, bylines, page stamps, and the bracketed marks of broadcast monitors."""

import re
from functools import lru_cache
from typing import NamedTuple

from flows.core.lexicons import read_yaml

_REACH = 260
_MARK = re.compile(r"\[(?:begin|end) (?:recording|video recording|live relay|relay|tape)[^\]\n]{0,60}\]", re.I)
_NAME = r"[^\W\d_][\w.'’-]*"
_SHOUTED = re.compile(r"(?:(?:Mc|Mac|De|Du|La|Le)(?=[^\W\d_a-z]))?[^\W\d_a-z]{3,}")
"""A word in capitals ("OSLO", "McALESTER")."""
_CAPITALS = re.compile(r"[^\W\d_]{2,}")


class _Grammar(NamedTuple):
    dateline: re.Pattern[str]
    dated: re.Pattern[str]
    agency: re.Pattern[str]
    dotted: re.Pattern[str]
    byline: re.Pattern[str]
    role: re.Pattern[str]
    stamp: re.Pattern[str]
    label: re.Pattern[str]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    words = read_yaml("furniture")
    month = "(?:" + "|".join(sorted(words["months"], key=len, reverse=True)) + r")\b\.?"
    weekday = "(?:" + "|".join(sorted(words["weekdays"], key=len, reverse=True)) + r")\b\.?"
    year = r"(?:,? ?(?:\d{4}|'?\d{2})\b)?"
    date = rf"(?:{weekday},? )?(?:{month} \d{{1,2}}{year}|\d{{1,2}} {month}{year})|{weekday}|no date"
    place = rf"{_NAME}(?:(?: and | & |/| de | del | of | the | la | al-|[ -]){_NAME}){{0,4}}"
    where = rf"{place}(?: ?\([^()\n]{{2,40}}\))?(?: ?, ?(?!no date)(?:{place}|[A-Z]\.(?:[A-Z]\.)+)){{0,2}}"
    tags = r"(?:\s{0,3}\[[^\[\]\n]{1,80}\]){0,6}"
    dash = r"\s?(?:--|—|–|-|_|:)\s"
    tight = r"\s?(?:--|—)"
    source = r"(?:,? ?[(/][^()/\n]{2,80}[)/])"
    return _Grammar(
        dateline=re.compile(
            rf"(?P<where>{where})(?: ?,? (?P<date>{date}))?(?P<source>{source})?(?P<dash>{dash}|{tight}){tags}\s?", re.I
        ),
        dated=re.compile(rf"(?:(?P<where>{where}){dash}(?:{date})\s?:|(?P<when>{date}){source}{dash})\s?", re.I),
        agency=re.compile(rf"\((?P<source>[A-Z][\w&.,'’ /-]{{1,60}})\)(?:{dash}|\s?[_:]\s?){tags}\s?"),
        dotted=re.compile(
            rf"(?P<where>[A-Z][A-Z'’ -]{{2,40}})\. ?(?:(?:{date})\.? ?)?(?:[A-Z][A-Za-z.-]{{2,30}}\.? ?)?(?:{dash})"
        ),
        byline=re.compile(
            rf"(?:{'|'.join(words['byline']['opening'])}):? (?P<names>[^\n]{{3,110}})$|(?P<name>[^\n]{{3,60}})[,|] (?P<role>[^\n]{{3,60}})$",
            re.I,
        ),
        role=re.compile(rf"(?:.{{0,40}}\b)?(?:{'|'.join(words['byline']['roles'])})\W*$", re.I),
        label=re.compile(
            rf"(?:{'|'.join(words['labels'])})(?: ?\d{{1,2}}(?=[-:–—]))?(?:\s?:|(?<=\d)-|\s[-–—|])\s{{0,3}}(?=\w|[\"“'‘«])",
            re.I,
        ),
        stamp=re.compile(
            rf"(?:(?:{'|'.join(words['stamp']['opening'])})\b[:,]? ?[^\n]{{0,20}}?\b\d|(?:{date})(?:,? (?:at )?\d{{1,2}}[:.]\d{{2}} ?(?:[ap]\.?m\.?)?(?: [a-z]{{2,4}})?)?$)[^\n]{{0,80}}$",
            re.I,
        ),
    )


def find_dateline(paragraph: str) -> int:
    """The length of the dateline that opens a paragraph, its dash and bracketed tags included; 0 for none."""
    head = paragraph[:_REACH]
    grammar = _grammar()
    agency = grammar.agency.match(head)
    if agency:
        return agency.end()
    dotted = grammar.dotted.match(head)
    if dotted and dotted.group("where").isupper():
        return dotted.end()
    dated = grammar.dated.match(head)
    if dated and all(w[0].isupper() for w in _CAPITALS.findall(dated.group("where") or dated.group("when"))):
        return dated.end()
    match = grammar.dateline.match(head)
    if not match or match.end() >= len(paragraph):
        return 0
    where, follows = match.group("where"), paragraph[match.end()]
    if match.group("date") or match.group("source"):
        return match.end() if where[0].isupper() and ":" not in match.group("dash") else 0
    words = _CAPITALS.findall(where)
    if ":" in match.group("dash") or not words:
        return 0
    shout = _SHOUTED.fullmatch(words[0]) is not None
    titled = (
        match.group("dash")[-1].isspace()
        and all(w[0].isupper() for w in words)
        and len(words) <= 3
        and match.group("dash").strip() in ("--", "—", "–")
    )
    return match.end() if (shout or titled) and (follows.isupper() or follows in "\"“'‘«[") else 0


def is_dateline(line: str) -> bool:
    """Whether a line is a dateline and nothing else."""
    return len(line) <= _REACH - 2 and line.endswith(("-", "–", "—", "]")) and find_dateline(f"{line} A") == len(line) + 1


def find_byline(line: str) -> bool:
    """Whether a line names its author ("By Jane Roe", "Jane Roe, Staff Writer") or is just a role ("Staff writer")."""
    if len(line) > 120 or line.endswith((".", "?", "!", ":")):
        return False
    grammar = _grammar()
    if len(line) <= 40 and grammar.role.match(line) and len(line.split()) <= 3:
        return True
    match = grammar.byline.match(line)
    if not match:
        return False
    if match.group("role") is not None:
        return bool(grammar.role.match(match.group("role"))) and match.group("name").istitle()
    names = re.split(r"[\s,;|/&]+", match.group("names"))
    small = {"and", "of", "the", "for", "in", "de", "van", "von", "al", "bin", "la", "da", "di", "with", "at", "-", "–", "—"}
    return all(n[:1].isupper() or n[:1] == "@" or n in small or not n for n in names) and any(n[:1].isupper() for n in names)


def find_stamp(line: str) -> bool:
    """Whether a line is a page's stamp of its own time ("Published: 3 March 2021, 10:40")."""
    return len(line) <= 120 and not line.endswith((".", "?", "!")) and bool(_grammar().stamp.match(line))


def find_label(line: str) -> int:
    """The length of a label of editions that opens a line ("UPDATED:", "UPDATE 2-"); 0 for none."""
    match = _grammar().label.match(line[:_REACH])
    return match.end() if match else 0


def find_marks(paragraph: str) -> list[tuple[int, int]]:
    """Marks of the people who took a broadcast down ("[begin recording]"), as offsets in the paragraph."""
    return [m.span() for m in _MARK.finditer(paragraph)] if "[" in paragraph else []
