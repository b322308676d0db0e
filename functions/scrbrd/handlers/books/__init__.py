"""Brings the log of a match to what its scorers' books and the rulings say (docs/consensus.md).

The fold is in `scrbrd.consensus`. Here: what it is given, what is written of its outcome, and the
attempts until no other worker was first. Knows nothing of Firestore.
"""
