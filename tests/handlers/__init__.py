"""Tests of the use cases, on a store in memory."""
