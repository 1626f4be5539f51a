"""Training of the learned taggers; not needed at run time."""
