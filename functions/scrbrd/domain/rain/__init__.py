"""Duckworth-Lewis, Standard Edition: resources, targets and pars of matches that lose overs."""
