"""Reads and writes a project: copies old documents, writes what a step planned, and undoes it."""
