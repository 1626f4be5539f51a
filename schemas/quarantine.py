"""The table of refusals."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Text


class Quarantine(Table):
    """One thing that was refused, with the reason."""

    stage: Text = c.text("Step that refused it.")
    key: Text = c.text("What was refused: a path, an article, a row.")
    reason: Text = c.code("reasons", "Why.")
    detail: Text = c.text("One line that says more.", "Nothing more to say.")
    raw_path: Text = c.text("The input below the raw folder.", "No single input.")
