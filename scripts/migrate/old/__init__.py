"""Reads old documents in all their forms, and lists what cannot be read."""
