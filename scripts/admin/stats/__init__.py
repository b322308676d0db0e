"""Recomputes and compares the figures of a season, and formats its league tables."""
