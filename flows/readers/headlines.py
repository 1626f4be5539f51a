"""The headline that came beside an article's words, set above them as it was published, without the name of the site.

What comes beside a text may name a page or a person, so that it must have some words and be told nowhere in the text. The title of a
page is its headline whatever it says (`html`), and that of a live blog's post is missing only where the post begins with it (`live`).
"""

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
    told = letters(headline)
    if len(headline.split()) < _LEAST or not told or told in letters(text[:_REACH]):
        return text
    return f"{headline}\n\n{text}"


def without_site(title: str) -> str:
    """A title without the name of the site behind it ("Two hurt in fire - Channel 9")."""
    first = _SITE.split(title)[0].strip()
    return first if len(first.split()) >= _LEAST else title.strip()


def letters(words: str) -> str:
    """Words without case and without what is neither letter nor digit: whether two tell the same."""
    return _LETTERS.sub("", words).casefold()
