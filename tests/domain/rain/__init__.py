"""Duckworth-Lewis as tests: the table, worked examples with their sources, and its properties."""
