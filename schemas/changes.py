"""The table of changes."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Text


class Changes(Table):
    """One difference from the previous release."""

    table: Text = c.text("The table.")
    key: Text = c.text("Key of the row.")
    change: Text = c.code("change_kinds", "Added, changed or removed.")
    columns: Text = c.text("The columns that changed, separated by spaces.", "The row was added or removed.")
    reason: Text = c.text("Why: new article, correction, takedown, extraction ...", "Not known.")
