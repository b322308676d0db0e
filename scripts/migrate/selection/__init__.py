"""Makes lineups of the old team selections of matches and their checklists."""
