"""Listens to Firestore for the rooms, and reads what REST answers beside them."""
