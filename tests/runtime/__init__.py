"""The three worlds that the engine runs in."""
