"""What YAML readers take words for: truth values, days. A reader can be told to leave some of that."""

from typing import Any

Resolvers = dict[str, list[tuple[str, Any]]]
"""By the first letter of a word: the tags it may have, each with the pattern of such words."""


def resolvers_without(loader: Any, kind: str) -> Resolvers:
    """The resolvers of a loader but those of one kind.

    Args:
        loader: A loader's class.
        kind: "bool", "timestamp" and the like.
    """
    left_out = f"tag:yaml.org,2002:{kind}"
    return {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != left_out]
        for first, resolvers in loader.yaml_implicit_resolvers.items()
    }
