"""Near misses of merging: the likeliest are told, and how many there are."""

from flows.resolve.misses import MOST, likeliest


def named(root: int) -> str:
    return f"evt_{root:05}"


def test_of_two_near_misses_between_the_same_groups_the_likelier_is_told():
    found = [(0.57, 1, 2, "likelier"), (0.5, 0, 2, "less"), (0.5, 0, 1, "one group")]
    missed = likeliest("event", found, [0, 0, 2], named)
    assert [(m.left, m.right, m.score, m.reason) for m in missed.pairs] == [("evt_00000", "evt_00002", 0.57, "likelier")]
    assert missed.count == 1


def test_the_likeliest_are_told_and_all_are_counted():
    size = MOST + 50
    found = [(1 - i / 10_000, i, i + size, "") for i in range(size)]
    missed = likeliest("entity", iter(found), range(2 * size), named)
    assert missed.count == size and len(missed.pairs) == MOST
    assert {m.left for m in missed.pairs} == {named(i) for i in range(MOST)}
