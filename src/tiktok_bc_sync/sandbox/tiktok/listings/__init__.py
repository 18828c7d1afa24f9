"""Products of a shop, from their upload to their audit."""
