"""Decides when which provider is asked, by whom: pure functions with their formulas."""
