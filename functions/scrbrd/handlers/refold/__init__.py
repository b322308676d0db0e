"""Applies changes of the log to a snapshot."""
