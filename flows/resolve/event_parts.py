"""Parts of one event that an article tells as happenings of their own: a shooting and the deaths it caused.

Alone they stay events of their own, as they were told. Where other articles tell the cause too, the consequence goes with it,
so that one incident does not become two rows by the words that each article happens to lead with.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby

from flows.core.resolution import HappeningRecord
from flows.resolve.event_contradictions import UNREAL, contradiction, told_apart
from flows.resolve.event_kinds import arena, causes, family, principals, rules
from flows.resolve.event_likeness import described
from flows.resolve.event_places import Bustle


def parts(rows: Iterable[HappeningRecord], bustle: Bustle) -> Iterator[tuple[int, int]]:
    """Pairs of a happening and its consequence in one article, as indexes, in order.

    Args:
        rows: Happenings in order, those of one article together.
        bustle: How much is told of where and when one happened.
    """
    for own in _told(rows):
        for j, harm in own:
            before = [(i, cause) for i, cause in own if family(cause.event_type) in causes(harm.event_type)]
            then = [i for i, cause in before if cause.edtf == harm.edtf]
            for i, cause in before:
                if _is_part(cause, harm) or (then == [i] and _is_only(cause, harm, bustle)):
                    yield i, j


def _is_part(cause: HappeningRecord, harm: HappeningRecord) -> bool:
    """Whether a harm is that of a happening: there, then, and the same ones are harmed."""
    if contradiction(cause, harm) or cause.edtf != harm.edtf or cause.place_id != harm.place_id:
        return False
    return bool(principals(cause) & principals(harm) or described(cause) & described(harm))


def _is_only(cause: HappeningRecord, harm: HappeningRecord, bustle: Bustle) -> bool:
    """Whether the one happening of its day is the cause of a harm, as it is where little else happens."""
    return not contradiction(cause, harm) and _is_quiet(cause, harm, bustle)


def _is_quiet(one: HappeningRecord, other: HappeningRecord, bustle: Bustle) -> bool:
    most: int = rules()["bustle"]["quiet"]
    return 0 < max(bustle(one), bustle(other)) <= most


def strays(rows: Iterable[HappeningRecord], bustle: Bustle) -> Iterator[tuple[int, int]]:
    """Pairs of harm in one article that may be told twice, as indexes, in order: nothing tells them apart.

    Only where little is told of the town: an article of a war tells many happenings that nothing tells apart.

    Args:
        rows: Happenings in order, those of one article together.
        bustle: How much is told of where and when one happened.
    """
    for own in _told(rows):
        harms = [(i, h) for i, h in own if arena(h.event_type) == "harm"]
        for (i, one), (j, other) in combinations(harms, 2):
            if _may_be_one(one, other) and _is_quiet(one, other, bustle):
                yield i, j


def _told(rows: Iterable[HappeningRecord]) -> Iterator[list[tuple[int, HappeningRecord]]]:
    """What each article tells as fact, with its index."""
    for _, own in groupby(enumerate(rows), lambda told: told[1].article_id):
        yield [(i, h) for i, h in own if h.modality not in UNREAL]


def _may_be_one(one: HappeningRecord, other: HappeningRecord) -> bool:
    """Whether neither day, place and toll nor those harmed tell two happenings apart."""
    if contradiction(one, other) or told_apart(one, other):
        return False
    ours, theirs = (principals(h) | described(h) for h in (one, other))
    return not ours or not theirs or bool(ours & theirs)
