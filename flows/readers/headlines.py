"""The headline that came beside an article's words, set above them as it was published, without the name of the site."""

import re

_SITE = re.compile(r"\s+(?:[-–—|«»]|::)\s+")
"""What stands between a headline and the name of the site."""
_LETTERS = re.compile(r"[\W_]+")
_LEAST = 4
"""Words of a headline; fewer name a page or a person."""
_REACH = 3000
"""Characters in which a text repeats its headline."""


def with_headline(text: str, title: str | None) -> str:
    """The text below its headline, or as it is where it tells the headline itself.

    Args:
        text: The words of the article.
        title: What came as its title.

    Returns:
        The headline, an empty line and the text; the text alone where there is no headline of several words.
    """
    headline = without_site(" ".join((title or "").split()))
    told = _letters(headline)
    if len(headline.split()) < _LEAST or not told or told in _letters(text[:_REACH]):
        return text
    return f"{headline}\n\n{text}"


def without_site(title: str) -> str:
    """A title without the name of the site behind it ("Two hurt in fire - Channel 9")."""
    first = _SITE.split(title)[0].strip()
    return first if len(first.split()) >= _LEAST else title.strip()


def _letters(words: str) -> str:
    return _LETTERS.sub("", words).casefold()
