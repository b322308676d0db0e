"""Judges the log of a match, and folds it under two editions or sets of conditions."""
