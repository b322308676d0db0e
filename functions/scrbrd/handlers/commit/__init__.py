"""Builds what is written for a match, and writes what follows a commit."""
