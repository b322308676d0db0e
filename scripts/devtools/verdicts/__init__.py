"""Writes the documents generated from the tables of verdicts and of playing conditions."""
