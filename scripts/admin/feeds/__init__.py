"""Manages matches that data providers send: mappings of ids, the writer of the log, gaps."""
