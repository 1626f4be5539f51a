"""The one kind of error a user is meant to read."""


class TarikhError(Exception):
    """Something a user can mend; the message is one line that names the file and the fix."""
