"""Builds, lints and measures the security rules. Knows nothing of cricket."""
