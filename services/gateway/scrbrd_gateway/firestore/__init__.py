"""Listens to Firestore for the rooms, and reads the other documents that REST answers with."""
