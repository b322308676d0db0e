"""Writes the sample school of `scrbrd seed`."""
