"""Reading the old world: what its documents say, however they say it, and what cannot be read."""
