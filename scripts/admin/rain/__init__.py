"""Scenarios of matches that lost overs: read from files, answered, and made into par sheets."""
