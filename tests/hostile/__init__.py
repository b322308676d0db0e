"""Tests the functions with unexpected documents that the security rules accept."""
