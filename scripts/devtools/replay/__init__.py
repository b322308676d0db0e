"""Replays a match through a fake provider, the ingest service and the emulators.

At the end the stored log and score are compared with those of the match.
"""
