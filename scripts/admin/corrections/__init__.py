"""Owns administrators' changes of a log: what one would change, and writing it under a guard."""
