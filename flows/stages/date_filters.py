"""Which candidates are no time expressions: numbers that look like years, names that look like months."""

from bisect import bisect_left

from flows.core.annotations import Analysis
from flows.core.lexicons import read_yaml, words
from flows.core.parse import Tagged, Token
from flows.stages.date_grammar import Candidate

_NAMES = frozenset({"PERSON", "ORG", "FAC", "WORK_OF_ART", "PRODUCT", "LAW"})
_COUNTS = frozenset({"CARDINAL", "MONEY", "QUANTITY", "PERCENT"})


Tags = tuple[Tagged, ...]


def sorted_tags(analysis: Analysis) -> Tags:
    """The syntactic tagger's spans in order of text, as `is_date` wants them."""
    return tuple(sorted((t for t in analysis.parse.tagged if t.tagger == "spacy"), key=lambda t: t.start))


def is_date(analysis: Analysis, candidate: Candidate, tags: Tags) -> bool:
    """Whether the words of a candidate are used as a date.

    Args:
        analysis: The article.
        candidate: A reading of some of its words.
        tags: What `sorted_tags` gives for the article.
    """
    kind = candidate.reading.kind
    if kind == "year":
        return _is_year(analysis, candidate, tags)
    if kind == "month" and candidate.reading.year is None and candidate.reading.year_shift is None:
        return _is_month(analysis, candidate, tags)
    if kind == "month_day" and candidate.reading.year is None:
        return _is_month_day(analysis, candidate)
    if kind == "decade":
        # "in his 20s" is an age
        said = analysis.words(candidate.start, candidate.end).lower()
        return said.startswith(("the ", "'", "’", "‘", "1", "20")) and not said.startswith("20s")
    if kind == "weekday":
        return not _in_longer_name(candidate, tags) and not _names_a_thing(analysis, candidate)
    return True


def _names_a_thing(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether a weekday is the first word of a name with an article: "the Sunday Herald"."""
    token = analysis.parse.token_at(candidate.end - 1)
    if token is None or candidate.before != "the" or token.dep != "compound":
        return False
    return analysis.parse.head(token).pos == "PROPN" and analysis.parse.head(token).i == token.i + 1


def _tagged(tags: Tags, start: int, end: int) -> Tagged | None:
    first = max(0, bisect_left(tags, start, key=lambda t: t.start) - 1)
    return next((t for t in tags[first : first + 3] if t.start < end and start < t.end), None)


def _in_longer_name(candidate: Candidate, tags: Tags) -> bool:
    tag = _tagged(tags, candidate.start, candidate.end)
    return tag is not None and tag.label in _NAMES and (tag.start < candidate.start or tag.end > candidate.end)


def _is_month(analysis: Analysis, candidate: Candidate, tags: Tags) -> bool:
    token = analysis.parse.token_at(candidate.end - 1)
    if token is None or candidate.reading.direction is not None or candidate.reading.part is not None:
        return True
    modal = (
        token.i > 0
        and analysis.parse.tokens[token.i - 1].tag in ("MD", "TO")
        and candidate.before not in words("dates", "month_leads")
    )
    if modal or token.tag == "MD" or (token.pos == "VERB" and candidate.before not in words("dates", "month_leads")):
        return False
    tag = _tagged(tags, candidate.start, candidate.end)
    if candidate.before not in words("dates", "month_leads") and (
        _is_first_name(analysis, token) or (tag is not None and tag.label in _NAMES)
    ):
        return False
    return not _in_longer_name(candidate, tags)


def _is_first_name(analysis: Analysis, token: Token) -> bool:
    """Whether a month's word stands beside a family name or after a title: "June Vell", "Mrs May"."""
    tokens = analysis.parse.tokens
    after = tokens[token.i + 1] if token.i + 1 < len(tokens) else None
    before = tokens[token.i - 1] if token.i else None
    if after is not None and after.pos == "PROPN" and after.sentence == token.sentence and token.head in (after.i, after.head):
        return True
    return before is not None and before.pos == "PROPN" and before.head == token.i


def _is_month_day(analysis: Analysis, candidate: Candidate) -> bool:
    """Not where the number counts a noun: "in May 20 people died"."""
    number = _last_token(analysis, candidate)
    if number is None or not number.text.isdigit() or number.dep != "nummod":
        return True
    head = analysis.parse.head(number)
    return not (head.tag == "NNS" and head.start >= candidate.end)


def _is_year(analysis: Analysis, candidate: Candidate, tags: Tags) -> bool:
    year = candidate.reading.year or 0
    said = analysis.words(candidate.start, candidate.end)
    follows = analysis.text[candidate.end : candidate.end + 1]
    if follows in ("%", "°") or (follows and follows.isalpha() and not said.isalpha()):
        return False
    token = _last_token(analysis, candidate)
    if token is None or len(said) > 4 or not said.isdigit():
        return not said.startswith(("'", "’", "‘")) or candidate.before in words("dates", "year_leads")
    if _is_house_number(analysis, token):
        return False
    tag = _tagged(tags, candidate.start, candidate.end)
    if tag is not None and tag.label in _NAMES and tag.end - tag.start > 4:
        return False
    head = analysis.parse.head(token)
    counts = token.dep == "nummod" and head.start > token.start and head.tag in ("NNS", "NN") and head.pos != "PROPN"
    if tag is not None and tag.label in _COUNTS and (counts or tag.end > candidate.end):
        return False
    if follows in ("-", "–") and analysis.text[candidate.end + 1 : candidate.end + 2].isalpha():
        return False
    lead = analysis.text[max(0, candidate.start - 2) : candidate.start]
    if candidate.before in read_yaml("dates")["year_traps"] or (lead.endswith("-") and lead[:1].isalnum()):
        return False
    if not 1900 <= year <= 2050 or year % 100 == 0:
        return candidate.before in words("dates", "year_leads") and not (counts and head.tag == "NNS") and year >= 1400
    return not (counts and head.tag == "NNS" and candidate.before not in words("dates", "year_leads"))


def _is_house_number(analysis: Analysis, token: Token) -> bool:
    """Whether a number stands before a street's name or a block: "2010 Quarry Lane", "the 1700 block"."""
    for word in analysis.parse.tokens[token.i + 1 : token.i + 5]:
        if word.lower.rstrip(".") in read_yaml("dates")["streets"]:
            return True
        if not word.text[:1].isupper():
            return False
    return False


def _last_token(analysis: Analysis, candidate: Candidate) -> Token | None:
    return analysis.parse.token_at(candidate.end - 1)
