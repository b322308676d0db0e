"""Maintains projections: rebuild, verify, reconcile, health, for one match or all."""
