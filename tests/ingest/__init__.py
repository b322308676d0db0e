"""Tests of the feeds' service."""
