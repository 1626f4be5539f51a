"""Labels of the role tagger: who and what fills the roles of a violent incident. Shared by training and run time."""

ROLES: tuple[str, ...] = ("attacker", "organization", "object", "victim", "weapon")
LABELS: tuple[str, ...] = ("O", *(f"{prefix}-{role}" for role in ROLES for prefix in "BI"))
INCIDENTS: tuple[str, ...] = ("attack", "bombing", "kidnapping", "arson", "robbery")
"""Kinds of incident that the first piece of a window is judged for."""
