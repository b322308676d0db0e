"""Maintains projections: rebuild, verify, reconcile and health, for one match or all."""
