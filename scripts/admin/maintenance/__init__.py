"""Owns looking after projections: rebuild, verify, reconcile, health, for one match or all."""
