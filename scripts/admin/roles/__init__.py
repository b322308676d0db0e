"""Granting, revoking and listing roles: what is asked for, what it changes, how it is written."""
