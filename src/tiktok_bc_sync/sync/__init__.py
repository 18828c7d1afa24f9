"""The capabilities of a connector: the only room that knows the marketplaces and the storage."""
