"""Builds, lints and measures the security rules; knows nothing of cricket."""
