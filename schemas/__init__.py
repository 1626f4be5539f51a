"""Tables, columns and code lists of a release, each declared once."""
