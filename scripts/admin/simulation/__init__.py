"""Lets imperfect scorers score a real match in books of their own, and measures the consensus.

Pure but for chance, which is seeded: the same seed gives the same match.
"""
