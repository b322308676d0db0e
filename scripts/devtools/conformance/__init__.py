"""Compares the fold in Python with the fold in TypeScript: see docs/conformance.md."""
