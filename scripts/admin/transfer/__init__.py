"""Exports and imports matches of a project: files written whole, documents in batches."""
