"""The shape of a word as a small number: what an uncased encoder cannot see. Shared by training and run time."""

from functools import lru_cache

SHAPES: tuple[str, ...] = ("pad", "lower", "title", "upper", "initial", "mixed", "digit", "punctuation", "other")


@lru_cache(maxsize=1 << 16)
def shape_of(word: str) -> int:
    """The index in `SHAPES` of a word's shape."""
    if word.isupper():
        name = "initial" if sum(c.isalpha() for c in word) == 1 else "upper"
    elif word.islower():
        name = "lower"
    elif word[:1].isupper() and word[1:].islower():
        name = "title"
    elif any(c.isalpha() for c in word):
        name = "mixed"
    elif any(c.isdigit() for c in word):
        name = "digit"
    else:
        name = "punctuation" if word and not word.isalnum() else "other"
    return SHAPES.index(name)
