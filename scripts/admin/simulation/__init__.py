"""Simulates imperfect scorers who score a real match in separate books, and measures the consensus.

Pure except for chance, which is seeded: the same seed gives the same match.
"""
