"""Owns the security rules: building, linting and measuring them; knows nothing of cricket."""
