"""Replays a match through a fake provider, the service and the emulators, and compares the end."""
