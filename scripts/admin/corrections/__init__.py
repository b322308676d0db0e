"""Previews administrators' changes of a log, and writes them under a guard."""
