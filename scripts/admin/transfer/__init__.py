"""Moves matches into and out of a project: files written whole, documents in batches."""
