import random

from flows.core.store import Header
from flows.resolve.duplicates import near_duplicates, sketch, split_editions

WIRE = (
    "The harbour of Port Selwick was closed on Monday after a freighter loaded with fertiliser caught fire at the northern quay. "
    "Firefighters brought the blaze under control after six hours, harbour master Olen Tressick said. Nobody was hurt. "
    "The cause of the fire is being investigated by the maritime authority, which sent two inspectors to the port."
)
OTHER = (
    "Voters in the highland district of Marram went to the polls on Sunday to choose a new council after the old one was dissolved "
    "over a budget dispute. Turnout was low because of heavy snow, election officials said, and the count will last until Tuesday."
)


def head(
    article: str, url: str | None = "u", text: str = "t", published: str | None = "2024-01-01", path: str | None = None
) -> Header:
    return Header(
        article, "s", url, published, None, text, path or f"{article}-{published}.txt", f"{article}{text}{published}", ()
    )


def test_a_lightly_edited_copy_repeats_the_earlier_article():
    rows = (
        sketch("art_b", "2024-01-02", WIRE.replace("Monday", "January 1") + " This copy was shortened."),
        sketch("art_a", "2024-01-01", WIRE),
        sketch("art_c", "2024-01-01", OTHER),
    )
    assert near_duplicates(rows) == {"art_b": "art_a"}


def test_short_texts_and_different_articles_repeat_nothing():
    rows = (
        sketch("art_a", None, "Fire at port."),
        sketch("art_b", None, "Fire at port."),
        sketch("art_c", None, OTHER),
        sketch("art_d", None, WIRE),
    )
    assert near_duplicates(rows) == {}


def test_the_order_of_input_does_not_matter():
    rows = [sketch(f"art_{n}", f"2024-01-0{n % 3 + 1}", WIRE + f" Edition {n}.") for n in range(6)] + [
        sketch("art_x", None, OTHER)
    ]
    expected = near_duplicates(tuple(rows))
    assert set(expected.values()) == {"art_0"}
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert near_duplicates(tuple(rows)) == expected


def test_the_newest_edition_speaks_and_every_input_is_accounted_for():
    old, new, copy = (
        head("art_a", text="x"),
        head("art_a", text="y", published="2024-01-03"),
        head("art_a", text="y", published="2024-01-03", path="z.txt"),
    )
    for order in ([old, new, copy], [copy, old, new], [new, copy, old]):
        kept, refused = split_editions(order)
        assert [h.raw_path for h in kept] == [new.raw_path]
        assert [(r.reason, r.raw_path) for r in refused] == [("older_edition", old.raw_path), ("exact_duplicate", "z.txt")]


def test_without_a_url_the_same_text_of_a_source_is_one_article():
    kept, refused = split_editions([head("art_a", url=None), head("art_b", url=None), head("art_c", url=None, text="other")])
    assert len(kept) == 2 and [r.reason for r in refused] == ["exact_duplicate"]


def test_nothing_repeats_where_no_article_is_long_enough():
    assert near_duplicates(()) == {}
    assert near_duplicates((sketch("art_a", None, "Too short."),)) == {}
