"""Previews administrators' changes of a log, and writes them with a guard."""
