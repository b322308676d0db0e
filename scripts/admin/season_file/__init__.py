"""Writes the season, teams, people and fixtures that a file lists."""
