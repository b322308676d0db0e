"""Decides when a match is polled, where, and by which worker: pure functions, formulas."""
