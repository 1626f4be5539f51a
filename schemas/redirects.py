"""The table of redirects."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Text


class Redirects(Table):
    """One retired identifier."""

    old_id: Text = c.text("The retired identifier.")
    new_id: Text = c.text("The identifier that stands for it now.", "Nothing stands for it.")
    reason: Text = c.text("Why it was retired.")
    version: Text = c.text("Release that retired it.")
