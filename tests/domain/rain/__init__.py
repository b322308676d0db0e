"""Tests Duckworth-Lewis: the table, worked examples with their sources, and its properties."""
