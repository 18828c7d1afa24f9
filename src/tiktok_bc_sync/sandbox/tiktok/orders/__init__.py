"""Orders of a shop and their packages."""
