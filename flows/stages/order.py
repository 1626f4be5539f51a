"""The stages, in the order they run."""

from flows.core.pipeline import Stage
from flows.stages.coreference import link_references
from flows.stages.dates import find_dates
from flows.stages.events import find_events
from flows.stages.figures import find_figures
from flows.stages.names import find_names
from flows.stages.office_on_date import code_participants
from flows.stages.places import link_places
from flows.stages.relations import find_positions, find_relations
from flows.stages.statements import find_statements
from flows.stages.story_tolls import judge_tolls

STAGES: tuple[Stage, ...] = (
    Stage("find_dates", "9", find_dates, needs=(), adds=("dates", "dating")),
    Stage("find_names", "13", find_names, needs=(), adds=("entities", "mentions")),
    Stage("link_places", "5", link_places, needs=("entities", "mentions"), adds=("entities", "mentions")),
    Stage("find_figures", "14", find_figures, needs=("dates", "entities", "mentions"), adds=("figures",)),
    Stage("find_positions", "18", find_positions, needs=("dates", "entities", "mentions"), adds=("positions",)),
    Stage("link_references", "9", link_references, needs=("entities", "mentions", "positions"), adds=("mentions",)),
    Stage(
        "find_relations",
        "19",
        find_relations,
        needs=("dates", "entities", "mentions"),
        adds=("relations", "positions", "entities"),
    ),
    Stage("find_statements", "15", find_statements, needs=("dates", "entities", "mentions"), adds=("statements",)),
    Stage(
        "find_events",
        "42",
        find_events,
        needs=("dates", "entities", "mentions", "figures", "statements", "positions"),
        adds=("reports", "participants", "figures", "dates"),
    ),
    Stage("judge_tolls", "2", judge_tolls, needs=("figures", "reports", "participants"), adds=("tolls",)),
    Stage(
        "code_participants",
        "4",
        code_participants,
        needs=("dates", "entities", "positions", "reports", "participants"),
        adds=("participants",),
    ),
)
"""Every extraction stage. `flows.core.pipeline.check_order` holds that each finds what it needs."""
