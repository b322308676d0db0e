"""Polls what is due: the loop, the gate before each request, and what processes agree on."""
