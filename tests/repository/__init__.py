"""Tests committed files other than code: version pins, configuration and indexes."""
