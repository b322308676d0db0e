"""Keeps documents up to date with a log: chunks, snapshots, contention. Knows no cricket."""
