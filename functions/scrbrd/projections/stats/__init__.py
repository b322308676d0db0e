"""Figures of players and teams."""
