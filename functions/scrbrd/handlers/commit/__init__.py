"""Builds the commit of a match, and writes what follows it."""
