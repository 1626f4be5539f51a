"""Other readers of roles that may stand beside the shipped one; all off by default."""
