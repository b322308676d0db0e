"""Looks after matches that data providers tell: whose ids are whose, who writes, what lacks."""
