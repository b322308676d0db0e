"""Tests of what is committed beside the code: pins, configuration, indexes."""
