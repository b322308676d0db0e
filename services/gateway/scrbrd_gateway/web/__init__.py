"""Puts the application together: what every request meets, and how failures are told."""
