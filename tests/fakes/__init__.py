"""Stand-ins that keep the same contract as the real thing; tests/adapters holds both to it."""
