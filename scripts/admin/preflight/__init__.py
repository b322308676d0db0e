"""Checks that a project is ready for scoring matches: each line is ok, wrong or unknown."""
