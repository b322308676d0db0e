"""Brings the log of a match up to date with its scorers' books and the rulings (docs/consensus.md).

The fold is in `scrbrd.consensus`. This package prepares its input, writes its outcome, and retries
while other workers commit first. Knows nothing of Firestore.
"""
