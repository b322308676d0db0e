"""Writes the school of `scrbrd seed`."""
