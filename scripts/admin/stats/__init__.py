"""Recomputes the figures of a season, compares them, and shows them as league tables."""
