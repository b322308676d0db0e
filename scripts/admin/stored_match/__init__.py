"""Owns looking at one match: its card, its state at an earlier action, its course ball by ball."""
