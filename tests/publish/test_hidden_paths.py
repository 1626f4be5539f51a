"""What a release tells of raw files whose article was taken down or whose path spells a withheld name."""

from types import SimpleNamespace

import pytest

from flows.core.store import Refused
from flows.publish.hidden_paths import hidden_paths, without_files, without_paths

PATHS = {
    "art_1": "gazette/ann-teskey-held.txt",
    "art_2": "gazette/flood.txt",
    "art_3": "gazette/strike.txt",
    "art_4": "wire.jsonl#2",
}
HEADERS = [SimpleNamespace(article_id=article, raw_path=path) for article, path in PATHS.items()]
TOLD = {"art_1": "gazette/[name withheld]-held.txt", "art_3": PATHS["art_3"]}
GONE = frozenset(("art_2", "art_4"))
REPEAT = Refused(
    "duplicates", "gazette/flood2.txt", "exact_duplicate", "same text as gazette/flood.txt (art_2)", "gazette/flood2.txt"
)
OTHER = Refused("read", "gazette/bad.txt", "binary", "no text", "gazette/bad.txt")


@pytest.fixture
def hidden():
    return hidden_paths(HEADERS, GONE, TOLD)


def test_paths_taken_down_or_naming_somebody_are_hidden(hidden):
    assert hidden == {PATHS["art_1"]: TOLD["art_1"], PATHS["art_2"]: "art_2", PATHS["art_4"]: "art_4"}


def test_no_refusal_names_a_hidden_path(hidden):
    repeat, other = without_paths((REPEAT, OTHER), hidden)
    assert other == OTHER
    assert repeat == Refused("duplicates", "art_2 (exact_duplicate 0)", "exact_duplicate", "same text as art_2 (art_2)", "")


def test_files_of_hidden_articles_are_not_listed(hidden):
    names = (
        *PATHS.values(), "gazette/flood.meta.json", "gazette/flood2.txt", "gazette/strike.meta.json", "gazette/floodplain.txt",
        "wire.jsonl", "sources.yml",
    )  # fmt: skip
    left = [name for name, _ in without_files([(name, "0" * 64) for name in names if "#" not in name], hidden, (REPEAT, OTHER))]
    assert left == ["gazette/strike.txt", "gazette/strike.meta.json", "gazette/floodplain.txt", "wire.jsonl", "sources.yml"]


def test_nothing_hidden_changes_nothing():
    assert hidden_paths(HEADERS, frozenset(), PATHS) == {}
    assert without_paths((REPEAT, OTHER), {}) == (REPEAT, OTHER)
    assert without_files([("a.txt", "0" * 64)], {}, (REPEAT,)) == (("a.txt", "0" * 64),)
