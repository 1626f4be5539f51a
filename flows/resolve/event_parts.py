"""Parts of one event that an article tells as happenings of their own: a shooting and the deaths it caused.

Alone they stay events of their own, as they were told. Where other articles tell the cause too, the consequence goes with it,
so that one incident does not become two rows by the words that each article happens to lead with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from flows.core.resolution import HappeningRecord
from flows.resolve.event_kinds import causes, family, principals, rules
from flows.resolve.event_likeness import UNREAL, contradiction, described


def parts(rows: Sequence[HappeningRecord], leads: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs of a happening and its consequence in one article, as indexes, in order.

    Args:
        rows: Happenings in order.
        leads: The happening each article tells most of, in each arena.
    """
    told: dict[str, list[int]] = defaultdict(list)
    for i, h in enumerate(rows):
        if h.modality not in UNREAL:
            told[h.article_id].append(i)
    for own in told.values():
        harmed = [i for i in own if causes(rows[i].event_type)]
        for j in harmed:
            for i in own:
                if family(rows[i].event_type) in causes(rows[j].event_type) and _is_part(
                    rows[i], rows[j], i in leads and j in leads and len(own) <= rules()["parts"]["alone"]
                ):
                    yield i, j


def _is_part(cause: HappeningRecord, harm: HappeningRecord, alone: bool) -> bool:
    """Whether a harm is that of a happening: the same ones are harmed, as many, or the article tells of little else."""
    if contradiction(cause, harm) or cause.edtf != harm.edtf or cause.place_id != harm.place_id:
        return False
    if principals(cause) & principals(harm) or described(cause) & described(harm):
        return True
    return alone and not _other_victims(cause, harm)


def _other_victims(cause: HappeningRecord, harm: HappeningRecord) -> bool:
    ours, theirs = principals(cause), principals(harm)
    return bool(ours and theirs and not ours & theirs)
