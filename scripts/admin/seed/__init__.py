"""Owns the playable school that `scrbrd seed` writes."""
