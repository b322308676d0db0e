"""Writes what is made of the table of verdicts: a page, JSON for clients, a page of conditions."""
