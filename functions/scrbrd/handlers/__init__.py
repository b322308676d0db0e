"""Use cases that keep a match's documents up to date. They reach Firestore through ports only."""
