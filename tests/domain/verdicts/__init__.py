"""Verdicts: every row of the table, and what the table holds."""
