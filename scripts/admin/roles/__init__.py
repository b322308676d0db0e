"""Grants, revokes and lists roles."""
