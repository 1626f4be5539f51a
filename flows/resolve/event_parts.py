"""Parts of one event that an article tells as happenings of their own: a shooting and the deaths it caused.

Alone they stay events of their own, as they were told. Where other articles tell the cause too, the consequence goes with it,
so that one incident does not become two rows by the words that each article happens to lead with.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import causes, family, principals
from flows.resolve.event_likeness import UNREAL, contradiction, described


def parts(rows: Sequence[HappeningRecord]) -> Iterator[tuple[int, int]]:
    """Pairs of a happening and its consequence in one article, as indexes, in order.

    Args:
        rows: Happenings in order.
    """
    told: dict[str, list[int]] = defaultdict(list)
    for i, h in enumerate(rows):
        if h.modality not in UNREAL:
            told[h.article_id].append(i)
    for own in told.values():
        for j in own:
            for i in own:
                if family(rows[i].event_type) in causes(rows[j].event_type) and _is_part(rows[i], rows[j]):
                    yield i, j


def _is_part(cause: HappeningRecord, harm: HappeningRecord) -> bool:
    """Whether a harm is that of a happening: there, then, and the same ones are harmed."""
    if contradiction(cause, harm) or cause.edtf != harm.edtf or cause.place_id != harm.place_id:
        return False
    return bool(principals(cause) & principals(harm) or described(cause) & described(harm))
