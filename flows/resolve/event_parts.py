"""Parts of one event that an article tells as happenings of their own: a shooting and the deaths it caused.

Alone they stay events of their own, as they were told. Where other articles tell the cause too, the consequence goes with it,
so that one incident does not become two rows by the words that each article happens to lead with.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import arena, causes, family, principals, rules
from flows.resolve.event_likeness import UNREAL, contradiction, described, told_apart
from flows.resolve.event_places import Bustle


def parts(rows: Sequence[HappeningRecord], bustle: Bustle) -> Iterator[tuple[int, int]]:
    """Pairs of a happening and its consequence in one article, as indexes, in order.

    Args:
        rows: Happenings in order.
        bustle: How much is told of where and when one happened.
    """
    for own in _told(rows):
        for j in own:
            before = [i for i in own if family(rows[i].event_type) in causes(rows[j].event_type)]
            then = [i for i in before if rows[i].edtf == rows[j].edtf]
            for i in before:
                if _is_part(rows[i], rows[j]) or (then == [i] and _is_only(rows[i], rows[j], bustle)):
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


def strays(rows: Sequence[HappeningRecord], bustle: Bustle) -> Iterator[tuple[int, int]]:
    """Pairs of harm in one article that may be told twice, as indexes, in order: nothing tells them apart.

    Only where little is told of the town: an article of a war tells many happenings that nothing tells apart.

    Args:
        rows: Happenings in order.
        bustle: How much is told of where and when one happened.
    """
    for own in _told(rows):
        harms = [i for i in own if arena(rows[i].event_type) == "harm"]
        for at, i in enumerate(harms):
            for j in harms[at + 1 :]:
                if _may_be_one(rows[i], rows[j]) and _is_quiet(rows[i], rows[j], bustle):
                    yield i, j


def _told(rows: Sequence[HappeningRecord]) -> Iterator[list[int]]:
    """What each article tells as fact, as indexes."""
    told: dict[str, list[int]] = defaultdict(list)
    for i, h in enumerate(rows):
        if h.modality not in UNREAL:
            told[h.article_id].append(i)
    yield from told.values()


def _may_be_one(one: HappeningRecord, other: HappeningRecord) -> bool:
    """Whether neither day, place and toll nor those harmed tell two happenings apart."""
    if contradiction(one, other) or told_apart(one, other):
        return False
    ours, theirs = (principals(h) | described(h) for h in (one, other))
    return not ours or not theirs or bool(ours & theirs)
