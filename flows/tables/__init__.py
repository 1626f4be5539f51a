"""From annotations to validated tables."""
