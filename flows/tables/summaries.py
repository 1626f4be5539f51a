"""One sentence for each event, from its cells and the words of its participants."""

from collections.abc import Mapping, Sequence

from flows.core.lexicons import read_yaml
from flows.stages.numbers import number_words

MONTHS: tuple[str, ...] = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def summarise(
    event_type: str,
    modality: str,
    who: Mapping[str, Sequence[str]],
    place: str | None,
    date_start: str | None,
    date_end: str | None,
    tolls: Mapping[str, int | None],
) -> str:
    """The summary sentence of an event.

    Args:
        event_type: `domain.type`.
        modality: actual, alleged, planned, denied, hypothetical, negated.
        who: Words of the participants by role.
        place: Name of the place, None if unknown.
        date_start: First day, None if unknown.
        date_end: Last day, None if open or unknown.
        tolls: People `killed`, `injured`, `arrested`, None where not told.

    Returns:
        "Gunmen attacked a bus depot in Selwick on 2 May 2024 (alleged): 4 killed, 11 injured."
    """
    lexicon = read_yaml("summaries")
    doers, undergoers, active, participle, noun = lexicon["verbs"][event_type]
    doer, undergoer = _named(who, doers), _named(who, undergoers)
    clause = _clause(doer, undergoer, active, participle, noun)
    if place and place.casefold() not in clause.casefold():
        clause += f" in {place}"
    when = _when(date_start, date_end)
    claim = lexicon["claims"].get(modality)
    told = [f"{n} {word}" for word, n in tolls.items() if n]
    text = "".join((clause, f" {when}" if when else "", f" ({claim})" if claim else "", f": {', '.join(told)}" if told else ""))
    return f"{text[0].upper()}{text[1:]}."


def is_number(words: str) -> bool:
    """Whether words are a bare number: "85", "thirty-one", "dozens"."""
    known = number_words()
    counting = {*known.ones, *known.tens, *known.magnitudes, *known.vague, "and"}
    parts = words.casefold().replace("-", " ").split()
    return bool(parts) and all(p.replace(",", "").isdecimal() or p in counting for p in parts)


def _clause(doer: Sequence[str], undergoer: Sequence[str], active: str, participle: str | None, noun: str) -> str:
    if doer and "{}" not in active:
        return f"{_and(doer)} {active}"
    if doer and undergoer:
        return f"{_and(doer)} {active.format(_and(undergoer))}"
    if undergoer and participle:
        return f"{_and(undergoer)} {_were(undergoer)} {participle}"
    if doer:
        return f"{noun} by {_and(doer)}"
    return f"{noun} was reported" if noun.startswith(("A ", "An ")) else f"{noun} reported"


def _named(who: Mapping[str, Sequence[str]], roles: Sequence[str]) -> list[str]:
    words = [_short(w) for role in roles for w in who.get(role, ())]
    return list(dict.fromkeys(w for w in words if w))[:3]


def _short(words: str) -> str:
    """The words on one line, cut at a word if they are long."""
    line = " ".join(words.split()).rstrip(".,;:")
    longest = int(read_yaml("summaries")["longest"])
    return line if len(line) <= longest else line[: longest + 1].rpartition(" ")[0] + "…"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _were(words: Sequence[str]) -> str:
    last = words[0].split()[-1]
    common = last.islower()
    plural = last in read_yaml("summaries")["plurals"] or (last.endswith("s") and not last.endswith("ss"))
    return "were" if len(words) > 1 or (common and plural) else "was"


def _when(start: str | None, end: str | None) -> str:
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"after {_day(start)}" if start else f"before {_day(end or '')}"
    if start == end:
        return f"on {_day(start)}"
    if (start[4:], end[4:]) == ("-01-01", "-12-31"):
        return f"in {start[:4]}" if start[:4] == end[:4] else f"between {start[:4]} and {end[:4]}"
    if start[:7] == end[:7] and start.endswith("-01") and int(end[8:]) >= 28:
        return f"in {MONTHS[int(start[5:7]) - 1]} {start[:4]}"
    return f"between {_day(start)} and {_day(end)}"


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
