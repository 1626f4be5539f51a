"""Writing, describing and comparing releases."""
