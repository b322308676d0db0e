"""Keeps documents up to date with a log: chunks, digests, replay, contention. Knows no cricket."""
