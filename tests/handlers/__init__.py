"""Tests of the use cases, on an in-memory store."""
