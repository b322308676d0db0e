"""Owns the figures of a season: computed afresh, compared, and shown as league tables."""
