"""The capabilities of a connector, one module each."""
