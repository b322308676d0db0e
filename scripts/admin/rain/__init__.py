"""Reads scenarios of matches that lost overs, computes their targets, and makes par sheets."""
