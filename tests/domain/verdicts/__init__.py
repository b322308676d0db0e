"""Tests the verdicts: every row of the table, and the table itself."""
